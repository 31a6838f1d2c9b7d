"""The picture of a momentum step stays exact when some parameters stand still."""

import numpy as np
import pytest

from playground.momentum import momentum_step
from playground.wiring import Wiring
from tests.core.small_runs import make_run


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
def test_the_plane_of_a_step_holds_it_with_locked_parameters(rule: str) -> None:
    run = make_run(optimizer=rule, learning_rate=0.1)
    run.advance(3)
    run.rewire(Wiring(frozenset({0, 4})).with_cut([7], run.params))
    step = momentum_step(run)
    plane = step.plane()
    for move in (step.gradient_step, step.momentum_step, step.step):
        assert np.linalg.norm(move) > 1e-3
        _, distance = plane.project(step.params + move)
        assert distance == pytest.approx(0.0, abs=1e-12)


def test_a_step_of_nothing_but_locked_parameters_still_has_a_plane() -> None:
    run = make_run(optimizer="momentum")
    run.advance(3)
    run.rewire(Wiring(frozenset(range(len(run.params)))))
    directions = momentum_step(run).plane().directions
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
