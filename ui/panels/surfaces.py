"""Known surfaces: the update rules as balls that start together."""

import time

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.surface_run import SurfaceRun
from ui import theme, type_scale
from ui.calm import milliseconds_between
from ui.canvas.surface_view import SurfaceView
from ui.icons import icon
from ui.labels import rich, text
from ui.numbers import format_count
from ui.panels.landscape_chooser import VIEWS, name
from ui.panels.surface_balls import BallTable
from ui.panels.surface_controls import (
    NAMES,
    QUADRATIC,
    Dials,
    SurfaceControls,
    curvatures_of,
    fitting_dials,
    make_surface,
    spread_of,
)
from ui.widgets.choice import Choice
from ui.widgets.segmented import Segmented
from ui.widgets.slider_row import Slider

FIRST_SURFACE = "ravine"
SPEEDS = ("5", "20", "60", "300")
FIRST_SPEED = "20"
TICK = 33
# From this width on the table stands beside the picture; below the other, it has fewer
# columns.
WIDE, NARROW = 900, 520
SIDE_WIDTH = 430
ROOM_FOR_NOTE = 470
# What Qt takes for no limit.
QWIDGETSIZE_MAX = 16_777_215
BUTTONS = {
    "restart": "to-start",
    "back": "step-back",
    "play": "play",
    "step": "step",
}


