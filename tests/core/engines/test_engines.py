"""Which engine makes the updates, and what happens where the compiled one cannot."""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import playground.engines
from playground.engines import cache, make_engine, prepare_compiled, settle_engine
from playground.engines.plan import Engine, Plan
from playground.engines.reference import ReferenceEngine
from playground.events import EngineSwitch
from playground.run import Run
from playground.settings import Settings
from tests.core.fresh import fresh_interpreter

SETTINGS: dict[str, Any] = {"data": "xor", "hidden": [3], "samples": 40}


def reference_params(updates: int) -> bytes:
    """Return the parameters after so many updates of the reference engine."""
    run = Run(Settings.build(**SETTINGS, engine="reference"))
    run.advance(updates)
    return run.params.tobytes()


@pytest.fixture
def unprepared() -> Iterator[None]:
    prepare_compiled.cache_clear()
    yield
    prepare_compiled.cache_clear()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put the cache of kernels into an empty folder."""
    monkeypatch.setattr(cache, "cache_home", lambda: tmp_path / "cache")
    cache.writable_folder.cache_clear()
    yield tmp_path / "cache"
    cache.writable_folder.cache_clear()


@pytest.mark.parametrize("is_cached", [False, True])
@pytest.mark.parametrize("has_numba", [False, True])
def test_auto_depends_on_numba_and_on_nothing_else(
    monkeypatch: pytest.MonkeyPatch, has_numba: bool, is_cached: bool
) -> None:
    monkeypatch.setattr(
        playground.engines, "find_spec", lambda name: object() if has_numba else None
    )
    monkeypatch.setattr(playground.engines, "is_cached", lambda: is_cached)
    assert settle_engine("auto") == ("compiled" if has_numba else "reference")
    for choice in ("reference", "compiled"):
        assert settle_engine(choice) == choice


def test_auto_is_settled_before_the_first_update_and_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(playground.engines, "find_spec", lambda name: None)
    run = Run(Settings.build(**SETTINGS))
    assert run.engine.name == "reference"
    monkeypatch.undo()
    run.advance(20)
    run.seek(3)
    run.change(learning_rate=0.1)
    run.advance(5)
    assert run.engine.name == "reference"


def test_the_first_need_compiles_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    unprepared: None,
) -> None:
    pytest.importorskip("numba")
    calls: list[str] = []
    monkeypatch.setattr(playground.engines, "is_cached", lambda: False)
    monkeypatch.setattr(
        "playground.engines.compiled.warm_up", lambda: calls.append("compiled")
    )
    settings = Settings.build(**SETTINGS, engine="compiled")
    runs = [Run(settings) for _ in range(2)]
    assert calls == []
    for run in runs:
        run.step()
    assert calls == ["compiled"]
    assert [record.message for record in caplog.records] == [
        "compiling the engine; this is only needed once"
    ]


def test_numba_missing_is_one_sentence_and_the_reference_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(playground.engines, "find_spec", lambda name: None)
    run = Run(Settings.build(**SETTINGS, engine="compiled"))
    assert run.engine.name == "reference"
    assert run.notices == [
        "The compiled engine failed (ModuleNotFoundError: No module named 'numba'), so "
        "the NumPy engine goes on."
    ]
    run.advance(30)
    assert run.params.tobytes() == reference_params(30)
    assert run.timeline.branch.events == []
    assert run.timeline.branch.keyframes[0].engine == "reference"


def test_numba_broken_is_one_sentence_and_the_reference_engine(
    monkeypatch: pytest.MonkeyPatch, unprepared: None
) -> None:
    monkeypatch.setattr(playground.engines, "find_spec", lambda name: object())
    # Whoever imports a module that stands for nothing gets an ImportError.
    monkeypatch.setitem(sys.modules, "playground.engines.compiled", None)
    run = Run(Settings.build(**SETTINGS, engine="compiled"))
    run.advance(30)
    assert run.engine.name == "reference"
    (notice,) = run.notices
    assert notice.startswith("The compiled engine failed")
    assert run.params.tobytes() == reference_params(30)
    # The record says who made the updates, on any machine that opens it.
    assert run.timeline.branch.events == [(0, EngineSwitch("reference"))]
    run.seek(7)
    run.seek(30)
    assert run.params.tobytes() == reference_params(30)
    assert len(run.timeline.branches) == 1


def test_an_engine_is_made_at_the_first_update_and_not_timed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]
    made: list[str] = []

    def make(plan: Plan) -> Engine:
        clock[0] += 100.0
        made.append("compiled")
        return ReferenceEngine(plan)

    monkeypatch.setattr(playground.engines, "find_spec", lambda name: object())
    monkeypatch.setattr(playground.engines, "make_compiled", make)
    monkeypatch.setattr("playground.recording.time.perf_counter", lambda: clock[0])
    run = Run(Settings.build(**SETTINGS, engine="compiled"))
    run.learner.twin()
    run.change(learning_rate=0.1)
    run.seek(0)
    assert (run.engine.name, run.plan.hyper["learning_rate"]) == ("compiled", 0.1)
    assert made == []
    run.advance(20)
    assert made == ["compiled"]
    assert run.training_seconds == 0.0


BROKEN = """
sys.path.insert(0, {folder!r})
import playground as pg
from playground.frame import Probe, take_frame
settings = pg.Settings.build(data="xor", hidden=[3], samples=40, engine="compiled")
run = pg.Run(settings)
maps = [each.tolist() for each in take_frame(run, Probe()).maps]
other = pg.Run(settings.replace(engine="reference"))
same = maps == [each.tolist() for each in take_frame(other, Probe()).maps]
run.step()
"""


def test_a_picture_before_the_first_update_survives_a_broken_numba(
    tmp_path: Path,
) -> None:
    package = tmp_path / "numba"
    package.mkdir()
    (package / "__init__.py").write_text("raise OSError('no library')")
    same, name, notices = fresh_interpreter(
        BROKEN.format(folder=str(tmp_path)), "(same, run.engine.name, run.notices)"
    )
    assert (same, name) == (True, "reference")
    assert notices == [
        "The compiled engine failed (OSError: no library), so the NumPy engine goes on."
    ]


def test_a_kernel_that_does_not_compile_is_replaced_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("numba")
    run = Run(Settings.build(**SETTINGS, engine="compiled"))
    run.advance(30)

    def refuse(*_: object) -> int:
        raise TypeError("no such instruction")

    monkeypatch.setattr("playground.engines.binding.make_updates", refuse)
    run.advance(30)
    assert run.update == 60
    assert run.engine.name == "reference"
    (notice,) = run.notices
    assert "no such instruction" in notice
    end = run.params.tobytes()
    # What the kernel had made was made with it: it is not replayed while it is broken.
    monkeypatch.undo()
    run.seek(7)
    run.seek(60)
    assert run.params.tobytes() == end


def test_an_unknown_engine_is_not_made() -> None:
    with pytest.raises(Exception, match="engine"):
        Settings.build(**SETTINGS, engine="fast")


def test_a_changed_source_has_another_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source, copy = tmp_path / "kernel.py", tmp_path / "copy" / "kernel.py"
    copy.parent.mkdir()

    def name_of(path: Path, content: str, second: int) -> str:
        path.write_text(content)
        os.utime(path, (second, second))
        monkeypatch.setattr(cache, "SOURCES", (path,))
        result: str = cache.fingerprint.__wrapped__()
        return result

    first = name_of(source, "rate = 1", 1)
    assert first == name_of(source, "rate = 1", 1)
    # Numba would compile each of these anew, so none may count as compiled.
    others = [
        name_of(source, "rate = 2", 1),
        name_of(source, "rate = 1", 2),
        name_of(copy, "rate = 1", 1),
    ]
    assert len({first, *others}) == 4


def test_every_source_of_a_kernel_is_in_the_hash() -> None:
    root = Path(playground.engines.__file__).parents[2]
    kernels = [path for path in cache.SOURCES if path.parent.name == "kernels"]
    assert len(kernels) == len(list(cache.ENGINES.glob("kernels/*.py")))
    imported = {
        node.module
        for path in kernels
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    files = {root / f"{name.replace('.', '/')}.py" for name in imported}
    # It says where kernels are kept, and no kernel holds a number of it.
    files -= {cache.ENGINES / "cache.py"}
    assert {path for path in files if path.exists()} <= set(cache.SOURCES)


@pytest.mark.parametrize("is_writable", [False, True])
def test_kernels_are_compiled_also_where_nothing_can_be_written(
    home: Path, is_writable: bool
) -> None:
    pytest.importorskip("numba")
    from playground.engines.kernels.compiling import entry

    if not is_writable:
        home.write_text("a file where the folder should be")

    def twice(numbers: Any) -> Any:
        return numbers.sum() * 2.0

    kernel = entry(twice)
    assert kernel(np.arange(4.0)) == 12.0
    kept = list(home.rglob("*.nbi")) if is_writable else []
    assert bool(kept) == is_writable


def test_both_engines_are_made_by_their_name() -> None:
    run = Run(Settings.build(**SETTINGS, engine="reference"))
    assert make_engine("reference", run.learner.plan).name == "reference"
    if settle_engine("auto") == "compiled":
        assert make_engine("compiled", run.learner.plan).name == "compiled"
