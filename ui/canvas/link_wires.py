"""What a person did to the wires, drawn over the links: dashes, crosses and locks."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.explaining.quantities import quantity_at
from playground.frame import Frame
from ui.canvas.diagram_selection import Selection
from ui.themes import THEMES

# Of more locked links in sight than this only the dots tell: locks would cover all.
MOST_LOCKS = 60
# Where along a link its lock hangs, and how large it is in pixels.
LOCK_AT = 0.8
LOCK = 9.0
DASHES = (3.0, 4.0)


def place_of(place: int, sizes: tuple[int, ...]) -> Selection:
    """Return the link of a place in the parameter vector."""
    quantity = quantity_at(place, sizes)
    if quantity.kind == "b":
        return Selection("bias", quantity.layer, quantity.unit - 1)
    return Selection("weight", quantity.layer, quantity.unit - 1, quantity.source - 1)


def draw_cut(painter: QPainter, path: QPainterPath, theme: str) -> None:
    """Draw a link that was cut: dashes, and a cross where the cut is."""
    colors = THEMES[theme]
    dashed = QPen(QColor(colors.muted), 1.2)
    dashed.setDashPattern(list(DASHES))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, dashed)
    at = path.pointAtPercent(0.5)
    arm = 3.0
    for width, color in ((4.5, colors.card), (1.6, colors.muted)):
        painter.setPen(QPen(QColor(color), width))
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))


def draw_lock(painter: QPainter, at: QPointF, theme: str, *, small: bool) -> None:
    """Hang a lock on a link, or a dot where there is no room."""
    colors = THEMES[theme]
    painter.setPen(QPen(QColor(colors.card), 1.5))
    painter.setBrush(QColor(colors.text))
    if small:
        painter.drawEllipse(at, 2.6, 2.6)
        return
    body = QRectF(at.x() - LOCK / 2, at.y() - LOCK / 6, LOCK, 0.75 * LOCK)
    shackle = QRectF(body.left() + 2, body.top() - 4, LOCK - 4, 8)
    bow = QPainterPath()
    bow.arcMoveTo(shackle, 0)
    bow.arcTo(shackle, 0, 180)
    painter.strokePath(bow, QPen(QColor(colors.card), 3.6))
    painter.strokePath(bow, QPen(QColor(colors.text), 1.5))
    painter.drawRoundedRect(body, 1.5, 1.5)


def links_of(
    places: frozenset[int], frame: Frame, shown: tuple[int, ...]
) -> list[Selection]:
    """Return those of the places whose links are drawn."""
    links = (place_of(place, frame.sizes) for place in sorted(places))
    return [link for link in links if link.is_in(shown)]
