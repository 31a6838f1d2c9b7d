"""Which slice through data with many columns the decision picture shows."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from ui.canvas.decision_area import column_label
from ui.labels import text


class SliceChooser(QWidget):
    """Two lists of columns that span the picture's plane.

    Signals
    -------
    chosen : the user chose; carries two different column numbers (right, upward).
    """

    chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self.axes = (0, 1)
        self.lists = (column_list("axis_x_tip"), column_list("axis_y_tip"))
        self.others = QLabel()
        self.others.setProperty("role", "muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        for place, (arrow, columns) in enumerate(zip("→↑", self.lists, strict=True)):
            sign = QLabel(arrow)
            sign.setProperty("role", "muted")
            grid.addWidget(sign, 0, 2 * place)
            grid.addWidget(columns, 0, 2 * place + 1)
            grid.setColumnStretch(2 * place + 1, 1)
            columns.activated.connect(self.read_choice)
        grid.addWidget(self.others, 1, 0, 1, 4)

    def show_columns(self, columns: tuple[str, ...]) -> None:
        for choice in self.lists:
            with QSignalBlocker(choice):
                choice.clear()
                for index, name in enumerate(columns):
                    label = column_label(name)
                    # The unit, in brackets, only fits into the tooltip.
                    choice.addItem(label.partition(" (")[0])
                    choice.setItemData(index, label, Qt.ItemDataRole.ToolTipRole)
        self.name_others()

    def show_axes(self, axes: tuple[int, int]) -> None:
        if axes == tuple(choice.currentIndex() for choice in self.lists):
            return
        self.axes = axes
        for choice, index in zip(self.lists, axes, strict=True):
            with QSignalBlocker(choice):
                choice.setCurrentIndex(index)
        self.name_others()

    def name_others(self) -> None:
        """Say where the columns are that the picture does not show."""
        names = [self.lists[0].itemText(i) for i in range(self.lists[0].count())]
        others = [name for i, name in enumerate(names) if i not in self.axes]
        words = (
            text("output.one_other", name=others[0])
            if len(others) == 1
            else text("output.others", count=len(others))
        )
        self.others.setText(words)
        self.setToolTip(words)

    def read_choice(self) -> None:
        right, upward = (choice.currentIndex() for choice in self.lists)
        if right == upward:
            # The column that was taken from the other axis is exchanged for its own.
            right, upward = self.axes[1], self.axes[0]
        self.show_axes((right, upward))
        self.axes = (right, upward)
        self.name_others()
        self.chosen.emit(self.axes)


def column_list(tip: str) -> QComboBox:
    """Return a list of columns that may be narrower than its longest name."""
    choice = QComboBox()
    choice.setToolTip(text(f"output.{tip}"))
    choice.setAccessibleName(text(f"output.{tip}"))
    choice.setSizeAdjustPolicy(
        QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
    )
    choice.setMinimumContentsLength(6)
    choice.setMaxVisibleItems(16)
    choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    choice.view().setTextElideMode(Qt.TextElideMode.ElideNone)
    return choice
