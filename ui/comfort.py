"""How the window looks, chosen in its menu or in the preferences, and remembered."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu, QMessageBox

from ui.appearance import take_preferences
from ui.labels import text
from ui.language import LANGUAGE, SYSTEM
from ui.theme import APPEARANCE
from ui.themes import CHOICES
from ui.type_scale import TEXT_SIZES

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SHOWN = {True: "on", False: "off"}


class Comfort(QObject):
    """The commands of the view menu about colours and type."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window = window

    def commands(self) -> dict[str, Callable[[], None]]:
        choose = self.choose
        return {
            **{f"theme_{key}": partial(choose, "theme", key) for key in CHOICES},
            **{
                f"text_{size}": partial(choose, "text_size", str(size))
                for size in TEXT_SIZES
            },
            "projector": self.project,
            "preferences": self.show_preferences,
            "restore_defaults": self.ask_defaults,
        }

    def submenus(self) -> dict[str, QMenu]:
        """Return the menus in the view menu, whose marks follow every choice."""
        menus = {}
        for name, keys in (
            ("theme", [f"theme_{key}" for key in CHOICES]),
            ("text_size", [f"text_{size}" for size in TEXT_SIZES]),
        ):
            menu = QMenu(text(f"comfort.menu_{name}"), self.window)
            menu.addActions([self.window.actions_by_key[key] for key in keys])
            menus[name] = menu
        APPEARANCE.changed.connect(self.show_choices)
        self.show_choices()
        return menus

    def choose(self, key: str, choice: str) -> None:
        """Take a choice at once, and from now on."""
        self.window.preferences.set_text(key, choice)
        take_preferences(self.window.preferences)

    def project(self) -> None:
        """Show all type large enough for the last row, or as it was chosen."""
        is_on = self.window.actions_by_key["projector"].isChecked()
        self.choose("projector", SHOWN[is_on])

    def show_choices(self) -> None:
        """Mark in the menu what is in force."""
        actions = self.window.actions_by_key
        actions[f"theme_{APPEARANCE.choice}"].setChecked(True)
        actions[f"text_{APPEARANCE.text_size}"].setChecked(True)
        actions["projector"].setChecked(APPEARANCE.is_projected)

    def show_preferences(self) -> None:
        """Open the preferences; there is only one window of them."""
        from ui.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self.window.preferences, self.window)
        dialog.defaults_wanted.connect(self.ask_defaults)
        dialog.open()

    def ask_defaults(self) -> None:
        """Go back to how the program was at first, after one question."""
        buttons = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.Question,
            text("comfort.defaults_title"),
            text("comfort.defaults_question"),
            buttons.Cancel,
            self.window,
        )
        box.setInformativeText(text("comfort.defaults_keeps"))
        accept = box.addButton(
            text("comfort.defaults_accept"), QMessageBox.ButtonRole.AcceptRole
        )
        box.setDefaultButton(buttons.Cancel)
        box.exec()
        is_wanted = box.clickedButton() is accept
        # Python would take it away at any moment, even while Qt dresses all widgets.
        box.deleteLater()
        if is_wanted:
            self.restore_defaults()

    def restore_defaults(self) -> None:
        """Go back to how the program was at first; the run stays as it is."""
        self.window.preferences.forget_comfort()
        LANGUAGE.choose(SYSTEM)
        # A turn for each: all at once would hold the window for too long.
        QTimer.singleShot(0, self, self.restore_looks)

    def restore_looks(self) -> None:
        """Take the colours and the size of words that the preferences have."""
        take_preferences(self.window.preferences)
        # Last: how much room the words need is known then.
        QTimer.singleShot(0, self, self.window.arrangement.restore)
