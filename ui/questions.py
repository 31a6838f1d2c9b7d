"""What a person is asked about files: where to, from where, and whether to go on."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from playground.experiment import SUFFIX
from ui.labels import text
from ui.preferences import Preferences

Button = QMessageBox.StandardButton
FOLDER = "document_folder"
NO_WORDS: Mapping[QMessageBox.StandardButton, str] = MappingProxyType({})


class FileQuestions:
    """Asks with the desktop's own dialogs, and remembers the folder."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        self.window = window
        self.preferences = preferences

    def ask(
        self,
        sentence: str,
        buttons: QMessageBox.StandardButton,
        words: Mapping[QMessageBox.StandardButton, str] = NO_WORDS,
    ) -> int:
        """Return the button that was pressed.

        Parameters
        ----------
        words : of buttons that say something else than usual
        """
        box = QMessageBox(
            QMessageBox.Icon.Question, text("window.title"), "", buttons, self.window
        )
        # A file's name is text, whatever it looks like.
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(sentence)
        for button, name in words.items():
            box.button(button).setText(name)
        answer = box.exec()
        # Python would take it away at any moment, even while Qt dresses all widgets.
        box.deleteLater()
        return answer

    def source(self, title: str, filters: str) -> Path | None:
        """Return a file to open, None when nobody wants to."""
        chosen, _ = QFileDialog.getOpenFileName(
            self.window, title, str(self.folder()), filters
        )
        return Path(chosen) if chosen else None

    def target(self, title: str, start: Path) -> Path | None:
        """Return where to write an experiment, None when nobody wants to."""
        chosen, _ = QFileDialog.getSaveFileName(
            self.window, title, str(start), text("documents.filter")
        )
        if not chosen:
            return None
        path = with_suffix(Path(chosen).absolute(), SUFFIX)
        return path if self.may_write(Path(chosen).absolute(), path) else None

    def may_replace(self, path: Path) -> bool:
        """Tell whether a file may be written; who has one there is asked."""
        if not path.exists():
            return True
        sentence = text("documents.ask_replace", path=path)
        return self.ask(sentence, Button.Yes | Button.Cancel) == Button.Yes

    def may_write(self, chosen: Path, path: Path) -> bool:
        """Tell whether to write to a path that was made of the chosen one.

        The dialog asked about the name that was chosen, and about no other.
        """
        return path == chosen or self.may_replace(path)

    def folder(self) -> Path:
        """Return where the last document was, or the home folder."""
        stored = Path(self.preferences.text(FOLDER, ""))
        return stored if stored.is_absolute() and stored.is_dir() else Path.home()

    def remember_folder(self, path: Path) -> None:
        """Begin there the next time."""
        self.preferences.set_text(FOLDER, str(path.parent))


def with_suffix(path: Path, *suffixes: str) -> Path:
    """Return a path as it is, or with the first of some suffixes if it has none."""
    if path.suffix.lower() in suffixes:
        return path
    return path.with_name(path.name + suffixes[0])
