"""All widgets say their words again, in the language in force.

No widget knows how its words were made. `ui.spoken` remembers that for everything that
went through `ui.labels`, so one walk over the widgets finds it, and no panel has to be
built anew: nothing of a window's state is touched but its words.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    Qt,
)
from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
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
    QToolButton,
    QTreeWidget,
    QWidget,
)

from ui.labels import again
from ui.spoken import MEMORY, Said

# Where an object keeps how its words were said, and a widget that they are a person's.
ROOT = QModelIndex()
KNOWN = "said"
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


class Known:
    """How the words of one object were said: for each place, the words and the way."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: dict[str, tuple[str, Said]] = {}


def retranslate() -> None:
    """Let everything on the screen speak the language in force."""
    windows = QApplication.topLevelWidgets()
    for window in windows:
        window.setUpdatesEnabled(False)
    for widget in QApplication.allWidgets():
        say_again(widget, words_of(widget))
        for action in widget.actions():
            say_again(action, ACTION_WORDS)
    for window in windows:
        for stack in window.findChildren(QUndoStack):
            say_commands_again(stack)
        window.setUpdatesEnabled(True)
    for bar in QApplication.allWidgets():
        if isinstance(bar, QTabBar):
            name_scroll_buttons(bar)


def hold(thing: QWidget) -> None:
    """Remember how the words of a thing were said, right after they were.

    Later, the same words may have been said in several ways.
    """
    record = thing.property(KNOWN) or Known()
    for place, read, _ in words_of(thing):
        words = read(thing)
        known = record.places.get(place)
        if words and (known is None or known[0] != words):
            said = MEMORY.latest(words)
            if said is not None:
                record.places[place] = (words, said)
    thing.setProperty(KNOWN, record)


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


def name_scroll_buttons(bar: QTabBar) -> None:
    """Let the arrows of a tab bar say what they are: Qt names them only once."""
    for button in bar.findChildren(QToolButton):
        for way in ("Left", "Right"):
            if button.objectName() == f"Scroll{way}Button":
                words = QCoreApplication.translate("QTabBar", f"Scroll {way}")
                button.setAccessibleName(words)


def as_words(data: object) -> str:
    return data if isinstance(data, str) else ""


def say_again(thing: QObject, places: Iterable[Words]) -> None:
    """Replace all words of a thing that are known."""
    record: Known | None = None
    is_new = False
    for place, read, write in places:
        words = read(thing)
        if not words:
            continue
        if record is None:
            record = thing.property(KNOWN)
            if record is None:
                record, is_new = Known(), True
        known = record.places.get(place)
        if known is not None and known[0] == words:
            said: Said | None = known[1]
        else:
            said = how(words, thing)
        if said is not None:
            spoken = again(said)
            record.places[place] = (spoken, said)
            if spoken != words:
                write(thing, spoken)
    if is_new and record is not None and record.places:
        thing.setProperty(KNOWN, record)


def how(words: str, thing: QObject) -> Said | None:
    """Return how the words of a thing were said, or nothing if nobody knows."""
    ways = MEMORY.ways(words)
    if not ways:
        return None
    near = modules_around(thing)
    return MEMORY.choose(words, near)


def modules_around(thing: QObject) -> list[str]:
    """Return the modules of a thing and of all that it lies in, the nearest first."""
    modules: list[str] = []
    around: QObject | None = thing
    while around is not None:
        module = type(around).__module__
        if not module.startswith("PySide6") and module not in modules:
            modules.append(module)
        around = around.parent()
    return modules


def say_commands_again(stack: QUndoStack) -> None:
    """Let the list of what can be undone speak the language in force."""
    for place in range(stack.count()):
        command = stack.command(place)
        if command is None:
            continue
        said = MEMORY.choose(command.text(), ())
        if said is not None:
            command.setText(again(said))
