"""The open document: where it is on disk, whether it changed, and what may be lost.

The run lives in the training thread, which reads and writes the files; here is what a
person sees of it. Standing at another update changes nothing that is saved as recorded.
"""

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from playground.data.own import find_own, is_own
from playground.experiment import SUFFIX
from playground.frame import Frame
from ui.edits import HandEdit
from ui.filing import (
    FileNotice,
    FileRefused,
    Mark,
    Opened,
    Purpose,
    Saved,
    SaveTo,
    Stamp,
    mark_of,
    stamp_of,
)
from ui.labels import text
from ui.messages import MessageBar
from ui.preferences import Preferences
from ui.questions import Button, FileQuestions
from ui.store import UNDO_STEPS, SettingsStore
from ui.trainer import Trainer


class Documents(QObject):
    """Opens and saves the one document of the window.

    Parameters
    ----------
    view : returns what is saved of the window, of things that JSON can hold
    last_session : where a run is kept that nobody wanted to save

    Attributes
    ----------
    path : where the document is, None before it was saved
    mark : of the run when it was opened or saved, None when it was never whole on disk
    now : the mark of what is shown
    is_opened : whether the run came from a file
    is_recovered : whether that file was one that was saved by itself

    Signals
    -------
    opened : the view that came with a file; it may hold anything
    remembered : Path, a file that is on disk now
    changed : the document, its path or whether it is modified
    """

    opened = Signal(object)
    remembered = Signal(object)
    changed = Signal()

    def __init__(
        self,
        window: QWidget,
        trainer: Trainer,
        store: SettingsStore,
        messages: MessageBar,
        preferences: Preferences,
        view: Callable[[], Mapping[str, Any]],
        last_session: Path,
    ) -> None:
        super().__init__(window)
        self.window = window
        self.trainer = trainer
        self.store = store
        self.messages = messages
        self.questions = FileQuestions(window, preferences)
        self.view = view
        self.last_session = last_session
        self.path: Path | None = None
        self.stamp: Stamp | None = None
        self.mark: Mark | None = None
        self.now: Mark | None = None
        self.is_opened = False
        self.is_recovered = False
        self.is_closing = self.is_asked_to_close = False
        # What goes on once the document is saved.
        self.afterwards: Callable[[], None] | None = None
        trainer.filed.connect(self.take)
        trainer.failed.connect(self._on_failed)

    # ---- what is so --------------------------------------------------------------

    @property
    def name(self) -> str:
        return self.path.name if self.path else text("documents.untitled")

    @property
    def is_modified(self) -> bool:
        """Whether what is shown is recorded nowhere; training counts."""
        return self.now is not None and self.now != self.mark

    @property
    def is_at_risk(self) -> bool:
        """Whether a person's own work would be lost; what is trained can be again."""
        if self.now is None or not self.is_modified:
            return False
        if self.mark is not None and self.now.edited == self.mark.edited:
            return False
        is_from_disk = self.path is not None or self.is_recovered
        return is_from_disk or self.is_painted or self.is_edited_by_hand

    @property
    def is_painted(self) -> bool:
        data = self.store.settings.data
        return is_own(data) and find_own(data).framed

    @property
    def is_edited_by_hand(self) -> bool:
        stack = self.store.undo_stack
        if stack.count() >= UNDO_STEPS:
            # One of the steps that were forgotten may have been such an edit.
            return True
        return any(isinstance(stack.command(i), HandEdit) for i in range(stack.count()))

    def show_frame(self, frame: Frame) -> None:
        """Take what is recorded now."""
        self.now = mark_of(frame.timeline)
        if self.mark is None and self.path is None and not self.is_opened:
            is_new = not frame.furthest and len(frame.timeline.branches) == 1
            if is_new and not frame.timeline.branch.markers:
                # Nothing was done yet: there is nothing to save.
                self.mark = self.now
        self.show_title()

    def show_title(self) -> None:
        if self.path is None and not self.is_modified:
            title = text("window.title")
        else:
            # Qt takes "[*]" for its own mark; twice it is meant as written.
            name = self.name.replace("[*]", "[*][*]")
            title = text("documents.title", name=name)
        is_news = title != self.window.windowTitle()
        if is_news:
            self.window.setWindowModified(False)
            self.window.setWindowTitle(title)
        if self.is_modified != self.window.isWindowModified() and "[*]" in title:
            self.window.setWindowModified(self.is_modified)
            is_news = True
        if is_news:
            self.changed.emit()

    # ---- what a person asks for --------------------------------------------------

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        title, filters = text("documents.open_title"), text("documents.filter")
        path = self.questions.source(title, filters)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a file, after asking when something would be lost."""
        whole = path.absolute()
        self.guard(lambda: self.trainer.open_experiment((whole,), "file"))

    def open_again(self, paths: tuple[Path, ...]) -> bool:
        """Open what was saved by itself, the first of these that can be read.

        Returns
        -------
        bool : whether it is opened; somebody may want to keep the document
        """
        if self.is_at_risk:
            buttons = Button.Discard | Button.Cancel
            sentence = text("documents.ask_discard", name=self.name)
            if self.questions.ask(sentence, buttons) != Button.Discard:
                return False
        # Not kept as the last session: that may be the very file that is opened.
        self.trainer.open_experiment(paths, "recovery")
        return True

    def open_weights(self, path: Path) -> None:
        """Begin a new run with the weights of a file."""
        self.guard(lambda: self.trainer.open_weights(path))

    def save(self) -> None:
        """Save to the file that is open; ask for one when there is none."""
        if self.path is None:
            self.save_as()
            return
        there = stamp_of(self.path)
        if there is None or there == self.stamp:
            self.write(self.path, "document")
        else:
            self.settle(self.path)

    def settle(self, path: Path) -> None:
        """Ask what becomes of a file that another program changed, and do it."""
        sentence = text("documents.ask_overwrite", path=path)
        ways = {
            Button.Yes: text("documents.overwrite"),
            Button.Reset: text("documents.reload"),
            Button.No: text("documents.other_name"),
        }
        buttons = Button.Yes | Button.Reset | Button.No | Button.Cancel
        answer = self.questions.ask(sentence, buttons, ways)
        if answer == Button.Yes:
            self.write(path, "document")
        elif answer == Button.No:
            self.save_as()
        else:
            self.afterwards = None
            if answer == Button.Reset:
                self.keep_as_last_session()
                self.trainer.open_experiment((path,), "file")

    def save_as(self) -> None:
        """Ask for a file and save there from now on."""
        path = self.ask_target("documents.save_title")
        if path is None:
            self.afterwards = None
        else:
            self.write(path, "document")

    def save_copy(self) -> None:
        """Ask for a file and save there once; the document stays where it is."""
        path = self.ask_target("documents.copy_title")
        if path is not None:
            self.write(path, "copy")

    def ask_target(self, title: str) -> Path | None:
        name = self.store.settings.data
        usual = text("documents.untitled") if is_own(name) else name
        start = self.path or self.questions.folder() / f"{usual}{SUFFIX}"
        return self.questions.target(text(title), start)

    def write(self, path: Path, purpose: Purpose) -> None:
        """Let the training thread write the run."""
        view = dict(self.view())
        if purpose in ("autosave", "last") and self.path is not None:
            view |= {"path": str(self.path), "stamp": self.stamp}
        self.trainer.tell(SaveTo(path, purpose, view))

    def keep_as_last_session(self) -> None:
        """Keep what nobody is asked about, trained updates, until the next time."""
        if self.is_modified:
            # Where there is no folder, writing it fails, and it was nobody's work.
            with contextlib.suppress(OSError):
                self.last_session.parent.mkdir(parents=True, exist_ok=True)
            self.write(self.last_session, "last")

    def guard(self, action: Callable[[], None]) -> None:
        """Do something that replaces the document, unless a person wants to keep it."""
        if not self.is_at_risk:
            self.keep_as_last_session()
            action()
            return
        buttons = Button.Save | Button.Discard | Button.Cancel
        answer = self.questions.ask(text("documents.ask_save", name=self.name), buttons)
        if answer == Button.Discard:
            action()
        elif answer == Button.Save:
            self.afterwards = action
            self.save()

    def let_go(self) -> None:
        """Go on without a file: what comes now is not to be saved over it."""
        if self.path is not None or self.is_opened:
            self.path = self.stamp = self.mark = None
            self.is_opened = self.is_recovered = False
            self.show_title()
            self.changed.emit()

    def may_close(self) -> bool:
        """Return whether the window may close now; it is closed later once saved."""
        if not self.is_closing:
            self.is_asked_to_close = True
            self.guard(self.agree_to_close)
            self.is_asked_to_close = False
        return self.is_closing

    def agree_to_close(self) -> None:
        self.is_closing = True
        if not self.is_asked_to_close:
            # The answer was "Save", and now it is saved.
            self.window.close()

    # ---- what became of it -------------------------------------------------------

    def take(self, notice: FileNotice) -> None:
        """Take what the training thread says about files."""
        match notice:
            case Saved(path, "document", mark, stamp):
                self.path, self.mark, self.stamp = path, mark, stamp
                self.is_recovered = False
                self.remember(path)
                self.messages.note(text("documents.saved", path=path))
                self.go_on()
            case Saved(path, "copy"):
                self.remember(path)
                self.messages.note(text("documents.copied", path=path))
            case Opened():
                self.adopt(notice)
            case FileRefused(SaveTo(purpose="autosave" | "last")):
                # Said once, by who keeps the autosave.
                return
            case FileRefused(_, sentence):
                self.afterwards = None
                self.messages.warn(sentence)

    def adopt(self, opened: Opened) -> None:
        """Show the run that is in place now as the document."""
        self.is_opened = True
        self.is_recovered = opened.origin == "recovery"
        self.path, self.stamp = None, opened.stamp
        self.mark = self.now = opened.mark
        if opened.origin == "file":
            self.path = opened.path
            self.remember(opened.path)
        elif self.is_recovered:
            self.mark = None
            self.path, self.stamp = document_of(opened.view)
        self.store.undo_stack.clear()
        self.store.follow(opened.settings)
        words = {"file": "opened", "recovery": "recovered", "weights": "weights"}
        name = opened.path.name
        self.messages.note(text(f"documents.{words[opened.origin]}", name=name))
        self.opened.emit(opened.view)
        self.show_title()
        self.changed.emit()

    def remember(self, path: Path) -> None:
        self.questions.remember_folder(path)
        self.remembered.emit(path)
        self.show_title()
        self.changed.emit()

    def go_on(self) -> None:
        """Do what waited for the document to be saved."""
        action, self.afterwards = self.afterwards, None
        if action is not None:
            action()

    def _on_failed(self) -> None:
        self.afterwards = None


def document_of(view: Mapping[str, Any]) -> tuple[Path | None, Stamp | None]:
    """Return where a document was that was saved by itself, and the file's stamp."""
    match view:
        case {"path": str(path), "stamp": [int(time), int(size)]}:
            return Path(path), (time, size)
        case {"path": str(path)}:
            return Path(path), None
    return None, None
