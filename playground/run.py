"""One training run: a network, its data, an engine, and time that goes both ways.

A run moves along the current branch of its timeline. At the branch's end (`furthest`)
`advance` makes new updates and records them; before it, `advance` retraces what was
recorded, changes included. A change made in the past leaves the recorded future as it
is and goes on along a new branch.
"""

import time
from collections.abc import Callable
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.cost import multiply_adds_per_sample
from playground.engines import REFERENCE, make_engine, settle_engine
from playground.engines.plan import Engine, Plan, State
from playground.errors import Diverged, PlaygroundError
from playground.history import is_evaluated, next_evaluated
from playground.losses import LOSSES
from playground.metrics import Evaluation, evaluate, predict_in_chunks
from playground.network import Network
from playground.optimizers import OPTIMIZERS
from playground.problem import Problem, ProblemCache
from playground.settings import Settings
from playground.stopping import StopCondition
from playground.timeline import (
    Branch,
    EngineSwitch,
    Event,
    Keyframe,
    ParameterEdit,
    SettingsChange,
    Timeline,
    WiringChange,
)
from playground.wiring import Wiring, numbered

Array = NDArray[np.floating[Any]]


class Run:
    """A training run.

    Parameters
    ----------
    settings : what to do
    engine : the engine to begin with; by default the one that the settings settle on
    problems : holds rows that a file brought; by default all rows are made

    Attributes
    ----------
    settings : the choices in force at the update where the run stands
    problem : the data as the network sees them
    network : a Network whose `params` are the run's own
    wiring : which parameters stand still
    timeline : the branches
    notices : sentences about what the run had to do otherwise than asked
    """

    def __init__(
        self,
        settings: Settings,
        engine: str | None = None,
        problems: ProblemCache | None = None,
    ) -> None:
        self.notices: list[str] = []
        self.problems = problems or ProblemCache()
        self.training_seconds = 0.0
        self.multiply_adds_timed = 0
        self.evaluated: tuple[Array, Evaluation] | None = None
        self.begin(settings, engine or settle_engine(settings.engine))
        self.timeline = Timeline(self.keyframe())
        self.record_evaluation()

    # ---- what a run is asked -----------------------------------------------------

    @property
    def update(self) -> int:
        """Updates so far."""
        return self.state.update

    @property
    def furthest(self) -> int:
        """The last update that was reached on the current branch."""
        return self.timeline.branch.furthest

    @property
    def epochs(self) -> float:
        """Passes through the training rows so far, the begun one as a fraction."""
        return self.state.epoch + self.state.position / len(self.problem.x)

    @property
    def samples_seen(self) -> int:
        return self.state.samples_seen

    @property
    def params(self) -> Array:
        """All parameters (P,), a read-only view."""
        view = self.network.params.view()
        view.flags.writeable = False
        return view

    def predict(self, x: ArrayLike) -> Array:
        """Return outputs after the link (N, K) for raw inputs x (N, D)."""
        rows = np.asarray(x, np.float64)
        if rows.ndim != 2 or rows.shape[1] != len(self.problem.columns):
            raise PlaygroundError(
                f"inputs must be rows of {len(self.problem.columns)} numbers, "
                f"got an array of shape {rows.shape}"
            )
        # Close to divergence an output may be infinite: an answer, not a warning.
        with np.errstate(all="ignore"):
            features = self.problem.preprocessor.transform(rows)
            output = predict_in_chunks(self.network, features)
            return LOSSES[self.settings.loss].link(output)

    def evaluate(self) -> Evaluation:
        """Return loss (without penalties) and accuracy on training and test rows."""
        params = self.network.params
        # Whoever holds the network may have written into it since.
        if self.evaluated is None or not np.array_equal(self.evaluated[0], params):
            result = evaluate(self.network, self.problem, self.settings.loss)
            self.evaluated = (params.copy(), result)
        return self.evaluated[1]

    def full_gradient(self) -> Array:
        """Return the gradient (P,) over all training rows, penalties included."""
        problem, settings = self.problem, self.settings
        with np.errstate(all="ignore"):
            _, gradient = self.network.loss_and_gradient(
                problem.x, problem.y, settings.loss, settings.l1, settings.l2
            )
        return gradient

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
        """
        target = self.update + updates
        while self.update < target:
            try:
                if self.update < self.furthest:
                    self.retrace(min(target, self.furthest))
                    continue
                self.record(min(target - self.update, self.segment()))
                if self.has_stalled():
                    self.notices.append(self.describe_stall())
                    return True
            except EngineFailed as failure:
                self.fall_back(failure)
                continue
            if stop and self.is_evaluation_point() and stop.is_met(self.evaluate()):
                return True
        return False

    def record(self, count: int) -> None:
        """Make new updates at the end of the branch, up to the next evaluation."""
        branch = self.timeline.branch
        losses = np.empty(count)
        began, before = time.perf_counter(), self.state.multiply_adds
        done = self.compute(count, losses)
        self.training_seconds += time.perf_counter() - began
        self.multiply_adds_timed += self.state.multiply_adds - before
        branch.history.losses.append(losses[:done])
        branch.furthest = self.update
        if done and self.is_evaluation_point():
            self.record_evaluation()
        if branch.wants_keyframe(self.update):
            self.add_keyframe()
        if done < count:
            raise Diverged(self.update, self.describe_divergence())

    def retrace(self, target: int) -> None:
        """Go to a recorded update ahead, through the events on the way."""
        self.walk(target)
        self.perform_events(self.timeline.branch.events_at(target))

    def compute(self, count: int, losses: NDArray[np.float64]) -> int:
        """Let the engine make updates; see `Engine.advance`.

        Raises
        ------
        EngineFailed
            when an engine that is not the reference raised; the state is as it was.
        """
        seen = self.state.samples_seen
        if self.engine.name == REFERENCE:
            done = self.engine.advance(self.state, count, losses)
        else:
            begin = self.state.copy()
            try:
                done = self.engine.advance(self.state, count, losses)
            except Exception as error:
                self.state.assign(begin)
                raise EngineFailed(error) from error
        self.state.multiply_adds += (
            self.state.samples_seen - seen
        ) * multiply_adds_per_sample(self.network.sizes)
        self.evaluated = None
        return done

    def segment(self) -> int:
        """Return how many updates may be made in one go at the end of the branch."""
        state, rows = self.state, len(self.problem.x)
        size = self.plan.batch_size
        to_epoch_end = -(-(rows - state.position) // size)
        whole_epochs = next_evaluated(state.epoch) - state.epoch - 1
        to_evaluation = to_epoch_end + whole_epochs * -(-rows // size)
        return min(to_evaluation, self.timeline.branch.spacing)

    def is_evaluation_point(self) -> bool:
        return self.state.position == 0 and is_evaluated(self.state.epoch)

    # ---- going anywhere ----------------------------------------------------------

    def seek(self, update: int) -> None:
        """Stand at an update of the current branch, with the bits of the first time.

        Raises
        ------
        PlaygroundError
            when the update is not in 0 … `furthest`.
        """
        if not 0 <= update <= self.furthest:
            raise PlaygroundError(
                f"there is no update {update}; this run has 0 … {self.furthest}"
            )
        if update == self.update:
            return
        keyframe = self.timeline.branch.keyframe_before(update)
        if not keyframe.update <= self.update < update:
            self.restore(keyframe)
            self.perform_events(self.timeline.branch.events_at(keyframe.update))
        # An engine that fails on the way is replaced, and the rest is made anew.
        self.advance(update - self.update)

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
        branch = self.fork()
        if name:
            self.rename_branch(branch.number, name)
        self.apply(settings)
        return branch

    def rename_branch(self, number: int, name: str) -> None:
        """Give a branch a name."""
        branch = self.find_branch(number)
        branch.name = name
        branch.is_named = True

    def select_branch(self, number: int, update: int | None = None) -> None:
        """Go to another branch, to the same update or to its end if that is nearer."""
        self.timeline.branch = self.find_branch(number)
        wanted = self.update if update is None else update
        self.restore(self.timeline.branch.keyframes[0])
        self.perform_events(self.timeline.branch.events_at(0))
        self.seek(min(wanted, self.furthest))

    def delete_branch(self, number: int) -> None:
        """Forget a branch that is not the current one."""
        branch = self.find_branch(number)
        if branch is self.timeline.branch:
            raise PlaygroundError("the current branch cannot be deleted")
        del self.timeline.branches[branch.number]

    def set_bookmark(self, name: str) -> None:
        """Name the update where the run stands; an empty name takes it away."""
        if name:
            self.timeline.branch.bookmarks[self.update] = name
        else:
            self.timeline.branch.bookmarks.pop(self.update, None)

    def find_branch(self, number: int) -> Branch:
        if number not in self.timeline.branches:
            raise PlaygroundError(f"there is no branch {number}")
        return self.timeline.branches[number]

    def start_over(self, settings: Settings) -> None:
        """Begin at update 0 with these settings, as another start on the timeline."""
        self.begin(settings, self.engine.name)
        self.timeline.add_start(self.keyframe())
        self.record_evaluation()

    def reset(self, settings: Settings) -> None:
        """Go to update 0 of these settings and the same first weights.

        That is `seek(0)` when the current branch began with them, and another start
        when they were changed on the way.
        """
        first = self.timeline.branch.keyframes[0].settings
        for event in self.timeline.branch.events_at(0):
            if isinstance(event, SettingsChange):
                first = event.settings
        if settings == first:
            self.seek(0)
        else:
            self.start_over(settings)

    # ---- changes -----------------------------------------------------------------

    def change(self, **changes: Any) -> None:
        """Change settings from the next update on; nothing starts over.

        What still fits of the network keeps its weights, new weights are drawn from the
        seed, and what the update rule remembers starts at zero when its shape or the
        rule changed.

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
        self.happen(SettingsChange(settings))

    def edit(
        self,
        places: ArrayLike,
        values: ArrayLike,
        words: str = "",
        gesture: int = 0,
    ) -> None:
        """Set parameters by hand: `values` (E,) at `places` (E,) of the vector.

        Of the edits of one `gesture` (a drag, say) at one update only the last is kept.
        """
        where = np.atleast_1d(np.array(places, np.intp))
        what = np.atleast_1d(np.array(values, self.params.dtype))
        if not np.isfinite(what).all():
            raise PlaygroundError("a parameter must be a finite number")
        event = ParameterEdit(where, what, words, gesture)
        events = self.timeline.branch.events
        if gesture and self.update == self.furthest and events:
            update, last = events[-1]
            is_same = isinstance(last, ParameterEdit) and last.gesture == gesture
            if is_same and update == self.update:
                events[-1] = (update, event)
                self.perform(event)
                return
        self.happen(event)

    def rewire(self, wiring: Wiring, words: str = "") -> None:
        """Lock or free parameters, cut or mend links, from the next update on."""
        if wiring != self.wiring:
            self.happen(WiringChange(wiring, words))

    def switch_engine(self, engine: str) -> None:
        """Compute with another engine from the next update on."""
        if engine == self.engine.name:
            return
        if self.furthest == 0 and not self.timeline.branch.events:
            # Before the first update nothing is mixed: the run begins with it.
            self.set_engine(engine)
            self.timeline.branch.keyframes[0] = self.keyframe()
        else:
            self.happen(EngineSwitch(engine))

    def happen(self, event: Event) -> None:
        """Let an event happen here: in the past, it begins a branch."""
        if self.update < self.furthest:
            self.fork()
        branch = self.timeline.branch
        if branch.keyframes[-1].update < self.update:
            self.add_keyframe()
        branch.events.append((self.update, event))
        self.perform(event)

    def fork(self, events: int | None = None) -> Branch:
        """Leave the recorded future and go on along a new branch from here.

        `events` is how many events of this very update the branch keeps; None: all.
        """
        branch = self.timeline.fork(self.update, events)
        here, missing = self.update, branch.history.losses.count
        if missing < here:
            # A block of the thinned losses knows the future too: compute its losses
            # anew, up to here and no further.
            losses = branch.history.losses
            self.go_back_before(missing)
            self.perform_events(branch.events_at(missing))
            self.walk(here, losses.append)
        return branch

    def undo_edit(self) -> None:
        """Go back to where the last edit by hand was made, before it.

        Edits of one gesture are one. The future with the edit stays as a branch.
        """
        events = self.timeline.branch.events
        place = next(
            (i for i in reversed(range(len(events))) if is_by_hand(events[i][1])), None
        )
        if place is None:
            raise PlaygroundError("nothing was edited by hand on this branch")
        gesture = gesture_of(events[place][1])
        while gesture and place and gesture_of(events[place - 1][1]) == gesture:
            place -= 1
        update = events[place][0]
        kept = sum(1 for when, _ in events[:place] if when == update)
        self.seek(update)
        self.fork(kept)
        self.go_back_before(update)
        self.perform_events(self.timeline.branch.events_at(update))

    def go_back_before(self, update: int) -> None:
        """Stand at an update of this branch before any event of it."""
        keyframe = self.timeline.branch.keyframe_before(update)
        self.restore(keyframe)
        if keyframe.update < update:
            self.perform_events(self.timeline.branch.events_at(keyframe.update))
            self.walk(update)

    def walk(
        self,
        target: int,
        keep: Callable[[NDArray[np.float64]], None] = lambda losses: None,
    ) -> None:
        """Make recorded updates again, up to the events of `target`, not through them.

        `keep` is given the batch losses on the way.
        """
        branch = self.timeline.branch
        while self.update < target:
            event = branch.next_event(self.update)
            stop = target if event is None else min(target, event)
            losses = np.empty(stop - self.update)
            self.compute(len(losses), losses)
            keep(losses)
            if self.update < target:
                self.perform_events(branch.events_at(self.update))

    # ---- how it is done ----------------------------------------------------------

    def begin(self, settings: Settings, engine: str) -> None:
        """Stand at update 0 of these settings."""
        self.settings = settings
        self.problem: Problem = self.problems.get(settings)
        self.network = self.make_network()
        self.network.initialize(settings.initializer, settings.seed)
        self.state = State(self.network.params)
        self.wiring = Wiring()
        self.reset_slots()
        self.evaluated = None
        self.set_engine(engine)

    def keyframe(self) -> Keyframe:
        return Keyframe(self.state.copy(), self.settings, self.engine.name, self.wiring)

    def add_keyframe(self) -> None:
        keyframe = self.keyframe()
        limit = self.timeline.keyframe_limit(keyframe.size)
        self.timeline.branch.add_keyframe(keyframe, limit)

    def restore(self, keyframe: Keyframe) -> None:
        """Stand where a keyframe was taken."""
        here = (self.settings, self.engine.name, self.wiring)
        if here != (keyframe.settings, keyframe.engine, keyframe.wiring):
            self.settings = keyframe.settings
            self.wiring = keyframe.wiring
            self.problem = self.problems.get(self.settings)
            network = self.make_network()
            if not same_shape(network, self.network):
                self.network = network
            self.network.activations = network.activations
            self.state = State(self.network.params)
            self.reset_slots()
            self.set_engine(keyframe.engine)
        self.state.assign(keyframe.state)
        self.evaluated = None

    def perform_events(self, events: list[Event]) -> None:
        for event in events:
            self.perform(event)

    def perform(self, event: Event) -> None:
        """Do what an event says to the run as it stands; nothing is recorded."""
        self.evaluated = None
        match event:
            case SettingsChange(settings):
                self.adopt_settings(settings)
            case ParameterEdit(places=places, values=values):
                self.network.params[places] = values
            case WiringChange(wiring):
                self.adopt_wiring(wiring)
            case EngineSwitch(engine):
                self.set_engine(engine)

    def adopt_settings(self, settings: Settings) -> None:
        before, self.settings = self.settings, settings
        rows, features = len(self.problem.x), before.features
        self.problem = self.problems.get(settings)
        if len(self.problem.x) != rows and self.state.position:
            self.state.epoch += 1
            self.state.position = 0
        network = self.make_network()
        if features != settings.features or not same_shape(network, self.network):
            network.initialize(settings.initializer, settings.seed)
            carry_over(self.network, features, network, settings.features)
            places = Network(network.sizes, network.activations)
            carry_over(numbered(self.network), features, places, settings.features)
            self.wiring = self.wiring.moved(places.params.astype(np.intp) - 1)
            network.params[list(self.wiring.cut)] = 0.0
            self.network = network
            self.state.params = network.params
            self.reset_slots()
        self.network.activations = network.activations
        if before.optimizer != settings.optimizer:
            self.reset_slots()
        self.set_engine(self.engine.name)

    def adopt_wiring(self, wiring: Wiring) -> None:
        params, before = self.network.params, self.wiring
        for place, value in before.cut.items():
            if place not in wiring.cut:
                params[place] = value
        params[list(wiring.cut)] = 0.0
        # What the rule gathered while a parameter stood still would make it jump.
        freed = list(before.still - wiring.still)
        for slot in self.state.slots.values():
            slot[freed] = 0.0
        self.wiring = wiring
        self.set_engine(self.engine.name)

    def set_engine(self, name: str) -> None:
        params = self.network.params
        free = self.wiring.free(len(params), params.dtype)
        self.plan = Plan.of(self.settings, self.problem, free)
        try:
            self.engine: Engine = make_engine(name, self.plan)
        except Exception as error:
            if name == REFERENCE:
                raise
            self.notices.append(takeover_sentence(error))
            self.engine = make_engine(REFERENCE, self.plan)

    def fall_back(self, failure: "EngineFailed") -> None:
        """Let the reference engine go on from here, as an event like any other."""
        self.notices.append(takeover_sentence(failure.error))
        self.happen(EngineSwitch(REFERENCE))

    def make_network(self) -> Network:
        settings = self.settings
        sizes = (self.problem.x.shape[1], *settings.hidden, self.problem.outputs)
        return Network(sizes, settings.activations, self.problem.x.dtype)

    def reset_slots(self) -> None:
        params = self.state.params
        rule = OPTIMIZERS[self.settings.optimizer]
        self.state.slots = rule.init(len(params), params.dtype)
        self.state.rule_step = 0

    def record_evaluation(self) -> None:
        with np.errstate(all="ignore"):
            norms = (
                float(np.linalg.norm(self.full_gradient())),
                float(np.linalg.norm(self.network.params)),
            )
        self.timeline.branch.history.record_evaluation(
            self.update, (*self.evaluate().values(), *norms)
        )

    def has_stalled(self) -> bool:
        """Tell whether the loss has just not fallen for `patience` evaluations.

        It is the test loss, or the training loss where there are no test rows. Who goes
        on all the same is not stopped at every evaluation that follows.
        """
        patience = self.settings.patience
        if not patience or not self.is_evaluation_point():
            return False
        history = self.timeline.branch.history.view()
        name = "test_loss" if len(self.problem.x_test) else "train_loss"
        losses = history.column(name)
        return len(losses) - 1 - int(np.nanargmin(losses)) == patience

    def describe_stall(self) -> str:
        return (
            f"Training ended by itself at update {self.update}: the loss has not "
            f"fallen for {self.settings.patience} evaluations."
        )

    def describe_divergence(self) -> str:
        """Say what the next update would have made infinite."""
        # Imported here, because it looks into a run.
        from playground.divergence import describe_divergence

        return describe_divergence(self)


