"""The bar of the stage mode: which stage is open, what happens in it, its formula."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.frame import Frame
from ui import type_scale
from ui.canvas.diagram_selection import Selection
from ui.canvas.stage_strip import StageStrip
from ui.icons import icon
from ui.labels import text
from ui.language import LANGUAGE
from ui.numbers import format_count
from ui.panels.stages_options import StagesOptions
from ui.panels.stages_reading import StagesReading
from ui.stage_mode import StageMode
from ui.stage_words import title
from ui.theme import APPEARANCE, current

# The automatic play stays so long at a stage.
STAGE_MS = 1200
AHEAD_MS = 150
# A narrower bar puts the choice of sample and matrix into a row of its own.
WIDE, LEAST_WIDTH = 620, 300


class StagesPanel(QFrame):
    """Walks through one update; the run changes only when an update is finished.

    Signals
    -------
    opened : bool, the mode was entered or left: the coming update is wanted, or not
    update_wanted : the last stage was finished, so the update is to be made
    update_before_wanted : the run is to stand at the update before
    stage_changed : (UpdateTrace, Stage) to be lit, or None
    playing_changed : bool, the slow play
    matrix_wanted : bool, whether the layer is shown as matrices
    """

    opened = Signal(bool)
    update_wanted = Signal()
    update_before_wanted = Signal()
    stage_changed = Signal(object)
    playing_changed = Signal(bool)
    matrix_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self.setAccessibleName(text("stages.bar"))
        self.mode = StageMode()
        self.clock = QTimer(self)
        self.clock.setInterval(STAGE_MS)
        self.clock.timeout.connect(self.go_on)
        # The next formula is typeset while one reads this one.
        self.ahead = QTimer(self)
        self.ahead.setSingleShot(True)
        self.ahead.setInterval(AHEAD_MS)
        self.ahead.timeout.connect(self.prepare_next)
        self.strip = StageStrip()
        self.strip.chosen.connect(self.go_to)
        self.back_button = self.make_button("back", self.step_back)
        self.play_button = self.make_button("play", self.toggle_play)
        self.on_button = self.make_button("on", self.step_on)
        self.leave_button = self.make_button("leave", self.leave)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.where = QLabel()
        self.where.setProperty("role", "muted")
        self.reading = StagesReading()
        self.options = StagesOptions()
        self.options.choice_made.connect(self._on_choice)
        self.options.sample_chosen.connect(self._on_sample)
        self.options.matrix_wanted.connect(self.matrix_wanted)
        self.build()
        APPEARANCE.changed.connect(self.refresh_icons)
        LANGUAGE.changed.connect(self.refresh_words)
        self.refresh_icons()
        self.hide()

    # ---- composition -------------------------------------------------------------

    def make_button(self, key: str, pressed: object) -> QToolButton:
        button = QToolButton()
        type_scale.fit(button, width=28, height=28)
        button.setIconSize(QSize(14, 14))
        # A click must leave the keys where they are.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(pressed)
        button.setToolTip(text(f"stages.{key}_tip"))
        button.setAccessibleName(text(f"stages.{key}_tip"))
        return button

    def build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.where)
        self.head = QHBoxLayout()
        self.head.setSpacing(4)
        for button in (self.back_button, self.play_button, self.on_button):
            self.head.addWidget(button)
        self.head.addSpacing(8)
        self.head.addLayout(words, 1)
        self.head.addWidget(self.options)
        self.head.addSpacing(4)
        self.head.addWidget(self.leave_button)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(10, 6, 8, 6)
        self.rows.setSpacing(4)
        self.rows.addWidget(self.strip)
        self.rows.addLayout(self.head)
        self.rows.addWidget(self.reading)

    def refresh_icons(self) -> None:
        colors = current()
        play = "pause" if self.clock.isActive() else "play"
        for button, name in (
            (self.back_button, "step-back"),
            (self.play_button, play),
            (self.on_button, "step"),
            (self.leave_button, "close"),
        ):
            button.setIcon(icon(name, colors.text, colors.strong_line))
        key = "pause_tip" if self.clock.isActive() else "play_tip"
        self.play_button.setToolTip(text(f"stages.{key}"))
        self.play_button.setAccessibleName(text(f"stages.{key}"))

    # ---- what the window tells ---------------------------------------------------

    def refresh_words(self) -> None:
        """Say everything about the stage in another language."""
        self.options.fit_words()
        if self.is_on:
            self.show_state()

    @property
    def is_on(self) -> bool:
        return self.mode.is_on

    def show_frame(self, frame: Frame) -> None:
        """Look at the update that this frame opened, if the mode is on."""
        trace = frame.trace
        if not self.is_on or trace is None or trace.sample is not None:
            return
        self.mode.take(trace)
        self.show_state()

    def show_focus(self, focus: Selection | None) -> None:
        """Explain the number of this neuron or link, as far as the stage has one."""
        if focus != self.reading.focus:
            self.reading.focus = focus
            trace, stage = self.mode.trace, self.mode.stage
            if trace is not None and stage is not None:
                self.reading.show_example(trace, stage)

    def set_compact(self, compact: bool) -> None:
        """Leave the example out where the diagram needs the room."""
        self.reading.example.setHidden(compact)

    def give_up(self) -> None:
        """Stay where one is: the update could not be made."""
        self.mode.give_up()
        self.set_playing(False)

    # ---- what the user does ------------------------------------------------------

    def enter(self) -> None:
        """Open the coming update."""
        if self.is_on:
            return
        self.mode.enter()
        self.options.show_choice(None)
        self.show_state()
        self.show()
        self.opened.emit(True)

    def leave(self) -> None:
        """Close it; nothing of the run has changed."""
        if not self.is_on:
            return
        self.set_playing(False)
        self.mode.leave()
        self.hide()
        self.stage_changed.emit(None)
        self.opened.emit(False)

    def toggle(self) -> None:
        self.leave() if self.is_on else self.enter()

    def step_on(self) -> None:
        """Go on by hand."""
        self.set_playing(False)
        self.go_on()

    def step_back(self) -> None:
        self.set_playing(False)
        if self.mode.go_back():
            self.update_before_wanted.emit()
        self.show_state()

    def go_on(self) -> None:
        """Go to the next stage; after the last one the update is made."""
        if self.mode.go_on():
            self.update_wanted.emit()
        self.show_state()

    def go_to(self, place: int) -> None:
        self.set_playing(False)
        self.mode.go_to(place)
        self.show_state()

    def toggle_play(self) -> None:
        self.set_playing(not self.clock.isActive())

    def set_playing(self, playing: bool) -> None:
        if playing == self.clock.isActive():
            return
        self.clock.start() if playing else self.clock.stop()
        self.refresh_icons()
        self.playing_changed.emit(playing)

    def look_at(self, sample: int | None) -> None:
        """Show the numbers of one training row, or those of the batch (None)."""
        self.mode.look_at(sample)
        self.options.show_choice(self.mode.sample)
        self.show_state()

    def _on_choice(self, choice: str) -> None:
        coming = self.mode.coming
        if choice == "batch" or coming is None:
            self.look_at(None)
        else:
            self.look_at(int(coming.indices[0]))

    def _on_sample(self, sample: int) -> None:
        if self.mode.sample is not None:
            self.look_at(sample)

    # ---- showing it --------------------------------------------------------------

    def show_state(self) -> None:
        mode = self.mode
        trace, coming, stage = mode.trace, mode.coming, mode.stage
        if trace is None or coming is None or stage is None:
            self.show_opening()
            return
        self.title.setText(title(trace, stage))
        self.where.setText(
            text(
                "stages.where",
                update=format_count(mode.update or 0),
                place=mode.place + 1,
                count=len(mode.stages),
            )
        )
        self.reading.show_stage(trace, coming, stage)
        self.strip.show_stages(
            mode.stages, tuple(title(trace, each) for each in mode.stages), mode.place
        )
        self.options.show_sample(mode.sample, len(coming.plan.x))
        self.back_button.setDisabled(mode.is_first_of_all)
        tip = "finish_tip" if mode.is_last else "on_tip"
        self.on_button.setToolTip(text(f"stages.{tip}"))
        self.stage_changed.emit((trace, stage))
        self.ahead.start()

    def prepare_next(self) -> None:
        mode = self.mode
        if mode.trace is not None and not mode.is_last:
            self.reading.prepare(mode.trace, mode.stages[mode.place + 1])

    def show_opening(self) -> None:
        self.title.setText(text("stages.opening"))
        self.where.clear()
        self.reading.show_opening()
        self.strip.show_stages((), (), 0)

    # ---- Qt ----------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        # Narrower than in one row: the options fold.
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= WIDE
        if is_wide == (self.head.indexOf(self.options) >= 0):
            return
        self.head.removeWidget(self.options)
        self.rows.removeWidget(self.options)
        if is_wide:
            self.head.insertWidget(self.head.count() - 2, self.options)
        else:
            self.rows.insertWidget(2, self.options)
