"""What a run remembers: the batch loss of every update, and some evaluations."""

import sys
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.pages import make_buffer

# Every epoch is evaluated up to this one; then every second, then every fourth, …
DENSE_EPOCHS = 128

# The losses of so many updates are kept one by one; beyond that neighbours share a
# place, which keeps their lowest and highest, so that a spike never disappears.
SERIES_LIMIT = 2**20

EVALUATION_COLUMNS = (
    "train_loss",
    "test_loss",
    "train_accuracy",
    "test_accuracy",
    "gradient_norm",
    "parameter_norm",
)


def evaluation_stride(epoch: int) -> int:
    """Return how many epochs lie between two evaluations around this epoch.

    The stride doubles whenever the epoch does, so a long run has about 64 evaluations
    for each doubling of its length. It depends on nothing but the epoch: neither the
    screen nor the speed decides what is remembered.
    """
    stride = 1
    while epoch >= DENSE_EPOCHS * stride:
        stride *= 2
    return stride


def is_evaluated(epoch: int) -> bool:
    """Tell whether the end of this epoch (0: the start) is an evaluation point."""
    return epoch % evaluation_stride(epoch) == 0


def next_evaluated(epoch: int) -> int:
    """Return the first evaluated epoch after this one."""
    stride = evaluation_stride(epoch)
    following = (epoch // stride + 1) * stride
    return following if is_evaluated(following) else next_evaluated(following)


@dataclass(frozen=True, slots=True, eq=False)
class HistoryView:
    """The history as it was at one moment; its arrays never change.

    Attributes
    ----------
    low, high : (B,) lowest and highest batch loss (penalties included, taken before the
        update) of each block of updates
    block : updates per block; 1 as long as every update has a place of its own
    count : updates that are recorded
    updates : (E,) update numbers of the evaluations, rising
    evaluations : (E, 6) the EVALUATION_COLUMNS, NaN where a number does not exist
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    block: int
    count: int
    updates: NDArray[np.int64]
    evaluations: NDArray[np.float64]

    def column(self, name: str) -> NDArray[np.float64]:
        """Return one of EVALUATION_COLUMNS, (E,)."""
        values: NDArray[np.float64] = self.evaluations[
            :, EVALUATION_COLUMNS.index(name)
        ]
        return values


class GrowingArray:
    """Rows that are only ever appended, in memory that doubles when it is full.

    Parameters
    ----------
    most : memory for more rows than these is only taken when there are more
    """

    def __init__(
        self, row_shape: tuple[int, ...], dtype: Any, most: int = sys.maxsize
    ) -> None:
        self.buffer = np.empty((64, *row_shape), dtype)
        self.count = 0
        self.most = most

    def append(self, rows: NDArray[Any]) -> None:
        self.add(len(rows))[:] = rows

    def add(self, count: int) -> NDArray[Any]:
        """Return so many new rows, to be filled."""
        needed = self.count + count
        if needed > len(self.buffer):
            size = max(needed, min(2 * max(needed, len(self.buffer)), self.most))
            larger = make_buffer((size, *self.buffer.shape[1:]), self.buffer.dtype)
            larger[: self.count] = self.buffer[: self.count]
            self.buffer = larger
        rows = self.buffer[self.count : needed]
        self.count = needed
        return rows

    def view(self) -> NDArray[Any]:
        """Return the rows so far, read-only; they stay as they are when more come."""
        rows = self.buffer[: self.count]
        rows.flags.writeable = False
        return rows

    def up_to(self, count: int) -> "GrowingArray":
        """Return a copy of the first rows that can grow by itself."""
        copy = GrowingArray(self.buffer.shape[1:], self.buffer.dtype, self.most)
        copy.append(self.buffer[:count])
        return copy


class ThinnedSeries:
    """One number per update, in bounded memory.

    Up to `limit` numbers are kept as they are. Then two neighbours become a block with
    their lowest and highest, and so on whenever the memory is full again: at most
    2 × 8 × limit bytes, however long the run.

    Parameters
    ----------
    limit : an even number
    """

    def __init__(self, limit: int = SERIES_LIMIT) -> None:
        self.limit = limit
        self.block = 1
        self.count = 0
        self.low = GrowingArray((), np.float64, limit)
        self.high = GrowingArray((), np.float64, limit)
        # Numbers that do not fill a block yet.
        self.rest = np.empty(0)

    def append(self, values: NDArray[np.float64]) -> None:
        self.count += len(values)
        waiting = np.concatenate([self.rest, values]) if len(self.rest) else values
        while len(waiting) >= self.block:
            room = self.limit - self.low.count
            if not room:
                self.fold()
                continue
            whole = min(len(waiting) // self.block, room) * self.block
            blocks = waiting[:whole].reshape(-1, self.block)
            self.low.append(blocks.min(axis=1) if self.block > 1 else blocks[:, 0])
            self.high.append(blocks.max(axis=1) if self.block > 1 else blocks[:, 0])
            waiting = waiting[whole:]
        self.rest = waiting.copy()

    def fold(self) -> None:
        """Let two neighbouring blocks share a place; there are `limit` of them."""
        low, high, pairs = self.low.view(), self.high.view(), self.limit // 2
        self.low = GrowingArray((), np.float64, self.limit)
        self.high = GrowingArray((), np.float64, self.limit)
        np.minimum(low[::2], low[1::2], out=self.low.add(pairs))
        np.maximum(high[::2], high[1::2], out=self.high.add(pairs))
        self.block *= 2

    def up_to(self, count: int) -> "ThinnedSeries":
        """Return a copy of the blocks that lie wholly before update `count`.

        The copy's own count may be smaller than asked by less than a block; the caller
        appends what is missing.
        """
        copy = ThinnedSeries(self.limit)
        copy.block = self.block
        blocks = min(count // self.block, self.low.count)
        copy.low = self.low.up_to(blocks)
        copy.high = self.high.up_to(blocks)
        copy.count = blocks * self.block
        return copy


class History:
    """The growing record of one branch."""

    def __init__(self) -> None:
        self.losses = ThinnedSeries()
        self.updates = GrowingArray((), np.int64)
        self.evaluations = GrowingArray((len(EVALUATION_COLUMNS),), np.float64)

    def record_evaluation(self, update: int, values: tuple[float | None, ...]) -> None:
        """Append one evaluation; None becomes NaN."""
        row = [np.nan if value is None else value for value in values]
        self.updates.append(np.array([update]))
        self.evaluations.append(np.array([row]))

    def last_evaluated(self) -> int:
        """Return the update of the last evaluation, -1 before the first."""
        return (
            int(self.updates.buffer[self.updates.count - 1])
            if self.updates.count
            else -1
        )

    def up_to(self, update: int) -> Self:
        """Return a copy that ends at this update; see `ThinnedSeries.up_to`."""
        copy = type(self)()
        copy.losses = self.losses.up_to(update)
        count = int(np.searchsorted(self.updates.view(), update, side="right"))
        copy.updates = self.updates.up_to(count)
        copy.evaluations = self.evaluations.up_to(count)
        return copy

    def view(self) -> HistoryView:
        losses = self.losses
        return HistoryView(
            losses.low.view(),
            losses.high.view(),
            losses.block,
            losses.count,
            self.updates.view(),
            self.evaluations.view(),
        )
