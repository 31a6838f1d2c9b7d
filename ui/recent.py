"""The submenu of the files that were open lately."""

import json
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from ui.labels import text
from ui.preferences import Preferences

MOST_RECENT = 10
KEY = "recent"


class RecentMenu(QMenu):
    """Lists files, the last one first; those that are gone are grey.

    Attributes
    ----------
    last_session : where a run is kept that was not saved when the window was closed

    Signals
    -------
    chosen : Path
    last_session_wanted : the run that was not saved
    """

    chosen = Signal(object)
    last_session_wanted = Signal()

    def __init__(
        self, preferences: Preferences, last_session: Path, parent: QWidget
    ) -> None:
        super().__init__(text("documents.recent"), parent)
        self.preferences = preferences
        self.last_session = last_session
        self.aboutToShow.connect(self.fill)
        self.fill()

    def paths(self) -> list[Path]:
        """Return the remembered files, the last one first."""
        try:
            stored = json.loads(self.preferences.text(KEY, "[]"))
        except ValueError:
            # Preferences are no document: what is broken is empty.
            return []
        if not isinstance(stored, list):
            return []
        return [Path(one) for one in stored if isinstance(one, str)][:MOST_RECENT]

    def remember(self, path: Path) -> None:
        """Put a file at the top."""
        others = [one for one in self.paths() if one != path]
        self.keep([path, *others[: MOST_RECENT - 1]])

    def keep(self, paths: list[Path]) -> None:
        self.preferences.set_text(KEY, json.dumps([str(path) for path in paths]))

    def fill(self) -> None:
        """Make the entries anew."""
        self.clear()
        paths = self.paths()
        for place, path in enumerate(paths, 1):
            # An ampersand would underline a sign of the name.
            name = str(path).replace("&", "&&")
            shown = text("documents.recent_entry", place=place % 10, name=name)
            action = self.addAction(shown)
            action.setEnabled(path.is_file())
            action.triggered.connect(partial(self.chosen.emit, path))
        if not paths:
            self.addAction(text("documents.recent_none")).setEnabled(False)
        self.addSeparator()
        last = self.addAction(text("documents.last_session"))
        last.setEnabled(self.last_session.is_file())
        last.triggered.connect(self.last_session_wanted)
        clear = self.addAction(text("documents.recent_clear"))
        clear.setEnabled(bool(paths))
        clear.triggered.connect(partial(self.keep, []))
