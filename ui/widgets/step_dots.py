"""How far one is: a dot a step, those that are done filled."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

HEIGHT, RADIUS, LARGEST_GAP = 14, 4.0, 18.0


class StepDots(QWidget):
    """Steps as dots from left to right; the one that is open has a ring."""

    def __init__(self) -> None:
        super().__init__()
        self.done: tuple[bool, ...] = ()
        self.place: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, done: Sequence[bool], place: int | None) -> None:
        """Take which steps are done, and which one is open."""
        self.done, self.place = tuple(done), place
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(LARGEST_GAP * max(1, len(self.done))), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.done:
            return
        colors = theme.current()
        room = (self.width() - 2 * RADIUS - 4) / max(1, len(self.done) - 1)
        gap, middle = min(LARGEST_GAP, room), self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, is_done in enumerate(self.done):
                center = QPointF(RADIUS + 2 + place * gap, middle)
                ink = QColor(colors.success if is_done else colors.strong_line)
                painter.setPen(QPen(ink, 1.4))
                painter.setBrush(ink if is_done else Qt.BrushStyle.NoBrush)
                painter.drawEllipse(center, RADIUS - 1, RADIUS - 1)
                if place == self.place:
                    painter.setPen(QPen(QColor(colors.accent), 1.6))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawEllipse(center, RADIUS + 1.6, RADIUS + 1.6)
