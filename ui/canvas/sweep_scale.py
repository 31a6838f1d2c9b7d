"""What a cell of a sweep is worth, and the colour that says so."""

import math
from collections.abc import Sequence

from PySide6.QtGui import QColor

from playground.sweep import Cell
from ui.canvas.loss_pens import mixed
from ui.numbers import format_loss
from ui.themes import Theme

# Signs repeat what the colours say.
SIGNS = {
    "converged": "✓",
    "learning": "↘",
    "stuck": "=",
    "diverged": "✕",
    "failed": "!",
}


class Scale:
    """How strong a colour each number has: the better, the stronger."""

    def __init__(self, values: Sequence[float], measure: str) -> None:
        self.measure = measure
        self.low = min(values, default=0.0)
        self.high = max(values, default=1.0)

    def strength(self, value: float) -> float:
        if self.measure == "loss":
            low, high = (math.log(max(end, 1e-12)) for end in (self.low, self.high))
            share = (math.log(max(value, 1e-12)) - low) / max(high - low, 1e-9)
            return 1.0 - share
        return (value - self.low) / max(self.high - self.low, 1e-9)

    def color(self, strength: float, theme: Theme) -> QColor:
        positive = QColor(*theme.positive).name()
        return mixed(positive, QColor(*theme.zero).name(), 0.06 + 0.9 * strength)

    def words(self, value: float) -> str:
        if self.measure == "loss":
            return format_loss(value)
        return f"{100 * value:.1f} %"

    def short(self, value: float) -> str:
        """Return a value for a cell that is too narrow for all its digits."""
        return f"{value:.2g}" if self.measure == "loss" else f"{100 * value:.0f} %"


def number_of(cell: Cell, measure: str) -> float | None:
    if measure == "outcome":
        return None
    return loss_of(cell) if measure == "loss" else accuracy_of(cell)


def loss_of(cell: Cell) -> float | None:
    """Return the median test loss, the training loss where nothing is tested."""
    loss = cell.median("test_loss")
    return cell.median("train_loss") if loss is None else loss


def accuracy_of(cell: Cell) -> float | None:
    accuracy = cell.median("test_accuracy")
    return cell.median("train_accuracy") if accuracy is None else accuracy


def outcome_color(outcome: str, theme: Theme) -> QColor:
    """Return the colour of an outcome: blue has learned, orange has not."""
    positive, negative = QColor(*theme.positive).name(), QColor(*theme.negative).name()
    zero = QColor(*theme.zero).name()
    return {
        "converged": mixed(positive, zero, 0.92),
        "learning": mixed(positive, zero, 0.42),
        "stuck": mixed(negative, zero, 0.38),
        "diverged": mixed(negative, zero, 0.95),
        "failed": QColor(theme.strong_line),
    }[outcome]


def ink_on(color: QColor) -> QColor:
    """Return black or white, whichever is read better on a colour."""
    parts = (color.redF(), color.greenF(), color.blueF())
    shares = (0.2126, 0.7152, 0.0722)
    light = sum(share * p**2.2 for share, p in zip(shares, parts, strict=True))
    return QColor("#ffffff") if light < 0.3 else QColor("#10151c")
