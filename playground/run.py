"""One training run: a network, its data, an engine, and time that goes both ways.

A run moves along the current branch of its timeline. At the branch's end (`furthest`)
`advance` makes new updates and records them; before it, `advance` retraces what was
recorded, changes included. A change made in the past leaves the recorded future as it
is and goes on along a new branch.

A run is put together from a learner (what stands here now), a timeline (what happened),
and three parts that work on both: `recording` makes what is new, `travel` goes to what
is recorded, `branching` lets something happen.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.branching import Branching
from playground.decisions import ENGINES
from playground.engines import REFERENCE, settle_engine
from playground.engines.failure import EngineFailed, takeover_sentence
from playground.engines.plan import Engine, Plan, State
from playground.events import (
    EngineSwitch,
    Event,
    SettingsChange,
    WiringChange,
    check_places,
    make_edit,
)
from playground.learner import Learner
from playground.metrics import Evaluation
from playground.network import Network, as_numbers
from playground.problem import Problem, ProblemCache
from playground.ranges import Count, check_choice
from playground.recording import Recording
from playground.settings import Settings
from playground.stopping import StopCondition
from playground.timeline import Branch, Keyframe, Timeline
from playground.travel import Travel
from playground.wiring import Wiring

Array = NDArray[np.floating[Any]]

# How far a run may go at once.
UPDATES = Count("updates", 0, 2**53 - 1)


class Run:
    """A training run.

    Parameters
    ----------
    settings : what to do
    engine : the engine to begin with; by default the one that the settings settle on
    problems : holds rows that a file brought; by default all rows are made
    recording : what is written down on the way; a sweep keeps less than all

    Attributes
    ----------
    learner : what stands at this update: network, data, engine, state
    timeline : the branches
    recording, travel, branching : how the learner moves along the timeline
    """

    def __init__(
        self,
        settings: Settings,
        engine: str | None = None,
        problems: ProblemCache | None = None,
        recording: type[Recording] = Recording,
    ) -> None:
        learner = Learner(settings, settle(engine or settings.engine), problems)
        timeline = Timeline(learner.keyframe())
        self.put_together(learner, timeline, recording(learner, timeline))
        self.recording.record_evaluation()

    @classmethod
    def on(cls, timeline: Timeline, learner: Learner) -> Self:
        """Return a run that goes on where a learner stands on a timeline."""
        run = cls.__new__(cls)
        run.put_together(learner, timeline, Recording(learner, timeline))
        return run

    def put_together(
        self, learner: Learner, timeline: Timeline, recording: Recording
    ) -> None:
        self.learner = learner
        self.timeline = timeline
        self.recording = recording
        self.travel = Travel(learner, timeline)
        self.branching = Branching(recording, self.travel)

    # ---- what a run is asked -----------------------------------------------------

    @property
    def update(self) -> int:
        """Updates so far."""
        return self.learner.state.update

    @property
    def furthest(self) -> int:
        """The last update that was reached on the current branch."""
        return self.timeline.branch.furthest

    @property
    def epochs(self) -> float:
        """Passes through the training rows so far, the begun one as a fraction."""
        return self.learner.epochs

    @property
    def samples_seen(self) -> int:
        """Samples used in all updates together."""
        return self.state.samples_seen

    @property
    def settings(self) -> Settings:
        """The choices in force at the update where the run stands."""
        return self.learner.settings

    @property
    def problem(self) -> Problem:
        """The data as the network sees them."""
        return self.learner.problem

    @property
    def problems(self) -> ProblemCache:
        """What makes and holds the data of settings."""
        return self.learner.problems

    @property
    def network(self) -> Network:
        """A network whose `params` are the run's own."""
        return self.learner.network

    @property
    def params(self) -> Array:
        """All parameters (P,), a read-only view."""
        return self.learner.params

    @property
    def state(self) -> State:
        """What the engine moves: parameters, slots and counters."""
        return self.learner.state

    @property
    def wiring(self) -> Wiring:
        """Which parameters stand still."""
        return self.learner.wiring

    @property
    def engine(self) -> Engine:
        """Who makes the updates."""
        return self.learner.engine

    @property
    def plan(self) -> Plan:
        """What the engine trains."""
        return self.learner.plan

    @property
    def notices(self) -> list[str]:
        """Sentences about what the run had to do otherwise than asked."""
        return self.learner.notices

    @property
    def training_seconds(self) -> float:
        """Time that the engine took for new updates."""
        return self.recording.training_seconds

    @property
    def multiply_adds_timed(self) -> int:
        """What the engine did in that time."""
        return self.recording.multiply_adds_timed

    def predict(self, x: ArrayLike) -> Array:
        """Return outputs after the link (N, K) for raw inputs x (N, D).

        Raises
        ------
        PlaygroundError
            when x is no such array of numbers.
        """
        return self.learner.predict(as_numbers("inputs", x))

    def evaluate(self) -> Evaluation:
        """Return loss (without penalties) and accuracy on training and test rows."""
        return self.recording.evaluate()

    def full_gradient(self) -> Array:
        """Return the gradient (P,) over all training rows, penalties included."""
        return self.learner.full_gradient()

    def keyframe(self) -> Keyframe:
        """Return a frozen copy of where the run stands."""
        return self.learner.keyframe()

    # ---- going forward -----------------------------------------------------------

    def step(self) -> None:
        """Make one update."""
        self.advance(1)

    def advance(self, updates: int, stop: StopCondition | None = None) -> bool:
        """Make so many updates; retrace them where they were recorded.

        Parameters
        ----------
        updates : how many
        stop : ends the advance at the first evaluation that fulfils it

        Returns
        -------
        bool : whether training ended by itself: the stop condition was met, or the
        patience of the settings came to its end

        Raises
        ------
        Diverged
            when a number is no longer finite; the run stands at the update before.
        SettingsError
            when it is no number of updates.
        """
        learner, recording, timeline = self.learner, self.recording, self.timeline
        target = learner.update + UPDATES.check(updates)
        while learner.update < target:
            try:
                if learner.update < timeline.branch.furthest:
                    self.travel.retrace(min(target, timeline.branch.furthest))
                    continue
                recording.go_on(target - learner.update)
                if recording.has_stalled():
                    self.notices.append(recording.describe_stall())
                    return True
            except EngineFailed as failure:
                self.fall_back(failure)
                continue
            if (
                stop
                and recording.is_evaluation_point()
                and stop.is_met(self.evaluate())
            ):
                return True
        return False

    def fall_back(self, failure: EngineFailed) -> None:
        """Let the reference engine go on from here, as an event like any other."""
        self.notices.append(takeover_sentence(failure.error))
        self.happen(EngineSwitch(REFERENCE))

    # ---- going anywhere ----------------------------------------------------------

    def seek(self, update: int) -> None:
        """Stand at an update of the current branch, with the bits of the first time.

        Raises
        ------
        PlaygroundError
            when the update is not in 0 … `furthest`.
        """
        self.timeline.branch.check_reached(update)
        if update == self.update:
            return
        self.travel.approach(update)
        # An engine that fails on the way is replaced, and the rest is made anew.
        self.advance(update - self.update)

    def select_branch(self, number: int, update: int | None = None) -> None:
        """Go to another branch, to the same update or to its end if that is nearer.

        Raises
        ------
        PlaygroundError
            when there is no such branch or update; the run then stays where it is.
        """
        branch = self.branching.find(number)
        wanted = min(self.update if update is None else update, branch.furthest)
        branch.check_reached(wanted)
        self.timeline.branch = branch
        self.travel.go_to_start()
        self.seek(wanted)

    def start_over(self, settings: Settings) -> None:
        """Begin at update 0 with these settings, as another start on the timeline."""
        engine = self.engine.name
        if settings.engine != self.settings.engine:
            engine = settle(settings.engine)
        self.learner.begin(settings, engine)
        self.timeline.add_start(self.keyframe())
        self.recording.record_evaluation()

    def reset(self, settings: Settings) -> None:
        """Go to update 0 of these settings and the same first weights.

        That is `seek(0)` when the current branch began with them, and another start
        when they were changed on the way.
        """
        if settings == self.travel.first_settings():
            self.seek(0)
        else:
            self.start_over(settings)

    # ---- branches ----------------------------------------------------------------

    def branch(self, name: str | None = None, **changes: Any) -> Branch:
        """Begin a branch here on purpose: continue from here with some changes.

        Parameters
        ----------
        name : of the branch, by default its number
        changes : settings, as `change` takes them

        Raises
        ------
        SettingsError
            when the settings have no meaning; then there is no branch either.
        """
        settings = self.settings.replace(**changes) if changes else self.settings
        # Made before the branch: data that cannot be made leave no trace.
        self.problems.get(settings)
        branch = self.branching.fork()
        if name:
            self.rename_branch(branch.number, name)
        self.apply(settings)
        return branch

    def rename_branch(self, number: int, name: str) -> None:
        """Give a branch a name."""
        self.branching.rename(number, name)

    def delete_branch(self, number: int) -> None:
        """Forget a branch that is not the current one."""
        self.branching.delete(number)

    def set_bookmark(self, name: str) -> None:
        """Name the update where the run stands; an empty name takes it away."""
        self.branching.set_bookmark(name)

    # ---- changes -----------------------------------------------------------------

    def change(self, **changes: Any) -> None:
        """Change settings from the next update on; nothing starts over.

        What still fits of the network keeps its weights, new weights are drawn from the
        seed, and what the update rule remembers starts at zero when its shape or the
        rule changed. Another `engine` is switched to.

        Raises
        ------
        SettingsError
            when the settings have no meaning; the run then stays as it was.
        """
        self.apply(self.settings.replace(**changes))

    def apply(self, settings: Settings) -> None:
        """Make these the settings from the next update on, as `change` says."""
        if settings == self.settings:
            return
        # Made before anything is recorded: data that cannot be made change nothing.
        self.problems.get(settings)
        is_other_engine = settings.engine != self.settings.engine
        self.happen(SettingsChange(settings))
        if is_other_engine:
            self.switch_engine(settings.engine)

    def edit(
        self,
        places: ArrayLike,
        values: ArrayLike,
        words: str = "",
        gesture: int = 0,
    ) -> None:
        """Set parameters by hand: `values` (E,) at `places` (E,) of the vector.

        Of the edits of one `gesture` (a drag, say) at one update only the last is kept.
        One value may stand for all places.

        Raises
        ------
        PlaygroundError
            when there is no such place, or a value is no finite number; nothing is
            recorded then.
        """
        self.branching.edit(make_edit(self.params, places, values, words, gesture))

    def undo_edit(self) -> None:
        """Go back to where the last edit by hand was made, before it.

        Edits of one gesture are one. The future with the edit stays as a branch, if it
        has one.
        """
        update, earlier = self.branching.last_edit()
        self.seek(update)
        self.branching.take_back(earlier)

    def rewire(self, wiring: Wiring, words: str = "") -> None:
        """Lock or free parameters, cut or mend links, from the next update on.

        Raises
        ------
        PlaygroundError
            when there is no parameter at a place of the wiring.
        """
        check_places(self.params, np.array(list(wiring.still)))
        if wiring != self.wiring:
            self.happen(WiringChange(wiring, words))

    def switch_engine(self, engine: str) -> None:
        """Compute with another engine from the next update on.

        Raises
        ------
        SettingsError
            when there is none of this name.
        """
        engine = settle(engine)
        if engine == self.engine.name:
            return
        if self.furthest == 0 and not self.timeline.branch.events:
            # Before the first update nothing is mixed: the run begins with it.
            self.learner.set_engine(engine)
            self.timeline.branch.keyframes[0] = self.keyframe()
        else:
            self.happen(EngineSwitch(engine))

    def happen(self, event: Event) -> None:
        """Let an event happen here: in the past, it begins a branch."""
        self.branching.happen(event)


def settle(choice: str) -> str:
    """Return the name of the engine that a choice means, "auto" among them."""
    return settle_engine(check_choice("engine", choice, ENGINES))
