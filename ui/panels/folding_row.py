"""A row that becomes a column where it would not fit."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

DIRECTION = QBoxLayout.Direction


class FoldingRow(QWidget):
    """Puts parts side by side while they fit, else one below the other.

    The first part takes the room that is left over.
    """

    def __init__(self, *parts: QWidget, spacing: int = 12) -> None:
        super().__init__()
        self.parts = parts
        self.gap = spacing
        self.row = QBoxLayout(DIRECTION.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(spacing)
        for index, part in enumerate(parts):
            self.row.addWidget(part, 0 if index else 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def needed_width(self) -> int:
        """Return the width that the parts need side by side."""
        widths = [part.sizeHint().width() for part in self.parts if not part.isHidden()]
        return sum(widths) + self.gap * max(len(widths) - 1, 0)

    def fold(self) -> None:
        """Choose between row and column for the width that there is."""
        fits = self.width() >= self.needed_width()
        wanted = DIRECTION.LeftToRight if fits else DIRECTION.TopToBottom
        if wanted != self.row.direction():
            self.row.setDirection(wanted)
            self.row.setSpacing(self.gap if fits else 2)
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fold()

    def event(self, event: QEvent) -> bool:
        result = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fold()
        return result

    def sizeHint(self) -> QSize:
        # The width for one row also while folded: what it takes to unfold.
        return QSize(self.needed_width(), self.row.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        widest = max(part.minimumSizeHint().width() for part in self.parts)
        return QSize(widest, self.row.minimumSize().height())
