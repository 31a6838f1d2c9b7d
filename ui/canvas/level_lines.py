"""The level lines of a plot: one item, however many of them there are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtGui import QPen


class LevelLines:
    """Lines across a plot at the ticks of its upright axis.

    pyqtgraph's own grid would cut off the numbers at the ends of its axis, and an item
    for each line would make more and more of them while the losses spread.

    Parameters
    ----------
    item : an empty PlotCurveItem
    box : the ViewBox in which they are drawn, behind all other lines
    """

    def __init__(self, item: Any, box: Any) -> None:
        self.item = item
        item.setZValue(-10)
        box.addItem(item, ignoreBounds=True)

    def take_pen(self, pen: QPen) -> None:
        self.item.setPen(pen)

    def place(self, across: tuple[float, float], levels: Sequence[float]) -> None:
        """Draw a line at each level, from one end to the other."""
        x = np.tile(np.array(across, np.float64), len(levels))
        y = np.repeat(np.array(levels, np.float64), 2)
        self.item.setData(x, y, connect="pairs")
