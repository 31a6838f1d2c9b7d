"""Momentum, as vectors: what the velocity adds to the gradient's own step."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.errors import PlaygroundError
from playground.frame import Frame
from playground.momentum import (
    GradientTail,
    MomentumStep,
    gradient_tail,
    momentum_step,
)
from playground.optimizers import OPTIMIZERS
from playground.planes import Plane, weights_plane
from playground.replay import shadow
from playground.run import Run
from ui.asking import PacedQuestion
from ui.canvas.diagram_selection import Selection
from ui.canvas.ticks import number, percent
from ui.canvas.vector_view import Arrows, VectorView
from ui.labels import name_of, sentence, text
from ui.panels.inspector_subject import subject_of
from ui.panels.momentum_weights import WeightPair
from ui.trainer import Trainer
from ui.widgets.labelled import explain
from ui.widgets.reading import Reading
from ui.widgets.segmented import Segmented

QUESTION = "momentum"
# While training goes on the picture is asked for at most so often.
INTERVAL = 100
# How many remembered gradients are drawn, and how slow training must be for that: their
# past is made again.
TAIL = 12
SLOW = 5
PLANES = ("step", "weights")
READINGS = ("verdict", "gain", "limit", "share")


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One update's parts; `tail` is None as long as it is not known."""

    update: int
    step: MomentumStep
    tail: GradientTail | None = None


@dataclass(frozen=True, slots=True)
class NoMoment:
    """Why there is nothing to be drawn."""

    sentence: str


def moment_job(*, with_tail: bool) -> Callable[[Run], Iterator[object]]:
    """Return work that answers with the Moment where a run stands."""

    def work(run: Run) -> Iterator[object]:
        try:
            step, place = momentum_step(run), shadow(run)
            moment = Moment(run.update, step)
            if not with_tail:
                yield moment
                return
            yield Moment(moment.update, step, gradient_tail(place, TAIL))
        except PlaygroundError as error:
            yield NoMoment(str(error))

    return work


