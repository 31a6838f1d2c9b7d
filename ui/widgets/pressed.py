"""Buttons whose words are bold while they are pressed in."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton

from ui.theme import font


def keep_width(button: QPushButton) -> None:
    """Give a button the room that its words need when it is pressed in: bold."""
    bold = QFontMetrics(font(button.font().pointSizeF(), bold=True))
    button.setMinimumWidth(bold.horizontalAdvance(button.text()) + 24)
