"""Every control of a window, and what brings each of them into view."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QMenu,
    QScrollArea,
    QWidget,
)

from ui.canvas.diagram_selection import Selection
from ui.main_window import MainWindow


def focusable(root: QWidget) -> list[QWidget]:
    """Return every widget in a window that Tab can reach now."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.window() is root
        and widget.isVisible()
        # Whoever it gives the focus to is in the list.
        and widget.focusProxy() is None
        # Lines of combo boxes and number fields are part of those.
        and not isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox))
        and widget.objectName()[:3] != "qt_"
        and not isinstance(widget, (QMenu, QScrollArea))
    ]


def states(window: MainWindow) -> Iterator[Callable[[], object]]:
    """Yield what brings all controls of the window into view, one after the other."""
    bar = window.center.bar
    for place in (*range(bar.count()), 0):
        yield partial(bar.setCurrentIndex, place)
    for selection in (Selection("neuron", 1, 0), Selection("weight", 1, 0, 1)):
        yield partial(window.network.view.choose, selection)
    yield partial(window.inspector.show_sample, 0)
    yield window.output.paint_toggle.click
    yield window.lessons.open
    yield partial(window.lessons.enter, next(iter(window.lessons.chapters())))
    yield window.lessons.close
    yield window.probing.look_inside
