"""Saving by itself: every minute while there is something new, and after a crash.

Each running window has a folder with a lock among a person's data. A folder whose owner
is gone was left by a crash; its content is offered until somebody chose. What was only
trained when the window was closed is kept, too, as the last session.
"""

import contextlib
import os
import secrets
import shutil
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QDateTime,
    QLocale,
    QLockFile,
    QObject,
    QStandardPaths,
    QTimer,
)

from playground.experiment import SUFFIX
from ui import labels
from ui.documents import Documents
from ui.filing import FileNotice, FileRefused, Mark, Opened, Saved, SaveTo, stamp_of
from ui.labels import text
from ui.messages import MessageBar

EVERY_MS = 60_000
KEPT_GENERATIONS = 3
LOCK = "lock"


def data_folder() -> Path:
    """Return the folder of this program among a person's data."""
    place = QStandardPaths.StandardLocation.AppDataLocation
    return Path(QStandardPaths.writableLocation(place))


def last_session_path() -> Path:
    """Return where a run is kept that was not saved when the window was closed."""
    return data_folder() / f"last-session{SUFFIX}"


class AutosaveFolder:
    """The folder of one window; it is made when it is first written to.

    Attributes
    ----------
    lock : held as long as the window lives; it knows the process that holds it
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = QLockFile(str(path / LOCK))
        # Only a process that is gone loses its lock, however long it took.
        self.lock.setStaleLockTime(0)

    def take(self) -> bool:
        """Return whether the folder is ours now: nobody else who lives has it."""
        return self.lock.isLocked() or self.lock.tryLock(0)

    def generations(self) -> tuple[Path, ...]:
        """Return what was saved, the newest first."""
        with contextlib.suppress(OSError):
            found = [one for one in self.path.iterdir() if one.suffix == SUFFIX]
            return tuple(sorted(found, key=lambda one: one.name, reverse=True))
        return ()

    def next_path(self) -> Path:
        """Return where to save now."""
        newest = (*self.generations(), Path("0"))[0].stem
        number = int(newest) + 1 if newest.isdecimal() else 1
        return self.path / f"{number:08d}{SUFFIX}"

    def forget(self, kept: int = 0) -> None:
        """Remove all generations but the newest ones."""
        for old in self.generations()[kept:]:
            # What cannot be removed now is removed next time.
            with contextlib.suppress(OSError):
                old.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        self.forget()
        self.lock.unlock()
        shutil.rmtree(self.path, ignore_errors=True)


def abandoned(home: Path) -> list[AutosaveFolder]:
    """Return the folders of windows that are gone, the newest first, locked by us.

    Empty ones are removed on the way.
    """
    found: list[tuple[float, AutosaveFolder]] = []
    paths: list[Path] = []
    with contextlib.suppress(OSError):
        paths = [path for path in home.iterdir() if path.is_dir()]
    for path in paths:
        folder = AutosaveFolder(path)
        if not folder.take():
            continue
        generations = folder.generations()
        try:
            time = generations[0].stat().st_mtime
        except (IndexError, OSError):
            folder.remove()
        else:
            found.append((time, folder))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [folder for _, folder in found]


class Autosave(QObject):
    """Saves the document by itself, and offers what a crash left behind.

    Parameters
    ----------
    documents : the open document
    messages : says once when saving does not work
    offers : a message bar of its own, so that an offer stays until it is answered
    """

    def __init__(
        self, documents: Documents, messages: MessageBar, offers: MessageBar
    ) -> None:
        super().__init__(documents)
        self.documents = documents
        self.messages = messages
        self.offers = offers
        self.home = data_folder() / "autosave"
        name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.folder = AutosaveFolder(self.home / name)
        # What was left by windows that are gone, and the one that is opened now.
        self.left: list[AutosaveFolder] = []
        self.recovering: AutosaveFolder | None = None
        self.saved: Mark | None = None
        self.is_writing = False
        self.has_complained = False
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self.save)
        self.timer.start()
        documents.trainer.filed.connect(self.take)
        documents.trainer.failed.connect(self._on_failed)
        offers.dismissed.connect(self.put_off)

    def save(self) -> None:
        """Save if there is something new."""
        documents = self.documents
        if self.is_writing or not documents.is_modified or documents.now == self.saved:
            return
        with contextlib.suppress(OSError):
            # Where there is no folder, writing says what is wrong.
            self.folder.path.mkdir(parents=True, exist_ok=True)
            self.folder.take()
        self.is_writing = True
        documents.write(self.folder.next_path(), "autosave")

    def take(self, notice: FileNotice) -> None:
        """Take what the training thread says about files."""
        match notice:
            case Saved(_, "autosave", mark):
                self.is_writing = self.has_complained = False
                self.saved = mark
                self.folder.forget(KEPT_GENERATIONS)
                if self.recovering is not None:
                    # It is in our own folder now.
                    self.recovering.remove()
                    self.recovering = None
            case FileRefused(SaveTo(purpose="autosave"), sentence):
                self.is_writing = False
                if not self.has_complained:
                    self.has_complained = True
                    self.messages.note(
                        text("autosave.failed", reason=labels.sentence(sentence))
                    )
            case Saved(_, "document"):
                self.folder.forget()
                self.saved = None
            case Opened(_, "recovery"):
                self.folder.forget()
                self.saved = None
                self.save()
            case Opened():
                self.folder.forget()
                self.saved = None
            case FileRefused() if self.recovering is not None:
                self.put_off()

    # ---- after a crash -----------------------------------------------------------

    def look_for_crashes(self) -> None:
        """Offer what windows that are gone left behind, the newest first."""
        self.left = abandoned(self.home)
        self.offer()

    def offer(self) -> None:
        while self.left and not self.left[0].generations():
            # Somebody else removed it meanwhile.
            self.left.pop(0).remove()
        if not self.left:
            return
        folder = self.left[0]
        stamp = stamp_of(folder.generations()[0])
        time = stamp[0] // 10**9 if stamp else 0
        moment = QDateTime.fromSecsSinceEpoch(time)
        words = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        ways = (
            (text("autosave.open"), partial(self.recover, folder)),
            (text("autosave.discard"), partial(self.discard, folder)),
        )
        self.offers.warn(text("autosave.offer", time=words), ways=ways)
        # It stays like a warning and is none.
        self.offers.setProperty("level", "note")
        self.offers.style().unpolish(self.offers)
        self.offers.style().polish(self.offers)

    def recover(self, folder: AutosaveFolder) -> None:
        """Open what was saved, the newest that can be read."""
        generations = folder.generations()
        if generations and self.documents.open_again(generations):
            self.recovering = folder
            self.left.remove(folder)
        self.offer()

    def discard(self, folder: AutosaveFolder) -> None:
        """Remove what was saved, and offer the next."""
        self.left.remove(folder)
        folder.remove()
        self.offer()

    def put_off(self) -> None:
        """Leave everything where it is; it is offered again at the next start."""
        folders = [*self.left, *([self.recovering] if self.recovering else [])]
        for folder in folders:
            folder.lock.unlock()
        self.left, self.recovering = [], None

    # ---- the end -----------------------------------------------------------------

    def end(self) -> None:
        """Remove the folder: the document is safe, or was given up."""
        self.timer.stop()
        self.put_off()
        self.folder.remove()

    def _on_failed(self) -> None:
        self.is_writing = False
