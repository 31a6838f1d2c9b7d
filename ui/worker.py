"""The training loop that lives in the worker thread and owns the run.

It knows no Qt: commands come through a queue, frames and notices go out through an
outbox, and only frozen objects cross. `cycle` does one round, so tests drive it without
a thread.
"""

import logging
import queue
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.errors import Diverged, PlaygroundError
from playground.frame import Frame, Probe, take_frame
from playground.run import Run
from playground.settings import Settings

logger = logging.getLogger(__name__)

# A burst is short enough that a click is answered at once, and long enough that the
# cost of asking for commands between two bursts does not count.
BURST_SECONDS = 0.004
# While paused the pictures are this much finer than while training.
FINE = 2


@dataclass(frozen=True, slots=True)
class Play:
    """Train; `speed` is in updates per second, None is as fast as possible."""

    speed: float | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop after the burst."""


@dataclass(frozen=True, slots=True)
class Step:
    """Pause and make one update, or go on to the end of the epoch."""

    epoch: bool = False


@dataclass(frozen=True, slots=True)
class Apply:
    """Go on with these settings, or start over with them from update 0."""

    settings: Settings
    restart: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Show this from the next frame on."""

    probe: Probe


@dataclass(frozen=True, slots=True)
class WantFrame:
    """The window took the last frame and is ready for another."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave the loop."""


Command = Play | Pause | Step | Apply | Look | WantFrame | Quit


@dataclass(frozen=True, slots=True)
class Playing:
    """Training goes on, or stands."""

    playing: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """Training ended by itself: `reason` is a sentence, `diverged` a lesson."""

    reason: str
    diverged: bool = True


@dataclass(frozen=True, slots=True)
class Failed:
    """Something unexpected happened; training is paused, the run is as it was."""

    reason: str
    details: str


@dataclass(frozen=True, slots=True)
class Speed:
    """How many updates a second are made."""

    updates_per_second: float


Notice = Playing | Stopped | Failed | Speed


class Outbox:
    """What waits for the window: the newest frame and the notices, in order.

    `notify` is called, from the worker's thread, once when something new waits, and not
    again before the window has taken it: a slow window is never flooded.
    """

    def __init__(self, notify: Callable[[], None]) -> None:
        self.notify = notify
        self.lock = threading.Lock()
        self.frame: Frame | None = None
        self.notices: list[Notice] = []
        self.announced = False

    def put(self, item: Frame | Notice) -> None:
        with self.lock:
            if isinstance(item, Frame):
                self.frame = item
            else:
                self.notices.append(item)
            announce, self.announced = not self.announced, True
        if announce:
            self.notify()

    def take(self) -> tuple[Frame | None, list[Notice]]:
        with self.lock:
            frame, notices = self.frame, self.notices
            self.frame, self.notices, self.announced = None, [], False
        return frame, notices


class TrainingWorker:
    """Owns the run; everything here happens in one thread."""

    def __init__(self, settings: Settings, notify: Callable[[], None]) -> None:
        self.settings = settings
        self.commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.outbox = Outbox(notify)
        self.probe = Probe()
        self.run: Run | None = None
        self.playing = False
        self.speed: float | None = None
        self.rate = 1000.0
        self.due = 0.0
        self.last_time = 0.0
        self.frame_wanted = False
        self.is_dirty = True
        self.stopping = False
        self.measured = (0.0, 0)

    def loop(self) -> None:
        """Work until told to quit."""
        while not self.stopping:
            self.cycle()

    def cycle(self) -> None:
        """Answer what was asked, train for a moment, show it if the window is ready."""
        try:
            if self.run is None:
                self.run = Run(self.settings)
            self.answer_commands()
            if self.playing and not self.stopping:
                self.burst()
            if self.frame_wanted and self.is_dirty and not self.stopping:
                self.show()
        except Diverged as stop:
            self.is_dirty = True
            self.set_playing(False)
            self.outbox.put(Stopped(stop.reason))
        except PlaygroundError as error:
            self.set_playing(False)
            self.outbox.put(Stopped(str(error), diverged=False))
        except Exception as error:  # noqa: BLE001 - the thread must outlive any mistake
            logger.exception("the training thread failed")
            self.set_playing(False)
            self.outbox.put(Failed(str(error), traceback.format_exc()))

    def answer_commands(self) -> None:
        """Take every waiting command; wait for one when there is nothing else to do."""
        has_work = self.playing or (self.frame_wanted and self.is_dirty)
        while not self.stopping:
            try:
                command = self.commands.get(block=not has_work)
            except queue.Empty:
                return
            # An answer may be due now, so look at the queue without waiting.
            has_work = True
            self.obey(command)

    def obey(self, command: Command) -> None:
        match command:
            case Play(speed):
                self.speed = speed
                self.last_time = time.perf_counter()
                self.due = 0.0
                self.measured = (self.last_time, self.current.update)
                self.set_playing(True)
            case Pause():
                self.set_playing(False)
            case Step(epoch):
                self.set_playing(False)
                self.is_dirty = True
                self.current.advance(self.updates_left_in_epoch() if epoch else 1)
            case Apply(settings, restart):
                self.is_dirty = True
                self.apply(settings, restart)
            case Look(probe):
                self.is_dirty = self.is_dirty or probe != self.probe
                self.probe = probe
            case WantFrame():
                self.frame_wanted = True
            case Quit():
                self.stopping = True

    @property
    def current(self) -> Run:
        assert self.run is not None
        return self.run

    def set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            # The picture of a run that stands is finer.
            self.is_dirty = True
            self.outbox.put(Playing(playing))

    def apply(self, settings: Settings, restart: bool) -> None:
        if restart:
            self.run = Run(settings)
        else:
            self.current.apply(settings)
        self.settings = settings

    def updates_left_in_epoch(self) -> int:
        run = self.current
        rows = len(run.problem.x) - run.state.position
        return -(-rows // run.settings.rows_per_update)

    def burst(self) -> None:
        """Make updates for some milliseconds, or as many as the speed allows."""
        run = self.current
        count = max(1, int(self.rate * BURST_SECONDS))
        now = time.perf_counter()
        if self.speed is not None:
            self.due = min(self.due + (now - self.last_time) * self.speed, self.speed)
            self.last_time = now
            count = min(count, int(self.due))
            if count == 0:
                # Nothing is due yet; a short wait that a command would end.
                self.wait((1.0 - self.due) / self.speed)
                return
            self.due -= count
        before = run.update
        self.is_dirty = True
        run.advance(count)
        seconds = max(time.perf_counter() - now, 1e-6)
        # The pace follows slowly, because one burst may be disturbed.
        self.rate += 0.25 * ((run.update - before) / seconds - self.rate)
        self.measure_speed()

    def wait(self, seconds: float) -> None:
        try:
            command = self.commands.get(timeout=min(seconds, 0.05))
        except queue.Empty:
            return
        self.obey(command)

    def measure_speed(self) -> None:
        since, update = self.measured
        now = time.perf_counter()
        if now - since >= 0.5:
            made = self.current.update - update
            self.outbox.put(Speed(made / (now - since)))
            self.measured = (now, self.current.update)

    def show(self) -> None:
        probe = self.probe
        if not self.playing:
            probe = replace(probe, resolution=FINE * probe.resolution)
        frame = take_frame(self.current, probe)
        self.frame_wanted = False
        self.is_dirty = False
        self.outbox.put(frame)
