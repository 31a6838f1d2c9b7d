"""The submenu of languages, each called by its own name."""

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.labels import catalogue, languages, text
from ui.language import LANGUAGE, SYSTEM
from ui.preferences import Preferences

KEY = "language"


class LanguageMenu(QMenu):
    """Chooses the language, and remembers it for the next start."""

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(text("language.menu"), parent)
        self.preferences = preferences
        self.group = QActionGroup(self)
        self.entries: dict[str, QAction] = {}
        self.add(SYSTEM, text("language.system"))
        self.entries[SYSTEM].setStatusTip(text("language.system_tip"))
        self.addSeparator()
        for name in languages():
            self.add(name, catalogue(name)["language.own_name"])
        self.aboutToShow.connect(self.show_choice)
        self.show_choice()

    def add(self, choice: str, words: str) -> None:
        action = self.addAction(words)
        action.setCheckable(True)
        action.triggered.connect(partial(self.choose, choice))
        self.group.addAction(action)
        self.entries[choice] = action

    def choose(self, choice: str) -> None:
        """Speak another language at once, and from now on."""
        LANGUAGE.choose(choice)
        self.preferences.set_text(KEY, choice)

    def show_choice(self) -> None:
        """Mark the language in force."""
        self.entries[LANGUAGE.choice].setChecked(True)
