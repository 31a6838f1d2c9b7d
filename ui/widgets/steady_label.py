"""A label whose words change with every frame, and whose place does not.

At each change of words a QLabel has its layout, and those around it, computed anew. One
of fixed size has not, which saves the window up to seventeen layouts a frame.
"""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

ROOM = 4


class SteadyLabel(QLabel):
    """A label as wide as the widest words that are meant for it.

    Parameters
    ----------
    widest : words that must fit; the label grows once when wider ones come
    """

    def __init__(self, widest: str) -> None:
        super().__init__()
        self.widest = widest
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fit()

    def show_words(self, words: str) -> None:
        """Show other words."""
        if words == self.text():
            return
        if len(words) > len(self.widest):
            self.widest = words
            self.fit()
        self.setText(words)

    def fit(self) -> None:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.widest) + ROOM
        if (width, metrics.height()) != (self.width(), self.height()):
            self.setFixedSize(width, metrics.height())

    # ---- Qt ----------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()
