"""Traps: a gallery of experiments that get stuck, and a detector for this run."""

from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from playground.curvature import EXACT_PARAMETERS
from playground.errors import PlaygroundError
from playground.frame import Frame
from playground.replay import shadow
from playground.run import Run
from playground.trap_measures import MEASURES
from playground.traps import Claim, Trap, traps
from ui.edits import HandEdits
from ui.labels import text
from ui.numbers import format_count
from ui.panels.traps_card import Measured, TrapCard
from ui.panels.traps_detector import Detector, Errand, Finding, NoFinding, look_job
from ui.store import SettingsStore
from ui.trainer import Trainer
from ui.widgets.scrolled import scrolled

LOOK, MEASURE = "diagnosis", "trap_measures"
# From this width on two cards stand side by side.
TWO_COLUMNS = 560
# While it trains the claims are measured at most so often.
INTERVAL = 600
# Training gets nowhere when the loss of so many evaluations lies so close together.
STALL_EVALUATIONS = 12
STALL_SHARE = 1e-3


def measure_job(trap: Trap, *, escaping: bool) -> Callable[[Run], Iterator[object]]:
    """Return the work: the claims so far, after each that was measured."""

    def work(run: Run) -> Iterator[object]:
        found: list[tuple[Claim, float]] = []
        # Training goes on between two claims, and all are of one update.
        place = shadow(run)
        for claim in trap.escape.claims if escaping else trap.claims:
            try:
                with np.errstate(all="ignore"):
                    value = MEASURES[claim.measure](place)
            except PlaygroundError:
                # Near the end of a run that diverges some numbers do not exist.
                value = np.nan
            found.append((claim, value))
            yield None
        yield Measured(trap.key, escaping, place.update, tuple(found))

    return work


def has_stalled(frame: Frame) -> bool:
    """Return whether the last evaluations show no progress."""
    losses = frame.history.column("train_loss")[-STALL_EVALUATIONS:]
    if len(losses) < STALL_EVALUATIONS or not np.isfinite(losses).all():
        return False
    return bool(np.ptp(losses) <= STALL_SHARE * abs(float(losses[0])))


