"""The small tag with names and values beside the mouse; it never leaves its bounds."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.theme import font
from ui.themes import Theme

PADDING = 7.0
COLUMN_GAP = 10.0
# From the tip of the mouse pointer to the tag, so that the pointer covers no digit.
OFFSET = 14.0

Rows = Sequence[tuple[str, str]]


def tag_place(
    width: float, height: float, anchor: QPointF, bounds: QRectF
) -> tuple[float, float]:
    """Return the left and upper edge of a tag: right and below if there is room."""
    left, top = anchor.x() + OFFSET, anchor.y() + OFFSET
    if left + width > bounds.right():
        left = anchor.x() - OFFSET - width
    if top + height > bounds.bottom():
        top = anchor.y() - OFFSET - height
    return (
        max(bounds.left(), min(left, bounds.right() - width)),
        max(bounds.top(), min(top, bounds.bottom() - height)),
    )


def paint_tag(
    painter: QPainter, theme: Theme, rows: Rows, anchor: QPointF, bounds: QRectF
) -> QRectF:
    """Paint rows of (name, value) in two columns; return where."""
    name_font, value_font = font(8.5), font(8.5, bold=True)
    name_metrics, value_metrics = QFontMetricsF(name_font), QFontMetricsF(value_font)
    names = max(name_metrics.horizontalAdvance(name) for name, _ in rows)
    values = max(value_metrics.horizontalAdvance(value) for _, value in rows)
    gap = COLUMN_GAP if names else 0.0
    line = name_metrics.height() + 1.0
    width = names + gap + values + 2 * PADDING
    height = line * len(rows) + 2 * PADDING - 4.0
    left, top = tag_place(width, height, anchor, bounds)
    box = QRectF(left, top, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    back = QColor(theme.text)
    back.setAlpha(240)
    painter.setBrush(back)
    painter.drawRoundedRect(box, 4, 4)
    ink = QColor(theme.card)
    soft = QColor(theme.card)
    soft.setAlpha(190)
    baseline = top + PADDING - 2.0 + name_metrics.ascent()
    for name, value in rows:
        painter.setFont(name_font)
        painter.setPen(soft)
        painter.drawText(QPointF(left + PADDING, baseline), name)
        painter.setFont(value_font)
        painter.setPen(ink)
        at = left + width - PADDING - value_metrics.horizontalAdvance(value)
        painter.drawText(QPointF(at, baseline), value)
        baseline += line
    painter.restore()
    return box
