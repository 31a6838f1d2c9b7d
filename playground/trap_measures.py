"""Numbers that tell in which way a run is stuck: (run) -> float."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.curvature import Diagnosis, diagnose, stable_rate
from playground.objective import Objective
from playground.replay import shadow
from playground.run import Run

Array = NDArray[np.floating[Any]]

# An answer counts as saturated within this share of the range from one of its ends.
NEAR_END = 0.02
# Updates that `turning` looks back on.
LOOK_BACK = 20


def train_loss(run: Run) -> float:
    loss = run.evaluate().train_loss
    return np.inf if loss is None else loss


def train_accuracy(run: Run) -> float:
    accuracy = run.evaluate().train_accuracy
    return np.nan if accuracy is None else accuracy


def diagnosis(run: Run) -> Diagnosis:
    return diagnose(Objective.of(run.settings, run.problem), run.params)


def gradient_norm(run: Run) -> float:
    return float(np.linalg.norm(run.full_gradient()))


def directions_down(run: Run) -> float:
    """How many directions of negative curvature lead down."""
    return diagnosis(run).down


def is_minimum(run: Run) -> float:
    """1 where descent has stopped and no direction leads down, else 0."""
    return float(diagnosis(run).kind == "minimum")


def is_saddle(run: Run) -> float:
    """1 where descent has stopped and a direction leads down, else 0."""
    return float(diagnosis(run).kind == "saddle")


def rate_to_stable(run: Run) -> float:
    """Return the learning rate over the largest stable one at the branch's start."""
    walker = shadow(run)
    walker.seek(0)
    settings = walker.settings
    bound = stable_rate(
        diagnosis(walker).largest, settings.optimizer, settings.momentum
    )
    return settings.learning_rate / bound if bound else 0.0


def has_diverged(run: Run) -> float:
    """1 where the next update makes a number that is not finite, else 0."""
    begin = run.state.copy()
    return float(run.engine.advance(begin, 1, np.empty(1)) == 0)


def dead_share(run: Run) -> float:
    """Share of the hidden neurons that answer 0 to every training row."""
    outputs = np.concatenate(run.network.forward(run.problem.x).a[:-1], axis=1)
    return float((outputs == 0.0).all(axis=0).mean())


def saturated_share(run: Run) -> float:
    """Share of the hidden answers that lie within 2 % of an end of their range.

    The ends are those of a sigmoid, 0 and 1, or of a tanh, ±1.
    """
    shares = []
    for name, a in zip(
        run.settings.activation, run.network.forward(run.problem.x).a, strict=False
    ):
        low = 0.0 if name == "sigmoid" else -1.0
        width = 1.0 - low
        near = (a < low + NEAR_END * width) | (a > 1.0 - NEAR_END * width)
        shares.append(float(near.mean()))
    return float(np.mean(shares))


def neuron_difference(run: Run) -> float:
    """Largest difference between the weights of two neurons of the first layer."""
    layer = run.network.layers[0]
    rows = np.concatenate([layer.weights, layer.bias[:, None]], axis=1)
    return float(np.ptp(rows, axis=0).max())


def turning(run: Run) -> float:
    """Share of the last updates that went against the update before."""
    walker = shadow(run)
    walker.seek(max(0, run.update - LOOK_BACK - 1))
    places = [walker.params.copy()]
    while walker.update < run.update:
        walker.seek(walker.update + 1)
        places.append(walker.params.copy())
    if len(places) < 3:
        # Before the second update there is nothing to turn back from.
        return 0.0
    steps = np.diff(places, axis=0)
    return float(((steps[1:] * steps[:-1]).sum(axis=1) < 0.0).mean())


MEASURES: dict[str, Callable[[Run], float]] = {
    measure.__name__: measure
    for measure in (
        train_loss,
        train_accuracy,
        gradient_norm,
        directions_down,
        is_minimum,
        is_saddle,
        rate_to_stable,
        has_diverged,
        dead_share,
        saturated_share,
        neuron_difference,
        turning,
    )
}
