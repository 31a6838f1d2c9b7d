"""The three columns of the window: two where there is no room for three."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSplitter, QVBoxLayout, QWidget

from ui import type_scale

# The centre is not to be narrower than this beside two columns.
CENTER_LEAST = 440
# How the height is shared out where the right column lies below, and what the centre
# has of it at least: the page is scrolled anyway.
CENTER_SHARE, BELOW_SHARE = 3, 2
CENTER_LOWEST = 480
ANY = 16_777_215


class Columns(QWidget):
    """Left, centre and right; in a narrow window the right one lies under the centre.

    The page then grows in height, and is scrolled one way and not both ways.

    Attributes
    ----------
    is_narrow : whether the right column lies under the centre
    """

    def __init__(
        self, left: QWidget, center: QWidget, right: QSplitter, gap: int
    ) -> None:
        super().__init__()
        self.left, self.center, self.right = left, center, right
        self.gap = gap
        self.right_width = self.right_least = 0
        # A splitter sets its own largest size anew whenever its parts change.
        self.holder = QWidget()
        inside = QVBoxLayout(self.holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(right)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(gap)
        self.grid.setColumnStretch(1, 1)
        self.grid.addWidget(left, 0, 0, 2, 1)
        self.grid.addWidget(center, 0, 1)
        self.is_narrow = False
        self.lay_out()

    def fit_right(self, width: int, least: int) -> None:
        """Give the right column a width beside the centre.

        Parameters
        ----------
        least : what it must have there
        """
        self.right_width, self.right_least = width, least
        self.arrange()
        self.fit_holder()

    def wide_width(self) -> int:
        """Return the width that three columns need."""
        center = type_scale.whole(CENTER_LEAST)
        return least_width(self.left) + center + self.right_least + 2 * self.gap

    def arrange(self) -> None:
        """Lay the right column beside the centre, or under it."""
        is_narrow = self.width() < self.wide_width()
        if is_narrow != self.is_narrow:
            self.is_narrow = is_narrow
            self.lay_out()

    def lay_out(self) -> None:
        is_narrow, grid = self.is_narrow, self.grid
        grid.removeWidget(self.holder)
        grid.removeWidget(self.center)
        way = Qt.Orientation
        self.right.setOrientation(way.Horizontal if is_narrow else way.Vertical)
        if is_narrow:
            grid.addWidget(self.center, 0, 1)
            grid.addWidget(self.holder, 1, 1)
        else:
            grid.addWidget(self.center, 0, 1, 2, 1)
            grid.addWidget(self.holder, 0, 2, 2, 1)
        lowest = type_scale.whole(CENTER_LOWEST) if is_narrow else 0
        grid.setRowMinimumHeight(0, lowest)
        grid.setRowStretch(0, CENTER_SHARE if is_narrow else 1)
        grid.setRowStretch(1, BELOW_SHARE if is_narrow else 0)
        self.fit_holder()
        self.updateGeometry()

    def fit_holder(self) -> None:
        if self.is_narrow:
            self.holder.setMinimumWidth(0)
            self.holder.setMaximumWidth(ANY)
        else:
            self.holder.setFixedWidth(self.right_width)

    def hasHeightForWidth(self) -> bool:
        # Words that wrap, in a page, are not to ask for its height either.
        return False

    def sizeHint(self) -> QSize:
        # As high as need be and no higher: else what lies below would give up height
        # for one page and not for another, and jump.
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        # As narrow as two columns can be, so that the window can be made so.
        beside = max(least_width(self.center), self.below_width())
        width = least_width(self.left) + self.gap + beside
        return QSize(width, super().minimumSizeHint().height())

    def below_width(self) -> int:
        """Return the width that the parts of the right column need side by side."""
        parts = [self.right.widget(place) for place in range(self.right.count())]
        widths = [least_width(part) for part in parts if part is not None]
        return sum(widths) + self.right.handleWidth() * max(len(widths) - 1, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


def least_width(widget: QWidget) -> int:
    """Return how narrow a widget can be made."""
    return max(widget.minimumSizeHint().width(), widget.minimumWidth())
