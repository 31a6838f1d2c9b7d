"""The words around a control: its name above or beside it, and its explanation."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.labels import rich, tooltip
from ui.retranslation import hold


def explain(control: QWidget, name: str, key: str) -> None:
    """Name a control and say what it does to learning, for eyes and for screen readers.

    Parameters
    ----------
    name : what the control is called
    key : its entry among the tooltips
    """
    words = tooltip(key)
    control.setAccessibleName(name)
    control.setAccessibleDescription(words)
    # Only rich text is wrapped in a tooltip.
    control.setToolTip(rich(words))
    hold(control)


def caption(words: str, control: QWidget) -> QLabel:
    """Return the quiet label of a control, with the control's own explanation."""
    label = QLabel(words)
    label.setProperty("role", "muted")
    label.setBuddy(control)
    label.setToolTip(control.toolTip())
    return label


class Labelled(QWidget):
    """A control under its name, or beside it where height is dear."""

    def __init__(self, words: str, control: QWidget) -> None:
        super().__init__()
        self.caption = caption(words, control)
        self.row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(2)
        self.row.addWidget(self.caption)
        self.row.addWidget(control, 1)

    def put_beside(self, beside: bool) -> None:
        """Write the name at the left, or above."""
        way = QBoxLayout.Direction
        self.row.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self.row.setSpacing(5 if beside else 2)


class Heading(QWidget):
    """A card's first line: its title, and a quiet remark at the right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = QLabel(title)
        self.title.setProperty("role", "title")
        self.remark = QLabel()
        self.remark.setProperty("role", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Both stand on one line of writing.
        self.remark.setContentsMargins(0, 0, 0, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title, 1)
        layout.addWidget(self.remark, 0, Qt.AlignmentFlag.AlignBottom)


def card_layout(card: QFrame, spacing: int = 6) -> QVBoxLayout:
    """Make a frame a card, and return the column that its contents go into."""
    card.setProperty("role", "card")
    # A card is as tall as its contents; what is left over is the column's.
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(11, 7, 11, 9)
    layout.setSpacing(spacing)
    return layout
