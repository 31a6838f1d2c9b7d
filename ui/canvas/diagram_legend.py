"""What the diagram's lines and colours mean, in one row that gives way when narrow."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from playground.frame import Frame
from ui import type_scale
from ui.canvas.diagram_words import counted
from ui.labels import text
from ui.theme import APPEARANCE, current, font

BAR_WIDTH, BAR_HEIGHT = 120, 7
SEPARATOR = " · "
GAP = 8
LEAST_APART = 20


class DiagramLegend(QWidget):
    """Line width, dots and parameters to the left, the colours to the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameters = 0
        self.has_velocity = False
        type_scale.fit(self, height=20)
        self.setMinimumWidth(120)
        APPEARANCE.changed.connect(self.update)

    def show_frame(self, frame: Frame) -> None:
        if len(frame.params) != self.parameters:
            self.parameters = len(frame.params)
            self.update()

    def show_velocity(self, is_drawn: bool) -> None:
        """Explain the arrows on the links while they are drawn."""
        if is_drawn != self.has_velocity:
            self.has_velocity = is_drawn
            self.update()

    def words(self) -> list[str]:
        """Return what is said, what may be left out first coming first."""
        parts = [text("network.legend.width"), text("network.legend.bias")]
        if self.parameters:
            number = "one" if self.parameters == 1 else "many"
            count = counted(self.parameters)
            parts.append(text(f"network.legend.parameters.{number}", count=count))
        if self.has_velocity:
            parts.append(text("network.legend.velocity"))
        return parts

    def fitting(self, metrics: QFontMetricsF) -> tuple[str, bool]:
        """Return the words that fit, and whether the ends of the bar are named."""
        ends = [text("network.legend.negative"), text("network.legend.positive")]
        named = BAR_WIDTH + sum(metrics.horizontalAdvance(end) + GAP for end in ends)
        words = self.words()
        for with_ends, bar in ((True, named), (False, BAR_WIDTH)):
            for left_out in range(len(words)):
                line = SEPARATOR.join(words[left_out:])
                needed = metrics.horizontalAdvance(line) + LEAST_APART + bar
                # Rather no names than neither width nor dots explained.
                if needed <= self.width() and (left_out < 2 or not with_ends):
                    return line, with_ends
        return "", False

    def sizeHint(self) -> QSize:
        return QSize(600, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font(8.5))
            painter.setPen(QColor(theme.muted))
            metrics = QFontMetricsF(painter.font())
            line, with_ends = self.fitting(metrics)
            middle = Qt.AlignmentFlag.AlignVCenter
            area = QRectF(self.rect())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | middle, line)
            right = area.right()
            if with_ends:
                word = text("network.legend.positive")
                painter.drawText(area, Qt.AlignmentFlag.AlignRight | middle, word)
                right -= metrics.horizontalAdvance(word) + GAP
            top = (area.height() - BAR_HEIGHT) / 2
            bar = QRectF(right - BAR_WIDTH, top, BAR_WIDTH, BAR_HEIGHT)
            if with_ends:
                word = text("network.legend.negative")
                before = QRectF(0, 0, bar.left() - GAP, area.height())
                painter.drawText(before, Qt.AlignmentFlag.AlignRight | middle, word)
            gradient = QLinearGradient(bar.topLeft(), bar.topRight())
            for place, color in (
                (0, theme.negative),
                (0.5, theme.zero),
                (1, theme.positive),
            ):
                gradient.setColorAt(place, QColor(*color))
            painter.setPen(QPen(QColor(theme.strong_line), 1))
            painter.setBrush(gradient)
            painter.drawRoundedRect(bar, 3, 3)
