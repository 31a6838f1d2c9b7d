"""Finding one's way: commands, shortcuts, first steps, and what was done."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from playground import __version__
from ui.labels import text
from ui.language import LANGUAGE

if TYPE_CHECKING:
    from ui.dialogs.command_palette import CommandPalette
    from ui.dialogs.history import HistoryDialog
    from ui.dialogs.shortcuts import ShortcutSheet
    from ui.main_window import MainWindow
    from ui.tour_bubbles import TourBubbles

SEEN_KEY, SEEN = "first_steps", "seen"


class Guidance(QObject):
    """Opens what helps, each made when it is first asked for."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window
        self.palette: CommandPalette | None = None
        self.sheet: ShortcutSheet | None = None
        self.bubbles: TourBubbles | None = None
        self.history_dialog: HistoryDialog | None = None
        LANGUAGE.changed.connect(self.say_again)

    def commands(self) -> dict[str, Callable[[], None]]:
        """Return what the actions do."""
        return {
            "palette": self.toggle_palette,
            "shortcuts": self.show_shortcuts,
            "first_steps": self.show_first_steps,
            "history": self.show_history,
            "about": self.show_about,
        }

    def toggle_palette(self) -> None:
        """Open or close the command palette."""
        from ui.dialogs.command_palette import CommandPalette

        if self.palette is None:
            self.palette = CommandPalette(self.window_part)
        self.palette.toggle()

    def show_shortcuts(self) -> None:
        """Show the sheet, with the menus and the language as they are now."""
        from ui.dialogs.shortcuts import ShortcutSheet

        if self.sheet is not None:
            self.sheet.close()
            self.sheet.deleteLater()
        self.sheet = ShortcutSheet(self.window_part.menuBar(), self.window_part)
        self.sheet.show()

    def say_again(self) -> None:
        """Make the sheet that is open anew, in another language."""
        if self.sheet is not None and self.sheet.isVisible():
            self.show_shortcuts()

    def show_history(self) -> None:
        """Show everything that was done, to go back to any of it."""
        from ui.dialogs.history import HistoryDialog

        window = self.window_part
        if self.history_dialog is None:
            self.history_dialog = HistoryDialog(window.store.undo_stack, window)
        self.history_dialog.show()
        self.history_dialog.raise_()

    def show_about(self) -> None:
        """Say what this program is."""
        window = self.window_part
        about = text("window.about", version=__version__)
        QMessageBox.about(window, text("window.title"), about)

    def show_first_steps(self) -> None:
        """Begin the bubbles, and do not begin them by themselves again."""
        from ui.tour_bubbles import TourBubbles

        self.window_part.preferences.set_text(SEEN_KEY, SEEN)
        if self.bubbles is None:
            self.bubbles = TourBubbles(self.window_part)
        self.bubbles.begin()

    def welcome(self) -> None:
        """Begin the bubbles if nobody has seen them yet."""
        if self.window_part.preferences.text(SEEN_KEY, "") != SEEN:
            self.show_first_steps()

    def close(self) -> None:
        """Close what is open."""
        if self.bubbles is not None:
            self.bubbles.end()
        if self.history_dialog is not None:
            self.history_dialog.close()
        if self.sheet is not None:
            self.sheet.close()