class MomentumPanel(QFrame):
    """Asks for the parts of the coming update beside the training, only while seen.

    Signals
    -------
    edited : settings that a person wants changed
    """

    edited = Signal(dict)

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.trainer = trainer
        self.frame: Frame | None = None
        self.moment: Moment | None = None
        self.last_update = 0
        self.plane = Segmented({key: text(f"momentum.{key}_plane") for key in PLANES})
        self.weights = WeightPair()
        self.readings = {
            name: Reading(text(f"momentum.{name}"), f"momentum_{name}")
            for name in READINGS
        }
        self.view = VectorView()
        self.remark = QLabel()
        self.message = QLabel(text("momentum.empty"))
        self.use = QPushButton(text("momentum.use"))
        self.pages = QStackedWidget()
        self.question = PacedQuestion(trainer, QUESTION, INTERVAL, self)
        self.question.due.connect(self.follow)
        self.build()
        self.plane.chosen.connect(self._on_plane)
        self.weights.changed.connect(self.refresh)
        self.use.clicked.connect(self._on_use)
        trainer.answered.connect(self._on_answered)

    def build(self) -> None:
        self.plane.show_choice("step")
        for button in self.plane.buttons.values():
            explain(button, button.text(), "momentum_plane")
        self.weights.hide()
        head = QHBoxLayout()
        head.addWidget(self.plane)
        head.addStretch(1)
        numbers = QHBoxLayout()
        numbers.setSpacing(12)
        for reading in self.readings.values():
            numbers.addWidget(reading)
        numbers.addStretch(1)
        # The words differ in length, and nothing beside them shall move.
        widest = self.readings["verdict"].fontMetrics().horizontalAdvance("0")
        self.readings["verdict"].setMinimumWidth(13 * widest)
        for label in (self.message, self.remark):
            label.setWordWrap(True)
            label.setProperty("role", "muted")
        picture = QWidget()
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.weights)
        column.addLayout(numbers)
        column.addWidget(self.view, 1)
        column.addWidget(self.remark)
        self.pages.addWidget(self.invitation())
        self.pages.addWidget(picture)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.addWidget(self.pages)

    def invitation(self) -> QWidget:
        """Return the page that says what to do when there is no velocity."""
        page = QWidget()
        explain(self.use, text("momentum.use"), "momentum_use")
        self.use.setProperty("role", "primary")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(page)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self.message)
        column.addWidget(self.use, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return page

    # ---- asking ------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Follow the run; the arrows come a moment later."""
        self.frame = frame
        if self.isVisible():
            self.follow()

    def follow(self) -> None:
        """Ask for the coming update of the frame that is shown, if it is not known."""
        frame = self.frame
        if frame is None or not self.isVisible():
            return
        rule = frame.settings.optimizer
        if "momentum" not in OPTIMIZERS[rule].uses:
            self.invite(text("momentum.none", rule=name_of("optimizer", rule)))
            return
        wanted = (frame.settings, frame.update, frame.params.tobytes())
        if not self.question.is_new(wanted):
            return
        if self.pages.currentIndex() == 0:
            # There is momentum; only the answer is not here yet.
            self.message.setText(text("momentum.empty"))
            self.use.hide()
        is_slow = abs(frame.update - self.last_update) <= SLOW
        self.last_update = frame.update
        with_tail = is_slow or not self.trainer.playing
        self.question.ask(wanted, moment_job(with_tail=with_tail))

    def invite(self, words: str) -> None:
        """Say why there are no arrows."""
        self.question.forget()
        self.moment = None
        self.message.setText(words)
        self.use.show()
        self.pages.setCurrentIndex(0)

    # ---- answers -----------------------------------------------------------------

    def _on_answered(self, kind: str, value: object) -> None:
        if isinstance(value, Moment):
            self.moment = value
            self.pages.setCurrentIndex(1)
            self.refresh()
        elif isinstance(value, NoMoment):
            self.invite(sentence(value.sentence))

    def refresh(self) -> None:
        """Draw the last moment in the plane that is chosen."""
        moment, frame = self.moment, self.frame
        if moment is None or frame is None:
            return
        self.weights.offer(frame.sizes)
        step, plane = moment.step, self.chosen_plane(moment.step)
        is_step = plane.kind == "step"
        names = (text("momentum.downhill"), text("momentum.across"))
        if not is_step:
            names = self.weights.names()
        arrows = Arrows.of(step, moment.tail, plane)
        self.view.show_arrows(arrows, names, turned=is_step)
        self.show_numbers(step)
        length = float(np.linalg.norm(step.step))
        part = float(np.linalg.norm(arrows.step)) / length if length else 1.0
        words = text("momentum.exact")
        if not is_step:
            words = text("momentum.part", part=percent(min(part, 1.0)))
        self.remark.setText(words)

    def chosen_plane(self, step: MomentumStep) -> Plane:
        places = self.weights.places
        if self.plane.shown == "weights" and len(step.params) > max(places):
            return weights_plane(step.params, *places)
        return step.plane()

    def show_numbers(self, step: MomentumStep) -> None:
        alone = float(np.linalg.norm(step.gradient_step))
        gain = float(np.linalg.norm(step.step)) / alone if alone else None
        words = text(f"momentum.{step.verdict}")
        if step.cosine is not None:
            angle = f"{math.degrees(math.acos(step.cosine)):.0f}"
            words = text("momentum.with_angle", verdict=words, angle=angle)
        self.readings["verdict"].show_words(words)
        self.readings["gain"].show_words(
            "–" if gain is None else text("momentum.times", factor=number(gain, 3))
        )
        self.readings["limit"].show_words(
            text("momentum.times", factor=number(step.effective_length, 3))
        )
        self.readings["share"].show_words(percent(float(step.agreeing.mean())))

    def pick(self, selection: Selection | None) -> None:
        """Take a weight or bias that was clicked in the diagram as the second axis."""
        if selection is None or selection.kind == "neuron" or self.frame is None:
            return
        place = subject_of(selection).place(self.frame.sizes)
        self.weights.take(place)

    def _on_plane(self, kind: str) -> None:
        self.weights.setVisible(kind == "weights")
        self.refresh()

    def _on_use(self) -> None:
        self.edited.emit({"optimizer": "momentum"})

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.question.forget()
