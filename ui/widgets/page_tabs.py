"""The tabs of the large panels, closer together where there is less room."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabBar

from ui import type_scale
from ui.language import LANGUAGE
from ui.retranslation import hold
from ui.theme import APPEARANCE

# What the style sheet knows a bar with little room by.
ROOM, WIDE, TIGHT = "room", "wide", "tight"
# What lies after the words of a tab, as the style sheet has it.
AFTER = {WIDE: 14, TIGHT: 3}


class PageTabs(QTabBar):
    """Shows all tabs as long as that can be, and then scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setProperty(ROOM, WIDE)
        # How wide all tabs are with room between them, and how high.
        self.wide_width = 0
        self.wide_height = 0
        APPEARANCE.changed.connect(self.measure)
        LANGUAGE.changed.connect(self.measure)

    def measure(self) -> None:
        """Find out how much room the words need now."""
        self.wide_width = self.wide_height = 0
        self.dress(WIDE)
        wide = self.sizeHint()
        self.wide_width, self.wide_height = wide.width(), wide.height()
        self.fit()

    def fit(self) -> None:
        """Move the tabs together if they have too little room, and apart again."""
        self.dress(WIDE if self.width() >= self.wide_width else TIGHT)

    def dress(self, room: str) -> None:
        if self.property(ROOM) == room:
            return
        self.setProperty(ROOM, room)
        style = self.style()
        style.unpolish(self)
        style.polish(self)
        self.updateGeometry()

    def words_rect(self, place: int) -> QRect:
        """Return where a tab is without the room after its words."""
        after = type_scale.whole(AFTER[self.property(ROOM)])
        return self.tabRect(place).adjusted(0, 0, -after, 0)

    def tabSizeHint(self, place: int) -> QSize:
        # Smaller words, but no lower: what lies below stays where it is.
        return super().tabSizeHint(place).expandedTo(QSize(0, self.wide_height))

    def tabInserted(self, place: int) -> None:
        super().tabInserted(place)
        # "Noise" is said of much else, too.
        hold(self)
        self.measure()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
