"""The numbers that a check can bound: (evidence, lane, ball) -> value or None."""

from collections.abc import Callable

import numpy as np

from playground.cost import Cost, cost_of_update
from playground.history import EVALUATION_COLUMNS
from playground.lanes import AXES
from playground.noise import GradientNoise
from playground.race_frame import LaneFrame
from playground.surface_run import BallFrame
from ui.lessons.evidence import Evidence

Read = Callable[[Evidence, int | None, str | None], float | None]


def of_run(read: Callable[[Evidence], float | None]) -> Read:
    return lambda evidence, lane, ball: read(evidence)


def of_noise(read: Callable[[GradientNoise], float]) -> Read:
    """Read from what the noise page shows; None before it shows anything."""

    def number(evidence: Evidence, lane: int | None, ball: str | None) -> float | None:
        return None if evidence.noise is None else read(evidence.noise)

    return number


def of_lane(read: Callable[[LaneFrame], float | None]) -> Read:
    """Read from a lane of the race; None while there is no such lane."""

    def number(evidence: Evidence, lane: int | None, ball: str | None) -> float | None:
        race = evidence.race
        if race is None or lane is None or not 1 <= lane <= len(race.lanes):
            return None
        return read(race.lanes[lane - 1])

    return number


def of_ball(read: Callable[[Evidence, BallFrame], float]) -> Read:
    """Read from the ball of a rule; None while it does not run."""

    def number(evidence: Evidence, lane: int | None, ball: str | None) -> float | None:
        if evidence.surface is None:
            return None
        found = [one for one in evidence.surface.balls if one.ball.rule == ball]
        return read(evidence, found[0]) if found else None

    return number


def evaluated(name: str) -> Read:
    return of_run(lambda evidence: evidence.evaluation[name])


def position_of(axis: str) -> Read:
    return of_lane(lambda lane: lane.position[axis])


def finish_of(axis: str) -> Read:
    return of_lane(
        lambda lane: None if lane.first_below is None else lane.first_below[axis]
    )


def distance(evidence: Evidence, ball: BallFrame) -> float:
    """Return how far a ball is from the nearest minimum."""
    assert evidence.surface is not None
    minima = np.array(evidence.surface.surface.minima)
    return float(np.linalg.norm(minima - ball.position, axis=1).min())


def asked_cost(evidence: Evidence) -> Cost | None:
    """Return what the cost page says of one update of all samples asked for."""
    if evidence.asked_samples is None:
        return None
    frame = evidence.frame
    return cost_of_update(frame.sizes, evidence.asked_samples, frame.params.itemsize)


def asked_multiply_adds(evidence: Evidence) -> float | None:
    cost = asked_cost(evidence)
    return None if cost is None else cost.multiply_adds


def asked_bytes(evidence: Evidence) -> float | None:
    cost = asked_cost(evidence)
    return None if cost is None else cost.activation_bytes


def gradient_norm(evidence: Evidence) -> float | None:
    """Return ‖∂L/∂θ‖ at the last evaluation up to the update that is shown."""
    history = evidence.frame.history
    place = int(np.searchsorted(history.updates, evidence.update, side="right")) - 1
    return float(history.column(EVALUATION_COLUMNS[4])[place]) if place >= 0 else None


def batch_loss(evidence: Evidence) -> float | None:
    """Return the batch loss of the last update."""
    losses = evidence.recent_losses(1)
    return float(losses[-1]) if len(losses) else None


NUMBERS: dict[str, Read] = {
    **{
        name: evaluated(name)
        for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    },
    "batch_loss": of_run(batch_loss),
    "gradient_norm": of_run(gradient_norm),
    "update": of_run(lambda evidence: evidence.update),
    "updates_made": of_run(lambda evidence: evidence.updates_made),
    "epochs": of_run(lambda evidence: evidence.frame.epochs),
    "samples_seen": of_run(lambda evidence: evidence.frame.samples_seen),
    "multiply_adds": of_run(lambda evidence: evidence.frame.multiply_adds),
    "parameters": of_run(lambda evidence: len(evidence.frame.params)),
    "hidden_layers": of_run(lambda evidence: len(evidence.settings.hidden)),
    "rows_per_update": of_run(lambda evidence: evidence.settings.rows_per_update),
    "learning_rate": of_run(lambda evidence: evidence.settings.learning_rate),
    "momentum": of_run(lambda evidence: evidence.settings.momentum),
    "asked_samples": of_run(lambda evidence: evidence.asked_samples),
    "asked_multiply_adds": of_run(asked_multiply_adds),
    "asked_bytes": of_run(asked_bytes),
    "noise": of_noise(lambda noise: noise.noise_norm),
    "signal_to_noise": of_noise(lambda noise: noise.signal_to_noise),
    "noise_batch": of_noise(lambda noise: noise.batch_size),
    "noise_angle": of_noise(lambda noise: float(np.degrees(noise.mean_angle))),
    "uphill": of_noise(lambda noise: noise.opposing),
    "lane_train_loss": of_lane(lambda lane: lane.evaluation.train_loss),
    "lane_test_accuracy": of_lane(lambda lane: lane.evaluation.test_accuracy),
    **{f"lane_{axis}": position_of(axis) for axis in AXES},
    **{f"lane_finish_{axis}": finish_of(axis) for axis in AXES},
    "ball_value": of_ball(lambda evidence, ball: ball.value),
    "ball_distance": of_ball(distance),
    "ball_updates": of_ball(lambda evidence, ball: len(ball.path) - 1),
}
