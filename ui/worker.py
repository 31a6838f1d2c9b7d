"""The training loop that lives in the worker thread and owns the run.

It knows no Qt: commands come through a queue, frames and notices go out through an
outbox, and only frozen objects cross. `cycle` does one round, so tests drive it without
a thread.
"""

import collections
import contextlib
import logging
import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from playground.branching import is_by_hand
from playground.errors import Diverged, PlaygroundError
from playground.frame import Frame, Probe, take_frame
from playground.run import Run
from playground.settings import Settings
from playground.wiring import Wiring
from ui.filing import (
    FileCommand,
    FileNotice,
    Filing,
    OpenExperiment,
    OpenWeights,
    SaveTo,
)
from ui.racing import PlayRace, RaceCommand, RaceNotice, Racing, StepRace

logger = logging.getLogger(__name__)

# A burst is short enough that a click is answered at once, and long enough that the
# cost of asking for commands between two bursts does not count.
BURST_SECONDS = 0.004
LONGEST_BURST = 0.012
# While paused the pictures are this much finer than while training.
FINE = 2
# Going back as fast as possible takes about so long from the end to the start.
BACK_SECONDS = 5.0


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
class PlayBack:
    """Go back in time, at so many updates per second or in about five seconds."""

    speed: float | None


@dataclass(frozen=True, slots=True)
class Apply:
    """Go on with these settings, or start over with them from update 0.

    `generation` is the number of this change: the window puts aside frames of earlier
    ones that are still on their way.
    """

    settings: Settings
    restart: bool
    generation: int


@dataclass(frozen=True, slots=True)
class RunTo:
    """Start over with these settings and train up to an update."""

    settings: Settings
    update: int
    generation: int


@dataclass(frozen=True, slots=True)
class Reset:
    """Go to update 0 of these settings, as `Run.reset` says."""

    settings: Settings
    generation: int


@dataclass(frozen=True, slots=True)
class EditParameters:
    """Set parameters by hand, as `Run.edit` says."""

    places: tuple[int, ...]
    values: tuple[float, ...]
    words: str
    gesture: int = 0


@dataclass(frozen=True, slots=True)
class Rewire:
    """Lock or free parameters, cut or mend links."""

    wiring: Wiring
    words: str
    generation: int


@dataclass(frozen=True, slots=True)
class UndoEdit:
    """Go back before the last edit by hand, as `Run.undo_edit` says.

    `words` are the edit's own: on another branch another edit may be the last one.
    """

    words: str
    generation: int


@dataclass(frozen=True, slots=True)
class Seek:
    """Stand at an update; of several that wait only the last is answered."""

    update: int


@dataclass(frozen=True, slots=True)
class StepBack:
    """Go one update back, or to the beginning of the epoch."""

    epoch: bool = False


@dataclass(frozen=True, slots=True)
class SelectBranch:
    """Go to another branch, to the same update or to its end if that is nearer."""

    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class BranchOff:
    """Begin a branch here on purpose."""

    name: str


@dataclass(frozen=True, slots=True)
class RenameBranch:
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class DeleteBranch:
    number: int


@dataclass(frozen=True, slots=True)
class SetBookmark:
    """Name the update where the run stands; an empty name takes the bookmark away."""

    name: str


@dataclass(frozen=True, slots=True)
class SwitchEngine:
    """Compute with another engine from here on."""

    engine: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Work that takes longer than a frame: a landscape, the noise, a diagnosis.

    `work(run)` is a generator that yields better and better answers; what it needs of
    the run it takes before its first answer, so training may go on meanwhile. A newer
    question of the same kind ends the older one.
    """

    kind: str
    number: int
    work: Callable[[Run], Iterator[object]]


@dataclass(frozen=True, slots=True)
class Forget:
    """The answer to this kind of question is no longer wanted."""

    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """Show this from the next frame on."""

    probe: Probe


@dataclass(frozen=True, slots=True)
class WantFrame:
    """The window took the last frame and is ready for another.

    Attributes
    ----------
    not_before : when it is to be made, on the clock of `time.perf_counter`
    """

    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave the loop."""


Command = (
    Play
    | PlayBack
    | Pause
    | Step
    | StepBack
    | Seek
    | Apply
    | RunTo
    | EditParameters
    | Rewire
    | UndoEdit
    | Reset
    | SelectBranch
    | BranchOff
    | RenameBranch
    | DeleteBranch
    | SetBookmark
    | SwitchEngine
    | Ask
    | Forget
    | Look
    | WantFrame
    | RaceCommand
    | FileCommand
    | Quit
)


