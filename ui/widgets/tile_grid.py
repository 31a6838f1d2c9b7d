"""Tiles in rows, all of one size, flush with both sides."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.tile import Tile

LEAST_GAP = 2
ROW_GAP = 5


class TileGrid(QWidget):
    """Lays tiles out on whole pixels; what room is left goes between them.

    The tiles keep their size: were they to grow with the column, a scroll bar beside it
    would make them smaller, be needless, go, and come again for ever.
    """

    def __init__(self, tiles: Sequence[Tile], across: int, side: int) -> None:
        super().__init__()
        self.tiles = tuple(tiles)
        self.across = across
        self.side = side
        self.tile_height = max(tile.height_for(side) for tile in tiles)
        for tile in self.tiles:
            tile.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        rows = -(-len(self.tiles) // self.across)
        return QSize(
            self.across * (self.side + LEAST_GAP) - LEAST_GAP,
            rows * (self.tile_height + ROW_GAP) - ROW_GAP,
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        pitch = (self.width() - self.side) / max(1, self.across - 1)
        for index, tile in enumerate(self.tiles):
            row, column = divmod(index, self.across)
            top = row * (self.tile_height + ROW_GAP)
            left = round(column * pitch)
            tile.setGeometry(left, top, self.side, self.tile_height)
