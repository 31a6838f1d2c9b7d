"""What stands here now: it moves, is put back, and does what an event says."""

import numpy as np
import pytest

import playground as pg
from playground.engines import REFERENCE
from playground.engines.failure import EngineFailed
from playground.errors import PlaygroundError
from playground.events import EngineSwitch, ParameterEdit, WiringChange
from playground.learner import Learner
from playground.wiring import Wiring


@pytest.fixture
def learner() -> Learner:
    settings = pg.Settings.build(
        data="xor", samples=40, hidden=(3, 2), batch_size=6, optimizer="momentum"
    )
    return Learner(settings, REFERENCE)


def losses(count: int) -> np.ndarray:
    return np.full(count, np.nan)


def test_it_counts_what_an_update_costs(learner: Learner) -> None:
    got = losses(4)
    assert learner.compute(4, got) == 4
    assert np.isfinite(got).all()
    assert (learner.update, learner.epochs) == (4, 1.0)
    twice = learner.state.multiply_adds
    learner.compute(4, got)
    assert learner.state.multiply_adds == 2 * twice > 0


def test_it_stands_again_where_a_keyframe_was_taken(learner: Learner) -> None:
    learner.compute(3, losses(3))
    keyframe = learner.keyframe()
    params = learner.params.copy()
    learner.adopt_settings(learner.settings.replace(hidden=(5,), optimizer="adam"))
    learner.compute(9, losses(9))
    learner.restore(keyframe)
    assert learner.update == 3
    assert learner.settings == keyframe.settings
    np.testing.assert_array_equal(learner.params, params)
    assert set(learner.state.slots) == {"velocity"}
    # Who moves on leaves the keyframe as it is.
    learner.compute(1, losses(1))
    assert keyframe.update == 3
    np.testing.assert_array_equal(keyframe.state.params, params)


def test_a_twin_goes_its_own_way(learner: Learner) -> None:
    learner.compute(5, losses(5))
    here = learner.params.copy()
    twin = learner.twin()
    twin.compute(7, losses(7))
    twin.notices.append("said by the twin")
    np.testing.assert_array_equal(learner.params, here)
    assert (learner.update, twin.update, learner.notices) == (5, 12, [])
    assert twin.problem is learner.problem
    learner.compute(7, losses(7))
    np.testing.assert_array_equal(learner.params, twin.params)


def test_events_do_what_they_say(learner: Learner) -> None:
    learner.perform(ParameterEdit(np.array([0, 2]), np.array([0.5, -0.5])))
    assert learner.params[[0, 2]].tolist() == [0.5, -0.5]
    learner.perform(WiringChange(Wiring().with_cut([2], learner.params)))
    learner.perform(WiringChange(learner.wiring.with_locked([0])))
    learner.compute(8, losses(8))
    assert learner.params[[0, 2]].tolist() == [0.5, 0.0]
    learner.perform(WiringChange(Wiring()))
    assert learner.params[2] == -0.5


def test_what_is_freed_does_not_jump(learner: Learner) -> None:
    learner.compute(8, losses(8))
    assert learner.state.slots["velocity"][0] != 0.0
    learner.perform(WiringChange(Wiring().with_locked([0])))
    learner.perform(WiringChange(Wiring()))
    assert learner.state.slots["velocity"][0] == 0.0


class Broken:
    """An engine that spoils the state before it fails."""

    name = "broken"

    def advance(self, state: object, count: int, losses: object) -> int:
        state.params[:] = 7.0  # type: ignore[attr-defined]
        raise RuntimeError("no kernel")


def test_an_engine_that_fails_leaves_the_state_as_it_was(learner: Learner) -> None:
    before = learner.params.copy()
    learner.engine = Broken()
    with pytest.raises(EngineFailed, match="no kernel"):
        learner.compute(2, losses(2))
    np.testing.assert_array_equal(learner.params, before)
    learner.perform(EngineSwitch(REFERENCE))
    assert learner.compute(2, losses(2)) == 2


def test_an_engine_that_cannot_be_made_is_replaced(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Learner.set_engine.__globals__["make_engine"]

    def make(name: str, plan: object) -> object:
        if name != REFERENCE:
            raise ImportError("no compiler")
        return real(name, plan)

    monkeypatch.setattr("playground.learner.make_engine", make)
    learner.set_engine("compiled")
    assert learner.engine.name == REFERENCE
    assert "no compiler" in learner.notices[0]


def test_rows_of_another_width_are_refused(learner: Learner) -> None:
    assert learner.predict(np.zeros((3, 2))).shape == (3, 1)
    for shape in ((3,), (3, 3), (1, 3, 2)):
        with pytest.raises(PlaygroundError, match="rows of 2 numbers"):
            learner.predict(np.zeros(shape))
