"""All widgets say their words again, in the language in force.

No widget knows how its words were made. `ui.spoken` remembers that for everything that
went through `ui.labels`, so one walk over the widgets finds it, and no panel has to be
built anew: nothing of a window's state is touched but its words.
"""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QTabBar, QToolButton, QWidget

from ui.labels import again
from ui.spoken import MEMORY, Said
from ui.widget_words import ACTION_WORDS, Words, words_of

# The property in which an object keeps how its words were said.
KNOWN = "said"


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
    try:
        for widget in QApplication.allWidgets():
            say_again(widget, words_of(widget))
            for action in widget.actions():
                say_again(action, ACTION_WORDS)
            if isinstance(widget, QTabBar):
                name_scroll_buttons(widget)
        for window in windows:
            for stack in window.findChildren(QUndoStack):
                say_commands_again(stack)
    finally:
        for window in windows:
            window.setUpdatesEnabled(True)


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


def name_scroll_buttons(bar: QTabBar) -> None:
    """Let the arrows of a tab bar say what they are: Qt names them only once."""
    for button in bar.findChildren(QToolButton):
        for way in ("Left", "Right"):
            if button.objectName() == f"Scroll{way}Button":
                words = QCoreApplication.translate("QTabBar", f"Scroll {way}")
                button.setAccessibleName(words)


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