@dataclass(frozen=True, slots=True)
class Playing:
    """Training goes on, or stands."""

    playing: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A question's answer so far; `value` is what its generator yielded."""

    kind: str
    number: int
    value: object


@dataclass(frozen=True, slots=True)
class Noted:
    """A sentence about something that the run did otherwise than asked."""

    sentence: str


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


Notice = Playing | Answered | Noted | Stopped | Failed | Speed | RaceNotice | FileNotice


class Outbox:
    """What waits for the window: the newest frame and the notices, in order.

    `notify` is called, from the worker's thread, once when something new waits, and not
    again before the window has taken it: a slow window is never flooded.
    """

    def __init__(self, notify: Callable[[], None]) -> None:
        self.notify = notify
        self.lock = threading.Lock()
        self.frame: Frame | None = None
        self.generation = 0
        self.notices: list[Notice] = []
        self.announced = False

    def put(self, notice: Notice) -> None:
        with self.lock:
            self.notices.append(notice)
        self.announce()

    def put_frame(self, frame: Frame, generation: int) -> None:
        """Replace the frame that waits; `generation` is that of the last change."""
        with self.lock:
            self.frame, self.generation = frame, generation
        self.announce()

    def announce(self) -> None:
        with self.lock:
            is_news, self.announced = not self.announced, True
        if is_news:
            self.notify()

    def take(self) -> tuple[Frame | None, int, list[Notice]]:
        """Return what waits: the frame, its generation, and the notices."""
        with self.lock:
            frame, notices = self.frame, self.notices
            self.frame, self.notices, self.announced = None, [], False
            return frame, self.generation, notices


