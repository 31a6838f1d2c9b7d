"""The button by which one finds the lessons, where it takes no room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QToolButton, QWidget

from ui.icons import icon
from ui.labels import text
from ui.language import LANGUAGE
from ui.theme import APPEARANCE, current


class LessonEntry(QToolButton):
    """Stands in the corner of a menu bar and triggers an action."""

    def __init__(self, action: QAction, bar: QMenuBar) -> None:
        super().__init__()
        self.bar, self.corner = bar, QWidget(bar)
        self.setText(text("lessons.panel"))
        self.setToolTip(text("lessons.entry_tip"))
        self.setProperty("role", "entry")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(action.trigger)
        self.paint_icon()
        self.row = QHBoxLayout(self.corner)
        # As far from the edge as the cards are.
        self.row.setContentsMargins(0, 2, 10, 0)
        self.row.addWidget(self)
        self.fit()
        APPEARANCE.changed.connect(self.paint_icon)
        LANGUAGE.changed.connect(self.fit)

    def paint_icon(self) -> None:
        """Draw the icon in the colours of the theme in force."""
        self.setIcon(icon("lessons", current().accent))

    def fit(self) -> None:
        """Take the room that the words need now."""
        self.row.activate()
        # Qt asks a corner for its size only when it is put there.
        self.bar.setCornerWidget(self.corner)
