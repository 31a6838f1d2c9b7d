"""Which visible words have less room than they need."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from ui.widgets.elided import ElidedCheckBox
from ui.widgets.tile import Tile

# Rounding of text widths.
SLACK = 2
# So much of the words of a list must be seen at least.
LEAST_SHARE = 2 / 3


def clipped(root: QWidget) -> Iterator[str]:
    """Yield a line for each visible control whose words are cut off.

    A control that shortens its words by itself and shows all of them on hover is not
    clipped.
    """
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, (ElidedCheckBox, Tile)):
            continue
        need, room = needed(widget), widget.size()
        if need is None:
            continue
        if need.width() > room.width() + SLACK or need.height() > room.height() + SLACK:
            yield (
                f"{type(widget).__name__} {words_of(widget)!r} needs "
                f"{need.width()}×{need.height()}, has {room.width()}×{room.height()}"
            )


def words_of(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QTabBar):
        return " | ".join(widget.tabText(i) for i in range(widget.count()))
    return widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""


def needed(widget: QWidget) -> QSize | None:
    """Return the room that a widget's words need, None if it has none."""
    if not words_of(widget):
        return None
    if isinstance(widget, QLabel):
        return needed_by_label(widget)
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        room = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            widget,
        )
        words = widget.fontMetrics().horizontalAdvance(widget.currentText())
        if widget.toolTip():
            # The end may give way: it ends in dots, and the list has all of it.
            words = round(words * LEAST_SHARE)
        return QSize(widget.width() - room.width() + words, 0)
    if isinstance(widget, QToolButton):
        only_icon = Qt.ToolButtonStyle.ToolButtonIconOnly
        if widget.toolButtonStyle() == only_icon and not widget.icon().isNull():
            return None
        return QSize(widget.sizeHint().width(), 0)
    if isinstance(widget, (QAbstractButton, QCheckBox)):
        return widget.sizeHint()
    return None


def needed_by_label(label: QLabel) -> QSize:
    if label.wordWrap():
        return QSize(0, label.heightForWidth(label.width()))
    return QSize(label.sizeHint().width(), 0)
