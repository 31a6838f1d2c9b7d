"""What the checks of a lesson look at, collected from the window while one is open.

Most of it is what the panels show anyway and is only read when somebody asks; what a
person did is noted as it happens. Without a lesson nothing is connected.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from playground.frame import Frame
from playground.noise import GradientNoise
from ui.edits import HandEdit
from ui.lessons.chapter import PAGES
from ui.lessons.evidence import Deeds, Evidence

if TYPE_CHECKING:
    from ui.main_window import MainWindow

# Balls and lists say nothing by themselves when they change.
LOOK_MS = 150


class LessonEvidence(QObject):
    """Watches the window between `open` and `close`.

    Signals
    -------
    changed : something that a check may look at is otherwise now
    """

    changed = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window_part = window
        self.is_open = False
        self.deeds = Deeds()
        self.has_diverged = False
        # The update and the change after which the last frame was made.
        self.last = (0, 0)
        # What was shown of the experiment before this one says nothing of it.
        self.stale: tuple[object, ...] = ()
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_MS)
        self.timer.timeout.connect(self.changed)

    # ---- watching ----------------------------------------------------------------

    def sources(self) -> tuple[tuple[Any, Any], ...]:
        """Return the signals that tell what happens, each with who listens."""
        window = self.window_part
        return (
            (window.trainer.frame_ready, self._on_frame),
            (window.trainer.playing_changed, self._on_playing),
            (window.trainer.stopped, self._on_stopped),
            (window.trainer.answered, self._on_answered),
            (window.store.applied, self._on_applied),
            (window.store.undo_stack.indexChanged, self._on_done),
            (window.inspector.probe_changed, self._on_inspected),
            (window.network.stages.stage_changed, self._on_stage),
            (window.center.bar.currentChanged, self._on_page),
            (window.actions_by_key["check_gradient"].triggered, self._on_checked),
        )

    def open(self) -> None:
        """Begin to watch."""
        if not self.is_open:
            self.is_open = True
            for signal, slot in self.sources():
                signal.connect(slot)
            self.timer.start()

    def close(self) -> None:
        """Watch no longer."""
        if self.is_open:
            self.is_open = False
            for signal, slot in self.sources():
                signal.disconnect(slot)
            self.timer.stop()

    def begin(self, *, new_run: bool) -> None:
        """Forget what was done: a step begins, perhaps with another run."""
        frame = self.window_part.frame
        update = 0 if frame is None else frame.update
        page, shown = self.page, self.noise
        sizes = () if page != "noise" or shown is None else (shown.batch_size,)
        self.deeds = Deeds(
            0 if new_run else update,
            pages=frozenset({page}),
            batch_sizes=frozenset(sizes),
        )
        if new_run:
            self.has_diverged = False

    def forget_shown(self) -> None:
        """Take what the pages show now as said of another experiment."""
        window = self.window_part
        if window.has_pages:
            self.stale = (window.noise.noise, window.momentum.moment)

    # ---- what is so --------------------------------------------------------------

    @property
    def page(self) -> str:
        """The key of the tab in front."""
        window = self.window_part
        front = window.center.pages.currentWidget()
        if front is window.network or not window.has_pages:
            return PAGES[0]
        return next(key for key in PAGES if getattr(window, key) is front)

    def evidence(self) -> Evidence | None:
        """Return the window at this moment; None before it shows a run."""
        window = self.window_part
        frame = window.frame
        if frame is None:
            return None
        stage = window.network.stages.mode.stage
        evidence = Evidence(
            frame=frame,
            page=self.page,
            deeds=self.deeds,
            has_diverged=self.has_diverged,
            stage=None if stage is None else stage.kind,
        )
        if not window.has_pages:
            return evidence
        page, surfaces = evidence.page, window.surfaces
        return replace(
            evidence,
            race=window.race.frame,
            surface_key=surfaces.key,
            surface=surfaces.run.frame() if page == "surfaces" else None,
            noise=self.noise if page == "noise" else None,
            verdict=self.verdict(frame) if page == "traps" else None,
            momentum=self.momentum(frame) if page == "momentum" else None,
            asked_samples=window.cost.asked_count if page == "cost" else None,
        )

    @property
    def noise(self) -> GradientNoise | None:
        """The noise that the page shows of this experiment."""
        if not self.window_part.has_pages:
            return None
        shown = self.window_part.noise.noise
        return None if any(shown is old for old in self.stale) else shown

    def verdict(self, frame: Frame) -> str | None:
        """Return the kind of the diagnosis that was made where the run stands."""
        finding = self.window_part.traps.detector.finding
        if finding is None or not np.array_equal(finding.params, frame.params):
            return None
        return finding.diagnosis.kind

    def momentum(self, frame: Frame) -> str | None:
        """Return what the momentum page says of the coming update."""
        moment = self.window_part.momentum.moment
        if moment is None or any(moment is old for old in self.stale):
            return None
        return moment.step.verdict if moment.update == frame.update else None

    # ---- what happens ------------------------------------------------------------

    def note(self, **deeds: Any) -> None:
        self.deeds = replace(self.deeds, **deeds)
        self.changed.emit()

    def _on_frame(self, frame: Frame) -> None:
        now = (frame.update, self.window_part.trainer.generation)
        before, self.last = self.last, now
        if now[1] == before[1] and now[0] < before[0]:
            self.deeds = replace(self.deeds, went_back=True)
        self.changed.emit()

    def _on_playing(self, playing: bool) -> None:
        if playing:
            self.has_diverged = False

    def _on_stopped(self, reason: str, diverged: bool) -> None:
        self.has_diverged = diverged

    def _on_applied(self, settings: object, restart: bool) -> None:
        self.has_diverged = False
        if restart:
            self.deeds = replace(self.deeds, from_update=0)

    def _on_answered(self, kind: str, value: object) -> None:
        if isinstance(value, GradientNoise):
            sizes = self.deeds.batch_sizes | {value.batch_size}
            self.note(batch_sizes=sizes)
        else:
            self.changed.emit()

    def _on_done(self, place: int) -> None:
        stack = self.window_part.store.undo_stack
        if place and isinstance(stack.command(place - 1), HandEdit):
            self.note(edited=True)

    def _on_inspected(self) -> None:
        subject = self.window_part.inspector.subject
        if subject is not None:
            self.note(inspected=self.deeds.inspected | {subject.name})

    def _on_stage(self, staged: Any) -> None:
        if staged is not None:
            self.note(stages=self.deeds.stages | {staged[1].kind})

    def _on_page(self) -> None:
        self.note(pages=self.deeds.pages | {self.page})

    def _on_checked(self) -> None:
        self.note(gradient_checked=True)
