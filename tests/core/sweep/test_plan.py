"""Which runs a sweep makes, and what is refused."""

import contextlib
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import SettingsError
from playground.sweep import Plan
from playground.sweep.axis import read_axis
from playground.sweep.plan import MAX_FILE_BYTES, MAX_RUNS


def values(name: str, what: Any) -> tuple[Any, ...]:
    return read_axis(name, what).grid()


def read(tmp_path: Path, text: str | bytes) -> Plan:
    path = tmp_path / "plan.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Plan.read(path)


def test_a_file_says_everything(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        """
        seeds = 3
        epochs = 2
        stop_when = "train_loss<0.1"
        [settings]
        data = "xor"
        samples = 40
        seed = 7
        [vary]
        learning_rate = "0.01:1:log3"
        batch_size = [1, 10, "full"]
        hidden = [[4], [8, 8], []]
        """,
    )
    jobs = plan.jobs()
    assert len(jobs) == 3 * 3 * 3 * 3
    assert {job.settings.seed for job in jobs} == {7, 8, 9}
    assert {job.settings.learning_rate for job in jobs} == {0.01, 0.1, 1.0}
    assert {job.settings.hidden for job in jobs} == {(4,), (8, 8), ()}
    assert {job.updates for job in jobs} == {2 * 20, 2 * 2, 2 * 1}
    assert {job.stop_when for job in jobs} == {"train_loss<0.1"}
    assert Plan.from_json(plan.to_json()).jobs() == jobs


def test_nothing_said_is_one_run() -> None:
    (job,) = Plan().jobs()
    assert (job.settings.seed, job.updates, job.stop_when) == (0, 1000, None)


def test_ranges_hold_both_ends_and_no_rounding() -> None:
    assert values("learning_rate", "0.001:1:log4") == (0.001, 0.01, 0.1, 1.0)
    assert values("momentum", "0:0.9:lin4") == (0.0, 0.3, 0.6, 0.9)
    assert values("batch_size", "1:100:log3") == (1, 10, 100)
    assert values("samples", "1:3:lin9") == (1, 2, 3)
    assert all(isinstance(value, int) for value in values("samples", "1:9:lin5"))


@given(
    low=st.floats(1e-12, 1e3), factor=st.floats(1.001, 1e6), count=st.integers(2, 50)
)
def test_logarithmic_ranges_rise_evenly(low: float, factor: float, count: int) -> None:
    found = values("learning_rate", f"{low!r}:{low * factor!r}:log{count}")
    assert found[0] == pytest.approx(low)
    assert found[-1] == pytest.approx(low * factor)
    steps = [math.log(b / a) for a, b in pairwise(found)]
    assert steps == pytest.approx([math.log(factor) / (count - 1)] * len(steps))


def test_a_sample_is_drawn_once_and_for_all() -> None:
    vary = {"learning_rate": "0.001:1:log", "batch_size": [1, 10], "samples": [40]}
    plan = Plan(vary=vary, sample=50, sample_seed=3, seeds=2)
    jobs = plan.jobs()
    assert jobs == plan.jobs()
    assert len(jobs) == 100
    assert len({job.key for job in jobs}) == 100
    rates = [job.settings.learning_rate for job in jobs]
    assert 0.001 <= min(rates) < 0.01 < 0.1 < max(rates) <= 1
    assert {job.settings.batch_size for job in jobs} == {1, 10}
    other = Plan(vary=vary, sample=50, sample_seed=4, seeds=2)
    assert {job.key for job in other.jobs()}.isdisjoint(job.key for job in jobs)


def test_a_sample_larger_than_the_grid_is_the_grid() -> None:
    vary = {"batch_size": [1, 2, 3], "hidden": [[1], [2]]}
    sample = Plan(vary=vary, sample=100).jobs()
    grid = Plan(vary=vary).jobs()
    assert {job.key for job in sample} == {job.key for job in grid}


def test_the_key_is_the_work_and_nothing_else() -> None:
    (said,) = Plan(settings={"learning_rate": 0.03, "data": "spiral"}).jobs()
    (followed,) = Plan(settings={}).jobs()
    assert said.settings.chosen != followed.settings.chosen
    same = said.settings.learning_rate == followed.settings.learning_rate
    assert (said.key == followed.key) is same
    (longer,) = Plan(updates=1001).jobs()
    (stopped,) = Plan(stop_when="test_loss<0.1").jobs()
    (seeded,) = Plan(seeds=[1]).jobs()
    keys = {followed.key, longer.key, stopped.key, seeded.key}
    assert len(keys) == 4
    assert all(len(key) == 64 for key in keys)


