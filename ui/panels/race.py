"""The race: several methods from one start, and the loss over what each one cost."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.errors import PlaygroundError
from playground.frame import Probe
from playground.lanes import AXES
from playground.race import FEWEST_LANES, MOST_LANES, SHARED, four_methods
from playground.race_frame import RaceFrame
from playground.ranges import Number
from playground.settings import Settings
from ui import type_scale
from ui.calm import milliseconds_between
from ui.canvas.race_plot import RacePlot
from ui.icons import icon
from ui.labels import text
from ui.language import LANGUAGE
from ui.panels.race_editor import LaneEditor, button
from ui.panels.race_lanes import LaneCards
from ui.panels.race_table import RaceTable
from ui.panels.stages import keep_width
from ui.racing import (
    PauseRace,
    PlayRace,
    RaceCommand,
    RaceNotice,
    RacePlaying,
    RaceRefused,
    RaceShown,
    SetFinish,
    StartRace,
    StepRace,
    WantRaceFrame,
)
from ui.theme import APPEARANCE, current
from ui.widgets.choice import Choice
from ui.widgets.labelled import explain
from ui.widgets.number_field import NumberField
from ui.widgets.quantity import Quantity
from ui.widgets.segmented import Segmented

# Pixels along a side of a lane's picture, and how often pictures and curves are drawn.
RESOLUTION = 40
FRAME_MS = 30
PLOT_MS = 83

FINISH = Number("finish", 0.0, open_low=True)
FIRST_FINISH = 0.3

# How much of a second's pace each speed is, by what the lanes advance by.
PACES: dict[str, dict[str, float | None]] = {
    "slow": {"updates": 5.0, "samples": 50.0, "seconds": 0.002},
    "steady": {"updates": 50.0, "samples": 2500.0, "seconds": 0.02},
    "quick": {"updates": 500.0, "samples": 50_000.0, "seconds": 0.2},
    "fastest": {"updates": None, "samples": None, "seconds": None},
}
FIRST_PACE = "quick"
STEPS = {"updates": 1.0, "samples": 100.0, "seconds": 0.001}


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
        self.playing = False
        self.is_waiting = False
        self.chosen: int | None = None
        self.frame: RaceFrame | None = None
        self.plot: RacePlot | None = None
        self.play = tool("play")
        self.restart = tool("restart")
        self.by = Segmented({name: text(f"race.by_{name}") for name in STEPS})
        self.pace = Choice({name: text(f"race.pace_{name}") for name in PACES})
        self.four = button("four")
        self.add = button("add")
        type_scale.fit(self.add, width=28)
        self.finish = NumberField(Quantity(FINISH.check))
        self.results = QPushButton(text("race.results"))
        self.empty = QLabel(text("race.empty"))
        self.stale = QLabel(text("race.stale"))
        self.cards = LaneCards()
        self.editor = LaneEditor()
        self.axis = Segmented({name: text(f"race.short_{name}") for name in AXES})
        self.log = QCheckBox(text("race.log"))
        self.place = QWidget()
        self.table = RaceTable()
        self.pages = QStackedWidget()
        self.next_frame = single_shot(self, FRAME_MS)
        self.next_plot = single_shot(self, PLOT_MS)
        self.is_plotted = True
        self.clock = QElapsedTimer()
        self.clock.start()
        self.build()
        self.connect_parts()
        self.take_theme()
        self.choose(None)
        self.show_lanes()

    # ---- composition -------------------------------------------------------------

    def build(self) -> None:
        self.by.show_choice("updates")
        self.pace.show_choice(FIRST_PACE)
        self.axis.show_choice("updates")
        self.finish.show_value(FIRST_FINISH)
        self.log.setChecked(True)
        self.log.setToolTip(text("race.log_tip"))
        type_scale.fit(self.finish, width=48)
        self.results.setCheckable(True)
        # Its words are bold while it is pressed in.
        keep_width(self.results)
        self.results.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(self.results, text("race.results"), "race_results")
        explain(self.finish, text("race.finish"), "race_finish")
        explain(self.pace, text("race.pace"), "race_pace")
        for name, part in self.by.buttons.items():
            words = text("race.by", by=text(f"race.by_{name}"))
            explain(part, words, f"race_by_{name}")
        for name, part in self.axis.buttons.items():
            explain(part, text(f"race.axis_{name}"), f"race_axis_{name}")
        for label in (self.empty, self.stale):
            label.setWordWrap(True)
            label.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self.place)
        inside.setContentsMargins(0, 0, 0, 0)
        for page in (self.place, self.table):
            self.pages.addWidget(page)
        type_scale.fit(self.pages, least_height=88)
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self.control_row())
        column.addLayout(self.lane_row())
        column.addWidget(self.empty, 1)
        column.addWidget(self.stale)
        column.addWidget(self.cards)
        column.addWidget(self.editor)
        self.header = QWidget()
        header = QHBoxLayout(self.header)
        header.setContentsMargins(0, 0, 0, 0)
        header.addWidget(self.axis)
        header.addStretch(1)
        header.addWidget(self.log)
        column.addWidget(self.header)
        column.addWidget(self.pages, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def control_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for control in (self.play, self.restart):
            row.addWidget(control)
        row.addWidget(self.by)
        row.addStretch(1)
        type_scale.fit(self.pace, least_width=86)
        row.addWidget(self.pace)
        return row

    def lane_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.four)
        row.addWidget(self.add)
        row.addStretch(1)
        words = QLabel(text("race.finish_short"))
        words.setProperty("role", "muted")
        words.setBuddy(self.finish)
        row.addWidget(words)
        row.addWidget(self.finish)
        row.addWidget(self.results)
        return row

    def connect_parts(self) -> None:
        self.play.clicked.connect(self.toggle_play)
        self.restart.clicked.connect(self.start_again)
        self.by.chosen.connect(self._on_pace_changed)
        self.pace.chosen.connect(self._on_pace_changed)
        self.four.clicked.connect(self.race_four)
        self.add.clicked.connect(self.add_lane)
        self.finish.committed.connect(self._on_finish)
        self.finish.refused.connect(self.refused)
        self.results.toggled.connect(self._on_results)
        self.cards.chosen.connect(self.choose)
        self.editor.edited.connect(self.edit_lane)
        self.editor.refused.connect(self.refused)
        self.editor.opening_wanted.connect(self._on_opening_wanted)
        self.editor.removal_wanted.connect(self.remove_lane)
        self.axis.chosen.connect(self.show_axis)
        self.log.toggled.connect(self._on_log)
        self.table.noted.connect(self.noted)
        self.table.refused.connect(self.refused)
        self.table.picture_wanted.connect(self.save_picture)
        self.next_frame.timeout.connect(self.want_frame)
        self.next_plot.timeout.connect(self.draw_plot)
        APPEARANCE.changed.connect(self.take_theme)
        LANGUAGE.changed.connect(self.say_again)

    def take_theme(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        theme = current()
        name = "pause" if self.playing else "play"
        self.play.setIcon(icon(name, theme.accent))
        self.restart.setIcon(icon("reset", theme.text, theme.strong_line))

    def say_again(self) -> None:
        """Write everything on the cards and in the table in another language."""
        keep_width(self.results)
        self.show_lanes()
        if self.frame is not None:
            self.show_race(self.frame)

    # ---- what the window tells ---------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        """Take the settings from which the next race begins."""
        self.settings = settings
        self.show_stale()

    def show_stale(self) -> None:
        """Say when the lanes learn something else than the current run."""
        is_stale = bool(self.lanes) and any(
            getattr(self.settings, name) != getattr(self.lanes[0], name)
            for name in SHARED
        )
        self.stale.setVisible(is_stale)

    def take(self, notice: RaceNotice) -> None:
        """Show what the training thread says about the race."""
        match notice:
            case RaceShown(frame, number):
                self.is_waiting = False
                if number == self.number:
                    self.show_race(frame)
                if self.isVisible():
                    # Counted from the last wish, so that what a picture takes does not
                    # add to it.
                    pause = milliseconds_between(FRAME_MS) - self.clock.elapsed()
                    self.next_frame.start(max(0, pause))
            case RacePlaying(playing):
                self.show_playing(playing)
            case RaceRefused(sentence):
                self.refused.emit(sentence)

    def show_race(self, frame: RaceFrame) -> None:
        self.frame = frame
        self.cards.show_frame(frame, self.shown_axis)
        self.table.show_frame(frame)
        self.is_plotted = False
        if not self.next_plot.isActive():
            self.draw_plot()

    def draw_plot(self) -> None:
        """Draw the newest curves if they are not drawn; the next ones wait a moment."""
        if self.plot is not None and not self.is_plotted:
            self.is_plotted = True
            self.plot.show_frame(self.frame)
            self.next_plot.start()

    def show_playing(self, playing: bool) -> None:
        self.playing = playing
        name = text("race.pause" if playing else "race.play")
        explain(self.play, name, "race_play")
        self.take_theme()

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
        if len(self.lanes) == MOST_LANES:
            return
        like = self.lanes[-1 if self.chosen is None else self.chosen]
        self.start((*self.lanes, like))
        self.choose(len(self.lanes) - 1)

    def remove_lane(self) -> None:
        """Take the chosen lane away."""
        if self.chosen is not None and len(self.lanes) > FEWEST_LANES:
            gone = self.chosen
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
            self.choose(lane)
            return
        self.start((*self.lanes[:lane], other, *self.lanes[lane + 1 :]))
        self.choose(lane)

    def start(self, lanes: tuple[Settings, ...]) -> None:
        """Put lanes with these settings at the start."""
        self.lanes = lanes
        self.number += 1
        self.frame = None
        self.choose(None)
        self.show_lanes()
        finish = FINISH.check(self.finish.value)
        self.tell(StartRace(lanes, finish, self.number))
        self.want_frame()

    def start_again(self) -> None:
        """Put the same lanes back to their start."""
        chosen = self.chosen
        if self.lanes:
            self.start(self.lanes)
            self.choose(chosen)

    def show_lanes(self) -> None:
        """Show what there is: the invitation, or the lanes."""
        has_lanes = bool(self.lanes)
        self.cards.show_lanes(self.lanes)
        self.empty.setVisible(not has_lanes)
        for part in (self.cards, self.header, self.pages):
            part.setVisible(has_lanes)
        for control in (self.restart, self.results):
            control.setEnabled(has_lanes)
        self.add.setEnabled(has_lanes and len(self.lanes) < MOST_LANES)
        if self.four.property("role") != ("" if has_lanes else "primary"):
            self.four.setProperty("role", "" if has_lanes else "primary")
            self.four.style().unpolish(self.four)
            self.four.style().polish(self.four)
        self.table.show_frame(self.frame)
        if self.plot is not None:
            self.plot.show_frame(self.frame)
        self.show_stale()

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

    def tell(self, command: RaceCommand) -> None:
        self.commanded.emit(command)

    def toggle_play(self) -> None:
        """Play or pause; without lanes race the four methods."""
        if self.playing:
            self.tell(PauseRace())
        elif self.lanes:
            self.go_on()
        else:
            self.race_four()

    def go_on(self) -> None:
        by, pace = self.by.shown, self.pace.shown
        assert by is not None
        assert pace is not None
        self.tell(PlayRace(by, PACES[pace][by]))

    def make_step(self) -> None:
        """Pause, and let all lanes advance a little."""
        by = self.by.shown
        if self.lanes and by is not None:
            self.tell(StepRace(by, STEPS[by]))

    def want_frame(self) -> None:
        """Ask for a picture, if one is seen and none is under way."""
        if self.lanes and not self.is_waiting and self.isVisible():
            self.is_waiting = True
            self.clock.restart()
            self.tell(WantRaceFrame(Probe(resolution=RESOLUTION, axes=self.axes)))

    def show_axis(self, axis: str) -> None:
        """Measure the race by another of AXES; the winner may change."""
        self.axis.show_choice(axis)
        if self.plot is not None:
            self.plot.show_axis(axis)
        if self.frame is not None:
            self.cards.show_frame(self.frame, axis)

    @property
    def shown_axis(self) -> str:
        return self.axis.shown or AXES[0]

    def save_picture(self, path: Path) -> None:
        """Save lanes and curves as they are seen."""
        self.results.setChecked(False)
        self.draw_plot()
        if self.body.grab().save(str(path)):
            self.noted.emit(text("race.saved", path=path))
        else:
            self.refused.emit(text("race.not_saved", path=path))

    def _on_pace_changed(self) -> None:
        if self.playing:
            self.go_on()

    def _on_finish(self, loss: object) -> None:
        self.tell(SetFinish(FINISH.check(loss)))
        self.want_frame()

    def _on_results(self, shown: bool) -> None:
        self.pages.setCurrentIndex(int(shown))

    def _on_log(self, log: bool) -> None:
        if self.plot is not None:
            self.plot.set_log(log)

    def _on_opening_wanted(self) -> None:
        frame, lane = self.frame, self.chosen
        if frame is not None and lane is not None:
            shown = frame.lanes[lane]
            self.run_wanted.emit(shown.settings, int(shown.position["updates"]))

    # ---- Qt ----------------------------------------------------------------------

    def ensure_plot(self) -> None:
        """Make the plot if it is not there yet; its library takes 0.4 s to import."""
        if self.plot is None:
            self.plot = RacePlot(self.shown_axis, log=self.log.isChecked())
            layout = self.place.layout()
            assert layout is not None
            layout.addWidget(self.plot)
            self.plot.show_frame(self.frame)

    def fit(self) -> None:
        """Leave room for the curves whatever is open above them."""
        taken = 300 if self.chosen is None else 390
        self.cards.limit(int((self.height() - taken) * 0.6))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ensure_plot()
        self.want_frame()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.playing:
            self.tell(PauseRace())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.body.minimumSizeHint().width(), 300)


def tool(key: str) -> QToolButton:
    """Return a small button with an icon."""
    result = QToolButton()
    result.setIconSize(QSize(16, 16))
    type_scale.fit(result, width=30, height=28)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    explain(result, text(f"race.{key}"), f"race_{key}")
    return result


def single_shot(parent: QWidget, interval: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(interval)
    return timer
