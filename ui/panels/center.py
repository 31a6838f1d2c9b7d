"""The stage of the window: one card whose tabs are the large panels."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.page_tabs import PageTabs


class Pages(QStackedWidget):
    """Asks for the room of the page that is seen, not of the largest one."""

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint()


class CenterCard(QFrame):
    """Holds panels of which one is seen; what is hidden is not drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.bar = PageTabs()
        self.pages = Pages()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        header = QHBoxLayout()
        header.setContentsMargins(12, 2, 4, 0)
        # The bar takes the whole line: a tab that is chosen, and so bold, needs more.
        header.addWidget(self.bar, 1)
        layout.addLayout(header)
        layout.addWidget(self.pages, 1)
        self.bar.currentChanged.connect(self.pages.setCurrentIndex)
        self.pages.currentChanged.connect(self.pages.updateGeometry)

    def add_page(self, panel: QWidget, words: str, tip: str) -> None:
        """Append a panel under a tab; the card around it is this one."""
        panel.setProperty("role", "page-of-card")
        self.pages.addWidget(panel)
        place = self.bar.addTab(words)
        self.bar.setTabToolTip(place, tip)

    def show_page(self, panel: QWidget) -> None:
        """Bring a panel to the front."""
        self.bar.setCurrentIndex(self.pages.indexOf(panel))