class TrapsPanel(QFrame):
    """Loads traps as the current run, and looks at where the run stands.

    Signals
    -------
    noted : a sentence about what was loaded.
    escape_found : (parameters, direction or None) that a diagnosis was made of.
    """

    noted = Signal(str)
    escape_found = Signal(object, object)

    def __init__(
        self, trainer: Trainer, hands: HandEdits, store: SettingsStore
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.trainer = trainer
        self.hands = hands
        self.store = store
        self.frame: Frame | None = None
        self.errand = Errand()
        self.opened: tuple[Trap, bool] | None = None
        # What the new run begins with, until its first frame is there.
        self.is_pending = False
        self.measured_at: tuple[object, ...] | None = None
        self.is_measuring = False
        self.was_stalled = False
        self.detector = Detector()
        self.cards = {key: TrapCard(trap) for key, trap in traps().items()}
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(INTERVAL)
        self.timer.timeout.connect(self.measure)
        self.build()
        self.detector.look_wanted.connect(self.look)
        self.detector.escape_wanted.connect(self.escape)
        for card in self.cards.values():
            card.open_wanted.connect(self.open)
        trainer.answered.connect(self._on_answered)
        trainer.playing_changed.connect(self._on_playing_changed)

    def build(self) -> None:
        title = QLabel(text("traps.gallery"))
        title.setProperty("role", "title")
        self.grid = QGridLayout()
        self.grid.setSpacing(8)
        self.columns = 0
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        column.addWidget(self.detector)
        column.addWidget(title)
        column.addLayout(self.grid)
        column.addStretch(1)
        self.area = scrolled(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 8, 8)
        layout.addWidget(self.area)
        self.place_cards(2)

    def place_cards(self, columns: int) -> None:
        """Put the cards into so many columns."""
        if columns == self.columns:
            return
        self.columns = columns
        for place, card in enumerate(self.cards.values()):
            self.grid.addWidget(card, *divmod(place, columns))
        for column in range(2):
            self.grid.setColumnStretch(column, int(column < columns))

    # ---- the gallery -------------------------------------------------------------

    def open(self, key: str, escaping: bool) -> None:
        """Load a trap, or its way out, as the current run."""
        trap = traps()[key]
        settings = trap.escape_settings if escaping else trap.settings
        self.opened = (trap, escaping)
        self.is_pending = True
        self.measured_at = None
        self.detector.show_finding(None)
        for card in self.cards.values():
            card.show_measures(None)
        title = text(f"traps.{key}")
        self.store.replace_all(settings, title)
        updates = trap.escape.updates if escaping else trap.updates
        words = text("traps.opened", title=title, updates=format_count(updates))
        self.noted.emit(words)

    def begin(self, frame: Frame) -> None:
        """Give the run that was loaded the weights that the trap begins with."""
        assert self.opened is not None
        trap, escaping = self.opened
        wanted = trap.escape_settings if escaping else trap.settings
        if frame.settings != wanted or frame.update:
            return
        self.is_pending = False
        if trap.start is not None:
            values = tuple(trap.start.tolist())
            words = text(f"traps.{trap.key}")
            self.hands.push(tuple(range(len(values))), values, words, words)

    def show_frame(self, frame: Frame) -> None:
        self.frame = frame
        if self.is_pending:
            self.begin(frame)
        elif self.opened is not None:
            trap = self.opened[0]
            if frame.settings.data != trap.settings.data:
                self.cards[trap.key].show_measures(None)
                self.opened = None
        self.detector.show_place(frame.params)
        stalled = has_stalled(frame)
        is_news, self.was_stalled = stalled and not self.was_stalled, stalled
        if not self.isVisible():
            return
        if is_news and self.trainer.playing and self.is_small:
            self.look()
        self.follow()

    def follow(self) -> None:
        """Measure the claims anew when the run went on, now and then."""
        if not (self.timer.isActive() or self.is_measuring):
            self.measure()

    def measure(self) -> None:
        frame = self.frame
        if self.opened is None or frame is None or not self.isVisible():
            return
        here = (frame.timeline.current, frame.update, frame.params.tobytes())
        if not self.is_pending and here != self.measured_at:
            self.measured_at = here
            self.is_measuring = True
            trap, escaping = self.opened
            self.trainer.ask(MEASURE, measure_job(trap, escaping=escaping))
            self.timer.start()

    # ---- the detector ------------------------------------------------------------

    @property
    def is_small(self) -> bool:
        """Whether looking takes a moment only."""
        return self.frame is not None and len(self.frame.params) <= EXACT_PARAMETERS

    def look(self) -> None:
        """Ask where the run stands."""
        self.errand.is_given_up = True
        self.errand = Errand()
        self.trainer.ask(LOOK, look_job(self.errand))

    def escape(self) -> None:
        """Go along the escape direction, as far as the loss falls."""
        finding = self.detector.finding
        if finding is None or finding.way_down is None or self.frame is None:
            return
        if np.array_equal(finding.params, self.frame.params):
            values = tuple(finding.way_down.tolist())
            words = text("traps.escape_word")
            self.hands.push(tuple(range(len(values))), values, words, words)

    def _on_answered(self, kind: str, value: object) -> None:
        if kind == LOOK and isinstance(value, (Finding, NoFinding)):
            self.detector.show_finding(value)
            if isinstance(value, Finding):
                leads_down = value.way_down is not None
                direction = value.diagnosis.escape if leads_down else None
                self.escape_found.emit(value.params, direction)
            if self.frame is not None:
                self.detector.show_place(self.frame.params)
        elif kind == MEASURE and isinstance(value, Measured):
            self.is_measuring = False
            if self.opened is not None and value.key == self.opened[0].key:
                self.cards[value.key].show_measures(value)
            self.follow()

    def _on_playing_changed(self, playing: bool) -> None:
        if not playing and self.isVisible() and self.is_small:
            self.look()

    # ---- Qt ----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.trainer.playing and self.is_small and self.frame is not None:
            self.look()
        self.follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.timer.stop()
        self.errand.is_given_up = True
        self.trainer.forget(LOOK)
        self.trainer.forget(MEASURE)
        self.measured_at, self.is_measuring = None, False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_cards(2 if self.width() >= TWO_COLUMNS else 1)
