"""The dialog that saves a picture: which one, in which colours, as it will be."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.errors import PlaygroundError
from ui import type_scale
from ui.labels import text
from ui.messages import MessageBar
from ui.picture_painters import PICTURES, Subject
from ui.pictures import drawing_of, image_of, save_drawing, with_suffix
from ui.preferences import Preferences
from ui.questions import FileQuestions
from ui.theme import APPEARANCE
from ui.themes import PRINTED, Theme, theme_of
from ui.widgets.segmented import Segmented


class PictureDialog(QDialog):
    """Shows the picture of the moment at which it was opened, and writes it.

    Attributes
    ----------
    shown : key of the picture
    """

    def __init__(
        self, parent: QWidget, preferences: Preferences, messages: MessageBar
    ) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.messages = messages
        self.subject: Subject | None = None
        self.shown = "network"
        self.setWindowTitle(text("pictures.title"))
        self.which = Segmented({key: text(f"pictures.{key}") for key in PICTURES})
        self.which.show_choice(self.shown)
        self.which.chosen.connect(self.show_kind)
        self.colors = Segmented({key: text(f"pictures.{key}") for key in PRINTED})
        self.colors.show_choice("light")
        self.colors.chosen.connect(self.draw_preview)
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(text("pictures.preview"))
        self.preview.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored
        )
        self.save_button = button("save", self.save)
        self.save_button.setProperty("role", "primary")
        self.save_button.setDefault(True)
        self.close_button = button("close", self.close)
        self.build()

    def build(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(10)
        choices.addWidget(self.which)
        choices.addStretch(1)
        choices.addWidget(muted(text("pictures.colours")))
        choices.addWidget(self.colors)
        foot = QHBoxLayout()
        foot.addWidget(muted(text("pictures.formats")), 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(choices)
        layout.addWidget(self.preview, 1)
        layout.addLayout(foot)
        self.setMinimumSize(560, 420)
        type_scale.open_at(self, 760, 620)

    def begin(self, subject: Subject) -> None:
        """Show pictures of this subject."""
        self.subject = subject
        has_landscape = subject.landscape is not None
        landscape = self.which.buttons["landscape"]
        landscape.setEnabled(has_landscape)
        landscape.setToolTip(
            "" if has_landscape else text("pictures.landscape_missing")
        )
        if self.shown == "landscape" and not has_landscape:
            self.shown = "network"
            self.which.show_choice(self.shown)
        self.show()
        self.raise_()
        self.draw_preview()

    @property
    def theme(self) -> Theme:
        """The colours that were chosen."""
        return theme_of(self.colors.shown or "light", APPEARANCE.palette)

    def show_kind(self, key: str) -> None:
        self.shown = key
        self.draw_preview()

    def draw_preview(self) -> None:
        """Show the picture as large as there is room."""
        if self.subject is None:
            return
        kind, ratio = PICTURES[self.shown], self.devicePixelRatioF()
        room = QSize(self.preview.width() - 2, self.preview.height() - 2)
        fitting = kind.size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        scale = min(2.0, ratio * fitting.width() / kind.size.width())
        if scale <= 0.05:
            return
        pixmap = QPixmap.fromImage(
            image_of(drawing_of(kind, self.subject), self.theme, scale)
        )
        pixmap.setDevicePixelRatio(ratio)
        self.preview.setPixmap(pixmap)

    def save(self) -> None:
        """Ask for a file and write it; what goes wrong becomes a sentence."""
        if self.subject is None:
            return
        folder = self.preferences.export_path()
        start = str(folder.with_name(f"{self.shown}.png"))
        title, filters = text("pictures.title"), text("pictures.filter")
        chosen, kind = QFileDialog.getSaveFileName(self, title, start, filters)
        if not chosen:
            return
        path = with_suffix(Path(chosen), kind)
        if not FileQuestions(self, self.preferences).may_write(Path(chosen), path):
            return
        try:
            drawing = drawing_of(PICTURES[self.shown], self.subject)
            save_drawing(path, drawing, self.theme)
        except PlaygroundError as error:
            self.messages.warn(str(error))
            return
        self.messages.note(text("messages.picture_saved", path=path))
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.draw_preview()


def button(key: str, command: Callable[[], object]) -> QPushButton:
    made = QPushButton(text(f"pictures.{key}"))
    made.clicked.connect(lambda: command())
    return made


def muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "muted")
    return label
