"""The window's handle of the training thread."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

from playground.frame import Frame, Probe
from playground.run import Run
from playground.settings import Settings
from playground.wiring import Wiring
from ui.calm import seconds_between
from ui.filing import FileRefused, Opened, OpenExperiment, OpenWeights, Origin, Saved
from ui.racing import RacePlaying, RaceRefused, RaceShown
from ui.training import commands, notices
from ui.worker import TrainingWorker

# The window asks for frames at least so many seconds apart.
QUICK_FRAME = 1 / 60
SLOW_FRAME = 1 / 30
# So late, in seconds, a frame may be without those after it being late, too.
LATENESS = QUICK_FRAME / 2
# A frame that costs less than this (in milliseconds) may come 60 times a second.
CHEAP_FRAME_MS = 8.0
PAINTED = QEvent.Type(QEvent.registerEventType())
# Qt posts its wish to paint with priority -1, so what is behind it comes after.
AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1


class Trainer(QObject):
    """Queues commands to the training thread and hands its answers to the window.

    Signals
    -------
    frame_ready : Frame, the newest picture; at most one is under way.
    playing_changed : bool
    noted : a sentence about something done otherwise than asked.
    answered : (kind, value), an answer to the last question of that kind.
    raced : a RaceNotice: a picture of the race, or what became of it.
    filed : a FileNotice: what became of opening or saving a file.
    stopped : (sentence, diverged), training ended by itself.
    failed : (sentence, details), something unexpected; training is paused.
    speed_measured : float, updates per second
    """

    frame_ready = Signal(object)
    playing_changed = Signal(bool)
    noted = Signal(str)
    answered = Signal(str, object)
    raced = Signal(object)
    filed = Signal(object)
    stopped = Signal(str, bool)
    failed = Signal(str, str)
    speed_measured = Signal(float)
    # Emitted in the worker's thread, answered in the window's.
    news = Signal()

    def __init__(
        self,
        settings: Settings,
        parent: QObject | None = None,
        engine: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = TrainingWorker(settings, self.news.emit, engine)
        # Counts the changes after which earlier frames are stale.
        self.generation = 0
        self.questions: dict[str, int] = {}
        self.news.connect(self._on_news, Qt.ConnectionType.QueuedConnection)
        self.thread_of_worker = threading.Thread(
            target=self.worker.loop, name="training", daemon=True
        )
        self.playing = False
        self.frame_cost_ms = 0.0
        self.frame_due = 0.0
        self.is_painting = False

    def start(self) -> None:
        """Start the thread, and ask for the first picture."""
        self.thread_of_worker.start()
        self._want_frame()

    def play(self, speed: float | None) -> None:
        """Train, at so many updates per second or as fast as possible (None)."""
        self.tell(commands.Play(speed))

    def pause(self) -> None:
        self.tell(commands.Pause())

    def step(self) -> None:
        """Make one update."""
        self.tell(commands.Step())

    def step_epoch(self) -> None:
        """Go on to the end of the epoch."""
        self.tell(commands.Step(epoch=True))

    def play_back(self, speed: float | None) -> None:
        """Go back in time until paused or at the start."""
        self.tell(commands.PlayBack(speed))

    def step_back(self) -> None:
        """Go one update back."""
        self.tell(commands.StepBack())

    def step_back_epoch(self) -> None:
        """Go back to the beginning of the epoch, or of the one before."""
        self.tell(commands.StepBack(epoch=True))

    def seek(self, update: int) -> None:
        """Pause and stand at an update of the branch."""
        self.tell(commands.Seek(update))

    def select_branch(self, number: int) -> None:
        """Go to another branch."""
        self.generation += 1
        self.tell(commands.SelectBranch(number, self.generation))

    def delete_branch(self, number: int) -> None:
        """Forget a branch."""
        self.tell(commands.DeleteBranch(number))

    def rename_branch(self, number: int, name: str) -> None:
        """Call a branch otherwise."""
        self.tell(commands.RenameBranch(number, name))

    def branch_off(self, name: str) -> None:
        """Begin a branch here on purpose."""
        self.tell(commands.BranchOff(name))

    def bookmark(self, name: str) -> None:
        """Name the update that is shown; an empty name takes the bookmark away."""
        self.tell(commands.SetBookmark(name))

    def switch_engine(self, name: str) -> None:
        """Compute with another engine from here on."""
        self.tell(commands.SwitchEngine(name))

    def apply(self, settings: Settings, *, restart: bool = False) -> None:
        """Go on with these settings, or start over with them."""
        self.generation += 1
        self.tell(commands.Apply(settings, restart, self.generation))

    def edit(
        self, places: Sequence[int], values: Sequence[float], words: str, gesture: int
    ) -> None:
        """Set parameters by hand, as `Run.edit` says."""
        self.tell(commands.EditParameters(tuple(places), tuple(values), words, gesture))

    def rewire(self, wiring: Wiring, words: str) -> None:
        """Lock or free parameters, cut or mend links."""
        self.generation += 1
        self.tell(commands.Rewire(wiring, words, self.generation))

    def undo_edit(self, words: str) -> None:
        """Pause and go back before the last edit by hand, the one with these words."""
        self.generation += 1
        self.tell(commands.UndoEdit(words, self.generation))

    def reset(self, settings: Settings) -> None:
        """Go to update 0 of these settings and the same first weights."""
        self.generation += 1
        self.tell(commands.Reset(settings, self.generation))

    def run_to(self, settings: Settings, update: int) -> None:
        """Start over with these settings and train up to an update."""
        self.generation += 1
        self.tell(commands.RunTo(settings, update, self.generation))

    def open_experiment(self, paths: tuple[Path, ...], origin: Origin) -> None:
        """Go on with the first of these experiments that can be read."""
        self.generation += 1
        self.tell(OpenExperiment(paths, origin, self.generation))

    def open_weights(self, path: Path) -> None:
        """Begin a new run with the weights of a file."""
        self.generation += 1
        self.tell(OpenWeights(path, self.generation))

    def look(self, probe: Probe) -> None:
        """Say what the window wants to see."""
        self.tell(commands.Look(probe))

    def ask(self, kind: str, job: Callable[[Run], Iterator[object]]) -> None:
        """Ask for work beside the training; it ends an older question of its kind."""
        self.questions[kind] = self.questions.get(kind, 0) + 1
        self.tell(commands.Ask(kind, self.questions[kind], job))

    def forget(self, kind: str) -> None:
        """Drop the last question of this kind."""
        self.questions[kind] = self.questions.get(kind, 0) + 1
        self.tell(commands.Forget(kind))

    def tell(self, command: commands.Command) -> None:
        self.worker.commands.put(command)

    def shutdown(self) -> None:
        """End the thread; returns when it has ended."""
        self.tell(commands.Quit())
        if self.thread_of_worker.is_alive():
            self.thread_of_worker.join()

    def note_frame_cost(self, milliseconds: float) -> None:
        """Take what the window needed to draw a frame, to find the right pace."""
        self.frame_cost_ms += 0.2 * (milliseconds - self.frame_cost_ms)

    def _want_frame(self, not_before: float = 0.0) -> None:
        self.frame_due = not_before
        self.tell(commands.WantFrame(not_before))

    @Slot()
    def _on_news(self) -> None:
        if self.is_painting:
            # It stays in the outbox: a slow screen would otherwise only take frames
            # and never get to paint one.
            return
        frame, generation, said = self.worker.outbox.take()
        for notice in said:
            self._deliver(notice)
        if frame is None:
            return
        if generation == self.generation:
            self._show(frame)
        else:
            # Made before the last change, so it shows what is no longer so.
            self._want_frame()

    def _deliver(self, notice: notices.Notice) -> None:
        match notice:
            case notices.Playing(playing):
                self.playing = playing
                self.playing_changed.emit(playing)
            case notices.Answered(kind, number, value):
                if number == self.questions.get(kind):
                    self.answered.emit(kind, value)
            case notices.Noted(sentence):
                self.noted.emit(sentence)
            case notices.Stopped(reason, diverged):
                self.stopped.emit(reason, diverged)
            case notices.Failed(reason, details):
                self.failed.emit(reason, details)
            case notices.Speed(updates_per_second):
                self.speed_measured.emit(updates_per_second)
            case RaceShown() | RacePlaying() | RaceRefused():
                self.raced.emit(notice)
            case Saved() | Opened() | FileRefused():
                self.filed.emit(notice)

    def _show(self, frame: Frame) -> None:
        """Hand a frame to the panels; the next is made while they paint this one."""
        is_cheap = self.frame_cost_ms < CHEAP_FRAME_MS
        pace = QUICK_FRAME if is_cheap else SLOW_FRAME
        due = self.frame_due + seconds_between(pace)
        # One that came late is made good by the next, else all would be late from then.
        self._want_frame(max(time.perf_counter() - LATENESS, due))
        self.is_painting = True
        QCoreApplication.postEvent(self, QEvent(PAINTED), AFTER_PAINTING)
        self.frame_ready.emit(frame)

    # ---- Qt ----------------------------------------------------------------------

    def customEvent(self, event: QEvent) -> None:
        if event.type() == PAINTED:
            self.is_painting = False
            self._on_news()
