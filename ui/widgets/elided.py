"""Words that give way when there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy

# What the box itself and its distance from the words take.
BOX = 24


class ElidedCheckBox(QCheckBox):
    """Shows as much of its words as fits, and all of them on hover."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(BOX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = max(0, self.width() - BOX)
        self.setText(
            self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        )


class ElidedLabel(QLabel):
    """One line of words; what does not fit is seen on hover."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_words(self, words: str) -> None:
        """Show other words, as far as they fit."""
        self.words = words
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.fit()

    def fit(self) -> None:
        self.ensurePolished()
        self.setText(
            self.fontMetrics().elidedText(
                self.words, Qt.TextElideMode.ElideRight, self.width()
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
