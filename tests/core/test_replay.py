"""A shadow walks the past while the run stays where it is, or goes on."""

import numpy as np
import pytest

import playground as pg
from playground import replay
from playground.replay import shadow, walk_path


def test_a_shadow_has_the_bits_and_leaves_the_run_alone(tiny_run: pg.Run) -> None:
    tiny_run.advance(30)
    tiny_run.change(learning_rate=0.05, optimizer="momentum")
    tiny_run.advance(30)
    wanted = {}
    for update in (7, 30, 44):
        tiny_run.seek(update)
        wanted[update] = tiny_run.params.copy()
    tiny_run.seek(60)
    here = tiny_run.params.copy()
    walker = shadow(tiny_run)
    for update in (44, 7, 30):
        walker.seek(update)
        np.testing.assert_array_equal(walker.params, wanted[update])
    assert tiny_run.update == tiny_run.furthest == 60
    np.testing.assert_array_equal(tiny_run.params, here)
    assert len(tiny_run.timeline.branches) == 1


def test_a_path_begins_at_the_start_and_ends_where_the_run_stands(
    tiny_run: pg.Run,
) -> None:
    tiny_run.advance(50)
    pieces = list(walk_path(tiny_run, count=20))
    assert [path.done for path in pieces] == [False] * (len(pieces) - 1) + [True]
    path = pieces[-1]
    assert len(path.updates) == 20
    assert path.updates[0] == 0
    assert path.updates[-1] == 50
    for update, params in zip(path.updates.tolist(), path.params, strict=True):
        tiny_run.seek(update)
        np.testing.assert_array_equal(tiny_run.params, params)
    assert not path.params.flags.writeable


def test_the_run_may_go_on_between_two_pieces(
    tiny_run: pg.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "PIECE_UPDATES", 3)
    tiny_run.advance(40)
    wanted = list(walk_path(tiny_run, count=5))[-1]
    pieces = walk_path(tiny_run, count=5)
    for _ in range(4):
        next(pieces)
        tiny_run.advance(11)
    last = list(pieces)[-1]
    np.testing.assert_array_equal(last.params, wanted.params)
    assert tiny_run.update == 84


def test_a_path_begins_anew_where_the_network_changed(tiny_run: pg.Run) -> None:
    tiny_run.advance(20)
    tiny_run.change(hidden=(4, 2))
    tiny_run.advance(20)
    path = list(walk_path(tiny_run, count=41))[-1]
    assert path.updates.tolist() == list(range(20, 41))
    assert path.params.shape == (21, len(tiny_run.params))


def test_a_run_at_its_start_has_a_path_of_one_point(tiny_run: pg.Run) -> None:
    (path,) = walk_path(tiny_run)
    assert path.done
    assert path.updates.tolist() == [0]
