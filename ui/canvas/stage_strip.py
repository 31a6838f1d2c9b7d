"""The stages of an update as a strip: where one stands, and a click to stand there."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.explaining.stages import Stage
from ui.canvas.stage_lights import COLORS
from ui.labels import text
from ui.theme import APPEARANCE, current

HEIGHT, THICKNESS, GAP = 14, 6, 3.0
# Stages that are still to come.
TO_COME = 0.28


class StageStrip(QWidget):
    """One piece a stage, in the stage's colour, filled as far as one came.

    Signals
    -------
    chosen : the place of the stage that was clicked
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stages: tuple[Stage, ...] = ()
        self.titles: tuple[str, ...] = ()
        self.place = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text("stages.strip"))
        APPEARANCE.changed.connect(self.update)

    def show_stages(
        self, stages: tuple[Stage, ...], titles: tuple[str, ...], place: int
    ) -> None:
        self.stages, self.titles, self.place = stages, titles, place
        if titles:
            self.setAccessibleDescription(titles[place])
        self.update()

    def piece(self, place: int) -> QRectF:
        width = (self.width() + GAP) / len(self.stages)
        top = (self.height() - THICKNESS) / 2
        return QRectF(place * width, top, width - GAP, THICKNESS)

    def place_at(self, x: float) -> int | None:
        """Return which stage lies at x, None when there are none."""
        count = len(self.stages)
        return min(max(int(x * count / self.width()), 0), count - 1) if count else None

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.place_at(event.pos().x())
            words = "" if place is None else self.titles[place]
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().x())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for place, stage in enumerate(self.stages):
                color = QColor(getattr(theme, COLORS[stage.kind]))
                piece = self.piece(place)
                if place > self.place:
                    color.setAlphaF(TO_COME)
                elif place == self.place:
                    piece = piece.adjusted(0, -2, 0, 2)
                painter.setBrush(color)
                painter.drawRoundedRect(piece, 3, 3)
