"""How the lines of the losses look, in the plot and in its legend."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ui.themes import Theme

# How much of the accent a batch's line keeps.
FAINT = 0.3


def line_pens(theme: Theme) -> dict[str, QPen]:
    """Return the pen of each line: cosmetic and of width 1, or drawing gets slow."""
    pens = {
        "train": QPen(QColor(theme.accent), 1),
        "test": QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine),
        "batches": QPen(mixed(theme.accent, theme.card, FAINT), 1),
        "others": QPen(QColor(theme.strong_line), 1),
        "axis": QPen(QColor(theme.strong_line), 1),
        "grid": QPen(QColor(theme.line), 1),
    }
    for pen in pens.values():
        pen.setCosmetic(True)
    return pens


def mixed(color: str, back: str, share: float) -> QColor:
    """Return a colour as it looks when it covers another by a share.

    A transparent pen would get darker wherever the line crosses itself.
    """
    over, under = QColor(color), QColor(back)
    parts = zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(share * a + (1 - share) * b) for a, b in parts))