def test_a_seed_named_twice_is_one_run() -> None:
    assert len(Plan(seeds=[5, 5, 6]).jobs()) == 2
    assert len(Plan(vary={"seed": [5, 6]}).jobs()) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"settings": {"learning_rat": 1}}, "there is no setting 'learning_rat'"),
        ({"vary": {"learning_rat": [1]}}, "there is no setting 'learning_rat'"),
        ({"vary": {"learning_rate": [1, -1]}}, "finite and above 0, got -1"),
        ({"vary": {"learning_rate": [math.nan]}}, "finite and above 0, got nan"),
        ({"vary": {"learning_rate": []}}, "1 … 10000 values, got 0"),
        ({"vary": {"learning_rate": [0.1, 0.1]}}, "must differ, got 0.1 twice"),
        ({"vary": {"learning_rate": 0.1}}, "must be a list, or a range"),
        ({"vary": {"learning_rate": "0.1"}}, "LOW:HIGH:logN"),
        ({"vary": {"learning_rate": "0.1:1:log" + "9" * 9999}}, "whole number in 2"),
        ({"vary": {"learning_rate": "0.1:1:log1"}}, "2 … 10000, got 1"),
        ({"vary": {"learning_rate": "0:1:log3"}}, "above 0, got '0:1:log3'"),
        ({"vary": {"learning_rate": "1:0.1:log3"}}, "to a larger one"),
        ({"vary": {"learning_rate": "1:1e999:log3"}}, "to a larger one"),
        ({"vary": {"learning_rate": "0.1:1:log"}}, "0.1:1:log8, got 0.1:1:log;"),
        ({"vary": {"momentum": "0:1:lin3"}}, "momentum must be at least 0 and below 1"),
        ({"vary": {"batch_size": "0:10:lin3"}}, "batch_size must be a whole number"),
        ({"vary": {"data": "0:1:lin3"}}, "only numbers have ranges; got '0:1:lin3'"),
        ({"vary": {"data": ["moon"]}}, "data must be one of"),
        ({"vary": {"hidden": [4]}}, "hidden must list neurons per layer, got 4"),
        ({"vary": {"momentum": [0.5]}, "settings": {"momentum": 0.1}}, "both"),
        ({"vary": {"seed": [1]}, "seeds": 2}, "exclude each other, got 2 and [1]"),
        ({"seeds": 0}, "seeds must be a whole number in 1 … 100000, got 0"),
        ({"seeds": []}, "seeds must be a whole number in 1 … 100000, got 0"),
        ({"seeds": [-1]}, "seed must be a whole number in 0"),
        ({"seeds": "x"}, "seeds must be a whole number in 1 … 100000, got 'x'"),
        ({"updates": 0}, "updates must be a whole number in 1"),
        ({"epochs": "x"}, "epochs must be a whole number in 1"),
        ({"updates": 5, "epochs": 5}, "exclude each other, got 5 and 5"),
        ({"stop_when": "soon"}, "a stop condition is one of"),
        ({"sample": 0}, "sample must be a whole number in 1 … 100000, got 0"),
        ({"sample": 1, "sample_seed": -1}, "sample_seed must be a whole number"),
        ({"sample": 2000, "seeds": 2000}, "at most 100,000 runs"),
        (
            {"vary": dict.fromkeys(("l1", "l2", "noise"), "0:1:lin10000")},
            f"at most {MAX_RUNS:,} runs, this one has 1,000,000,000,000",
        ),
    ],
)
def test_what_has_no_meaning_is_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Plan(**options).jobs()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "is not the plan of a sweep"),
        (b"seeds = 3\n\nseeds = 4 ", "line 3"),
        (b"seeds = 'x'", "$.seeds"),
        (b"seeds = [1, 'x']", "$.seeds[1]"),
        (b"seed = 1", "unknown field `seed`"),
        (b"vary = 3", "$.vary"),
        (b"x = " + b"[" * 100_000, "nested too deeply"),
        (b"#" * (MAX_FILE_BYTES + 1), "at most 1 MB"),
    ],
)
def test_a_file_that_is_no_plan_is_told(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, content)
    assert "plan.toml" in str(caught.value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"x.toml cannot be read: No such file"):
        Plan.read(tmp_path / "x.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        Plan.read(tmp_path)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_plan_or_told(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    with contextlib.suppress(SettingsError):
        assert isinstance(read(tmp_path_factory.mktemp("plan"), content), Plan)
