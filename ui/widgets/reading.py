"""A number under its name."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.widgets.labelled import explain


class Reading(QWidget):
    """Shows a number that something else measures, and explains it."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self.name = QLabel(name)
        self.name.setProperty("role", "muted")
        self.value = QLabel("–")
        self.value.setProperty("role", "number")
        explain(self, name, tip)
        self.value.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.name)
        layout.addWidget(self.value)

    def show_words(self, words: str) -> None:
        if self.value.text() != words:
            self.value.setText(words)