class SurfacesPanel(QFrame):
    """Runs by itself, in small steps on the window's clock.

    Signals
    -------
    playing_changed : whether the balls roll.
    """

    playing_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.key = FIRST_SURFACE
        surface = make_surface(self.key, 20.0)
        self.dials = fitting_dials(surface)
        self.start: tuple[float, float] | None = None
        self.playing = False
        self.due = 0.0
        self.last_time = 0.0
        self.surface = Choice({key: text(f"surfaces.surface_{key}") for key in NAMES})
        name(self.surface, text("surfaces.surface"), text("surfaces.surface_tip"))
        self.surface.setMaxVisibleItems(len(NAMES))
        self.surface.show_choice(self.key)
        self.view_choice = Segmented({v: text(f"landscape.view_{v}") for v in VIEWS})
        name(self.view_choice, text("landscape.view"), text("landscape.view_tip"))
        self.view_choice.show_choice("map")
        self.view = SurfaceView()
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.buttons = {key: self.make_button(key) for key in BUTTONS}
        self.speed = Choice({s: text("surfaces.speed_value", count=s) for s in SPEEDS})
        name(self.speed, text("surfaces.speed"), text("surfaces.speed_tip"))
        self.speed.show_choice(FIRST_SPEED)
        self.time = Slider()
        name(self.time, text("surfaces.time"), text("surfaces.time_tip"))
        self.when = QLabel()
        self.table = BallTable()
        self.controls = SurfaceControls(self.dials)
        self.clock = QTimer(self)
        self.clock.setInterval(TICK)
        self.clock.timeout.connect(self._on_tick)
        self.build()
        self.connect_parts()
        self.run = self.make_run()
        self.show_dials()
        self.refresh()
        self.paint_icons()

    # ---- composition -------------------------------------------------------------

    def build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        type_scale.fit(self.surface, most_width=210)
        top.addWidget(self.surface, 1)
        top.addWidget(self.view_choice)
        top.addStretch(1)
        transport = QHBoxLayout()
        transport.setSpacing(4)
        for button in self.buttons.values():
            transport.addWidget(button)
        transport.addSpacing(6)
        transport.addWidget(self.time, 1)
        transport.addWidget(self.when)
        transport.addSpacing(6)
        type_scale.fit(self.speed, least_width=74)
        self.speed.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.speed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        transport.addWidget(self.speed)
        picture = QVBoxLayout()
        picture.setSpacing(6)
        picture.addWidget(self.view, 1)
        picture.addLayout(transport)
        self.side = QWidget()
        self.side_row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self.side)
        self.side_row.setContentsMargins(0, 0, 0, 0)
        self.side_row.setSpacing(10)
        self.side_row.addWidget(self.table, 3)
        self.side_row.addWidget(self.controls, 2)
        self.body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.body.setSpacing(8)
        self.body.addLayout(picture, 1)
        self.body.addWidget(self.side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.note)
        layout.addLayout(self.body, 1)

    def make_button(self, key: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        type_scale.fit(button, width=28, height=26)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name(button, text(f"surfaces.{key}"), text(f"surfaces.{key}_tip"))
        return button

    def connect_parts(self) -> None:
        self.buttons["restart"].clicked.connect(self.restart)
        self.buttons["back"].clicked.connect(self.step_back)
        self.buttons["play"].clicked.connect(self.toggle_play)
        self.buttons["step"].clicked.connect(self.step)
        self.surface.chosen.connect(self.choose_surface)
        self.view_choice.chosen.connect(self._on_view_chosen)
        self.view.clicked.connect(self.start_at)
        self.table.changed.connect(self._on_balls_changed)
        self.controls.turned.connect(self._on_turned)
        self.time.valueChanged.connect(self.seek)
        theme.APPEARANCE.changed.connect(self.paint_icons)

    def paint_icons(self) -> None:
        """Draw the icons in the colours of the theme."""
        colors = theme.current()
        for key, picture in BUTTONS.items():
            shown = "pause" if key == "play" and self.playing else picture
            self.buttons[key].setIcon(icon(shown, colors.text, colors.strong_line))

    # ---- the run -----------------------------------------------------------------

    def make_run(self) -> SurfaceRun:
        """Return balls at the start; with none chosen, those that ran before."""
        rules = self.table.rules or tuple(track.ball.rule for track in self.run.tracks)
        surface = make_surface(self.key, self.dials.ratio)
        return SurfaceRun(
            surface,
            [self.dials.ball(rule) for rule in rules],
            self.start,
            spread_of(surface),
            self.dials.batch,
        )

    def choose_surface(self, key: str) -> None:
        """Begin on another surface, with rates that suit it."""
        self.key, self.start = key, None
        self.surface.show_choice(key)
        self.dials = fitting_dials(make_surface(key, self.dials.ratio), self.dials)
        self.restart()
        self.show_dials()

    def start_at(self, x: float, y: float) -> None:
        """Let all balls begin at this point."""
        self.start = (x, y)
        self.restart()

    def restart(self) -> None:
        """Put all balls at the start; rolling goes on if it was on."""
        self.run = self.make_run()
        self.refresh()

    def step(self) -> None:
        """Make one update."""
        self.set_playing(False)
        self.run.step()
        self.refresh()

    def step_back(self) -> None:
        self.set_playing(False)
        self.seek(max(0, self.run.update - 1))

    def seek(self, update: int) -> None:
        """Stand at an update that was made."""
        # Before the first update the bar has a place that the run does not have.
        wanted = min(update, self.run.furthest)
        if update != self.run.update:
            self.set_playing(False)
            self.run.seek(wanted)
            self.refresh()

    def toggle_play(self) -> None:
        self.set_playing(not self.playing)

    def set_playing(self, playing: bool) -> None:
        if playing == self.playing:
            return
        self.playing = playing
        self.due, self.last_time = 0.0, time.perf_counter()
        if playing:
            self.clock.start(milliseconds_between(TICK))
        else:
            self.clock.stop()
        words = text("surfaces.pause" if playing else "surfaces.play")
        self.buttons["play"].setAccessibleName(words)
        self.paint_icons()
        self.playing_changed.emit(playing)

    # ---- showing -----------------------------------------------------------------

    def refresh(self) -> None:
        """Show where the balls are."""
        frame = self.run.frame()
        self.view.show_frame(frame)
        curvatures = curvatures_of(self.key, self.dials.ratio)
        self.table.show_frame(frame, curvatures)
        self.time.blockSignals(True)
        self.time.setRange(0, max(1, frame.furthest))
        self.time.setValue(frame.update)
        self.time.blockSignals(False)
        self.when.setText(format_count(frame.update))
        self.buttons["back"].setEnabled(frame.update > 0)

    def show_dials(self) -> None:
        self.controls.show_dials(self.dials, has_ratio=self.key == QUADRATIC)
        words = text(f"surfaces.about_{self.key}")
        self.note.setText(words)
        self.surface.setToolTip(rich(words))

    def place_parts(self) -> None:
        """Put table and sliders beside the picture, or under it."""
        is_wide = self.width() >= type_scale.whole(WIDE)
        way = QBoxLayout.Direction
        self.body.setDirection(way.LeftToRight if is_wide else way.TopToBottom)
        self.body.setSpacing(16 if is_wide else 8)
        self.side_row.setDirection(way.TopToBottom if is_wide else way.LeftToRight)
        width = type_scale.whole(SIDE_WIDTH)
        self.side.setMinimumWidth(width if is_wide else 0)
        self.side.setMaximumWidth(width if is_wide else QWIDGETSIZE_MAX)
        # In a low panel the picture needs the room; the tip of the list says it, too.
        self.note.setVisible(self.height() >= ROOM_FOR_NOTE)
        top = Qt.AlignmentFlag.AlignTop
        self.body.setAlignment(self.side, top if is_wide else Qt.AlignmentFlag(0))
        is_narrow = self.width() < type_scale.whole(NARROW)
        if is_narrow != self.table.is_narrow:
            self.table.set_narrow(is_narrow)
            self.refresh()

    def _on_view_chosen(self, view: str) -> None:
        self.view.show_relief(view == "relief")

    def _on_balls_changed(self) -> None:
        update = self.run.update
        self.run = self.make_run()
        self.run.advance(update)
        self.refresh()

    def _on_turned(self, dials: Dials) -> None:
        is_other_ground = dials.ratio != self.dials.ratio
        self.dials = dials
        if is_other_ground:
            self.start = None
            self.restart()
        else:
            balls = [dials.ball(track.ball.rule) for track in self.run.tracks]
            self.run.change(balls, batch_size=dials.batch)
            self.refresh()
        self.show_dials()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        speed = float(self.speed.shown or FIRST_SPEED)
        # What was held up is not made good at once.
        self.due += min(now - self.last_time, 0.2) * speed
        self.last_time = now
        count = int(self.due)
        if not count:
            return
        self.due -= count
        self.run.advance(count)
        self.refresh()
        if self.run.is_over and self.run.update == self.run.furthest:
            self.set_playing(False)

    # ---- Qt ----------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.set_playing(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.place_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_parts()

    def minimumSizeHint(self) -> QSize:
        return QSize(400, 340)
