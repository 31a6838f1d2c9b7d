"""A question about what will happen; the answer is told once one was chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.labels import text
from ui.widgets.answer_button import AnswerButton, Verdict


class Prediction(QWidget):
    """Asks, waits, and says kindly how it is.

    Signals
    -------
    answered : the place of the answer that was chosen
    """

    answered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.answer = 0
        self.because = ""
        self.buttons: list[AnswerButton] = []
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.question.setProperty("role", "strong")
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.answers = QVBoxLayout()
        self.answers.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.question)
        layout.addLayout(self.answers)
        layout.addWidget(self.verdict)

    @property
    def is_answered(self) -> bool:
        return any(button.verdict is not Verdict.OPEN for button in self.buttons)

    def ask(
        self,
        question: str,
        choices: Sequence[str],
        answer: int,
        because: str,
        chosen: int | None,
    ) -> None:
        """Ask something else; `chosen` is what was answered before, if it was."""
        self.answer, self.because = answer, because
        self.question.setText(question)
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [AnswerButton(words) for words in choices]
        for place, button in enumerate(self.buttons):
            button.setAccessibleDescription(question)
            button.clicked.connect(lambda _=False, at=place: self.choose(at))
            self.answers.addWidget(button)
            button.show()
        self.verdict.hide()
        if chosen is not None and chosen < len(choices):
            self.tell(chosen)

    def choose(self, place: int) -> None:
        """Answer, and be told."""
        if not self.is_answered:
            self.tell(place)
            self.answered.emit(place)

    def tell(self, chosen: int) -> None:
        """Show how it is, and why."""
        for place, button in enumerate(self.buttons):
            verdict = Verdict.PASSED_OVER
            if place == self.answer:
                verdict = Verdict.RIGHT
            elif place == chosen:
                verdict = Verdict.WRONG
            button.show_verdict(verdict)
        key = "right" if chosen == self.answer else "wrong"
        right = self.buttons[self.answer].text()
        self.verdict.setText(text(f"lessons.{key}", answer=right, because=self.because))
        self.verdict.show()
