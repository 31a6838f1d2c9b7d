"""What of an open update is looked at: the batch or one sample, and the matrices."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QSpinBox, QWidget

from ui import type_scale
from ui.labels import text
from ui.widgets.pressed import keep_width
from ui.widgets.segmented import Segmented


class StagesOptions(QWidget):
    """Chooses between the batch and one sample.

    Signals
    -------
    choice_made : "batch" or "sample"
    sample_chosen : int, another training row
    matrix_wanted : bool, whether the layer is shown as matrices
    """

    choice_made = Signal(str)
    sample_chosen = Signal(int)
    matrix_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.choice = Segmented(
            {
                "sample": text("stages.sample_choice"),
                "batch": text("stages.batch_choice"),
            }
        )
        self.sample = QSpinBox()
        self.matrix = QPushButton(text("stages.matrix"))
        self.build()
        self.choice.chosen.connect(self.choice_made)
        self.sample.valueChanged.connect(self.sample_chosen)
        self.matrix.toggled.connect(self.matrix_wanted)

    def build(self) -> None:
        self.choice.setToolTip(text("stages.choice_tip"))
        self.choice.show_choice("batch")
        self.sample.setToolTip(text("stages.sample_tip"))
        self.sample.setAccessibleName(text("stages.sample_tip"))
        self.sample.setKeyboardTracking(False)
        type_scale.fit(self.sample, width=56)
        self.sample.hide()
        self.matrix.setCheckable(True)
        self.matrix.setToolTip(text("stages.matrix_tip"))
        self.matrix.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fit_words()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.choice, self.sample, self.matrix):
            row.addWidget(part)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def fit_words(self) -> None:
        """Make room for the words of the language in force."""
        keep_width(self.matrix)

    def show_choice(self, sample: int | None) -> None:
        """Show whether one training row is looked at, or the batch (None)."""
        self.choice.show_choice("batch" if sample is None else "sample")

    def show_sample(self, sample: int | None, rows: int) -> None:
        """Show which of so many training rows is looked at, None for the batch."""
        self.sample.setVisible(sample is not None)
        self.sample.blockSignals(True)
        self.sample.setMaximum(rows - 1)
        self.sample.setValue(sample or 0)
        self.sample.blockSignals(False)
