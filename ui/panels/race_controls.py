"""The controls of a race: how it goes on, which lanes there are, where it ends."""

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.race import MOST_LANES
from playground.ranges import Number
from ui import type_scale
from ui.icons import icon
from ui.labels import text
from ui.language import LANGUAGE
from ui.panels.race_editor import button
from ui.racing import PlayRace, StepRace
from ui.theme import APPEARANCE, current
from ui.widgets.choice import Choice
from ui.widgets.labelled import explain
from ui.widgets.number_field import NumberField
from ui.widgets.pressed import keep_width
from ui.widgets.quantity import Quantity
from ui.widgets.segmented import Segmented

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


class RaceControls(QWidget):
    """Says what is wanted of the race, and shows whether it goes on.

    Signals
    -------
    play_wanted, restart_wanted, four_wanted, lane_wanted : a button was pressed
    pace_changed : the race should go on otherwise
    finish_moved : float, the loss of the finish line
    results_wanted : bool, whether the table is to be seen
    refused : why a typed number has no meaning
    """

    play_wanted = Signal()
    restart_wanted = Signal()
    four_wanted = Signal()
    lane_wanted = Signal()
    pace_changed = Signal()
    finish_moved = Signal(float)
    results_wanted = Signal(bool)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.is_playing = False
        self.play = tool("play")
        self.restart = tool("restart")
        self.by = Segmented({name: text(f"race.by_{name}") for name in STEPS})
        self.pace = Choice({name: text(f"race.pace_{name}") for name in PACES})
        self.four = button("four")
        self.add = button("add")
        self.finish = NumberField(Quantity(FINISH.check))
        self.results = QPushButton(text("race.results"))
        self.build()
        self.connect_parts()
        self.take_theme()

    def build(self) -> None:
        self.by.show_choice("updates")
        self.pace.show_choice(FIRST_PACE)
        self.finish.show_value(FIRST_FINISH)
        type_scale.fit(self.add, width=28)
        type_scale.fit(self.finish, width=48)
        type_scale.fit(self.pace, least_width=86)
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self.going_row())
        column.addLayout(self.lane_row())

    def going_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.play)
        row.addWidget(self.restart)
        words = QLabel(text("race.by_short"))
        words.setProperty("role", "muted")
        row.addWidget(words)
        row.addWidget(self.by)
        row.addStretch(1)
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
        self.play.clicked.connect(self.play_wanted)
        self.restart.clicked.connect(self.restart_wanted)
        self.by.chosen.connect(self._on_pace)
        self.pace.chosen.connect(self._on_pace)
        self.four.clicked.connect(self.four_wanted)
        self.add.clicked.connect(self.lane_wanted)
        self.finish.committed.connect(self._on_finish)
        self.finish.refused.connect(self.refused)
        self.results.toggled.connect(self.results_wanted)
        APPEARANCE.changed.connect(self.take_theme)
        LANGUAGE.changed.connect(self.say_again)

    def take_theme(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        theme = current()
        name = "pause" if self.is_playing else "play"
        self.play.setIcon(icon(name, theme.accent))
        self.restart.setIcon(icon("reset", theme.text, theme.strong_line))

    def say_again(self) -> None:
        """Make room for the words of another language."""
        keep_width(self.results)

    # ---- what the panel tells ----------------------------------------------------

    def show_playing(self, playing: bool) -> None:
        self.is_playing = playing
        name = text("race.pause" if playing else "race.play")
        explain(self.play, name, "race_play")
        self.take_theme()

    def show_count(self, lanes: int) -> None:
        """Show what can be done with so many lanes."""
        for control in (self.restart, self.results):
            control.setEnabled(lanes > 0)
        self.add.setEnabled(0 < lanes < MOST_LANES)
        role = "" if lanes else "primary"
        if self.four.property("role") != role:
            self.four.setProperty("role", role)
            self.four.style().unpolish(self.four)
            self.four.style().polish(self.four)

    # ---- what it is asked --------------------------------------------------------

    def chosen_finish(self) -> Any:
        return FINISH.check(self.finish.value)

    def playing(self) -> PlayRace:
        """Return the command to go on as the controls say."""
        by, pace = self.by.shown, self.pace.shown
        assert by is not None
        assert pace is not None
        return PlayRace(by, PACES[pace][by])

    def stepping(self) -> StepRace:
        """Return the command for one small step."""
        by = self.by.shown
        assert by is not None
        return StepRace(by, STEPS[by])

    def _on_pace(self) -> None:
        self.pace_changed.emit()

    def _on_finish(self, loss: object) -> None:
        self.finish_moved.emit(FINISH.check(loss))


def tool(key: str) -> QToolButton:
    """Return a small button with an icon."""
    result = QToolButton()
    result.setIconSize(QSize(16, 16))
    type_scale.fit(result, width=30, height=28)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    explain(result, text(f"race.{key}"), f"race_{key}")
    return result
