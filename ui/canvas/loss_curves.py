"""The losses of a run as they are plotted: thinned, with round ranges and ticks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.frame import Frame
from playground.history import HistoryView
from ui.canvas.ticks import MINUS, nice_ticks, number, tick_labels

Array = NDArray[np.float64]
Ticks = list[tuple[float, str]]

# Ends of axes, times a power of ten. An axis grows from one to the next, not with every
# frame: its redrawing is half of the cost of a plot.
ENDS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
LOG_ENDS = (1.0, 2.0, 5.0, 10.0)
SHORTEST = 100.0
# How much longer than the current branch another one may make the axis: a run that
# begins anew would else learn in a corner of the picture.
LONGER = 4.0
# How much higher or lower than the current branch another one may make the axis.
FAR = 10.0
# An axis ends here at most: the next round number may be none any more.
MOST = 1e300
# The range of a logarithmic axis when no loss is above zero.
EMPTY_LOG_RANGE = (-3.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class LossCurves:
    """What a frame knows of the losses of its run.

    Attributes
    ----------
    updates, train, test : (E,) the evaluations of the branch, and last the frame's own
        if it is newer; NaN where a number does not exist
    batches : the batch loss of every update, lowest and highest of blocks of updates
    others : (updates, training loss) of the other branches since they went apart
    update, furthest : where the frame stands, and the last update of its branch
    now : training and test loss at the frame's own update
    """

    updates: NDArray[np.int64]
    train: Array
    test: Array
    batches: HistoryView
    others: tuple[tuple[NDArray[np.int64], Array], ...]
    update: int
    furthest: int
    now: tuple[float, float]

    @classmethod
    def of(cls, frame: Frame) -> Self:
        history = frame.history
        now = (
            missing(frame.evaluation.train_loss),
            missing(frame.evaluation.test_loss),
        )
        updates = history.updates
        train, test = history.column("train_loss"), history.column("test_loss")
        if not len(updates) or updates[-1] < frame.update:
            updates = np.append(updates, frame.update)
            train, test = np.append(train, now[0]), np.append(test, now[1])
        others = tuple(
            since_fork(branch.history, branch.fork)
            for branch in frame.timeline.branches
            if branch.number != frame.timeline.current
        )
        return cls(
            *(updates, train, test, history, others),
            *(frame.update, frame.furthest, now),
        )

    def nearest(self, update: float) -> int:
        """Return the place (in 0 … E-1) of the evaluation nearest to an update."""
        return int(np.abs(self.updates - update).argmin())

    def seen_end(self) -> float:
        """Return the update up to which the branches are to be seen."""
        ends = [int(updates[-1]) for updates, _ in self.others if len(updates)]
        most = LONGER * max(self.furthest, SHORTEST)
        return max([self.furthest, *(min(end, most) for end in ends)])

    def others_until(self, end: float) -> list[Array]:
        """Return the training losses of the other branches up to an update."""
        return [train[updates <= end] for updates, train in self.others]

    def batch_loss(self, update: int) -> tuple[float, float] | None:
        """Return lowest and highest batch loss about this update, the same if exact."""
        place = (update - 1) // self.batches.block
        if not 0 <= place < len(self.batches.low):
            return None
        return float(self.batches.low[place]), float(self.batches.high[place])

    def thinned_batches(self, low: float, high: float, columns: int) -> tuple[Any, Any]:
        """Return updates and batch losses in [low, high], about 2 a column.

        Of each column the smallest and the largest stay, so no spike is lost.
        """
        block, count = self.batches.block, len(self.batches.low)
        first = int(np.clip(math.floor(low / block) - 1, 0, count))
        last = int(np.clip(math.ceil(high / block) + 1, first, count))
        lows, highs = self.batches.low[first:last], self.batches.high[first:last]
        step = max(1, (last - first) // columns)
        starts = np.arange(0, last - first, step)
        middles = (starts + (step - 1) / 2 + first) * block + (block + 1) / 2
        if block == step == 1:
            return middles, lows
        if step > 1:
            lows = np.fmin.reduceat(lows, starts)
            highs = np.fmax.reduceat(highs, starts)
        return np.repeat(middles, 2), np.stack((lows, highs), axis=1).ravel()


def since_fork(history: HistoryView, fork: int) -> tuple[NDArray[np.int64], Array]:
    """Return updates and training losses from the last evaluation before a fork on."""
    first = max(int(np.searchsorted(history.updates, fork, side="right")) - 1, 0)
    return history.updates[first:], history.column("train_loss")[first:]


def missing(value: float | None) -> float:
    return math.nan if value is None else value


def rounded_up(value: float, ends: tuple[float, ...]) -> float:
    """Return the smallest end times a power of ten that is not below a value > 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return next((end * power for end in ends if end * power >= value), 10.0 * power)