class TrainingWorker:
    """Owns the run; everything here happens in one thread."""

    def __init__(
        self,
        settings: Settings,
        notify: Callable[[], None],
        engine: str | None = None,
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.questions: dict[str, tuple[int, Iterator[object]]] = {}
        self.waiting: collections.deque[Command] = collections.deque()
        self.outbox = Outbox(notify)
        self.racing = Racing(self.outbox.put)
        self.filing = Filing(self.outbox.put)
        self.probe = Probe()
        self.run: Run | None = None
        self.playing = False
        self.backwards = False
        self.speed: float | None = None
        # Where the training that goes on ends by itself.
        self.until: int | None = None
        self.generation = 0
        # A picture that was made in haste is made again, finer, when nothing waits.
        self.is_coarse = False
        self.rate = 1000.0
        self.due = 0.0
        self.last_time = 0.0
        self.frame_wanted = False
        self.frame_due = 0.0
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
                self.run = Run(self.settings, self.engine)
            self.answer_commands()
            if self.playing and not self.stopping:
                self.go_back() if self.backwards else self.burst()
            if self.is_frame_due and not self.stopping:
                self.show()
            if self.questions and not self.stopping:
                self.answer_questions()
            if self.racing.has_work and not self.stopping:
                self.go_on_racing()
            self.pass_on_notices()
        except Diverged as stop:
            self.is_dirty = True
            self.set_playing(False)
            self.outbox.put(Stopped(stop.reason))
        except PlaygroundError as error:
            self.set_playing(False)
            self.outbox.put(Stopped(str(error), diverged=False))
        except Exception as error:
            logger.exception("the training thread failed")
            self.set_playing(False)
            self.racing.set_playing(False)
            self.outbox.put(Failed(str(error), traceback.format_exc()))

    def answer_commands(self) -> None:
        """Take every waiting command; wait for one when there is nothing else to do."""
        waiting = self.waiting
        has_work = self.playing or bool(self.questions) or self.racing.has_work
        if not (waiting or has_work):
            self.await_command()
        with contextlib.suppress(queue.Empty):
            while True:
                waiting.append(self.commands.get_nowait())
        # One that raises is gone, and those behind it are answered in the next round.
        while waiting and not self.stopping:
            command = waiting.popleft()
            if isinstance(command, Seek) and waiting and isinstance(waiting[0], Seek):
                # A newer place is known already: the hand moved on.
                continue
            self.obey(command)

    def await_command(self) -> None:
        """Wait for a command, or until a picture is due."""
        left = None
        if self.frame_wanted and self.has_news:
            left = max(0.0, self.frame_due - time.perf_counter())
        with contextlib.suppress(queue.Empty):
            self.waiting.append(self.commands.get(timeout=left))

    def obey(self, command: Command) -> None:
        match command:
            case Play(speed):
                self.racing.set_playing(False)
                self.start_clock(speed)
                self.backwards = False
                self.set_playing(True)
            case PlayBack(speed):
                self.racing.set_playing(False)
                self.start_clock(speed)
                self.backwards = True
                self.set_playing(True)
            case Pause():
                self.set_playing(False)
            case Step(epoch):
                self.set_playing(False)
                self.is_dirty = True
                self.current.advance(self.updates_left_in_epoch() if epoch else 1)
            case StepBack(epoch):
                self.move_to(self.epoch_begin() if epoch else self.current.update - 1)
            case Seek(update):
                self.move_to(update)
                self.is_coarse = True
            case Apply(settings, restart, generation):
                self.is_dirty = True
                self.generation = generation
                if restart:
                    self.current.start_over(settings)
                else:
                    self.current.apply(settings)
            case RunTo(settings, update, generation):
                self.is_dirty = True
                self.generation = generation
                self.run_to(settings, update)
            case Reset(settings, generation):
                self.is_dirty = True
                self.generation = generation
                self.current.reset(settings)
            case EditParameters(places, values, words, gesture):
                self.is_dirty = True
                self.current.edit(places, values, words, gesture)
            case Rewire(wiring, words, generation):
                self.is_dirty = True
                self.generation = generation
                self.current.rewire(wiring, words)
            case UndoEdit(words, generation):
                self.set_playing(False)
                self.is_dirty = True
                self.generation = generation
                self.undo_edit(words)
            case SelectBranch(number, generation):
                self.set_playing(False)
                self.is_dirty = True
                self.generation = generation
                self.current.select_branch(number)
            case BranchOff() | RenameBranch() | DeleteBranch() | SetBookmark():
                self.is_dirty = True
                self.keep_order(command)
            case SwitchEngine(engine):
                self.is_dirty = True
                self.current.switch_engine(engine)
            case Ask(kind, number, job):
                self.questions[kind] = (number, job(self.current))
            case Forget(kind):
                self.questions.pop(kind, None)
            case Look(probe):
                self.is_dirty = self.is_dirty or probe != self.probe
                self.probe = probe
            case WantFrame(not_before):
                self.frame_wanted = True
                self.frame_due = not_before
            case SaveTo():
                self.filing.obey(command, self.current)
            case OpenExperiment() | OpenWeights():
                self.replace_run(command)
            case Quit():
                self.stopping = True
            case _:
                if isinstance(command, PlayRace | StepRace):
                    # One thread: the run waits while the race goes on.
                    self.set_playing(False)
                self.racing.obey(command, self.current.engine.name)

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

    @property
    def has_news(self) -> bool:
        return self.is_dirty or (self.is_coarse and self.commands.empty())

    @property
    def is_frame_due(self) -> bool:
        is_wanted = self.frame_wanted and self.has_news
        return is_wanted and time.perf_counter() >= self.frame_due

    def start_clock(self, speed: float | None) -> None:
        self.speed = speed
        self.last_time = time.perf_counter()
        self.due = 0.0
        self.until = None
        self.measured = (self.last_time, self.current.update)

    def run_to(self, settings: Settings, update: int) -> None:
        """Start over and train, at full speed, up to an update."""
        self.racing.set_playing(False)
        self.set_playing(False)
        self.current.start_over(settings)
        self.start_clock(None)
        self.until = update
        self.backwards = False
        self.set_playing(update > 0)

    def replace_run(self, command: OpenExperiment | OpenWeights) -> None:
        """Go on with the run of a file; with this one when it cannot be read."""
        self.set_playing(False)
        self.is_dirty = True
        self.generation = command.generation
        run = self.filing.obey(command, self.current)
        if run is not self.run:
            self.run = run
            # Questions about the run that is gone have no answer.
            self.questions.clear()

    def go_on_racing(self) -> None:
        """Let the race go on, and wait with it when nothing else is to be done."""
        idle = self.racing.cycle()
        if idle and not (self.playing or self.questions or self.waiting):
            self.wait(idle)

    def move_to(self, update: int) -> None:
        """Pause and stand at an update, or at the nearest that there is."""
        self.set_playing(False)
        self.is_dirty = True
        self.current.seek(max(0, min(update, self.current.furthest)))

    def epoch_begin(self) -> int:
        """Return the update at which this epoch began, or the one before did."""
        run = self.current
        size = run.plan.batch_size
        made = -(-run.state.position // size) or -(-len(run.problem.x) // size)
        return run.update - made

    def undo_edit(self, words: str) -> None:
        """Go back before the last edit by hand if it is the one that is meant."""
        by_hand = [
            event
            for _, event in self.current.timeline.branch.events
            if is_by_hand(event)
        ]
        if not by_hand or by_hand[-1].words != words:
            raise PlaygroundError(
                f"{words} was not edited last on this branch, so nothing is undone; "
                f"the branch on which it was is on the timeline"
            )
        self.current.undo_edit()

    def keep_order(
        self, command: BranchOff | RenameBranch | DeleteBranch | SetBookmark
    ) -> None:
        """Name, begin or forget branches and bookmarks."""
        run = self.current
        match command:
            case BranchOff(name):
                run.branch(name)
            case RenameBranch(number, name):
                run.rename_branch(number, name)
            case DeleteBranch(number):
                run.delete_branch(number)
            case SetBookmark(name):
                run.set_bookmark(name)

    def answer_questions(self) -> None:
        """Go on with what was asked, for about as long as a burst."""
        end = time.perf_counter() + BURST_SECONDS
        while self.questions and time.perf_counter() < end:
            kind, (number, answers) = next(iter(self.questions.items()))
            try:
                value = next(answers)
            except StopIteration:
                del self.questions[kind]
            except PlaygroundError:
                del self.questions[kind]
                raise
            else:
                if value is not None:
                    self.outbox.put(Answered(kind, number, value))
                # The others have their turn, too.
                self.questions[kind] = self.questions.pop(kind)

    def pass_on_notices(self) -> None:
        run = self.current
        for sentence in run.notices:
            self.outbox.put(Noted(sentence))
        run.notices.clear()

    def go_back(self) -> None:
        """Go back in time by what is due."""
        run = self.current
        if run.update == 0:
            self.set_playing(False)
            return
        speed = self.speed
        if speed is None:
            speed = max(60.0, run.furthest / BACK_SECONDS)
        now = time.perf_counter()
        self.due += (now - self.last_time) * speed
        self.last_time = now
        count = int(self.due)
        if count == 0 or not self.frame_wanted:
            self.wait(min((1.0 - self.due) / speed, 0.01) if count == 0 else 0.002)
            return
        self.due -= count
        self.is_dirty = True
        run.seek(max(0, run.update - count))

    def updates_left_in_epoch(self) -> int:
        run = self.current
        rows = len(run.problem.x) - run.state.position
        return -(-rows // run.settings.rows_per_update)

    def burst(self) -> None:
        """Make updates for some milliseconds, or as many as the speed allows."""
        run = self.current
        now = time.perf_counter()
        count = max(1, int(self.rate * self.burst_seconds(now)))
        if self.speed is not None:
            self.due = min(self.due + (now - self.last_time) * self.speed, self.speed)
            self.last_time = now
            count = min(count, int(self.due))
            if count == 0:
                # Nothing is due yet; a short wait that a command would end.
                self.wait(max((1.0 - self.due) / self.speed, BURST_SECONDS))
                return
            self.due -= count
        if self.until is not None:
            count = min(count, self.until - run.update)
            if count <= 0:
                self.set_playing(False)
                return
        before = run.update
        self.is_dirty = True
        if run.advance(count):
            self.set_playing(False)
        seconds = max(time.perf_counter() - now, 1e-6)
        # The pace follows slowly, because one burst may be disturbed.
        self.rate += 0.25 * ((run.update - before) / seconds - self.rate)
        self.measure_speed()

    def burst_seconds(self, now: float) -> float:
        """Return how long to train before looking up: until the next picture, if near.

        After each burst this thread waits for its turn with the interpreter, which the
        window holds while it paints; so long bursts are the quicker training.
        """
        if not self.frame_wanted:
            return LONGEST_BURST
        return min(max(self.frame_due - now, BURST_SECONDS), LONGEST_BURST)

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
        # A hand that drags the timeline wants many pictures, not fine ones.
        in_haste = self.is_dirty and self.is_coarse
        if not self.playing and not in_haste:
            probe = replace(probe, resolution=FINE * probe.resolution)
            self.is_coarse = False
        frame = take_frame(self.current, probe)
        self.frame_wanted = False
        self.is_dirty = False
        self.outbox.put_frame(frame, self.generation)
