"""The ring around the control that has the keyboard, the same for all of them.

It lies outside, so that it is seen on filled buttons, pictures and handles alike, and
no control has to make room for it.
"""

from functools import partial

from PySide6.QtCore import QObject, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from ui import theme
from ui.widgets.overlay import Overlay
from ui.widgets.page_tabs import PageTabs

THICKNESS, GAP, RADIUS = 2.0, 1.0, 6.0
# So much around a control is seen too, in pixels.
IN_VIEW = 8
# Their own frame grows thicker, or they are windows.
FRAMED = (
    *(QLineEdit, QComboBox, QAbstractSpinBox, QTextEdit, QPlainTextEdit),
    QAbstractItemView,
)
# A picture that paints its own ring says so by this property.
OWN_RING = "own_ring"


class FocusRing(Overlay):
    """A line of two pixels, and one of the ground between it and the control."""

    margin = round(THICKNESS + GAP)

    @property
    def radius(self) -> float:
        """How round the corners are; the button to play is all round."""
        is_round = self.target is not None and self.target.property("role") == "play"
        return self.height() / 2 if is_round else RADIUS

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            middle = THICKNESS + GAP / 2
            for color, width, inset in (
                (colors.card, GAP, middle),
                (colors.focus, THICKNESS, THICKNESS / 2),
            ):
                painter.setPen(QPen(QColor(color), width))
                shape = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
                corner = self.radius - inset
                painter.drawRoundedRect(shape, corner, corner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # What is painted within does not paint the ring anew.
        edge = round(max(self.margin + 1, 0.3 * self.radius + self.margin))
        hole = self.rect().adjusted(edge, edge, -edge, -edge)
        self.setMask(QRegion(self.rect()) - QRegion(hole))


class FocusRings(QObject):
    """Shows in every window who has the keyboard, unless a mouse gave it.

    What is scrolled out of sight comes into view: Qt itself does that only where Tab
    stays within one scroll area.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.ring: FocusRing | None = None
        # Whose arrows move the ring.
        self.bar: QTabBar | None = None
        application.focusChanged.connect(self.follow)

    def follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """Ring the control that has the keyboard now."""
        ring = self.ring if self.ring is not None and isValid(self.ring) else None
        if now is not None and not is_by_mouse():
            bring_into_view(now)
        target = now if now is not None and wants_ring(now) else None
        if ring is not None and (
            target is None or ring.window() is not target.window()
        ):
            ring.point_at(None)
            ring.deleteLater()
            ring = None
        if target is not None:
            ring = ring or FocusRing(target.window())
            ring.point_at(target, partial(ringed_part, target))
        self.ring = ring
        self.listen(now if isinstance(now, QTabBar) else None)

    def listen(self, bar: QTabBar | None) -> None:
        """Follow the arrows, which lead to another tab of the same control."""
        before, self.bar = self.bar, bar
        if before is not None and before is not bar and isValid(before):
            before.currentChanged.disconnect(self.place)
        if bar is not None and before is not bar:
            bar.currentChanged.connect(self.place)

    def place(self) -> None:
        """Ring another part of the same control."""
        if self.ring is not None and isValid(self.ring):
            self.ring.place()


def wants_ring(widget: QWidget) -> bool:
    """Tell whether a control that got the keyboard is to be ringed."""
    if isinstance(widget, FRAMED) or widget.property(OWN_RING) or widget.isWindow():
        return False
    kind = widget.window().windowType()
    is_popup = kind in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
    return not is_popup and not is_by_mouse()


def is_by_mouse() -> bool:
    """Tell whether what happens now is a click."""
    return QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton


def bring_into_view(widget: QWidget) -> None:
    """Scroll everything that a control lies in, so that it is seen."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea) and around.widget() is not None:
            around.ensureWidgetVisible(widget, IN_VIEW, IN_VIEW)
        around = around.parentWidget()


def ringed_part(widget: QWidget) -> QRect:
    """Return which part of a control one looks at."""
    if isinstance(widget, PageTabs):
        return widget.words_rect(widget.currentIndex())
    if isinstance(widget, QTabBar):
        return widget.tabRect(widget.currentIndex())
    rect = widget.rect()
    if isinstance(widget, (QCheckBox, QRadioButton)):
        # It may lie in a wide row.
        rect.setWidth(min(rect.width(), widget.sizeHint().width()))
    return rect
