"""The first steps: five bubbles that point at the window and take no key of it."""

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.labels import text

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDTH = 320
# Between a bubble and what it points at; the arrow bridges it.
GAP, ARROW = 14, 9
MARGIN = 8
RING = 4
RADIUS = 8.0
# After these a bubble may have to stand elsewhere.
PLACING = {
    *(QEvent.Type.Resize, QEvent.Type.Move),
    *(QEvent.Type.Show, QEvent.Type.Hide),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One bubble; its words are the texts bubbles.KEY_title and bubbles.KEY.

    Attributes
    ----------
    target : the part of the window that it points at, as "network.view"
    """

    key: str
    target: str


STOPS = (
    Stop("diagram", "network.view"),
    Stop("play", "transport.play_button"),
    Stop("picture", "output.view"),
    Stop("controls", "training"),
    Stop("timeline", "timeline"),
)


def place_bubble(size: QSize, target: QRect, room: QRect) -> QRect:
    """Return where a bubble covers the least of its target, and is whole.

    Of places that are alike, right of it comes first, then left, below and above.
    """
    middle = target.center()
    corners = (
        (target.right() + GAP, middle.y() - size.height() // 2),
        (target.left() - GAP - size.width(), middle.y() - size.height() // 2),
        (middle.x() - size.width() // 2, target.bottom() + GAP),
        (middle.x() - size.width() // 2, target.top() - GAP - size.height()),
    )
    best, least = QRect(), None
    for left, top in corners:
        x = max(room.left(), min(left, room.right() - size.width() + 1))
        y = max(room.top(), min(top, room.bottom() - size.height() + 1))
        place = QRect(x, y, size.width(), size.height())
        # The ring is a part of the target.
        over = place.intersected(target.adjusted(-RING, -RING, RING, RING))
        covered = over.width() * over.height() if not over.isEmpty() else 0
        if least is None or covered < least:
            best, least = place, covered
    return best


class Ring(QWidget):
    """A frame around what a bubble points at; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.current().accent), 2.0))
            rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(rect, RADIUS, RADIUS)


