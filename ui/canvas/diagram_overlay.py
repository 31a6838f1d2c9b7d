"""The lit stage over the diagram: a veil over all, and above it what the stage uses.

Numbers stand on the links where there is room; the strongest come first.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.canvas.diagram_backdrop import area
from ui.canvas.diagram_layout import Layout
from ui.canvas.diagram_rect import Rect
from ui.canvas.diagram_tiles import corner_radius
from ui.canvas.link_curves import SAMPLES, LinkCurves
from ui.canvas.link_paths import LinkPaths
from ui.canvas.link_style import pen
from ui.canvas.stage_lights import Lights, LitUnit
from ui.theme import font
from ui.themes import Theme
from ui.type_scale import scaled

# How much of the rest is covered.
VEIL = 0.86
FAINTEST = 0.34
THINNEST, THICKEST = 1.0, 3.6
# Wider lines cost far more, so of many links only the strongest are wide.
MOST_WIDE = 220
# So many links are tried for a number, and this often along each.
MOST_NUMBERS = 120
TRIES = (0.5, 0.36, 0.64, 0.24, 0.76, 0.43, 0.57, 0.3, 0.7)
LABEL_HEIGHT, LABEL_AIR = 15.0, 4.0
LINE_HEIGHT, PILL_AIR = 13.0, 5.0
LABEL_POINTS, PILL_POINTS, CROWDED_POINTS = 8.0, 8.5, 7.5
# Rows lower than this have room for one line.
ROW_FOR_TWO = 31.0


@dataclass(frozen=True, slots=True)
class Label:
    """A number that found its place."""

    place: QRectF
    words: str


class StageOverlay:
    """Paints one stage's lights over a layout; made anew for each of them."""

    def __init__(
        self, layout: Layout, paths: LinkPaths, curves: LinkCurves, lights: Lights
    ) -> None:
        self.layout = layout
        self.paths = paths
        self.curves = curves
        self.lights = lights
        self.pills = {(u.layer, u.unit): self.pill(u) for u in lights.units if u.lines}
        self.labels = self.place_labels()

    # ---- where the numbers go ----------------------------------------------------

    def lines(self, unit: LitUnit) -> tuple[str, ...]:
        """Return the lines that the row has room for; the last says the most."""
        return unit.lines if self.has_room(unit.layer) else unit.lines[-1:]

    def points(self, layer: int) -> float:
        return PILL_POINTS if self.has_room(layer) else CROWDED_POINTS

    def has_room(self, layer: int) -> bool:
        """Tell whether a layer's rows have room for two lines."""
        return self.layout.rows[layer] >= scaled(ROW_FOR_TWO)

    def pill(self, unit: LitUnit) -> QRectF:
        """Return where a neuron's numbers stand: at its lower edge, in its own row."""
        tile, row = self.layout.tiles[unit.layer][unit.unit], self.layout.rows
        metrics = QFontMetricsF(font(self.points(unit.layer), bold=True))
        lines = self.lines(unit)
        width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * PILL_AIR
        height = scaled(LINE_HEIGHT) * len(lines) + 3
        lowest = tile.middle + row[unit.layer] / 2 - height - 1
        top = min(tile.bottom - 0.35 * height, lowest)
        left = tile.x + (tile.width - width) / 2
        # The names of inputs and outputs stand outside and stay readable.
        if unit.layer == 0:
            left = max(left, tile.x - 3)
        elif unit.layer == len(self.layout.columns) - 1:
            left = min(left, tile.right + 3 - width)
        left = min(max(left, 1), self.layout.width - width - 1)
        return QRectF(left, top, width, height)

    def place_labels(self) -> tuple[Label, ...]:
        """Place whole sentences if all find room, else only the numbers."""
        metrics = QFontMetricsF(font(LABEL_POINTS))
        tried = self.lights.links[:MOST_NUMBERS]
        if len(tried) <= MOST_NUMBERS // 4:
            long = self.find_places([lit.long_words for lit in tried], metrics)
            if len(long) == len(tried):
                return long
        return self.find_places([lit.words for lit in tried], metrics)

    def find_places(
        self, words: list[str], metrics: QFontMetricsF
    ) -> tuple[Label, ...]:
        layout = self.layout
        air, height = LABEL_AIR, scaled(LABEL_HEIGHT)
        taken = [
            area(tile).adjusted(-1, -1, 1, 1)
            for tiles in layout.tiles
            for tile in tiles
        ]
        taken += self.pills.values()
        labels = []
        top = layout.header
        for lit, said in zip(self.lights.links, words, strict=False):
            points = self.curves.points(lit.link)
            width = metrics.horizontalAdvance(said) + 2 * air
            for share in TRIES:
                x, y = points[round(share * (SAMPLES - 1))]
                place = QRectF(x - width / 2, y - height / 2, width, height)
                if place.top() < top or place.left() < 1:
                    continue
                if place.right() > layout.width - 1:
                    continue
                if not any(place.intersects(other) for other in taken):
                    taken.append(place)
                    labels.append(Label(place, said))
                    break
        return tuple(labels)

    # ---- painting ----------------------------------------------------------------

    def draw_links(self, painter: QPainter, theme: Theme) -> None:
        """Cover everything, then draw the lit links; the tiles come above."""
        layout = self.layout
        veil = QColor(theme.card)
        veil.setAlphaF(VEIL)
        top = layout.header
        painter.fillRect(QRectF(0, top, layout.width, layout.height - top), veil)
        color = QColor(getattr(theme, self.lights.color))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rank, lit in reversed(list(enumerate(self.lights.links))):
            ink = QColor(color)
            ink.setAlphaF(FAINTEST + (1 - FAINTEST) * lit.strength)
            width = THINNEST + (THICKEST - THINNEST) * lit.strength
            is_bias = lit.link.source is None
            if rank >= MOST_WIDE:
                width = THINNEST
            painter.setPen(pen(ink, width, dotted=is_bias))
            painter.drawPath(self.paths.path(lit.link))
        links = (lit.link for lit in self.lights.links)
        for layer in {link.layer for link in links if link.source is None}:
            self.draw_bias_node(painter, theme, layer, color)

    def draw_bias_node(
        self, painter: QPainter, theme: Theme, layer: int, color: QColor
    ) -> None:
        node = area(self.layout.bias_nodes[layer - 1])
        painter.setBrush(QColor(theme.card))
        painter.setPen(QPen(color, 1.4))
        painter.drawEllipse(node.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(font(min(7.5, 0.4 * node.width()), bold=True))
        painter.drawText(node, Qt.AlignmentFlag.AlignCenter, "+1")

    def draw_units(self, painter: QPainter, theme: Theme) -> None:
        """Veil the neurons that are not used and ring the others."""
        color = QColor(getattr(theme, self.lights.color))
        lit = {(unit.layer, unit.unit) for unit in self.lights.units}
        veil = QColor(theme.card)
        veil.setAlphaF(VEIL)
        for layer, tiles in enumerate(self.layout.tiles):
            for unit, tile in enumerate(tiles):
                if (layer, unit) in lit:
                    self.ring(painter, tile, color)
                else:
                    painter.fillRect(area(tile), veil)

    def draw_numbers(self, painter: QPainter, theme: Theme) -> None:
        """Write the numbers of the stage, over everything else of the diagram."""
        color = QColor(getattr(theme, self.lights.color))
        painter.setFont(font(LABEL_POINTS))
        for label in self.labels:
            self.draw_label(painter, theme, label, color)
        for numbered in self.lights.units:
            if numbered.lines:
                self.draw_pill(painter, theme, numbered, color)

    def ring(self, painter: QPainter, tile: Rect, color: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 1.8))
        radius = corner_radius(tile.width) + 1
        around = area(tile).adjusted(-0.6, -0.6, 0.6, 0.6)
        painter.drawRoundedRect(around, radius, radius)

    def draw_label(
        self, painter: QPainter, theme: Theme, label: Label, color: QColor
    ) -> None:
        back = QColor(theme.card)
        back.setAlphaF(0.9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawRoundedRect(label.place, 4, 4)
        painter.setPen(color)
        painter.drawText(label.place, Qt.AlignmentFlag.AlignCenter, label.words)

    def draw_pill(
        self, painter: QPainter, theme: Theme, unit: LitUnit, color: QColor
    ) -> None:
        place = self.pills[unit.layer, unit.unit]
        painter.setPen(QPen(color, 1))
        painter.setBrush(QColor(theme.card))
        painter.drawRoundedRect(place, 5, 5)
        painter.setFont(font(self.points(unit.layer), bold=True))
        painter.setPen(QColor(theme.text))
        lines = self.lines(unit)
        step = (place.height() - 2) / len(lines)
        for index, line in enumerate(lines):
            row = QRectF(
                QPointF(place.left(), place.top() + 1 + index * step),
                QPointF(place.right(), place.top() + 1 + (index + 1) * step),
            )
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, line)
