"""A soft ring around a control that words speak of."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme

MARGIN, RADIUS = 4, 8.0


class Halo(QWidget):
    """Lies over a window and follows one of its widgets; takes no mouse and no key."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def point_at(self, target: QWidget | None) -> None:
        """Ring a widget of the window, or none."""
        if target is self.target:
            return
        if self.target is not None:
            self.target.removeEventFilter(self)
        self.target = target
        if target is not None:
            target.installEventFilter(self)
        self.place()

    def place(self) -> None:
        """Lie around the target, as far as it is seen."""
        target, window = self.target, self.parentWidget()
        if target is None or window is None or not target.isVisibleTo(window):
            self.hide()
            return
        corner = target.mapTo(window, target.rect().topLeft())
        rect = QRect(corner, target.size())
        seen = target.visibleRegion().boundingRect()
        if seen.isEmpty() and target.isVisible():
            # Scrolled out of sight.
            self.hide()
            return
        grown = rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self.setGeometry(grown & window.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            *(QEvent.Type.Move, QEvent.Type.Resize),
            *(QEvent.Type.Show, QEvent.Type.Hide),
        ):
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ring = QColor(theme.current().accent)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for inset, alpha in ((0.5, 60), (1.5, 130), (2.5, 60)):
                ring.setAlpha(alpha)
                painter.setPen(QPen(ring, 1))
                shape = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
                painter.drawRoundedRect(shape, RADIUS - inset, RADIUS - inset)