class Bubble(QWidget):
    """Words with two buttons, in a frame with an arrow.

    Attributes
    ----------
    tip : where the arrow points to, in the parent's coordinates
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tip = QPointF()
        self.setFixedWidth(WIDTH + 2 * ARROW)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.skip = QPushButton(text("bubbles.skip"))
        self.skip.setProperty("role", "flat")
        self.next = QPushButton(text("bubbles.next"))
        self.next.setProperty("role", "primary")
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        for button in (self.skip, self.next):
            # No click may take the focus, and with it Space, from the window.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        layout = self.column = QVBoxLayout(self)
        edge = ARROW + 14
        layout.setContentsMargins(edge, edge - 4, edge, edge - 6)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        layout.addSpacing(2)
        layout.addLayout(row)
        self.hide()

    def say(self, key: str, place: int, count: int) -> None:
        """Show the words of a stop."""
        self.title.setText(text(f"bubbles.{key}_title"))
        self.words.setText(text(f"bubbles.{key}"))
        self.count.setText(text("bubbles.count", place=place + 1, count=count))
        last = place == count - 1
        self.next.setText(text("bubbles.done" if last else "bubbles.next"))
        self.skip.setVisible(not last)
        self.setAccessibleName(self.title.text())
        self.setAccessibleDescription(self.words.text())
        self.column.activate()
        # The words decide the height, once they know their width.
        self.setFixedHeight(self.column.heightForWidth(self.width()))

    def body(self) -> QRectF:
        """Return the frame without the room for the arrow."""
        return QRectF(self.rect()).adjusted(ARROW, ARROW, -ARROW, -ARROW)

    def arrow(self) -> QPolygonF:
        """Return the triangle that leaves the frame toward the tip."""
        body = self.body()
        tip = self.tip - QPointF(self.pos())
        keep = RADIUS + ARROW
        x = min(max(tip.x(), body.left() + keep), body.right() - keep)
        y = min(max(tip.y(), body.top() + keep), body.bottom() - keep)
        if tip.x() > body.right():
            foot, out, along = QPointF(body.right(), y), QPointF(1, 0), QPointF(0, 1)
        elif tip.x() < body.left():
            foot, out, along = QPointF(body.left(), y), QPointF(-1, 0), QPointF(0, 1)
        elif tip.y() > body.bottom():
            foot, out, along = QPointF(x, body.bottom()), QPointF(0, 1), QPointF(1, 0)
        elif tip.y() < body.top():
            foot, out, along = QPointF(x, body.top()), QPointF(0, -1), QPointF(1, 0)
        else:
            # There was no room beside the target.
            return QPolygonF()
        inside = foot - out * 2
        return QPolygonF(
            [inside - along * ARROW, foot + out * (ARROW - 1), inside + along * ARROW]
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        shape = QPainterPath()
        shape.addRoundedRect(self.body(), RADIUS, RADIUS)
        arrow = QPainterPath()
        arrow.addPolygon(self.arrow())
        arrow.closeSubpath()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colors.accent), 1.5))
            painter.setBrush(QColor(colors.card))
            painter.drawPath(shape.united(arrow))


class TourBubbles(QObject):
    """Goes from stop to stop; Esc ends it and is still the window's own key.

    Signals
    -------
    ended : all was seen, or it was skipped
    """

    ended = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window
        self.place = 0
        self.target: QWidget | None = None
        self.ring = Ring(window)
        self.bubble = Bubble(window)
        self.bubble.next.clicked.connect(self.go_on)
        self.bubble.skip.clicked.connect(self.end)
        theme.APPEARANCE.changed.connect(self.follow)

    @property
    def is_open(self) -> bool:
        return self.target is not None

    def begin(self) -> None:
        """Show the first bubble."""
        self.end()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.installEventFilter(self)
        self.window_part.center.show_page(self.window_part.network)
        self.show_stop(0)

    def end(self) -> None:
        """Hide the bubble."""
        if self.target is None:
            return
        self.target = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.removeEventFilter(self)
        self.ring.hide()
        self.bubble.hide()
        self.ended.emit()

    def go_on(self) -> None:
        """Show the next bubble, or end after the last one."""
        if self.place + 1 < len(STOPS):
            self.show_stop(self.place + 1)
        else:
            self.end()

    def show_stop(self, place: int) -> None:
        self.place = place
        stop = STOPS[place]
        self.target = attrgetter(stop.target)(self.window_part)
        self.bubble.say(stop.key, place, len(STOPS))
        self.follow()

    def follow(self) -> None:
        """Stand beside the target, wherever it is now."""
        target = self.target
        if target is None:
            return
        window = self.window_part
        corner = target.mapTo(window, target.rect().topLeft())
        there = QRect(corner, target.size()).intersected(window.rect())
        is_seen = target.isVisible() and not there.isEmpty()
        self.ring.setVisible(is_seen)
        self.bubble.setVisible(is_seen)
        if not is_seen:
            # Behind another tab: it comes back with its target.
            return
        self.ring.setGeometry(there.adjusted(-RING, -RING, RING, RING))
        # Menus stay free.
        central = window.centralWidget()
        assert central is not None
        page = central.geometry()
        room = page.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        place = place_bubble(self.bubble.size(), there, room)
        self.bubble.setGeometry(place)
        # The arrow points at the near edge of the target.
        x = min(max(place.center().x(), there.left()), there.right())
        y = min(max(place.center().y(), there.top()), there.bottom())
        self.bubble.tip = QPointF(x, y)
        self.ring.raise_()
        self.bubble.raise_()
        self.bubble.update()

    def moves_with(self, watched: QObject) -> bool:
        """Tell whether the target is in this object, or is it."""
        target = self.target
        if target is None or not isinstance(watched, QWidget):
            return False
        return watched is target or watched.isAncestorOf(target)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in PLACING and self.moves_with(watched):
            self.follow()
        elif kind == QEvent.Type.KeyPress and is_escape(event):
            self.end()
        # Nothing is taken from anybody.
        return False


def is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
