"""Where widgets hold words, and how each of these places is read and written."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QObject,
    Qt,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QTableWidget,
    QTextEdit,
    QTreeWidget,
    QWidget,
)

ROOT = QModelIndex()
# The property of a list or table whose entries are a person's own.
TYPED = "typed"

Read = Callable[[Any], str]
Write = Callable[[Any, str], Any]
Words = tuple[str, Read, Write]
Place = tuple[int, int, Qt.ItemDataRole]

WIDGET_WORDS: tuple[Words, ...] = (
    ("tip", QWidget.toolTip, QWidget.setToolTip),
    ("name", QWidget.accessibleName, QWidget.setAccessibleName),
    ("about", QWidget.accessibleDescription, QWidget.setAccessibleDescription),
    ("status", QWidget.statusTip, QWidget.setStatusTip),
    ("what", QWidget.whatsThis, QWidget.setWhatsThis),
    ("window", QWidget.windowTitle, QWidget.setWindowTitle),
)
ACTION_WORDS: tuple[Words, ...] = (
    ("text", QAction.text, QAction.setText),
    ("tip", QAction.toolTip, QAction.setToolTip),
    ("status", QAction.statusTip, QAction.setStatusTip),
    ("what", QAction.whatsThis, QAction.setWhatsThis),
)
OWN_WORDS: tuple[tuple[type[QWidget], tuple[Words, ...]], ...] = (
    (QLabel, (("text", QLabel.text, QLabel.setText),)),
    (QAbstractButton, (("text", QAbstractButton.text, QAbstractButton.setText),)),
    (QGroupBox, (("title", QGroupBox.title, QGroupBox.setTitle),)),
    (QMenu, (("title", QMenu.title, QMenu.setTitle),)),
    (QProgressBar, (("format", QProgressBar.format, QProgressBar.setFormat),)),
    *(
        (kind, (("hint", kind.placeholderText, kind.setPlaceholderText),))
        for kind in (QLineEdit, QComboBox, QPlainTextEdit, QTextEdit)
    ),
)
TAB_WORDS: tuple[tuple[str, Callable[..., str], Callable[..., None]], ...] = (
    ("tab", QTabBar.tabText, QTabBar.setTabText),
    ("tab tip", QTabBar.tabToolTip, QTabBar.setTabToolTip),
    ("tab name", QTabBar.accessibleTabName, QTabBar.setAccessibleTabName),
)
# What an entry of a list or table says: its words, and those for screen readers.
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def mark_typed(widget: QWidget) -> None:
    """Say that the entries of a list or table are a person's own, and stay."""
    widget.setProperty(TYPED, True)


def words_of(widget: QWidget) -> Iterator[Words]:
    """Yield all places of a widget that hold words."""
    yield from WIDGET_WORDS
    for kind, places in OWN_WORDS:
        if isinstance(widget, kind):
            yield from places
    if isinstance(widget, QTabBar):
        yield from words_of_tabs(widget)
    elif isinstance(widget, (QComboBox, QTableWidget, QTreeWidget, QListWidget)):
        if not widget.property(TYPED):
            yield from words_of_items(widget.model())
        if isinstance(widget, (QTableWidget, QTreeWidget)):
            yield from words_of_headers(widget.model())


def words_of_tabs(bar: QTabBar) -> Iterator[Words]:
    for place in range(bar.count()):
        for name, read, write in TAB_WORDS:
            yield f"{name} {place}", partial(at, place, read), partial(at, place, write)


def at(place: int, do: Callable[..., Any], bar: QTabBar, *words: str) -> Any:
    return do(bar, place, *words)


def words_of_items(model: QAbstractItemModel) -> Iterator[Words]:
    # Of a list Qt does not say that it has one column.
    is_list = isinstance(model, QAbstractListModel)
    columns = 1 if is_list else model.columnCount(ROOT)
    for row in range(model.rowCount(ROOT)):
        for column in range(columns):
            for role in ROLES:
                place = (row, column, role)
                yield (
                    f"{row} {column} {role}",
                    partial(read_item, model, place),
                    partial(write_item, model, place),
                )


def read_item(model: QAbstractItemModel, place: Place, _: QObject) -> str:
    row, column, role = place
    return as_words(model.index(row, column).data(role))


def write_item(model: QAbstractItemModel, place: Place, _: QObject, words: str) -> None:
    row, column, role = place
    model.setData(model.index(row, column), words, role)


def words_of_headers(model: QAbstractItemModel) -> Iterator[Words]:
    for way, count in (
        (Qt.Orientation.Horizontal, model.columnCount(ROOT)),
        (Qt.Orientation.Vertical, model.rowCount(ROOT)),
    ):
        for number in range(count):
            for role in ROLES:
                yield (
                    f"{way} {number} {role}",
                    partial(read_header, model, way, number, role),
                    partial(write_header, model, way, number, role),
                )


def read_header(
    model: QAbstractItemModel,
    way: Qt.Orientation,
    number: int,
    role: Qt.ItemDataRole,
    _: QObject,
) -> str:
    return as_words(model.headerData(number, way, role))


def write_header(
    model: QAbstractItemModel,
    way: Qt.Orientation,
    number: int,
    role: Qt.ItemDataRole,
    _: QObject,
    words: str,
) -> None:
    model.setHeaderData(number, way, words, role)


def as_words(data: object) -> str:
    return data if isinstance(data, str) else ""
