"""The loss landscape of this run, on a plane through where it stands."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from playground.frame import Frame
from playground.replay import Path, walk_path
from ui.canvas.diagram_selection import Selection
from ui.canvas.landscape_scale import LandscapeScale
from ui.canvas.landscape_trail import Trail
from ui.canvas.landscape_view import LandscapeView, Survey
from ui.canvas.ticks import number, percent
from ui.edits import HandEdits
from ui.labels import derived, glued, sentence, text
from ui.numbers import format_loss
from ui.panels.inspector_subject import subject_of
from ui.panels.landscape_chooser import PlaneChooser
from ui.panels.landscape_survey import (
    NoPlane,
    PlaneWish,
    as_sentence,
    survey_job,
)
from ui.trainer import Trainer

Array = NDArray[np.floating[Any]]

QUESTION, PATH_QUESTION = "landscape", "landscape_path"
# While training goes on: at most so many new landscapes a second, and coarser ones.
INTERVAL = 400
COARSE, FINE = 32, 64


class LandscapePanel(QFrame):
    """Asks for landscapes beside the training, only while it is seen."""

    def __init__(self, trainer: Trainer, hands: HandEdits) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.trainer = trainer
        self.hands = hands
        self.frame: Frame | None = None
        self.trail = Trail()
        # What is asked just now, and what the shown picture answers.
        self.asked: tuple[object, ...] | None = None
        self.shown: tuple[object, ...] | None = None
        self.shown_wish: PlaneWish | None = None
        self.path_asked: tuple[int, int] | None = None
        self.is_waiting = False
        self.chooser = PlaneChooser()
        self.view = LandscapeView()
        self.empty = QLabel(text("landscape.empty"))
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self.scale = LandscapeScale()
        self.here = QLabel()
        self.distance = QLabel()
        self.distance.setProperty("role", "muted")
        self.distance.setWordWrap(True)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(INTERVAL)
        self.timer.timeout.connect(self.follow)
        self.build()
        self.chooser.changed.connect(self.ask)
        self.chooser.relief_wanted.connect(self.view.show_relief)
        self.view.clicked.connect(self.start_at)
        trainer.answered.connect(self._on_answered)
        trainer.playing_changed.connect(self._on_playing_changed)

    def build(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.view)
        foot = QHBoxLayout()
        foot.setSpacing(14)
        foot.addWidget(self.here)
        foot.addStretch(1)
        foot.addWidget(self.scale)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self.chooser)
        layout.addWidget(self.pages, 1)
        layout.addLayout(foot)
        layout.addWidget(self.distance)

    # ---- what comes in -----------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Go on with this frame; a new landscape is asked for in its time."""
        self.frame = frame
        self.trail.follow(frame)
        self.chooser.show_sizes(frame.sizes)
        self.chooser.suggest("principal" if frame.update else "random")
        if not self.isVisible():
            return
        self.show_path()
        self.follow()

    def forget_past(self) -> None:
        """Forget the path of a run: another one was opened."""
        self.trail.forget()
        self.asked = self.path_asked = None
        self.is_waiting = False

    def pick(self, selection: object) -> None:
        """Take a weight or bias that was selected in the network."""
        if self.frame is not None and isinstance(selection, Selection):
            subject = subject_of(selection)
            if subject.is_parameter and subject.is_in(self.frame):
                self.chooser.pick(subject.place(self.frame.sizes))

    def start_at(self, x: float, y: float) -> None:
        """Put the network at a point of the picture; it can be undone."""
        survey = self.view.survey
        if survey is None or self.frame is None:
            return
        values = survey.params_at(x, y)
        if len(values) != len(self.frame.params):
            return
        before = np.asarray(self.frame.params, np.float64)
        moved = np.flatnonzero(values != before).tolist()
        places = tuple(k for k in moved if k not in self.frame.wiring.cut)
        if places:
            words = text("landscape.started")
            numbers = tuple(float(values[k]) for k in places)
            self.hands.push(places, numbers, words, words)

    # ---- asking ------------------------------------------------------------------

    @property
    def resolution(self) -> int:
        return COARSE if self.trainer.playing else FINE

    def wanted(self) -> tuple[object, ...]:
        """Return what the picture should be of."""
        frame = self.frame
        assert frame is not None
        key = (frame.timeline.current, frame.update, frame.params.tobytes())
        return (self.chooser.wish, self.resolution, key, frame.settings)

    def follow(self) -> None:
        """Ask again when the run went on; while it trains one answer at a time."""
        is_busy = self.timer.isActive() or self.is_waiting
        if not (self.trainer.playing and is_busy):
            self.ask()

    def ask(self) -> None:
        """Ask for the landscape around where the run stands, unless it was asked."""
        frame = self.frame
        if frame is None or not self.isVisible() or self.wanted() == self.asked:
            return
        self.asked = self.wanted()
        self.is_waiting = True
        _, points = self.trail.up_to(frame.update)
        job = survey_job(self.chooser.wish, points, self.resolution)
        self.trainer.ask(QUESTION, job)
        if self.trainer.playing:
            self.timer.start()
        else:
            self.fill_gap(frame)

    def fill_gap(self, frame: Frame) -> None:
        """Ask for the way that no frame has shown, once."""
        key = (frame.timeline.current, frame.update)
        if self.path_asked != key and self.trail.has_gap(frame.update):
            self.path_asked = key
            self.trainer.ask(PATH_QUESTION, walk_path)

    def _on_answered(self, kind: str, value: object) -> None:
        if kind == PATH_QUESTION and isinstance(value, Path):
            self.trail.learn(value)
            self.show_path()
            if value.done and self.chooser.wish.kind in ("principal", "weights"):
                self.asked = None
                self.ask()
        elif kind == QUESTION and isinstance(value, NoPlane):
            self.is_waiting = False
            self.empty.setText(derived(sentence(value.sentence), as_sentence))
            self.pages.setCurrentWidget(self.empty)
            self.view.show_survey(None)
        elif kind == QUESTION and isinstance(value, Survey):
            self.show_survey(value)

    def show_survey(self, survey: Survey) -> None:
        """Show an answer; an unfinished one only where nothing better is shown."""
        self.is_waiting = not survey.landscape.is_done
        is_new = self.view.survey is None or self.shown_wish != self.chooser.wish
        if not survey.landscape.is_done and not is_new and not self.is_refining():
            return
        self.shown, self.shown_wish = self.asked, self.chooser.wish
        self.view.show_survey(survey)
        self.pages.setCurrentWidget(self.view)
        self.scale.show_heights(self.view.heights)
        share = survey.plane.share
        if share is not None:
            self.chooser.say(text("landscape.principal_note", share=percent(share)))
        self.show_path()

    def is_refining(self) -> bool:
        """Return whether the shown picture is an earlier answer to this question."""
        survey = self.view.survey
        return (
            survey is not None
            and not survey.landscape.is_done
            and self.shown == self.asked
        )

    def show_path(self) -> None:
        """Draw the way to the shown update, and say what cannot be drawn."""
        frame = self.frame
        if frame is None:
            return
        _, points = self.trail.up_to(frame.update)
        self.view.show_path(points)
        loss = frame.evaluation.train_loss
        words = glued("{} <b>{}</b>", text("landscape.here"), format_loss(loss))
        self.here.setText(words)
        farthest = self.view.farthest
        if len(points) < 2:
            words = text("landscape.no_path")
        elif farthest < 1e-9 * (1.0 + float(np.abs(points).max())):
            words = text("landscape.in_plane")
        else:
            words = text("landscape.off_plane", farthest=number(farthest, 2))
        self.distance.setText(words)

    def _on_playing_changed(self, playing: bool) -> None:
        if not playing and self.frame is not None:
            # The picture of a run that stands is finer.
            self.ask()

    # ---- Qt ----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.frame is not None:
            self.show_path()
        self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.timer.stop()
        self.trainer.forget(QUESTION)
        self.trainer.forget(PATH_QUESTION)
        self.asked = self.path_asked = None
