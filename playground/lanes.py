"""One lane of a race: how it goes on, and what is kept of it on every axis."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.cost import multiply_adds_per_sample
from playground.errors import Diverged
from playground.history import GrowingArray
from playground.run import Run

# What a race can be measured by; a lane's record has one column for each.
AXES = ("updates", "epochs", "samples", "multiply_adds", "milliseconds")

# Those of them that are whole numbers.
COUNTED = ("updates", "samples", "multiply_adds")


@dataclass(slots=True, eq=False)
class Record:
    """What the race keeps of a lane.

    Attributes
    ----------
    rows : (E, 7), growing: at each evaluation the AXES, training loss and test loss
    state : "running", "diverged" at a number that is not finite, or "stopped" when the
        patience of its settings came to its end
    reason : a sentence why it does not run any longer
    """

    rows: GrowingArray
    state: str = "running"
    reason: str | None = None

    @property
    def is_running(self) -> bool:
        return self.state == "running"

    def curve(self) -> "Curve":
        rows = self.rows.view()
        return Curve(rows[:, : len(AXES)], rows[:, -2], rows[:, -1])


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A lane's evaluations; the arrays never change.

    Attributes
    ----------
    axes : (E, 5) the AXES at each evaluation
    train_loss, test_loss : (E,), NaN where there is none
    """

    axes: NDArray[np.float64]
    train_loss: NDArray[np.float64]
    test_loss: NDArray[np.float64]

    def along(self, axis: str) -> NDArray[np.float64]:
        """Return one of AXES, (E,)."""
        values: NDArray[np.float64] = self.axes[:, AXES.index(axis)]
        return values

    def first_below(self, loss: float | None) -> dict[str, float] | None:
        """Return the AXES at the first evaluation below a training loss."""
        if loss is None:
            return None
        places = np.flatnonzero(self.train_loss < loss)
        if not len(places):
            return None
        reached = dict(zip(AXES, self.axes[places[0]].tolist(), strict=True))
        return {
            axis: int(value) if axis in COUNTED else value
            for axis, value in reached.items()
        }


def warm_up(lane: Run) -> None:
    """Let the lane's engine update a copy once, so that no lane pays for loading.

    Should that fail, nothing is lost: the run meets the same failure and says so.
    """
    with suppress(Exception):
        lane.engine.advance(lane.state.copy(), 1, np.empty(1))


def advance_lane(lane: Run, record: Record, updates: int) -> None:
    """Let one lane make updates and keep what it evaluates on the way."""
    end = lane.update + updates
    try:
        while lane.update < end and record.is_running:
            has_ended = lane.advance(min(end - lane.update, lane.recording.segment()))
            if lane.recording.is_evaluation_point():
                keep_evaluation(lane, record)
            if has_ended:
                record.state, record.reason = "stopped", lane.notices[-1]
    except Diverged as failure:
        record.state, record.reason = "diverged", failure.reason
        if record.rows.view()[-1, 0] < lane.update:
            keep_evaluation(lane, record)


def keep_evaluation(lane: Run, record: Record) -> None:
    """Append where a lane stands on every axis, and its losses."""
    evaluation = lane.evaluate()
    losses = (evaluation.train_loss, evaluation.test_loss)
    row = [
        *position(lane).values(),
        *(np.nan if loss is None else loss for loss in losses),
    ]
    record.rows.append(np.array([row], np.float64))


def position(lane: Run) -> dict[str, float]:
    """Return where a lane stands on the AXES."""
    seen = lane.samples_seen
    return {
        "updates": lane.update,
        "epochs": lane.epochs,
        "samples": seen,
        "multiply_adds": seen * multiply_adds_per_sample(lane.network.sizes),
        "milliseconds": 1e3 * lane.training_seconds,
    }


def table_row(
    number: int, lane: Run, record: Record, finish: float | None
) -> dict[str, Any]:
    settings, evaluation = lane.settings, lane.evaluate()
    reached = record.curve().first_below(finish) or dict.fromkeys(AXES)
    return {
        "lane": number + 1,
        "method": settings.method,
        "rule": settings.optimizer,
        "rate": settings.learning_rate,
        "batch_size": settings.rows_per_update,
        **position(lane),
        **evaluation,
        **{f"first_below_{axis}": reached[axis] for axis in AXES},
        "state": record.state,
    }
