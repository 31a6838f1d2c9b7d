"""The one writable Settings of the window, with its undo stack."""

import contextlib
import itertools
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from playground.data.own import find_source
from playground.errors import SettingsError
from playground.problem import RESTARTING
from playground.settings import Settings
from ui.labels import listed, text

# So many steps can be taken back; a long session shall not grow with each of them.
UNDO_STEPS = 500

# Choices that give way when something more important makes them impossible, in this
# order: iris has no feature x1x2 … and no 400 samples.
YIELDING = (
    *("samples", "features", "loss", "output_activation"),
    *("activation", "batch_size", "noise"),
)


def adapt(settings: Settings, changes: dict[str, Any]) -> tuple[Settings, list[str]]:
    """Return the changed settings and what gave way to the change.

    Choices that the change makes impossible are put aside; a batch that is larger than
    the training set that is left becomes the whole set.

    Raises
    ------
    SettingsError
        when the change itself has no meaning.
    """
    try:
        return settings.replace(**changes), []
    except SettingsError as error:
        first_error = error
    if settings.batch_size != "full" and "batch_size" not in changes:
        with contextlib.suppress(SettingsError):
            rows = settings.replace(**changes, batch_size="full").training_rows
            return settings.replace(**changes, batch_size=rows), ["batch_size"]
    yielding = [
        name for name in YIELDING if name in settings.chosen and name not in changes
    ]
    # As few as possible give way: first each alone, then two of them, …
    for count in range(1, len(yielding) + 1):
        for names in itertools.combinations(yielding, count):
            with contextlib.suppress(SettingsError):
                without = dict.fromkeys(names)
                return settings.replace(**changes, **without), list(names)
    raise first_error


@lru_cache(maxsize=256)
def shared(settings: Settings) -> Settings:
    """Return the object that equal settings of before have, if it is still known.

    Steps of undo and events of the timeline keep them, and people go to and fro.
    """
    return settings


def is_new(before: Settings, after: Settings, stroke: int) -> bool:
    """Tell whether training begins again with the changed settings.

    What a stroke of a brush made of the data is learned from where the run stands, as
    long as the columns and classes are the same.
    """
    changed = {
        name for name in RESTARTING if getattr(before, name) != getattr(after, name)
    }
    if stroke and changed == {"data"}:
        old, new = find_source(before.data), find_source(after.data)
        return (old.columns, old.classes) != (new.columns, new.classes)
    return bool(changed)


class SettingsStore(QObject):
    """Holds the settings; every change goes through `edit` and can be undone.

    Signals
    -------
    settings_changed : Settings, for the controls.
    applied : (Settings, restart), for the trainer.
    refused : a sentence that says why a change has no meaning.
    noted : a sentence about something that changed besides what was asked.
    """

    settings_changed = Signal(object)
    applied = Signal(object, bool)
    refused = Signal(str)
    noted = Signal(str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self.stroke = 0
        self.before_stroke = settings

    def edit(self, changes: dict[str, Any], stroke: int = 0) -> None:
        """Change some settings, as a panel's `edited` says.

        Edits of one `stroke` (a number that is not 0) are one, and replace each other:
        they say what changes since it began.
        """
        if not stroke or stroke != self.stroke:
            self.stroke, self.before_stroke = stroke, self.settings
        try:
            settings, given_up = adapt(self.before_stroke, changes)
            settings = shared(settings)
        except SettingsError as error:
            self.refused.emit(str(error))
            # The control that asked shows again what is in force.
            self.settings_changed.emit(self.settings)
            return
        if settings != self.settings:
            names = listed(text(f"settings.{name}") for name in sorted(changes))
            names = text("paint.stroke") if stroke else names
            edit = Edit(self, settings, names, tuple(sorted(changes)), stroke)
            self.undo_stack.push(edit)
        else:
            self.settings_changed.emit(self.settings)
        if "batch_size" in given_up:
            size = settings.batch_size
            self.noted.emit(text("messages.batch_clamped", size=size))
        elif given_up:
            names = listed(text(f"settings.{name}") for name in given_up)
            self.noted.emit(text("messages.given_up", names=names))

    def follow(self, settings: Settings) -> None:
        """Take the settings of another moment of the run; nothing is applied."""
        if settings != self.settings:
            self.settings = settings
            self.settings_changed.emit(settings)

    def replace_all(self, settings: Settings, name: str) -> None:
        """Take other settings as a whole (a preset) and start over."""
        edit = Edit(self, settings, name, ("data",))
        edit.restart = True
        self.undo_stack.push(edit)

    def take(self, settings: Settings, *, restart: bool) -> None:
        self.settings = settings
        self.settings_changed.emit(settings)
        self.applied.emit(settings, restart)


class Edit(QUndoCommand):
    """One change of the settings; changes of one slider drag are one."""

    def __init__(
        self,
        store: SettingsStore,
        after: Settings,
        words: str,
        names: tuple[str, ...],
        stroke: int = 0,
    ) -> None:
        super().__init__(words)
        self.store = store
        self.before = store.settings
        self.after = after
        self.names = names
        self.stroke = stroke
        self.restart = is_new(self.before, after, stroke)

    def redo(self) -> None:
        self.store.take(self.after, restart=self.restart)

    def undo(self) -> None:
        self.store.take(self.before, restart=self.restart)

    def id(self) -> int:
        return hash(self.names) & 0x7FFFFFFF

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Edit) or self.restart:
            return False
        if (other.names, other.stroke) != (self.names, self.stroke):
            return False
        self.after = other.after
        return True
