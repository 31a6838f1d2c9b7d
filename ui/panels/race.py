"""The race: several methods from one start, and the loss over what each one cost."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from playground.errors import PlaygroundError
from playground.files import replace_file
from playground.frame import Probe
from playground.race import FEWEST_LANES, MOST_LANES, check_lanes, four_methods
from playground.race_frame import RaceFrame
from playground.settings import Settings
from ui.labels import text
from ui.language import LANGUAGE
from ui.panels.race_controls import RaceControls
from ui.panels.race_editor import LaneEditor
from ui.panels.race_lanes import LaneCards, StaleNote
from ui.panels.race_outcome import RaceOutcome
from ui.panels.race_pictures import PicturePace
from ui.pictures import png_of
from ui.racing import (
    PauseRace,
    RaceNotice,
    RacePlaying,
    RaceRefused,
    RaceShown,
    SetFinish,
    StartRace,
    WantRaceFrame,
)
from ui.widgets.scrolled import scrolled

# Pixels along a side of a lane's picture.
RESOLUTION = 40


class RacePanel(QFrame):
    """Puts lanes at one start, plays them together, and tells who wins.

    Signals
    -------
    commanded : RaceCommand for the training thread
    run_wanted : (Settings, update), a lane is to become the current run
    noted, refused : sentences for the message bar
    """

    commanded = Signal(object)
    run_wanted = Signal(object, int)
    noted = Signal(str)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.settings: Settings | None = None
        self.lanes: tuple[Settings, ...] = ()
        self.axes = (0, 1)
        self.number = 0
        self.chosen: int | None = None
        self.frame: RaceFrame | None = None
        self.controls = RaceControls()
        self.empty = QLabel(text("race.empty"))
        self.stale = StaleNote()
        self.cards = LaneCards()
        self.editor = LaneEditor()
        self.outcome = RaceOutcome()
        self.pictures = PicturePace(self)
        self.build()
        self.connect_parts()
        self.choose(None)
        self.show_lanes()

    # ---- composition -------------------------------------------------------------

    def build(self) -> None:
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.controls)
        column.addWidget(self.empty, 1)
        for part in (self.stale, self.cards, self.editor):
            column.addWidget(part)
        column.addWidget(self.outcome, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.body, sideways=True))

    def connect_parts(self) -> None:
        controls, editor, outcome = self.controls, self.editor, self.outcome
        controls.play_wanted.connect(self.toggle_play)
        controls.restart_wanted.connect(self.start_again)
        controls.pace_changed.connect(self._on_pace_changed)
        controls.four_wanted.connect(self.race_four)
        controls.lane_wanted.connect(self.add_lane)
        controls.finish_moved.connect(self._on_finish)
        controls.results_wanted.connect(outcome.show_table)
        self.cards.chosen.connect(self.choose)
        editor.edited.connect(self.edit_lane)
        editor.current_wanted.connect(self.take_current)
        editor.opening_wanted.connect(self._on_opening_wanted)
        editor.removal_wanted.connect(self.remove_lane)
        outcome.axis_chosen.connect(self.show_axis)
        outcome.table.noted.connect(self.noted)
        outcome.table.picture_wanted.connect(self.save_picture)
        for part in (controls, editor, outcome.table):
            part.refused.connect(self.refused)
        self.pictures.due.connect(self.want_frame)
        LANGUAGE.changed.connect(self.say_again)

    def say_again(self) -> None:
        """Write everything on the cards and in the table in another language."""
        self.show_lanes()
        if self.frame is not None:
            self.show_race(self.frame)

    # ---- what the window tells ---------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        """Take the settings from which the next race begins."""
        self.settings = settings
        self.stale.compare(settings, self.lanes)

    def take(self, notice: RaceNotice) -> None:
        """Show what the training thread says about the race."""
        match notice:
            case RaceShown(frame, number):
                if number == self.number:
                    self.show_race(frame)
                self.pictures.came(goes_on=self.isVisible())
            case RacePlaying(playing):
                self.controls.show_playing(playing)
            case RaceRefused(sentence):
                self.refused.emit(sentence)

    def show_race(self, frame: RaceFrame) -> None:
        self.frame = frame
        self.cards.show_frame(frame, self.outcome.shown_axis)
        self.outcome.show_frame(frame)

    # ---- lanes -------------------------------------------------------------------

    def race_four(self) -> None:
        """Race the lesson's four methods with the current settings."""
        if self.settings is not None:
            self.start(tuple(four_methods(self.settings)))
            self.go_on()

    def add_lane(self) -> None:
        """Add a lane like the chosen one, or like the last, and choose it."""
        if not self.lanes:
            self.race_four()
            return
        if len(self.lanes) < MOST_LANES:
            like = self.lanes[-1 if self.chosen is None else self.chosen]
            self.start((*self.lanes, like))
            self.choose(len(self.lanes) - 1)

    def remove_lane(self) -> None:
        """Take the chosen lane away."""
        gone = self.chosen
        if gone is not None and len(self.lanes) > FEWEST_LANES:
            self.start(self.lanes[:gone] + self.lanes[gone + 1 :])

    def edit_lane(self, changes: dict[str, Any]) -> None:
        """Change the settings of the chosen lane; all begin again."""
        lane = self.chosen
        if lane is None:
            return
        try:
            other = self.lanes[lane].replace(**changes)
        except PlaygroundError as error:
            self.refused.emit(str(error))
        else:
            self.start((*self.lanes[:lane], other, *self.lanes[lane + 1 :]))
        self.choose(lane)

    def take_current(self) -> None:
        """Give the chosen lane all settings of the current run; all begin again."""
        lane, settings = self.chosen, self.settings
        if lane is None or settings is None:
            return
        lanes = (*self.lanes[:lane], settings, *self.lanes[lane + 1 :])
        try:
            check_lanes(lanes)
        except PlaygroundError as error:
            self.refused.emit(str(error))
        else:
            self.start(lanes)
        self.choose(lane)

    def start(self, lanes: tuple[Settings, ...]) -> None:
        """Put lanes with these settings at the start."""
        self.lanes = lanes
        self.number += 1
        self.frame = None
        self.choose(None)
        self.show_lanes()
        finish = self.controls.chosen_finish()
        self.commanded.emit(StartRace(lanes, finish, self.number))
        self.want_frame()

    def start_again(self) -> None:
        """Put the same lanes back to their start."""
        if self.lanes:
            chosen = self.chosen
            self.start(self.lanes)
            self.choose(chosen)

    def show_lanes(self) -> None:
        """Show what there is: the invitation, or the lanes."""
        has_lanes = bool(self.lanes)
        self.cards.show_lanes(self.lanes)
        self.empty.setVisible(not has_lanes)
        self.cards.setVisible(has_lanes)
        self.outcome.setVisible(has_lanes)
        self.controls.show_count(len(self.lanes))
        if self.frame is None:
            self.outcome.clear()
        self.stale.compare(self.settings, self.lanes)

    def choose(self, lane: int | None) -> None:
        """Open the settings of a lane, or none."""
        self.chosen = lane
        self.cards.choose(lane)
        self.editor.setVisible(lane is not None)
        if lane is not None:
            removable = len(self.lanes) > FEWEST_LANES
            self.editor.show_lane(self.lanes[lane], lane, removable=removable)
        self.fit()

    # ---- going on ----------------------------------------------------------------

    @property
    def playing(self) -> bool:
        return self.controls.is_playing

    def toggle_play(self) -> None:
        """Play or pause; without lanes race the four methods."""
        if self.playing:
            self.commanded.emit(PauseRace())
        elif self.lanes:
            self.go_on()
        else:
            self.race_four()

    def go_on(self) -> None:
        self.commanded.emit(self.controls.playing())

    def make_step(self) -> None:
        """Pause, and let all lanes advance a little."""
        if self.lanes:
            self.commanded.emit(self.controls.stepping())

    def want_frame(self) -> None:
        """Ask for a picture, if one is seen and none is under way."""
        if self.lanes and self.isVisible() and self.pictures.ask():
            probe = Probe(resolution=RESOLUTION, axes=self.axes)
            self.commanded.emit(WantRaceFrame(probe))

    def show_axis(self, axis: str) -> None:
        """Measure the race by another of AXES; the winner may change."""
        self.outcome.show_axis(axis)
        if self.frame is not None:
            self.cards.show_frame(self.frame, axis)

    def save_picture(self, path: Path) -> None:
        """Save lanes and curves as they are seen."""
        self.controls.results.setChecked(False)
        self.outcome.draw()
        try:
            replace_file(path, png_of(self.body.grab().toImage()))
        except PlaygroundError as error:
            self.refused.emit(str(error))
            return
        self.noted.emit(text("race.saved", path=path))

    def _on_pace_changed(self) -> None:
        if self.playing:
            self.go_on()

    def _on_finish(self, loss: float) -> None:
        self.commanded.emit(SetFinish(loss))
        self.want_frame()

    def _on_opening_wanted(self) -> None:
        frame, lane = self.frame, self.chosen
        if frame is not None and lane is not None:
            shown = frame.lanes[lane]
            self.run_wanted.emit(shown.settings, int(shown.position["updates"]))

    # ---- Qt ----------------------------------------------------------------------

    def fit(self) -> None:
        """Leave room for the curves whatever is open above them."""
        taken = 300 if self.chosen is None else 390
        self.cards.limit(int((self.height() - taken) * 0.6))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.outcome.ensure_plot()
        self.want_frame()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.playing:
            self.commanded.emit(PauseRace())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.body.minimumSizeHint().width(), 300)
