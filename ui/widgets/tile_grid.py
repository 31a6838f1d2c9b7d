"""Tiles in rows, all of one size, flush with both sides."""

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.tile import Tile

GAP = 5


class TileGrid(QWidget):
    """Lays tiles out on whole pixels, which a grid layout does not."""

    def __init__(self, tiles: Iterable[Tile], across: int) -> None:
        super().__init__()
        self.tiles = tuple(tiles)
        self.across = across
        for tile in self.tiles:
            tile.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fit(self.sizeHint().width())

    def side(self, width: int) -> int:
        """Return the width of a tile."""
        return (width - GAP * (self.across - 1)) // self.across

    def fit(self, width: int) -> None:
        """Take the height that square pictures need at a width."""
        # Not by heightForWidth: scroll areas do not ask for it.
        rows = -(-len(self.tiles) // self.across)
        tallest = max(tile.heightForWidth(self.side(width)) for tile in self.tiles)
        self.setFixedHeight(rows * (tallest + GAP) - GAP)

    def sizeHint(self) -> QSize:
        return QSize(self.across * (36 + GAP) - GAP, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.across * (24 + GAP) - GAP, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self.width())
        side = self.side(self.width())
        # What is left over after whole pixels goes between the tiles.
        pitch = (self.width() - side) / max(1, self.across - 1)
        for index, tile in enumerate(self.tiles):
            row, column = divmod(index, self.across)
            height = tile.heightForWidth(side)
            top = row * (height + GAP)
            tile.setGeometry(round(column * pitch), top, side, height)
