"""Momentum, as vectors: what the velocity adds to the gradient's own step."""

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
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
from playground.explaining.quantities import quantity_at
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
from ui import type_scale
from ui.canvas.diagram_selection import Selection
from ui.canvas.ticks import number, percent
from ui.canvas.vector_view import Arrows, VectorView
from ui.labels import name_of, sentence, text
from ui.panels.inspector_subject import Subject, short_words, subject_of
from ui.trainer import Trainer
from ui.widgets.choice import Choice
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
# Of a large network only so many weights are in the lists; the diagram has them all.
MOST_LISTED = 400


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
        self.asked: tuple[object, ...] | None = None
        self.last_update = 0
        self.sizes: tuple[int, ...] = ()
        self.places = (0, 1)
        self.plane = Segmented({key: text(f"momentum.{key}_plane") for key in PLANES})
        self.weights = (QWidget(), QHBoxLayout())
        self.choices: list[Choice] = []
        self.readings = {
            name: Reading(text(f"momentum.{name}"), f"momentum_{name}")
            for name in READINGS
        }
        self.view = VectorView()
        self.remark = QLabel()
        self.message = QLabel(text("momentum.empty"))
        self.use = QPushButton(text("momentum.use"))
        self.pages = QStackedWidget()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(INTERVAL)
        self.timer.timeout.connect(self.follow)
        self.build()
        self.plane.chosen.connect(self._on_plane)
        self.use.clicked.connect(self._on_use)
        trainer.answered.connect(self._on_answered)

    def build(self) -> None:
        self.plane.show_choice("step")
        for button in self.plane.buttons.values():
            explain(button, button.text(), "momentum_plane")
        row, inside = self.weights
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addStretch(1)
        row.setLayout(inside)
        row.hide()
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
        column.addWidget(row)
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
        if wanted == self.asked or self.timer.isActive():
            return
        is_slow = abs(frame.update - self.last_update) <= SLOW
        self.last_update = frame.update
        self.asked = wanted
        with_tail = is_slow or not self.trainer.playing
        self.trainer.ask(QUESTION, moment_job(with_tail=with_tail))
        self.timer.start()

    def invite(self, words: str) -> None:
        """Say why there are no arrows."""
        self.forget()
        self.moment = None
        self.message.setText(words)
        self.pages.setCurrentIndex(0)

    def forget(self) -> None:
        """End what is still under way."""
        self.timer.stop()
        if self.asked is not None:
            self.trainer.forget(QUESTION)
        self.asked = None

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
        self.offer_weights(frame.sizes)
        step, plane = moment.step, self.chosen_plane(moment.step)
        is_step = plane.kind == "step"
        names = (text("momentum.downhill"), text("momentum.across"))
        if not is_step:
            names = (self.weight_name(0), self.weight_name(1))
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
        if self.plane.shown == "weights" and len(step.params) > max(self.places):
            return weights_plane(step.params, *self.places)
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

    # ---- two weights -------------------------------------------------------------

    def offer_weights(self, sizes: tuple[int, ...]) -> None:
        """List the weights of a network of these sizes."""
        if sizes == self.sizes:
            return
        self.sizes = sizes
        count = sum((before + 1) * after for before, after in itertools.pairwise(sizes))
        if max(self.places) >= count:
            self.places = (0, 1)
        listed = sorted({*range(min(count, MOST_LISTED)), *self.places})
        names = {str(place): self.name_of_place(place) for place in listed}
        for choice in self.choices:
            choice.deleteLater()
        self.choices = [Choice(names), Choice(names)]
        for number_, choice in enumerate(self.choices):
            explain(choice, text(f"momentum.weight_{number_}"), "momentum_weight")
            type_scale.fit(choice, most_width=170)
            choice.setMaxVisibleItems(16)
            choice.show_choice(str(self.places[number_]))
            choice.chosen.connect(self._on_weight)
            self.weights[1].insertWidget(number_, choice, 1)

    def name_of_place(self, place: int) -> str:
        subject = Subject(quantity_at(place, self.sizes).name)
        return short_words(subject, len(self.sizes))

    def weight_name(self, axis: int) -> str:
        return self.name_of_place(self.places[axis])

    def pick(self, selection: Selection | None) -> None:
        """Take a weight or bias that was clicked in the diagram as the second axis."""
        if selection is None or selection.kind == "neuron" or self.frame is None:
            return
        place = subject_of(selection).place(self.frame.sizes)
        if place != self.places[1]:
            self.places = (self.places[1], place)
            # Lists of large networks do not have every weight.
            self.sizes = ()

    def _on_weight(self, _: str) -> None:
        first, second = (int(choice.shown or 0) for choice in self.choices)
        if first == second:
            # A plane needs two: the other one gives way to the one it replaced.
            first, second = self.places[1], self.places[0]
        self.places = (first, second)
        for choice, place in zip(self.choices, self.places, strict=True):
            choice.show_choice(str(place))
        self.refresh()

    def _on_plane(self, kind: str) -> None:
        self.weights[0].setVisible(kind == "weights")
        self.refresh()

    def _on_use(self) -> None:
        self.edited.emit({"optimizer": "momentum"})

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()
