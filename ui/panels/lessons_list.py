"""The list of chapters, with what is done of each."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.labels import text
from ui.lessons.chapter import Chapter
from ui.panels.folding_row import FoldingRow
from ui.themes import Theme
from ui.widgets.answer_button import WrappedButton
from ui.widgets.scrolled import scrolled


class ChapterButton(WrappedButton):
    """A chapter: its number, or a tick once all of it is done."""

    def __init__(self, number: int, chapter: Chapter, done: int) -> None:
        super().__init__(chapter.title)
        count = len(chapter.steps)
        self.is_done = done >= count
        self.sign = "✓" if self.is_done else str(number)
        if 0 < done < count:
            self.tail = text("lessons.share", done=done, count=count)
        self.setToolTip(chapter.summary)
        words = text(
            "lessons.chapter_name",
            number=number,
            title=chapter.title,
            done=done,
            count=count,
        )
        self.setAccessibleName(words)
        self.setAccessibleDescription(chapter.summary)

    def sign_ink(self, colors: Theme) -> str:
        return colors.success if self.is_done else colors.muted


class ChapterList(QWidget):
    """Lets a person choose a chapter, or a file of their own.

    Signals
    -------
    chosen : the key of a chapter
    going_on_wanted : go on where it was left
    file_wanted : open a lesson file
    forgetting_wanted : begin all chapters anew
    """

    chosen = Signal(str)
    going_on_wanted = Signal()
    file_wanted = Signal()
    forgetting_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, ChapterButton] = {}
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self.going_on = QPushButton(text("lessons.go_on"))
        self.going_on.setProperty("role", "primary")
        self.complaint = QLabel()
        self.complaint.setWordWrap(True)
        self.complaint.setProperty("role", "error")
        self.complaint.setTextFormat(Qt.TextFormat.PlainText)
        self.complaint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.file = QPushButton(text("lessons.open_file"))
        self.file.setToolTip(text("lessons.open_file_tip"))
        self.forget = QPushButton(text("lessons.forget"))
        self.forget.setToolTip(text("lessons.forget_tip"))
        self.forget.setProperty("role", "flat")
        for button in (self.going_on, self.file, self.forget):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.build()
        self.going_on.clicked.connect(self.going_on_wanted)
        self.file.clicked.connect(self.file_wanted)
        self.forget.clicked.connect(self.forgetting_wanted)

    def build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.complaint)
        column.addWidget(self.going_on)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(4)
        column.addLayout(self.rows)
        column.addStretch(1)
        self.area = scrolled(inner)
        # Side by side, or one below the other in a narrow column.
        foot = FoldingRow(self.file, self.forget, spacing=4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.area, 1)
        layout.addWidget(foot)

    def show_chapters(
        self,
        chapters: Mapping[str, Chapter],
        done: Mapping[str, int],
        *,
        can_go_on: bool,
    ) -> None:
        """List chapters by their keys; `done` counts the steps that are."""
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for number, (key, chapter) in enumerate(chapters.items(), start=1):
            button = ChapterButton(number, chapter, done.get(key, 0))
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self.buttons[key] = button
            self.rows.addWidget(button)
            button.show()
        count = sum(len(chapter.steps) for chapter in chapters.values())
        made = sum(done.get(key, 0) for key in chapters)
        self.words.setText(text("lessons.summary", done=made, count=count))
        self.going_on.setVisible(can_go_on)
        self.forget.setEnabled(made > 0 or can_go_on)
        self.complain(())

    def complain(self, sentences: Sequence[str]) -> None:
        """Say what is wrong with a file, or nothing."""
        self.complaint.setText("\n\n".join(sentences))
        self.complaint.setVisible(bool(sentences))
        if sentences:
            self.area.verticalScrollBar().setValue(0)
