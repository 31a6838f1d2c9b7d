"""A list of which one entry is chosen by its id."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from ui.retranslation import hold

SHORTEST = 4


class Choice(QComboBox):
    """A combo box that speaks of ids, and lets the wheel scroll the page under it.

    Signals
    -------
    chosen : the id that a person chose, if another was shown before.
    """

    chosen = Signal(str)

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.shown: str | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(SHORTEST)
        for identifier, name in names.items():
            self.addItem(name, identifier)
        hold(self)
        self.setCurrentIndex(-1)
        self.activated.connect(self._on_activated)

    def show_choice(self, identifier: str | None, otherwise: str = "") -> None:
        """Show an entry, or none and some other words in its place."""
        self.shown = identifier
        self.setPlaceholderText(otherwise)
        self.setCurrentIndex(-1 if identifier is None else self.findData(identifier))

    def allow(self, identifier: str, allowed: bool) -> None:
        """Let an entry be chosen, or grey it."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.item(self.findData(identifier)).setEnabled(allowed)

    def rename(self, identifier: str, name: str) -> None:
        """Call an entry something else."""
        self.setItemText(self.findData(identifier), name)

    @property
    def longest(self) -> str:
        """The words of the entry that needs the most room."""
        names = [self.itemText(place) for place in range(self.count())]
        return max(names, key=self.fontMetrics().horizontalAdvance)

    def _on_activated(self, index: int) -> None:
        identifier = self.itemData(index)
        if identifier != self.shown:
            self.shown = identifier
            self.chosen.emit(identifier)

    def showPopup(self) -> None:
        # The list may be wider than the box, so that no entry is cut.
        bar = self.view().verticalScrollBar().sizeHint().width()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + bar + 8)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
