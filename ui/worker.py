"""The training loop that lives in the worker thread and owns the run.

It knows no Qt: commands come through a queue, frames and notices go out through an
outbox, and only frozen objects cross. `cycle` does one round, so tests drive it without
a thread.
"""

import collections
import contextlib
import logging
import queue
import traceback
from collections.abc import Callable

from playground.errors import Diverged, PlaygroundError
from playground.run import Run
from playground.settings import Settings
from ui import filing, racing
from ui.training import commands
from ui.training.camera import Camera
from ui.training.changes import change, epoch_begin, updates_left_in_epoch
from ui.training.inquiries import Inquiries
from ui.training.motion import Motion
from ui.training.notices import Failed, Noted, Stopped
from ui.training.outbox import Outbox
from ui.training.pace import BURST_SECONDS
from ui.training.preparing import Preparation, makes_needless

logger = logging.getLogger(__name__)

# A wait for something that is due ends after so long, to see what else there is.
LONGEST_WAIT = 0.05


class TrainingWorker:
    """Owns the run; everything here happens in one thread.

    Attributes
    ----------
    commands : what the window asked and was not looked at yet
    waiting : what is answered next, in order
    outbox : what the window has not taken yet
    camera, motion, questions, racing, filing, preparation : do what is asked, each its
        part
    """

    def __init__(
        self,
        settings: Settings,
        notify: Callable[[], None],
        engine: str | None = None,
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.commands: queue.SimpleQueue[commands.Command] = queue.SimpleQueue()
        self.waiting: collections.deque[commands.Command] = collections.deque()
        self.outbox = Outbox(notify)
        self.camera = Camera(self.outbox)
        self.motion = Motion(self.camera, self.outbox.put)
        self.questions = Inquiries(self.outbox.put)
        self.racing = racing.Racing(self.outbox.put)
        self.filing = filing.Filing(self.outbox.put)
        self.run: Run | None = None
        self.stopping = False
        self.preparation = Preparation(self.is_still_wanted)

    @property
    def current(self) -> Run:
        assert self.run is not None
        return self.run

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
            if self.motion.playing and not self.stopping:
                self.wait(self.motion.cycle(self.current))
            if not self.stopping:
                self.work_beside()
            self.pass_on_notices()
        except Diverged as stop:
            self.camera.is_dirty = True
            self.motion.set_playing(False)
            self.outbox.put(Stopped(stop.reason))
        except PlaygroundError as error:
            self.motion.set_playing(False)
            self.outbox.put(Stopped(str(error), diverged=False))
        except Exception as error:
            logger.exception("the training thread failed")
            self.motion.set_playing(False)
            self.racing.set_playing(False)
            self.outbox.put(Failed(str(error), traceback.format_exc()))

    # ---- commands ----------------------------------------------------------------

    def answer_commands(self) -> None:
        """Take every waiting command; wait for one when there is nothing else to do."""
        waiting = self.waiting
        if not (waiting or self.is_busy or self.racing.has_work):
            self.await_command()
        self.gather_commands()
        # One that raises is gone, and those behind it are answered in the next round.
        while waiting and not self.stopping:
            command = waiting.popleft()
            if is_seek(command) and waiting and is_seek(waiting[0]):
                # A newer place is known already: the hand moved on.
                continue
            self.obey(command)

    def gather_commands(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self.waiting.append(self.commands.get_nowait())

    @property
    def is_busy(self) -> bool:
        """Whether the run or a question goes on."""
        return self.motion.playing or bool(self.questions)

    def await_command(self) -> None:
        """Wait for a command, or until a picture is due."""
        left = self.camera.seconds_left(is_quiet=self.commands.empty())
        with contextlib.suppress(queue.Empty):
            self.waiting.append(self.commands.get(timeout=left))

    def wait(self, seconds: float) -> None:
        """Wait a little for what is due; a command ends it."""
        if seconds:
            with contextlib.suppress(queue.Empty):
                self.obey(self.commands.get(timeout=min(seconds, LONGEST_WAIT)))

    def obey(self, command: commands.Command) -> None:
        match command:
            case commands.Play(speed):
                self.racing.set_playing(False)
                self.motion.play(self.current, speed)
            case commands.PlayBack(speed):
                self.racing.set_playing(False)
                self.motion.play_back(self.current, speed)
            case commands.RunTo():
                self.run_to(command)
            case commands.Pause():
                self.motion.set_playing(False)
            case commands.Step(epoch):
                self.stand()
                count = updates_left_in_epoch(self.current) if epoch else 1
                self.current.advance(count)
            case commands.StepBack(epoch):
                run = self.current
                self.move_to(epoch_begin(run) if epoch else run.update - 1)
            case commands.Seek(update):
                self.move_to(update)
                self.camera.is_coarse = True
            case commands.Ask():
                self.questions.ask(command, self.current)
            case commands.Forget(kind):
                self.questions.forget(kind)
            case commands.Look(probe):
                self.camera.look(probe)
            case commands.WantFrame(not_before):
                self.camera.want(not_before)
            case commands.Quit():
                self.stopping = True
            case filing.SaveTo():
                self.filing.obey(command, self.current)
            case filing.OpenExperiment() | filing.OpenWeights():
                self.replace_run(command)
            case racing.PlayRace() | racing.StepRace():
                # One thread: the run waits while the race goes on.
                self.motion.set_playing(False)
                self.racing.obey(command, self.current.engine.name)
            case (
                racing.StartRace()
                | racing.PauseRace()
                | racing.SetFinish()
                | racing.WantRaceFrame()
            ):
                self.racing.obey(command, self.current.engine.name)
            case _:
                self.change(command)

    def stand(self) -> None:
        """Pause, and let what comes be seen."""
        self.motion.set_playing(False)
        self.camera.is_dirty = True

    def move_to(self, update: int) -> None:
        """Pause and stand at an update, or at the nearest that there is."""
        self.stand()
        self.current.seek(max(0, min(update, self.current.furthest)))

    def run_to(self, command: commands.RunTo) -> None:
        """Start over and train, at full speed, up to an update."""
        self.racing.set_playing(False)
        self.stand()
        self.camera.generation = command.generation
        if not self.preparation.serves(command, self.current):
            return
        self.current.start_over(command.settings)
        if command.update > 0:
            self.motion.play(self.current, None, until=command.update)

    def change(self, command: commands.Change) -> None:
        """Change the run; frames from before are stale where the command says so."""
        self.camera.is_dirty = True
        match command:
            case (
                commands.UndoEdit(generation=generation)
                | commands.SelectBranch(generation=generation)
            ):
                self.motion.set_playing(False)
                self.camera.generation = generation
            case (
                commands.Apply(generation=generation)
                | commands.Reset(generation=generation)
                | commands.Rewire(generation=generation)
            ):
                self.camera.generation = generation
        if self.preparation.serves(command, self.current):
            change(self.current, command)

    def is_still_wanted(self, command: commands.Command) -> bool:
        """Tell whether none that came since makes a command needless."""
        self.gather_commands()
        return not any(makes_needless(newer, command) for newer in self.waiting)

    def replace_run(self, command: filing.OpenExperiment | filing.OpenWeights) -> None:
        """Go on with the run of a file; with this one when it cannot be read."""
        self.stand()
        self.camera.generation = command.generation
        run = self.filing.obey(command, self.current)
        if run is not self.run:
            self.run = run
            # Questions about the run that is gone have no answer.
            self.questions.forget_all()

    # ---- beside the training -----------------------------------------------------

    def work_beside(self) -> None:
        """Take the picture that is due, and go on with questions and the race."""
        if self.camera.is_due(is_quiet=self.commands.empty()):
            self.camera.take(self.current, is_playing=self.motion.playing)
        if self.questions:
            self.questions.go_on(BURST_SECONDS)
        if self.racing.has_work:
            idle = self.racing.cycle()
            if not (self.is_busy or self.waiting):
                self.wait(idle)

    def pass_on_notices(self) -> None:
        """Say what the run had to do otherwise than asked."""
        said = self.current.notices
        for sentence in said:
            self.outbox.put(Noted(sentence))
        said.clear()


def is_seek(command: commands.Command) -> bool:
    return isinstance(command, commands.Seek)
