"""The page of the window, to be scrolled where the screen is too small for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

LEAST = QSize(480, 320)


class PageArea(QScrollArea):
    """Shows a page whole wherever there is room, and else a part of it.

    On a small screen, or with type for the last row of a lecture hall, the window would
    otherwise be larger than the screen, with its lower controls out of reach.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page = page
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        return LEAST

    def sizeHint(self) -> QSize:
        return self.page.sizeHint()
