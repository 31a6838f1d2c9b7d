"""What can be touched on a window: its visible controls, by kind."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QSplitterHandle,
    QTabBar,
    QTextEdit,
    QWidget,
)

KINDS: tuple[tuple[str, tuple[type[QWidget], ...]], ...] = (
    ("scroll bar", (QScrollBar,)),
    ("button", (QAbstractButton,)),
    ("combo", (QComboBox,)),
    ("slider", (QAbstractSlider,)),
    ("field", (QLineEdit, QAbstractSpinBox)),
    ("text", (QPlainTextEdit, QTextEdit)),
    ("tabs", (QTabBar,)),
    ("list", (QAbstractItemView,)),
    ("splitter", (QSplitterHandle,)),
    ("menu bar", (QMenuBar,)),
    ("label", (QLabel,)),
)
# How often each kind is chosen when it is there.
WEIGHTS = {
    "button": 26,
    "combo": 10,
    "slider": 8,
    "field": 14,
    "text": 2,
    "tabs": 8,
    "list": 3,
    "splitter": 1,
    "menu bar": 3,
    "label": 3,
    "scroll bar": 2,
    "canvas": 22,
}


def kind_of(widget: QWidget) -> str:
    """Return what a widget is for a hand; "" for what only holds others."""
    for name, types in KINDS:
        if isinstance(widget, types):
            return name
    if isinstance(widget, (QMenu, QAbstractScrollArea)):
        return ""
    # Painted by our own code, and so made to be touched.
    own = type(widget).__module__.startswith(("ui.", "pyqtgraph."))
    paints = own and any("paintEvent" in vars(base) for base in type(widget).__mro__)
    return "canvas" if paints or "GraphicsView" in type(widget).__name__ else ""


def is_scrolled_away(widget: QWidget) -> bool:
    return widget.visibleRegion().isEmpty()


def scroll_to(widget: QWidget) -> None:
    """Do what a person does with a wheel: bring a control into sight."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


def controls_of(top: QWidget) -> dict[str, list[QWidget]]:
    """Return the visible controls of a window by kind."""
    found: dict[str, list[QWidget]] = {}
    window = top.window()
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window:
            continue
        if widget.width() < 3 or widget.height() < 3:
            continue
        if kind := kind_of(widget):
            found.setdefault(kind, []).append(widget)
    return found


def touchable_area(widget: QWidget) -> QRect:
    """Return the part of a widget that is seen."""
    area = widget.visibleRegion().boundingRect()
    return area if not area.isEmpty() else widget.rect()


def place_of_action(menu: QMenu | QMenuBar, action: QAction) -> QPoint:
    return menu.actionGeometry(action).center()


def words_of(widget: QWidget) -> str:
    """Return what to call a widget in the list of actions."""
    own = widget.accessibleName() or widget.objectName()
    words = getattr(widget, "text", None)
    if not own and callable(words):
        own = str(words())
    return f"{type(widget).__name__}[{own[:30]}]"
