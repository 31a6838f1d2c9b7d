"""Who compiles before a sweep, and what happens where it cannot be done."""

import logging

import pytest

from playground.sweep import Plan, compiling
from playground.sweep.job import Job


def jobs_of(engine: str) -> tuple[Job, ...]:
    return Plan(settings={"data": "xor", "engine": engine}, updates=5).jobs()


@pytest.mark.parametrize(
    ("cached", "engines", "expected"),
    [
        (False, ("reference",), False),
        (False, ("compiled",), True),
        (False, ("reference", "compiled"), True),
        (True, ("compiled",), False),
        (False, (), False),
    ],
)
def test_it_is_compiled_where_a_run_needs_what_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
    cached: bool,
    engines: tuple[str, ...],
    expected: bool,
) -> None:
    pytest.importorskip("numba")
    monkeypatch.setattr(compiling, "is_cached", lambda: cached)
    jobs = [job for engine in engines for job in jobs_of(engine)]
    assert compiling.must_compile(jobs) is expected


def test_a_broken_compiler_is_left_to_the_runs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("no LLVM here")

    monkeypatch.setattr(compiling, "prepare_compiled", fail)
    with caplog.at_level(logging.WARNING):
        compiling.compile_engine()
    assert caplog.messages == ["the engine cannot be compiled: no LLVM here"]


def test_who_ends_the_program_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(compiling, "prepare_compiled", interrupt)
    with pytest.raises(KeyboardInterrupt):
        compiling.compile_engine()
