"""What learns, as it stands now: a network, its data, and the engine that moves it."""

from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.cost import multiply_adds_per_sample
from playground.engines import REFERENCE, make_engine
from playground.engines.deferred import DeferredEngine
from playground.engines.failure import EngineFailed, takeover_sentence
from playground.engines.plan import Engine, Plan, State
from playground.errors import PlaygroundError
from playground.events import (
    EngineSwitch,
    Event,
    ParameterEdit,
    SettingsChange,
    WiringChange,
)
from playground.losses import LOSSES
from playground.metrics import predict_in_chunks
from playground.network import Network
from playground.optimizers import OPTIMIZERS
from playground.problem import Problem, ProblemCache
from playground.settings import Settings
from playground.timeline import Keyframe
from playground.transplant import carry_over, same_shape
from playground.wiring import Wiring, numbered

Array = NDArray[np.floating[Any]]


class Learner:
    """Makes updates, does what an event says, and stands where a keyframe was taken.

    It has no past: what happened, and when, is the timeline's. A dear engine is only
    named at first, and made before the first update.

    Attributes
    ----------
    settings : the choices in force
    problems : makes and holds the data of settings
    problem : the data as the network sees them
    network : its `params` are those of `state`
    state : what the engine moves
    wiring : which parameters stand still
    engine, plan : who makes updates, and of what
    notices : sentences about what was done otherwise than asked
    """

    engine: Engine

    def __init__(
        self, settings: Settings, engine: str, problems: ProblemCache | None = None
    ) -> None:
        self.notices: list[str] = []
        self.problems = problems or ProblemCache()
        self.begin(settings, engine)

    def begin(self, settings: Settings, engine: str) -> None:
        """Stand at update 0 of these settings."""
        self.settings = settings
        self.problem: Problem = self.problems.get(settings)
        self.network = self.make_network()
        self.network.initialize(settings.initializer, settings.seed)
        self.state = State(self.network.params)
        self.wiring = Wiring()
        self.reset_slots()
        self.set_engine(engine)

    def twin(self) -> Self:
        """Return one that stands at the same place and goes its own way.

        It has its own network, engine and notices; the data are shared.
        """
        other = copy(self)
        other.notices = []
        other.network = self.make_network()
        other.network.params[:] = self.network.params
        other.state = self.state.copy()
        other.state.params = other.network.params
        other.set_engine(self.engine.name)
        return other

    # ---- what it is asked --------------------------------------------------------

    @property
    def update(self) -> int:
        """Updates so far."""
        return self.state.update

    @property
    def epochs(self) -> float:
        """Passes through the training rows so far, the begun one as a fraction."""
        return self.state.epoch + self.state.position / len(self.problem.x)

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

    def full_gradient(self) -> Array:
        """Return the gradient (P,) over all training rows, penalties included."""
        problem, settings = self.problem, self.settings
        with np.errstate(all="ignore"):
            _, gradient = self.network.loss_and_gradient(
                problem.x, problem.y, settings.loss, settings.l1, settings.l2
            )
        return gradient

    # ---- updates -----------------------------------------------------------------

    def get_ready(self) -> None:
        """Make the engine if it was only named so far; no update's time pays for it.

        Raises
        ------
        EngineFailed
            when it cannot be made.
        """
        if isinstance(self.engine, DeferredEngine):
            try:
                self.engine = self.engine.made
            except Exception as error:
                raise EngineFailed(error) from error

    def compute(self, count: int, losses: NDArray[np.float64]) -> int:
        """Let the engine make updates; see `Engine.advance`.

        Raises
        ------
        EngineFailed
            when an engine that is not the reference raised; the state is as it was.
        """
        self.get_ready()
        state = self.state
        seen = state.samples_seen
        if self.engine.name == REFERENCE:
            done = self.engine.advance(state, count, losses)
        else:
            begin = state.copy()
            try:
                done = self.engine.advance(state, count, losses)
            except Exception as error:
                state.assign(begin)
                raise EngineFailed(error) from error
        used = state.samples_seen - seen
        state.multiply_adds += used * multiply_adds_per_sample(self.network.sizes)
        return done

    # ---- keyframes and events ----------------------------------------------------

    def keyframe(self) -> Keyframe:
        """Return a frozen copy of where it stands."""
        return Keyframe(self.state.copy(), self.settings, self.engine.name, self.wiring)

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

    def perform(self, event: Event) -> None:
        """Do what an event says; whoever calls records it."""
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
        """Compute with this engine, or with the reference where it is known to fail."""
        params = self.network.params
        free = self.wiring.free(len(params), params.dtype)
        self.plan = Plan.of(self.settings, self.problem, free)
        try:
            self.engine = make_engine(name, self.plan)
        except Exception as error:
            if name == REFERENCE:
                raise
            self.notices.append(takeover_sentence(error))
            self.engine = make_engine(REFERENCE, self.plan)

    def make_network(self) -> Network:
        settings = self.settings
        sizes = (self.problem.x.shape[1], *settings.hidden, self.problem.outputs)
        return Network(sizes, settings.activations, self.problem.x.dtype)

    def reset_slots(self) -> None:
        params = self.state.params
        rule = OPTIMIZERS[self.settings.optimizer]
        self.state.slots = rule.init(len(params), params.dtype)
        self.state.rule_step = 0
