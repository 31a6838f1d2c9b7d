"""A name over a number that can be clicked to ask where it comes from."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.labels import rich
from ui.theme import current, font

# Four digits that matter take so much room at most.
LONGEST = ("−0.0000000", "+0.0000000", "−0.000e−00")


class Stat(QWidget):
    """Shows one number.

    Parameters
    ----------
    longest : words that it has room for

    Signals
    -------
    clicked : the number was asked for
    """

    clicked = Signal()

    def __init__(self, *longest: str) -> None:
        super().__init__()
        self.name = QLabel()
        self.name.setProperty("role", "muted")
        self.name.setFont(font(8.5))
        self.value = QLabel()
        self.value.setFont(font(9.5, bold=True))
        self.value.setTextFormat(Qt.TextFormat.RichText)
        self.value.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.value.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.value.linkActivated.connect(lambda _: self.clicked.emit())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.value, 1, 0)
        grid.setRowStretch(2, 1)
        # The row does not move while the number changes.
        metrics = self.value.fontMetrics()
        self.setMinimumWidth(max(map(metrics.horizontalAdvance, longest or LONGEST)))
        self.shown = ""

    def show_name(self, name: str, tip: str) -> None:
        self.name.setText(name)
        self.setToolTip(rich(tip))
        self.value.setAccessibleName(name)

    def show_value(self, value: str, *, can_be_asked: bool = True) -> None:
        words = escape(value)
        if can_be_asked:
            color = current().accent
            words = (
                f'<a href="#" style="color: {color}; text-decoration: none">{words}</a>'
            )
        if words != self.shown:
            self.shown = words
            self.value.setText(words)

    def plain(self) -> str:
        """Return the number as it is shown."""
        return self.shown.partition(">")[2].partition("<")[0] or self.shown
