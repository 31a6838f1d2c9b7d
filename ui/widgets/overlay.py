"""What lies around a control, over all else, and goes wherever the control goes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

MOVES = {
    *(QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.LayoutRequest),
    *(QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange),
}
# Which part of a widget is meant, in its own coordinates.
Part = Callable[[], QRect]


class Overlay(QWidget):
    """Lies around a widget of its window; takes no mouse and no key.

    Attributes
    ----------
    target : what it lies around, or None
    part : which part of that, None for all of it
    margin : how far it reaches out, in pixels
    """

    margin = 0

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.target: QWidget | None = None
        self.part: Part | None = None
        self.watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def point_at(self, target: QWidget | None, part: Part | None = None) -> None:
        """Lie around a widget of the window, or around none."""
        self.part = part
        if target is not self.target:
            self.target = target
            self.watch()
        self.place()

    def watch(self) -> None:
        """Follow the target and all that it lies in: any of them may be scrolled."""
        for followed in self.watched:
            if isValid(followed):
                followed.removeEventFilter(self)
        self.watched = []
        widget: QWidget | None = self.target
        while widget is not None:
            self.watched.append(widget)
            widget.installEventFilter(self)
            widget = widget.parentWidget() if widget is not self.window() else None

    def place(self) -> None:
        """Lie around what is seen of the target, or hide."""
        target = self.target
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        seen = self.seen_part(target)
        if seen.isEmpty():
            # Scrolled out of sight.
            self.hide()
            return
        around = seen.adjusted(-self.margin, -self.margin, self.margin, self.margin)
        self.setGeometry(around)
        self.show()
        self.raise_()

    def seen_part(self, target: QWidget) -> QRect:
        """Return what of the target is not scrolled away, in the window."""
        window = self.window()
        rect = target.rect() if self.part is None else self.part() & target.rect()
        widget: QWidget | None = target
        while widget is not None and widget is not window:
            rect = (rect & widget.rect()).translated(widget.mapToParent(QPoint()))
            widget = widget.parentWidget()
        return rect & window.rect()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVES:
            if event.type() == QEvent.Type.ParentChange:
                self.watch()
            self.place()
        return False
