"""What lies behind the tiles: words, links and bias nodes, painted into one pixmap.

It is the dear part of the diagram, so it is painted less often than the tiles.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from playground.frame import Frame
from ui import type_scale
from ui.canvas.diagram_layout import (
    LABEL_GAP,
    Layout,
    Room,
)
from ui.canvas.diagram_rect import Rect
from ui.canvas.diagram_words import (
    counted,
    input_labels,
    output_labels,
    subtitles,
    title,
)
from ui.canvas.link_paths import LinkPaths
from ui.canvas.link_velocity import LinkVelocities
from ui.labels import text
from ui.theme import font
from ui.themes import Theme

WIDEST_LABEL = 96
# Labels take no more than this share of the diagram's width.
LABEL_SHARE = 0.16


def title_font() -> QFont:
    return font(9.5, bold=True)


def label_font() -> QFont:
    return font(9, bold=True)


def small_font() -> QFont:
    return font(8.5)


def room_for(frame: Frame, width: int) -> Room:
    """Measure the words of a network in a diagram of this width."""
    labels = QFontMetricsF(label_font())
    most = min(type_scale.scaled(WIDEST_LABEL), LABEL_SHARE * width)

    def widest(words: list[str]) -> float:
        return min(max(labels.horizontalAdvance(word) for word in words) + 2, most)

    layers = len(frame.sizes)
    titles = [title(layer, layers, short=False) for layer in range(1, layers - 1)]
    metrics = QFontMetricsF(title_font())
    return Room(
        left=widest(input_labels(frame)),
        right=widest(output_labels(frame)),
        title=max((metrics.horizontalAdvance(word) for word in titles), default=0),
        type=type_scale.factor(),
    )


class Backdrop:
    """Paints words, links and bias nodes of one layout."""

    def __init__(self, layout: Layout, paths: LinkPaths) -> None:
        self.layout = layout
        self.paths = paths
        self.velocities = LinkVelocities(layout)

    def render(
        self, frame: Frame, theme: Theme, ratio: float, *, velocity: bool = False
    ) -> QPixmap:
        """Return the picture, sharp at a device pixel ratio; maybe with velocities."""
        layout = self.layout
        pixmap = QPixmap(round(layout.width * ratio), round(layout.height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(theme.card))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paths.draw(painter, frame, theme.name)
        if velocity:
            self.velocities.draw(painter, frame, theme)
        self.draw_bias_nodes(painter, theme)
        self.draw_titles(painter, frame, theme)
        self.draw_labels(painter, frame, theme)
        painter.end()
        return pixmap

    def draw_bias_nodes(self, painter: QPainter, theme: Theme) -> None:
        layout = self.layout
        painter.setFont(font(min(7.5, 0.4 * layout.bias_nodes[0].width), bold=True))
        for node in layout.bias_nodes:
            painter.setBrush(QColor(theme.window))
            painter.setPen(QPen(QColor(theme.muted), 1))
            painter.drawEllipse(area(node).adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(QColor(theme.text))
            painter.drawText(area(node), Qt.AlignmentFlag.AlignCenter, "+1")

    def draw_titles(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        layout = self.layout
        layers = len(frame.sizes)
        for layer, x in enumerate(layout.columns):
            width = layout.title_width(layer)
            words = title(layer, layers, short=layout.compact)
            painter.setFont(title_font())
            painter.setPen(QColor(theme.text))
            draw_line(painter, x, 0, layout.title_row, words)
            full, short = subtitles(frame, layer)
            painter.setFont(small_font())
            painter.setPen(QColor(theme.muted))
            fits = painter.fontMetrics().horizontalAdvance(full) <= width
            words = full if fits else short
            below = layout.words_height - layout.title_row
            draw_line(painter, x, layout.title_row, below, words)

    def draw_labels(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Name the inputs and outputs, and say how many neurons are not drawn."""
        layout = self.layout
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setPen(QColor(theme.text))
        for labels, column, side in (
            (input_labels(frame), 0, right),
            (output_labels(frame), -1, left),
        ):
            tiles, row = layout.tiles[column], layout.rows[column]
            crowded = tiles[0].height < 24
            painter.setFont(font(8) if crowded else label_font())
            # Only the tiles that are drawn; there may be more labels.
            for words, tile in zip(labels, tiles, strict=False):
                place = label_area(tile, row, layout.width, before=side is right)
                draw_label(painter, place, side, words)
        painter.setFont(small_font())
        painter.setPen(QColor(theme.muted))
        for more, size, shown_count in zip(
            layout.more, layout.sizes, layout.shown, strict=True
        ):
            if more is not None:
                words = text("network.more", count=counted(size - shown_count))
                if painter.fontMetrics().horizontalAdvance(words) > more.width:
                    words = f"+{size - shown_count}"
                painter.drawText(area(more), Qt.AlignmentFlag.AlignCenter, words)


def label_area(tile: Rect, row: float, width: float, *, before: bool) -> QRectF:
    """Return where the label of an input or output tile is written."""
    top = tile.middle - row / 2
    if before:
        return QRectF(2, top, tile.x - LABEL_GAP - 2, row)
    start = tile.right + LABEL_GAP
    return QRectF(start, top, width - start - 2, row)


def draw_label(
    painter: QPainter, place: QRectF, side: Qt.AlignmentFlag, words: str
) -> None:
    """Write a label on one line, else on several, else with its end left out."""
    metrics = painter.fontMetrics()
    flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    if not place.toRect().contains(
        metrics.boundingRect(place.toRect(), int(flags), words)
    ):
        width = int(place.width())
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
    painter.drawText(place, int(flags), words)


def draw_line(painter: QPainter, x: float, y: float, height: float, words: str) -> None:
    """Write a line centred at x."""
    place = QRectF(x - 200, y, 400, height)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def area(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.width, rect.height)