def rounded_down(value: float, ends: tuple[float, ...]) -> float:
    """Return the largest end times a power of ten that is not above a value > 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return max((end * power for end in ends if end * power <= value), default=power)


def update_range(update: float) -> tuple[float, float]:
    """Return the range of the updates' axis for a run that got so far."""
    return 0.0, rounded_up(max(update, SHORTEST), ENDS)


def near(others: Sequence[Array], own: Sequence[Array]) -> list[Array]:
    """Return the losses of other branches that are worth a larger range than the own.

    A branch that diverged to 1e100 would press the current one flat: what is more than
    `FAR` times above or below all of its losses is left outside.
    """
    values = np.concatenate(own)
    values = values[np.isfinite(values) & (values > 0.0)]
    if not len(values):
        return list(others)
    low, high = float(values.min()) / FAR, float(values.max()) * FAR
    return [other[(other >= low) & (other <= high)] for other in others]


def loss_range(parts: Sequence[Array], *, log: bool) -> tuple[float, float]:
    """Return the range of the losses' axis, as log10 if `log`; 0 is in a linear one."""
    values = np.concatenate(parts)
    values = values[np.isfinite(values) & (values > 0.0)]
    if not len(values):
        return EMPTY_LOG_RANGE if log else (0.0, 1.0)
    low, high = float(values.min()), min(float(values.max()), MOST)
    if not log:
        return 0.0, rounded_up(high * 1.02, ENDS)
    bottom, top = rounded_down(low, LOG_ENDS), rounded_up(high, LOG_ENDS)
    return math.log10(bottom), math.log10(top if top > bottom else 2.0 * bottom)


def shown_losses(values: Array, *, log: bool) -> Array:
    """Return the values as they are plotted; NaN, a gap, where there is no place."""
    if not log:
        return np.where(np.isfinite(values), values, np.nan)
    with np.errstate(all="ignore"):
        return np.where(np.isfinite(values) & (values > 0.0), np.log10(values), np.nan)


def linear_ticks(low: float, high: float, count: int) -> Ticks:
    """Return places and labels; very small numbers are written with a power of ten."""
    places = nice_ticks(low, high, count)
    if high - low < 1e-3:
        return [(place, number(place, 3)) for place in places]
    return list(zip(places, tick_labels(places), strict=True))


def log_ticks(low: float, high: float, count: int) -> Ticks:
    """Return places (log10) and labels: powers of ten, closer ones where these lack."""
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    if len(decades) >= 3 or high - low > 2.5:
        stride = max(1, round(len(decades) / max(count, 1)))
        return [(float(d), power_label(1, d)) for d in decades[::stride]]
    marks = [
        (math.log10(factor) + decade, power_label(factor, decade))
        for decade in range(math.floor(low), math.ceil(high) + 1)
        for factor in (1, 2, 5)
    ]
    marks = [mark for mark in marks if low - 1e-9 <= mark[0] <= high + 1e-9]
    room = max(3, round(1.5 * count))
    if len(marks) > room:
        if len(decades) > 1:
            return [(float(decade), power_label(1, decade)) for decade in decades]
        return marks[:: -(-len(marks) // room)]
    if len(marks) > 2:
        return marks
    near = linear_ticks(10.0**low, 10.0**high, count)
    return [(math.log10(place), label) for place, label in near if place > 0]


def inside(ticks: Ticks, low: float, high: float) -> Ticks:
    """Return the ticks, those at the ends a hair inside the range.

    pyqtgraph leaves out what rounding puts outside.
    """
    hair = 1e-7 * (high - low)
    return [(min(max(at, low + hair), high - hair), label) for at, label in ticks]


def power_label(factor: int, exponent: int) -> str:
    """Return factor · 10^exponent: 0.02, 500, 1e−6."""
    if -4 < exponent < 5:
        return f"{factor * 10.0**exponent:.{max(0, -exponent)}f}"
    return f"{factor}e{str(exponent).replace('-', MINUS)}"
