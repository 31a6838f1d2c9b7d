"""What comes into the window from outside: files, dropped or asked for, and links."""

import contextlib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from playground.data.own import find_own
from playground.errors import PlaygroundError
from playground.experiment import SUFFIX
from ui.documents import Documents
from ui.labels import text
from ui.messages import MessageBar
from ui.panels.data import put_aside
from ui.store import SettingsStore

if TYPE_CHECKING:
    from ui.dialogs.table import TableDialog


def kind_of(path: Path) -> str:
    """Return "experiment", "table", "weights", "lesson", or "" for what is neither."""
    from playground.data.reading import SUFFIXES as TABLE_SUFFIXES
    from playground.importers import IMPORTERS

    suffix = path.suffix.lower()
    if suffix == ".toml":
        return "lesson"
    if suffix == SUFFIX:
        return "experiment"
    if suffix == ".npz":
        return "table" if holds_rows(path) else "weights"
    if suffix in TABLE_SUFFIXES:
        return "table"
    return "weights" if suffix in IMPORTERS else ""


def holds_rows(path: Path) -> bool:
    """Tell whether an archive of arrays has samples in it, by the arrays' names."""
    from playground.data.array_reader import INPUT_NAMES

    names: list[str] = []
    # What is no archive is refused by whoever reads it.
    wrong = contextlib.suppress(OSError, ValueError, zipfile.BadZipFile)
    with wrong, zipfile.ZipFile(path) as archive:
        names = [name.removesuffix(".npy").lower() for name in archive.namelist()]
    return len(names) == 1 or any(name in INPUT_NAMES for name in names)


class Incoming(QObject):
    """Opens whatever a person brings; what cannot be opened is a sentence.

    Signals
    -------
    lesson_wanted : Path, a lesson file is to be opened
    """

    lesson_wanted = Signal(object)

    def __init__(
        self,
        window: QWidget,
        store: SettingsStore,
        documents: Documents,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self.window = window
        self.store = store
        self.documents = documents
        self.messages = messages
        self.table_dialog: TableDialog | None = None

    def open(self, path: Path) -> None:
        """Open a file of any kind that is understood."""
        match kind_of(path):
            case "experiment":
                self.documents.open(path)
            case "table":
                self.open_table(path)
            case "weights":
                self.documents.open_weights(path)
            case "lesson":
                self.lesson_wanted.emit(path)
            case _:
                self.messages.warn(text("incoming.unknown", name=path.name))

    # ---- tables ------------------------------------------------------------------

    def ask_table(self, name: str = "") -> None:
        """Show how a table is understood; ask for a file where none is named.

        Parameters
        ----------
        name : of a set of scikit-learn, as `read_table` takes it
        """
        if name:
            self.open_table(name)
            return
        path = self.documents.questions.source(
            text("table.open_title"), text("table.filter")
        )
        if path is not None:
            self.open_table(path)

    def open_table(self, source: Path | str) -> None:
        """Show how a table is understood."""
        from ui.dialogs.table import TableDialog

        if self.table_dialog is None:
            self.table_dialog = TableDialog(self.window)
            self.table_dialog.chosen.connect(self.use_data)
            self.table_dialog.failed.connect(self.messages.warn)
        self.table_dialog.begin(source)

    def use_data(self, key: str) -> None:
        """Learn from own data; it can be undone."""
        settings = self.store.settings
        changes: dict[str, object] = {"data": key, **put_aside(settings, key)}
        if "samples" in settings.chosen:
            # All rows, however many another data set had.
            changes["samples"] = None
        self.store.edit(changes)
        if self.store.settings.data == key:
            self.messages.note(text("table.used", name=find_own(key).name))

    # ---- weights and links -------------------------------------------------------

    def ask_weights(self) -> None:
        """Ask for weights and begin a run with them."""
        from playground.importers import IMPORTERS

        patterns = " ".join(f"*{suffix}" for suffix in IMPORTERS)
        title = text("incoming.weights_title")
        path = self.documents.questions.source(
            title, text("incoming.weights_filter", patterns=patterns)
        )
        if path is not None:
            self.documents.open_weights(path)

    def copy_link(self) -> None:
        """Put the settings on the clipboard as one line."""
        from playground.experiment import to_link

        try:
            link = to_link(self.store.settings)
        except PlaygroundError as error:
            self.messages.warn(str(error))
            return
        QGuiApplication.clipboard().setText(link)
        self.messages.note(text("incoming.link_copied"))

    def paste_link(self) -> None:
        """Start with the settings of the link on the clipboard."""
        from playground.experiment import from_link

        try:
            settings = from_link(QGuiApplication.clipboard().text())
        except PlaygroundError as error:
            self.messages.warn(str(error))
            return
        self.store.replace_all(settings, text("incoming.link"))
        self.messages.note(text("incoming.link_pasted"))

    # ---- dropping ----------------------------------------------------------------

    @staticmethod
    def accepts(dropped: QMimeData) -> bool:
        """Tell whether something of it can be opened."""
        return bool(dropped_file(dropped))

    def drop(self, dropped: QMimeData) -> None:
        """Open the file that was dropped."""
        path = dropped_file(dropped)
        if path is not None:
            self.open(path)

    def close(self) -> None:
        """Give up what is being read."""
        if self.table_dialog is not None:
            self.table_dialog.close()


def dropped_file(dropped: QMimeData) -> Path | None:
    """Return the one local file of a drop; several are none."""
    urls = dropped.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
