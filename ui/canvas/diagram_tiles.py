"""The neurons: their maps as tiles with rounded corners and a thin outline."""

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from ui.canvas.atlas import Atlas
from ui.canvas.diagram_layout import Layout
from ui.themes import THEMES


def draw_tiles(
    painter: QPainter, atlas: Atlas, layout: Layout, theme: str, ratio: float
) -> None:
    """Draw every neuron of a layout with its map."""
    for layer, tiles in enumerate(layout.tiles):
        side = int(tiles[0].width)
        frame = tile_frame(side, theme, ratio)
        for unit, tile in enumerate(tiles):
            place = QRectF(tile.x, tile.y, side, side)
            painter.drawImage(place, atlas.image, atlas.cell(layer, unit))
            painter.drawImage(int(tile.x), int(tile.y), frame)


def corner_radius(side: float) -> float:
    return min(6.0, side * 0.16)


@cache
def tile_frame(side: int, theme: str, ratio: float) -> QImage:
    """Return a tile's outline, with the card's colour over the corners outside it.

    Covering corners is far cheaper than clipping every map to a rounded path.
    """
    pixels = round(side * ratio)
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    colors = THEMES[theme]
    radius = corner_radius(side)
    square, rounded = QPainterPath(), QPainterPath()
    square.addRect(0, 0, side, side)
    rounded.addRoundedRect(0, 0, side, side, radius, radius)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(square.subtracted(rounded), QColor(colors.card))
    outline = QColor(colors.text)
    outline.setAlphaF(0.35)
    painter.setPen(QPen(outline, 1))
    inside = QRectF(0.5, 0.5, side - 1, side - 1)
    painter.drawRoundedRect(inside, radius - 0.5, radius - 0.5)
    painter.end()
    return image
