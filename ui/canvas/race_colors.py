"""Which colour a lane of a race has, in its curve and on its card."""

from PySide6.QtGui import QColor, QPen

from ui.themes import Theme

# The first two colours of the classes mean something in the decision pictures.
FIRST = 2


def lane_color(theme: Theme, lane: int) -> QColor:
    """Return the colour of a lane, counted from 0."""
    colors = theme.classes[FIRST:]
    return QColor(colors[lane % len(colors)])


def lane_pen(theme: Theme, lane: int) -> QPen:
    """Return the pen of a lane's curve: cosmetic and thin, or drawing gets slow."""
    pen = QPen(lane_color(theme, lane), 1)
    pen.setCosmetic(True)
    return pen
