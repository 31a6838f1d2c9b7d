"""One step of a chapter: read, predict, do, be told, remember."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ui.labels import listed, text
from ui.lessons.chapter import Chapter, Step
from ui.panels.lessons_prediction import Prediction
from ui.widgets.scrolled import scrolled
from ui.widgets.step_dots import StepDots

SIGNS = {"waiting": "○", "passed": "✓", "wrong": "!"}


class Section(QWidget):
    """A quiet heading over some words; hidden when there are none."""

    def __init__(self, heading: str, content: QWidget) -> None:
        super().__init__()
        head = QLabel(heading)
        head.setProperty("role", "section")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(head)
        layout.addWidget(content)


class CheckLine(QFrame):
    """What the program looks for, and whether it saw it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.sign = QLabel()
        self.words = words_label()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(7)
        layout.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.words, 1)

    def show_state(self, state: str, words: str) -> None:
        """Show a state, a key of SIGNS, with its sentence."""
        role = {"waiting": "muted", "passed": "success", "wrong": "error"}[state]
        for label in (self.sign, self.words):
            if label.property("role") != role:
                label.setProperty("role", role)
                label.style().unpolish(label)
                label.style().polish(label)
        self.sign.setText(SIGNS[state])
        self.words.setText(words)
        self.setAccessibleName(f"{SIGNS[state]} {words}")


class StepPage(QWidget):
    """The words of a step; the same place for each, so nothing jumps between steps.

    Signals
    -------
    answered : the place of the answer that was chosen
    """

    answered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.step: Step | None = None
        self.dots = StepDots()
        self.where = QLabel()
        self.where.setProperty("role", "muted")
        self.title = words_label("title")
        self.words = words_label()
        self.prediction = Prediction()
        self.do = words_label()
        self.check = CheckLine()
        self.remember = words_label()
        self.sections = {
            "predict": Section(text("lessons.predict"), self.prediction),
            "do": Section(text("lessons.do"), self.do),
            "remember": Section(text("lessons.remember"), self.remember),
        }
        self.build()
        self.prediction.answered.connect(self._on_answered)

    def build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.dots, 1)
        head.addWidget(self.where)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 2, 5, 2)
        column.setSpacing(8)
        for part in (
            *(self.title, self.words, self.sections["predict"]),
            *(self.sections["do"], self.check, self.sections["remember"]),
        ):
            column.addWidget(part)
        column.addStretch(1)
        # With the focus in it, the arrows up and down scroll.
        self.area = scrolled(inner, Qt.FocusPolicy.TabFocus)
        self.area.setAccessibleName(text("lessons.step_words"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.area, 1)

    # ---- showing -----------------------------------------------------------------

    def show_step(
        self, chapter: Chapter, place: int, done: Sequence[bool], chosen: int | None
    ) -> None:
        """Show a step of a chapter; `chosen` is the answer that was given before."""
        step = self.step = chapter.steps[place]
        self.show_place(place, done)
        self.title.setText(step.title)
        self.words.setText(step.text)
        self.sections["predict"].setVisible(step.predict is not None)
        if step.predict is not None:
            asked = step.predict
            self.prediction.ask(
                asked.question, asked.choices, asked.answer - 1, asked.because, chosen
            )
        self.show_words(self.do, "do", step.do)
        self.check.setVisible(step.check is not None)
        self.show_passed(False)
        self.area.verticalScrollBar().setValue(0)

    def show_end(self, chapter: Chapter, done: Sequence[bool]) -> None:
        """Show what stays of a chapter."""
        self.step = None
        self.show_place(None, done)
        is_whole = all(done)
        key = "chapter_done" if is_whole else "chapter_read"
        self.title.setText(text(f"lessons.{key}"))
        left = [place + 1 for place, one in enumerate(done) if not one]
        words = chapter.summary
        if left:
            numbers = listed(map(str, left))
            words = text("lessons.steps_left", numbers=numbers)
        self.words.setText(words)
        for name in ("predict", "do"):
            self.sections[name].hide()
        self.check.hide()
        self.show_words(self.remember, "remember", chapter.remember)
        self.area.verticalScrollBar().setValue(0)

    def show_place(self, place: int | None, done: Sequence[bool]) -> None:
        """Show which of the steps is open, and which are done."""
        self.dots.show_steps(done, place)
        count, made = len(done), sum(done)
        words = text("lessons.share", done=made, count=count)
        if place is not None:
            words = text("lessons.where", place=place + 1, count=count)
        self.where.setText(words)
        self.dots.setAccessibleName(
            text("lessons.dots", place=(place or 0) + 1, count=count, done=made)
        )

    def show_passed(self, passed: bool) -> None:
        """Say whether the program saw what the step asks for."""
        step = self.step
        if step is None:
            return
        if step.check is not None:
            state = "passed" if passed else "waiting"
            words = step.check.success if passed else text("lessons.watching")
            self.check.show_state(state, words)
        # What to remember would tell what is to be found.
        is_known = passed or (step.check is None and self.is_told)
        self.show_words(self.remember, "remember", step.remember if is_known else None)
        if passed:
            self.reveal(self.check)

    def show_trouble(self, sentence: str) -> None:
        """Say why the program cannot look for what the step asks for."""
        self.check.show_state("wrong", sentence)

    @property
    def is_told(self) -> bool:
        """Whether there is nothing to be predicted any more."""
        asked = self.step is not None and self.step.predict is not None
        return not asked or self.prediction.is_answered

    def show_words(self, label: QLabel, section: str, words: str | None) -> None:
        label.setText(words or "")
        self.sections[section].setVisible(bool(words))

    def reveal(self, part: QWidget) -> None:
        """Scroll to a part once it has its place."""
        QTimer.singleShot(0, part, lambda: self.area.ensureWidgetVisible(part, 0, 8))

    def _on_answered(self, place: int) -> None:
        if self.step is not None and self.step.check is None:
            self.show_passed(False)
        self.reveal(self.prediction.verdict)
        self.answered.emit(place)


def words_label(role: str = "") -> QLabel:
    """Return a label whose words wrap and mean nothing but themselves."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
