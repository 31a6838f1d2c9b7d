"""The left column of the window: its cards, or the lessons in their place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.labels import text
from ui.theme import APPEARANCE

if TYPE_CHECKING:
    from ui.panels.lessons import LessonsPanel

# As wide as the cards in narrow windows, and comfortable to read in wide ones.
WIDEST, SHARE = 304, 0.23


class LessonsColumn(QWidget):
    """Shows the cards; a lesson lies over them, and can be put aside.

    Signals
    -------
    returned : the lesson that was put aside is wanted again
    """

    returned = Signal()

    def __init__(self, cards: QWidget) -> None:
        super().__init__()
        self.cards = cards
        self.panel: QWidget | None = None
        self.back = QPushButton()
        self.back.setProperty("role", "primary")
        self.back.setToolTip(text("lessons.return_tip"))
        self.back.clicked.connect(lambda: self.returned.emit())
        self.stack = QStackedWidget()
        self.stack.addWidget(cards)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.back)
        layout.addWidget(self.stack, 1)
        self.back.hide()
        self.setFixedWidth(cards.maximumWidth())
        APPEARANCE.changed.connect(self.fit)

    def show_lesson(self, panel: "LessonsPanel") -> None:
        """Show a lesson in place of the cards."""
        if self.panel is not panel:
            self.panel = panel
            self.stack.addWidget(panel)
        self.back.hide()
        self.stack.setCurrentWidget(panel)
        self.fit()

    def show_cards(self, words: str = "") -> None:
        """Show the cards; with words on the way back to the lesson."""
        self.back.setText(words)
        self.back.setVisible(bool(words))
        self.stack.setCurrentWidget(self.cards)
        self.fit()

    @property
    def has_lesson(self) -> bool:
        """Whether a lesson is in front."""
        return self.stack.currentWidget() is not self.cards

    def fit(self) -> None:
        """Take the width that suits what is shown."""
        width = self.cards.maximumWidth()
        if self.has_lesson:
            width = max(width, min(WIDEST, round(SHARE * self.window().width())))
        if width != self.width():
            self.setFixedWidth(width)
