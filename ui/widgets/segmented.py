"""A row of joined buttons, one of which may be chosen."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ui import theme, type_scale
from ui.language import LANGUAGE
from ui.retranslation import hold

# Left and right of a button's words, its border included.
PADDING = 20


class Segmented(QWidget):
    """Shows all choices at once, which a list does not.

    Signals
    -------
    chosen : the id of the button that was pressed, if another was shown before.
    """

    chosen = Signal(str)

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.shown: str | None = None
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for place, (identifier, name) in enumerate(names.items()):
            button = QPushButton(name)
            button.setCheckable(True)
            button.setProperty("role", "segment")
            if place == 0:
                button.setProperty("place", "first")
            elif place == len(names) - 1:
                button.setProperty("place", "last")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(
                QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding
            )
            hold(button)
            self.group.addButton(button)
            self.buttons[identifier] = button
            layout.addWidget(button)
        self.fit()
        theme.APPEARANCE.changed.connect(self.fit)
        LANGUAGE.changed.connect(self.fit)
        self.group.buttonClicked.connect(self._on_clicked)

    def show_choice(self, identifier: str | None) -> None:
        """Press one button in, or none."""
        self.shown = identifier
        # An exclusive group refuses to have none pressed.
        self.group.setExclusive(False)
        for key, button in self.buttons.items():
            button.setChecked(key == identifier)
        self.group.setExclusive(identifier is not None)

    def fit(self) -> None:
        """Give each button the room of its words in bold, which the chosen one has."""
        for button in self.buttons.values():
            font = button.font()
            font.setWeight(QFont.Weight.DemiBold)
            width = QFontMetrics(font).horizontalAdvance(button.text())
            button.setMinimumWidth(width + type_scale.whole(PADDING))

    def _on_clicked(self, button: QAbstractButton) -> None:
        identifier = next(key for key, known in self.buttons.items() if known is button)
        before = self.shown
        self.show_choice(identifier)
        if identifier != before:
            self.chosen.emit(identifier)
