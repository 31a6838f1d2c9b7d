"""Gradient noise: how far mini-batches point from the way down that all rows show."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal
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
from playground.noise import (
    GradientNoise,
    NoiseCurve,
    gradient_noise,
    noise_curve,
    round_sizes,
)
from playground.replay import shadow
from playground.run import Run
from ui.asking import PacedQuestion
from ui.canvas.noise_plot import NoisePlot
from ui.canvas.noise_view import NoiseView
from ui.canvas.ticks import number, percent
from ui.labels import sentence, text
from ui.numbers import format_count
from ui.trainer import Trainer
from ui.widgets.labelled import explain
from ui.widgets.reading import Reading
from ui.widgets.slider_row import SliderRow

CLOUD, CURVE = "noise", "noise_curve"
# While training goes on a cloud is asked for at most so often, and the curve less so.
CLOUD_MS, CURVE_MS = 200, 1000
STOPS = 48
READINGS = ("angle", "signal", "opposing", "norm", "full")


@dataclass(frozen=True, slots=True)
class NoNoise:
    """Why there is none to be measured."""

    sentence: str


def cloud_job(batch_size: int) -> Callable[[Run], Iterator[object]]:
    """Return work that answers with the GradientNoise where a run stands."""

    def work(run: Run) -> Iterator[object]:
        try:
            yield gradient_noise(run, min(batch_size, len(run.problem.x)))
        except PlaygroundError as error:
            yield NoNoise(str(error))

    return work


def curve_work(run: Run) -> Iterator[object]:
    """Yield the NoiseCurve where a run stands, size by size, or why there is none."""
    place = shadow(run)
    parts: list[NoiseCurve] = []
    for size in round_sizes(len(run.problem.x)):
        try:
            parts.append(noise_curve(place, [size]))
        except PlaygroundError as error:
            yield NoNoise(str(error))
            return
        yield joined(parts)


def joined(parts: list[NoiseCurve]) -> NoiseCurve:
    """Return curves of some sizes each as one."""
    return NoiseCurve(
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.measured for part in parts]),
        np.concatenate([part.expected for part in parts]),
        np.concatenate([part.inverse_root for part in parts]),
    )


def batch_stops(rows: int) -> tuple[float, ...]:
    """Return batch sizes from 1 to all rows, evenly on a logarithmic scale."""
    sizes = np.geomspace(1, rows, STOPS).round().astype(int)
    return tuple(float(size) for size in np.unique(sizes))


class NoisePanel(QFrame):
    """Asks for the noise beside the training, only while it is seen.

    Signals
    -------
    edited : the batch size that a person wants to train with
    """

    edited = Signal(dict)

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.trainer = trainer
        self.frame: Frame | None = None
        # The batch size that was dragged to; None: that of the run.
        self.own: int | None = None
        self.noise: GradientNoise | None = None
        # Where the cloud that is shown lies.
        self.shown: tuple[object, ...] | None = None
        self.batch = SliderRow(
            text("noise.batch"), "noise_batch", lambda value: format_count(value)
        )
        self.use = QPushButton(text("noise.use"))
        self.readings = {
            name: Reading(text(f"noise.{name}"), f"noise_{name}") for name in READINGS
        }
        self.view = NoiseView()
        self.plot = NoisePlot()
        self.message = QLabel(text("noise.empty"))
        self.pages = QStackedWidget()
        self.cloud = PacedQuestion(trainer, CLOUD, CLOUD_MS, self)
        self.curve = PacedQuestion(trainer, CURVE, CURVE_MS, self)
        self.build()
        self.batch.moved.connect(self._on_moved)
        self.use.clicked.connect(self._on_use)
        self.cloud.due.connect(self.follow)
        self.curve.due.connect(self.follow)
        trainer.answered.connect(self._on_answered)

    def build(self) -> None:
        explain(self.use, text("noise.use"), "noise_use")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.batch, 1)
        head.addWidget(self.use)
        numbers = QHBoxLayout()
        numbers.setSpacing(14)
        for reading in self.readings.values():
            numbers.addWidget(reading)
        numbers.addStretch(1)
        self.message.setWordWrap(True)
        self.message.setProperty("role", "muted")
        picture = QWidget()
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(numbers)
        column.addWidget(self.view, 1)
        column.addWidget(self.plot)
        self.pages.addWidget(self.message)
        self.pages.addWidget(picture)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.pages, 1)

    # ---- asking ------------------------------------------------------------------

    @property
    def batch_size(self) -> int:
        """The batch size whose cloud is shown."""
        if self.frame is None:
            return 1
        rows = self.frame.settings.training_rows
        own = self.frame.settings.rows_per_update if self.own is None else self.own
        return min(own, rows)

    def show_frame(self, frame: Frame) -> None:
        """Follow the run; the cloud comes a moment later."""
        before = self.frame
        if (
            before is not None
            and before.settings.rows_per_update != frame.settings.rows_per_update
        ):
            self.own = None
        self.frame = frame
        if self.isVisible():
            self.follow()

    def follow(self) -> None:
        """Ask for what is not known yet of the frame that is shown."""
        frame = self.frame
        if frame is None or not self.isVisible():
            return
        self.batch.set_stops(batch_stops(frame.settings.training_rows))
        self.batch.show_value(float(self.batch_size))
        self.plot.mark(self.batch_size)
        is_own = self.batch_size != frame.settings.rows_per_update
        self.use.setEnabled(is_own)
        place = (frame.settings, frame.params.tobytes())
        wanted = (*place, self.batch_size)
        if self.cloud.is_new(wanted):
            self.cloud.ask(wanted, cloud_job(self.batch_size))
        if self.curve.is_new(place):
            self.curve.ask(place, curve_work)

    # ---- answers -----------------------------------------------------------------

    def _on_answered(self, kind: str, value: object) -> None:
        if isinstance(value, GradientNoise) and kind == CLOUD:
            self.show_noise(value)
        elif isinstance(value, NoNoise):
            self.message.setText(sentence(value.sentence))
            self.pages.setCurrentIndex(0)
        elif isinstance(value, NoiseCurve) and self.frame is not None:
            self.plot.show_curve(value, self.frame.settings.training_rows)

    def show_noise(self, noise: GradientNoise) -> None:
        """Show a cloud and its numbers."""
        self.noise = noise
        self.pages.setCurrentIndex(1)
        place = None if self.cloud.asked is None else self.cloud.asked[:-1]
        here, self.shown = place == self.shown, place
        self.view.show_noise(noise, here=here, hold=self.batch.slider.isSliderDown())
        signal = noise.signal_to_noise
        words = {
            "angle": text(
                "noise.degrees", angle=f"{math.degrees(noise.mean_angle):.1f}"
            ),
            "signal": number(signal, 3),
            "opposing": percent(noise.opposing),
            "norm": number(noise.noise_norm, 3),
            "full": number(noise.full_norm, 3),
        }
        for name, reading in self.readings.items():
            reading.show_words(words[name])

    def _on_moved(self, size: float) -> None:
        self.own = int(size)
        # A drag is paced by the slider itself.
        self.cloud.hurry()
        self.follow()

    def _on_use(self) -> None:
        self.edited.emit({"batch_size": self.batch_size})

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.cloud.forget()
        self.curve.forget()
