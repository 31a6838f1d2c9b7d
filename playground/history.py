"""What a run remembers: one number for every update, and evaluations now and then."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Every epoch is evaluated up to this one; then every second, then every fourth, …
DENSE_EPOCHS = 128

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
    following = epoch + 1
    while not is_evaluated(following):
        following += 1
    return following


@dataclass(frozen=True, slots=True, eq=False)
class HistoryView:
    """The history as it was at one moment; its arrays never change.

    Attributes
    ----------
    losses : (U,) batch loss of each update, penalties included, taken before the update
    updates : (E,) update numbers of the evaluations, rising
    evaluations : (E, 6) the EVALUATION_COLUMNS, NaN where a number does not exist
    """

    losses: NDArray[np.float64]
    updates: NDArray[np.int64]
    evaluations: NDArray[np.float64]

    def column(self, name: str) -> NDArray[np.float64]:
        """Return one of EVALUATION_COLUMNS, (E,)."""
        values: NDArray[np.float64] = self.evaluations[
            :, EVALUATION_COLUMNS.index(name)
        ]
        return values


class GrowingArray:
    """Rows that are only ever appended, in memory that doubles when it is full."""

    def __init__(self, row_shape: tuple[int, ...], dtype: Any) -> None:
        self.buffer = np.empty((1024, *row_shape), dtype)
        self.count = 0

    def reserve(self, rows: int) -> NDArray[Any]:
        """Return room for so many more rows; `commit` makes them part of the array."""
        needed = self.count + rows
        if needed > len(self.buffer):
            size = max(needed, 2 * len(self.buffer))
            larger = np.empty((size, *self.buffer.shape[1:]), self.buffer.dtype)
            larger[: self.count] = self.buffer[: self.count]
            self.buffer = larger
        room: NDArray[Any] = self.buffer[self.count : needed]
        return room

    def commit(self, rows: int) -> None:
        self.count += rows

    def view(self) -> NDArray[Any]:
        """Return the rows so far, read-only; they stay as they are when more come."""
        rows = self.buffer[: self.count]
        rows.flags.writeable = False
        return rows


class History:
    """The growing record of one run."""

    def __init__(self) -> None:
        self.losses = GrowingArray((), np.float64)
        self.updates = GrowingArray((), np.int64)
        self.evaluations = GrowingArray((len(EVALUATION_COLUMNS),), np.float64)

    def record_evaluation(self, update: int, values: tuple[float | None, ...]) -> None:
        """Append one evaluation; None becomes NaN."""
        row = [np.nan if value is None else value for value in values]
        self.updates.reserve(1)[0] = update
        self.updates.commit(1)
        self.evaluations.reserve(1)[0] = row
        self.evaluations.commit(1)

    def view(self) -> HistoryView:
        return HistoryView(
            self.losses.view(), self.updates.view(), self.evaluations.view()
        )
