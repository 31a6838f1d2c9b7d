"""The tip of a button that does what an action does, with the key that does it, too."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton

from ui.labels import text
from ui.language import LANGUAGE


def shortcut_words(action: QAction) -> str:
    """Return an action's first key as the platform writes it."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


class KeyTip(QObject):
    """Keeps a button's tip in the language in force; the names of keys have none else.

    It lives as long as its button.
    """

    def __init__(self, button: QAbstractButton, action: QAction) -> None:
        super().__init__(button)
        self.button, self.action = button, action
        LANGUAGE.changed.connect(self.say)
        self.say()

    def say(self) -> None:
        """Say what the action does, and its key as people call it: Space, 空格."""
        keys = shortcut_words(self.action)
        tip = text("language.with_shortcut", tip=self.action.toolTip(), shortcut=keys)
        self.button.setToolTip(tip)