class EngineFailed(Exception):  # noqa: N818 - it names an event, as Diverged does
    """An engine raised what it should not; the reference engine can go on."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def is_by_hand(event: Event) -> TypeGuard[ParameterEdit | WiringChange]:
    return isinstance(event, (ParameterEdit, WiringChange))


def gesture_of(event: Event) -> int:
    return event.gesture if isinstance(event, ParameterEdit) else 0


def same_shape(a: Network, b: Network) -> bool:
    return a.sizes == b.sizes and a.params.dtype == b.params.dtype


def takeover_sentence(error: Exception) -> str:
    return (
        f"The compiled engine failed ({type(error).__name__}: {error}), so the NumPy "
        f"engine goes on."
    )


def carry_over(
    old: Network,
    old_features: tuple[str, ...],
    new: Network,
    new_features: tuple[str, ...],
) -> None:
    """Copy what still fits from one network to another.

    Hidden layers are paired from the front, the output layer with the output layer; the
    columns of the first layer are paired by the features' names.
    """
    pairs = list(zip(new.layers[:-1], old.layers[:-1], strict=False))
    pairs.append((new.layers[-1], old.layers[-1]))
    for after, before in pairs:
        rows = min(len(after.bias), len(before.bias))
        columns = min(after.weights.shape[1], before.weights.shape[1])
        to, source = np.arange(columns), np.arange(columns)
        if after is new.layers[0] and before is old.layers[0]:
            shared = [name for name in new_features if name in old_features]
            to = np.array([new_features.index(name) for name in shared], np.intp)
            source = np.array([old_features.index(name) for name in shared], np.intp)
        after.weights[:rows, to] = before.weights[:rows, source]
        after.bias[:rows] = before.bias[:rows]
