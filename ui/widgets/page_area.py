"""The page of the window, to be scrolled where the screen is too small for it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.theme import APPEARANCE

LEAST = QSize(480, 320)


class PageArea(QScrollArea):
    """Shows a page whole wherever there is room, and else a part of it.

    On a small screen, or with type for the last row of a lecture hall, the window would
    otherwise be larger than the screen, with its lower controls out of reach.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.page = page
        # Qt itself would give the page the height that it would like to have.
        self.setWidgetResizable(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        page.installEventFilter(self)
        # Type of another size: once everybody has taken it.
        self.soon = QTimer(self)
        self.soon.setSingleShot(True)
        self.soon.setInterval(0)
        self.soon.timeout.connect(self.fit)
        APPEARANCE.changed.connect(self.soon.start)

    def fit(self) -> None:
        """Give the page all the room there is, and the least that it needs."""
        least, room = self.page.minimumSizeHint(), self.maximumViewportSize()
        bar = self.verticalScrollBar().sizeHint().width()
        if least.height() > room.height():
            room.setWidth(room.width() - bar)
        if least.width() > room.width():
            room.setHeight(room.height() - bar)
        self.page.resize(room.expandedTo(least))

    def minimumSizeHint(self) -> QSize:
        return LEAST

    def sizeHint(self) -> QSize:
        return self.page.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.page and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)
