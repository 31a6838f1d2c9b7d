"""An experiment comes back as it was, to the last bit, and goes on to the same bits."""

import re
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from playground.data import Samples
from playground.data.own import OWN
from playground.events import Event
from playground.experiment import describe, encode, load, open_bytes, save
from playground.experiment.fingerprint import fingerprint
from playground.optimizers import OPTIMIZERS
from playground.problem import make_rows
from tests.core.saved_runs import (
    again,
    assert_same,
    edited,
    eventful,
    own_key,
    started,
    state_of,
)


def test_the_run_of_these_tests_has_every_kind_of_event() -> None:
    branches = eventful().timeline.branches.values()
    kinds = {type(event) for branch in branches for _, event in branch.events}
    assert kinds == set(get_args(Event))


def test_every_kind_of_event_comes_back_and_goes_on() -> None:
    run = eventful()
    opened = again(run)
    assert_same(run, opened)
    for one in (run, opened):
        one.advance(7)
        one.seek(12)
        one.advance(3)
    assert_same(run, opened)
    for number in run.timeline.branches:
        for one in (run, opened):
            one.select_branch(number, 10**6)
            one.advance(40)
        assert_same(run, opened)
    for one in (run, opened):
        one.undo_edit() if one.timeline.branch.number == 1 else one.select_branch(1, 45)
        one.seek(5)
        one.change(l2=0.01)
        one.advance(20)
    assert_same(run, opened)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_every_rule_goes_on_to_the_same_bits(rule: str, precision: str) -> None:
    run = started(optimizer=rule, precision=precision, batch_size=7)
    run.advance(33)
    opened = again(run)
    assert opened.params.dtype == precision
    run.advance(50)
    opened.advance(50)
    assert_same(run, opened)
    opened.seek(20)
    run.seek(20)
    assert_same(run, opened)


@pytest.mark.parametrize("data", ["iris", "sine", "spiral3"])
def test_other_data_comes_back(data: str) -> None:
    run = started(data=data, noise=0.1)
    run.advance(15)
    opened = again(run)
    np.testing.assert_array_equal(opened.problem.x, run.problem.x)
    np.testing.assert_array_equal(opened.problem.y, run.problem.y)
    assert opened.evaluate() == run.evaluate()


def test_own_data_travels_in_the_file(tmp_path: Path) -> None:
    key = own_key()
    run = started(data=key, samples=None, hidden=(3,))
    run.advance(20)
    save(run, tmp_path / "e.playground")
    expected = run.predict(np.eye(3))
    entry = OWN.pop(key)
    try:
        opened, _ = load(tmp_path / "e.playground")
        assert opened.settings.data == key
        assert OWN[key].data.columns == ("a", "b", "c")
        np.testing.assert_array_equal(opened.predict(np.eye(3)), expected)
    finally:
        OWN[key] = entry


def test_stored_rows_are_taken_and_not_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another release of NumPy may draw other rows; those of the file count."""
    run = started()
    run.advance(10)
    content = encode(run)

    def other_rows(*arguments: Any) -> Samples:
        rows = make_rows(*arguments)
        return Samples(rows.x + 1.0, rows.y)

    monkeypatch.setattr("playground.problem.make_rows", other_rows)
    opened = open_bytes(content)[0]
    np.testing.assert_array_equal(opened.problem.train.x, run.problem.train.x)
    opened.change(noise=0.3)
    opened.advance(1)
    opened.seek(5)
    np.testing.assert_array_equal(opened.problem.train.x, run.problem.train.x)
    assert encode(open_bytes(content)[0]) == content


def test_a_long_thinned_history_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("history", "experiment.checking"):
        monkeypatch.setattr(f"playground.{module}.SERIES_LIMIT", 64)
    monkeypatch.setattr("playground.history.ThinnedSeries.__init__.__defaults__", (64,))
    run = started(batch_size=7)
    run.advance(777)
    assert run.timeline.branch.history.losses.block > 1
    opened = again(run)
    for one in (run, opened):
        one.advance(200)
        one.seek(300)
        one.change(l2=0.1)
        one.advance(30)
    assert_same(run, opened)


def test_keyframes_are_kept_and_need_no_replay(tmp_path: Path) -> None:
    run = started(batch_size=7)
    run.advance(5000)
    assert len(run.timeline.branch.keyframes) > 3
    assert again(run).timeline.branch.keyframe_before(5000).update > 4000


def test_the_same_run_gives_the_same_bytes_and_opening_changes_nothing() -> None:
    run = eventful()
    view = {"panel": "output", "zoom": [1.5, None, True], "Wörter": {"a": {}}}
    content = encode(run, view)
    assert encode(run, view) == content
    opened, found = open_bytes(content)
    assert found == view
    assert encode(opened, found) == content


def test_another_computer_is_said_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = started()
    run.advance(20)
    content = encode(run)
    assert again(run).notices == []
    elsewhere = {**fingerprint(), "numpy": "1.0", "simd": "none"}
    monkeypatch.setattr(
        "playground.experiment.fingerprint.fingerprint", lambda: elsewhere
    )
    opened = open_bytes(content)[0]
    assert re.search("another numpy and simd", opened.notices[0])
    assert state_of(opened) == state_of(run)


def test_settings_that_a_later_version_added_have_their_usual_value() -> None:
    content = edited(encode(started()), lambda document: drop_rho(document))
    assert open_bytes(content)[0].settings.rho == 0.99


def drop_rho(document: dict[str, Any]) -> None:
    for settings in document["settings"]:
        del settings["rho"]


def test_describe_says_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "e.playground"
    save(eventful(), path)
    text = str(describe(path))
    for part in ("spiral, 60 rows", "start 1 (here)", "here it turns at 49", "mine"):
        assert part in text
    save(started(data=own_key(), samples=None), path)
    assert "brought, 40 rows" in str(describe(path))
