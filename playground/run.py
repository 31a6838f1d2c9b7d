"""One training run: a network, its data, an engine, and where it stands."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.engines.plan import Engine, Plan, State
from playground.engines.reference import ReferenceEngine
from playground.errors import Diverged
from playground.history import History, is_evaluated, next_evaluated
from playground.losses import LOSSES
from playground.metrics import Evaluation, evaluate, predict_in_chunks
from playground.network import Network
from playground.optimizers import OPTIMIZERS
from playground.problem import PROBLEM_SETTINGS, Problem, make_problem
from playground.settings import Settings

Array = NDArray[np.floating[Any]]


class Run:
    """A training run from one start.

    Attributes
    ----------
    settings : the choices in force now
    problem : the data as the network sees them
    network : a Network whose `params` are the run's own
    history : losses and evaluations so far
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.problem: Problem = make_problem(settings)
        self.network = self.make_network(settings)
        self.network.initialize(settings.initializer, settings.seed)
        self.state = State(self.network.params)
        self.reset_slots()
        self.history = History()
        self.engine: Engine = ReferenceEngine(Plan.of(settings, self.problem))
        self.evaluation_at: tuple[int, Evaluation] | None = None
        self.record_evaluation()

    # ---- what a run is asked -----------------------------------------------------

    @property
    def update(self) -> int:
        """Updates so far."""
        return self.state.update

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
        features = self.problem.preprocessor.transform(rows)
        output = predict_in_chunks(self.network, features)
        return LOSSES[self.settings.loss].link(output)

    def evaluate(self) -> Evaluation:
        """Return loss (without penalties) and accuracy on training and test rows."""
        if self.evaluation_at is None or self.evaluation_at[0] != self.update:
            result = evaluate(self.network, self.problem, self.settings.loss)
            self.evaluation_at = (self.update, result)
        return self.evaluation_at[1]

    def full_gradient(self) -> Array:
        """Return the gradient (P,) over all training rows, penalties included."""
        settings = self.settings
        return self.network.loss_and_gradient(
            self.problem.x, self.problem.y, settings.loss, settings.l1, settings.l2
        )[1]

    # ---- what a run is told ------------------------------------------------------

    def step(self) -> None:
        """Make one update."""
        self.advance(1)

    def advance(self, updates: int) -> None:
        """Make so many updates.

        Raises
        ------
        Diverged
            when a number is no longer finite; the run stands at the update before.
        """
        target = self.update + updates
        while self.update < target:
            count = min(target - self.update, self.updates_to_evaluation())
            losses = self.history.losses.reserve(count)
            done = self.engine.advance(self.state, count, losses)
            self.history.losses.commit(done)
            if done < count:
                raise Diverged(self.update, self.describe_divergence())
            if self.state.position == 0 and is_evaluated(self.state.epoch):
                self.record_evaluation()

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
        before, self.settings = self.settings, settings
        if differs(before, settings, PROBLEM_SETTINGS):
            rows = len(self.problem.x)
            self.problem = make_problem(settings)
            if len(self.problem.x) != rows and self.state.position:
                self.state.epoch += 1
                self.state.position = 0
        network = self.make_network(settings)
        if (network.sizes, network.activations) != (
            self.network.sizes,
            self.network.activations,
        ):
            self.adopt_network(network)
        if OPTIMIZERS[before.optimizer] is not OPTIMIZERS[settings.optimizer]:
            self.reset_slots()
        self.engine = ReferenceEngine(Plan.of(settings, self.problem))
        self.evaluation_at = None

    # ---- how it is done ----------------------------------------------------------

    def make_network(self, settings: Settings) -> Network:
        sizes = (self.problem.x.shape[1], *settings.hidden, self.problem.outputs)
        return Network(sizes, settings.activations)

    def adopt_network(self, network: Network) -> None:
        """Go on with a network of another shape."""
        same_sizes = network.sizes == self.network.sizes
        if same_sizes:
            network.params[:] = self.network.params
        else:
            network.initialize(self.settings.initializer, self.settings.seed)
            for new, old in matching_layers(network, self.network):
                rows = min(len(new.bias), len(old.bias))
                columns = min(new.weights.shape[1], old.weights.shape[1])
                new.weights[:rows, :columns] = old.weights[:rows, :columns]
                new.bias[:rows] = old.bias[:rows]
        self.network = network
        self.state.params = network.params
        if not same_sizes:
            self.reset_slots()

    def reset_slots(self) -> None:
        params = self.state.params
        rule = OPTIMIZERS[self.settings.optimizer]
        self.state.slots = rule.init(len(params), params.dtype)
        self.state.rule_step = 0

    def updates_to_evaluation(self) -> int:
        """Return how many updates lie before the next evaluation point."""
        state, rows = self.state, len(self.problem.x)
        size = self.settings.rows_per_update
        to_epoch_end = -(-(rows - state.position) // size)
        whole_epochs = next_evaluated(state.epoch) - state.epoch - 1
        return to_epoch_end + whole_epochs * -(-rows // size)

    def record_evaluation(self) -> None:
        evaluation = self.evaluate()
        self.history.record_evaluation(
            self.update,
            (
                *evaluation.values(),
                float(np.linalg.norm(self.full_gradient())),
                float(np.linalg.norm(self.network.params)),
            ),
        )

    def describe_divergence(self) -> str:
        """Say what the next update would have made infinite."""
        return (
            f"Training diverged after update {self.update}: the next step makes a "
            f"number that is not finite. A smaller learning rate than "
            f"{self.settings.learning_rate:g} usually helps."
        )


def differs(a: Settings, b: Settings, names: tuple[str, ...]) -> bool:
    return any(getattr(a, name) != getattr(b, name) for name in names)


def matching_layers(new: Network, old: Network) -> list[tuple[Any, Any]]:
    """Pair the layers of two networks: hidden ones from the front, the output's last."""
    hidden = list(zip(new.layers[:-1], old.layers[:-1], strict=False))
    return [*hidden, (new.layers[-1], old.layers[-1])]
