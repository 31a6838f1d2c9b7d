"""Marks on the diagram: a link in a casing, a ringed neuron, a tag with a value."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.frame import Frame
from ui.canvas.diagram_backdrop import area
from ui.canvas.diagram_layout import Layout
from ui.canvas.diagram_rect import Rect
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_tiles import corner_radius
from ui.canvas.link_curves import LinkCurves
from ui.canvas.link_paths import LinkPaths
from ui.canvas.link_style import pen, strengths
from ui.canvas.link_style import width as link_width
from ui.theme import font
from ui.themes import Theme
from ui.type_scale import scaled

TAG_HEIGHT = 22
TAG_AIR = 8
# A marked link is at least this wide inside its casing.
THINNEST_MARKED = 1.8


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to point out.

    Attributes
    ----------
    words : what its tag says; without any there is no tag
    """

    selection: Selection
    words: str


class MarkPainter:
    """Draws marks over a layout."""

    def __init__(self, layout: Layout, paths: LinkPaths, curves: LinkCurves) -> None:
        self.layout = layout
        self.paths = paths
        self.curves = curves

    def is_drawn(self, selection: Selection) -> bool:
        """Tell whether it is among the neurons and links that are drawn."""
        return selection.is_in(self.layout.shown)

    def draw_links(
        self, painter: QPainter, marks: list[Mark], frame: Frame, theme: Theme
    ) -> None:
        """Draw the marked links in a casing; the tiles come over their ends."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for mark in marks:
            link = mark.selection
            value = link.value(frame)
            if link.kind == "neuron" or value is None:
                continue
            path = self.paths.path(link)
            dotted = link.source is None
            width = THINNEST_MARKED
            if not dotted:
                sources = frame.sizes[link.layer - 1]
                strength = strengths(frame.layers[link.layer - 1].weights, sources)
                width = link_width(
                    float(strength[link.unit, link.source]), self.layout.full_link
                )
            width = max(width, THINNEST_MARKED)
            painter.setPen(pen(QColor(theme.text), width + 5.5))
            painter.drawPath(path)
            painter.setPen(pen(QColor(theme.card), width + 2.5))
            painter.drawPath(path)
            color = theme.weight_color(value)
            painter.setPen(pen(color, width, dotted=dotted))
            painter.drawPath(path)

    def draw_rings(self, painter: QPainter, marks: list[Mark], theme: Theme) -> None:
        """Ring the marked neurons, and both ends of the marked links."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.text), 2.4))
        for mark in marks:
            chosen = mark.selection
            tile = self.layout.tiles[chosen.layer][chosen.unit]
            radius = corner_radius(tile.width) + 1
            for end in [tile, *self.source_tiles(chosen)]:
                around = area(end).adjusted(-0.8, -0.8, 0.8, 0.8)
                painter.drawRoundedRect(around, radius, radius)
            if chosen.kind == "bias":
                node = self.layout.bias_nodes[chosen.layer - 1]
                painter.drawEllipse(area(node).adjusted(0.5, 0.5, -0.5, -0.5))

    def source_tiles(self, chosen: Selection) -> list[Rect]:
        if chosen.source is None:
            return []
        return [self.layout.tiles[chosen.layer - 1][chosen.source]]

    def draw_tags(self, painter: QPainter, marks: list[Mark], theme: Theme) -> None:
        """Write the values; a tag that would cover an earlier one moves below it."""
        painter.setFont(font(9, bold=True))
        metrics = QFontMetricsF(painter.font())
        taken: list[QRectF] = []
        for mark in marks:
            if not mark.words:
                continue
            width = metrics.horizontalAdvance(mark.words) + 2 * TAG_AIR
            place = self.tag_place(mark.selection, width)
            for other in taken:
                if place.intersects(other):
                    place.moveTop(other.bottom() + 3)
            taken.append(place)
            painter.setPen(QPen(QColor(theme.card), 1))
            painter.setBrush(QColor(theme.text))
            painter.drawRoundedRect(place, 5, 5)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, mark.words)

    def tag_place(self, chosen: Selection, width: float) -> QRectF:
        """Return where a tag goes: on the link's middle, or over the neuron."""
        layout = self.layout
        top, height = layout.header + 2, scaled(TAG_HEIGHT)
        if chosen.kind == "neuron":
            tile = layout.tiles[chosen.layer][chosen.unit]
            x = tile.x + tile.width / 2
            y = tile.y - height / 2 - 5
            if y - height / 2 < top:
                y = tile.bottom + height / 2 + 5
        else:
            x, y = self.curves.middle(chosen)
        place = QRectF(0, 0, width, height)
        place.moveCenter(QPointF(x, y))
        place.moveLeft(min(max(place.left(), 2), layout.width - width - 2))
        place.moveTop(min(max(place.top(), top), layout.height - height - 2))
        return place
