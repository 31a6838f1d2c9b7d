"""The button by which one finds the lessons, where it takes no room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QToolButton, QWidget

from ui.icons import icon
from ui.labels import text
from ui.theme import APPEARANCE, current


class LessonEntry(QToolButton):
    """Stands in the corner of the menu bar and triggers an action."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setText(text("lessons.panel"))
        self.setToolTip(text("lessons.entry_tip"))
        self.setProperty("role", "entry")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(action.trigger)
        self.paint_icon()
        APPEARANCE.changed.connect(self.paint_icon)

    def paint_icon(self) -> None:
        """Draw the icon in the colours of the theme in force."""
        self.setIcon(icon("lessons", current().accent))

    def stand_in(self, bar: QMenuBar) -> None:
        """Take the corner of a menu bar, as far from the edge as the cards are."""
        corner = QWidget(bar)
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 2, 10, 0)
        row.addWidget(self)
        bar.setCornerWidget(corner)
