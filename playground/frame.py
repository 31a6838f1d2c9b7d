"""The immutable picture of a run at one update: all that a window needs to draw it."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engines import COMPILED
from playground.explain import explain
from playground.history import HistoryView
from playground.losses import LOSSES
from playground.metrics import Evaluation, confusion_matrix, predict_in_chunks
from playground.network import Layer, layer_views
from playground.problem import Problem
from playground.run import Run
from playground.settings import Settings
from playground.timeline import TimelineView
from playground.wiring import Wiring

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace

Array = NDArray[np.floating[Any]]

# Of layers wider than this only the first neurons have a map.
MAPPED_NEURONS = 64


@dataclass(frozen=True, slots=True)
class Probe:
    """What the window wants to see.

    Attributes
    ----------
    resolution : pixels along each side of the maps and of the decision picture
    axes : the two raw columns that span the picture; the others stay at their means
    confusion : whether to count which class was taken for which
    trace : whether to open the coming update
    sample : the training row for which it is opened, None for the batch
    losses : whether to compute the loss of every training row
    """

    resolution: int = 50
    axes: tuple[int, int] = (0, 1)
    confusion: bool = False
    trace: bool = False
    sample: int | None = None
    losses: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A run at one update; every array is read-only.

    With one input column the pictures are lines: their height G is 1.

    Attributes
    ----------
    params : (P,), and `layers` are views into it
    sizes : neurons per layer, the features first
    epochs : passes through the training rows, the begun one as a fraction
    evaluation : losses and accuracies at this update
    extent : x low, x high, y low, y high of the pictures in raw units
    maps : one (M, G, G) float32 array a layer, the features first: what each neuron
        answers over the picture's plane, row 0 at the bottom; of very wide layers the
        first neurons only
    field : (K, G, G) float32, the prediction after the link over the same plane
    confusion : (k, k) counts on the test rows (training rows if there are none)
    furthest : the last recorded update of the branch
    multiply_adds : what all updates together cost
    training_seconds, multiply_adds_timed : time that the engine took in all, and what
        it did in that time
    timeline : all branches with their histories
    wiring : which parameters stand still, and which links are cut
    trace : the coming update, opened, or None
    losses : (N,) of the training rows, without penalties, or None
    velocity : (P,), against which the parameters move; None when the rule keeps none
    """

    settings: Settings
    problem: Problem
    probe: Probe
    engine: str
    update: int
    epochs: float
    samples_seen: int
    sizes: tuple[int, ...]
    params: Array
    evaluation: Evaluation
    extent: tuple[float, float, float, float]
    maps: tuple[NDArray[np.float32], ...]
    field: NDArray[np.float32]
    confusion: NDArray[np.intp] | None
    furthest: int
    multiply_adds: int
    training_seconds: float
    multiply_adds_timed: int
    timeline: TimelineView
    wiring: Wiring
    trace: "UpdateTrace | None"
    losses: Array | None = None
    velocity: Array | None = None
    layers: tuple[Layer, ...] = dataclass_field(init=False)

    @property
    def history(self) -> HistoryView:
        """The history of the branch that is shown."""
        return self.timeline.branch.history

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", layer_views(self.params, self.sizes))


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


def shown_axes(problem: Problem, probe: Probe) -> tuple[int, int]:
    """Return the probe's axes, or the first two when the data has fewer columns."""
    columns = len(problem.columns)
    if max(probe.axes) < columns and probe.axes[0] != probe.axes[1]:
        return probe.axes
    return (0, min(1, columns - 1))


def plane(
    problem: Problem, axes: tuple[int, int], resolution: int
) -> tuple[Array, tuple[float, float, float, float], tuple[int, int]]:
    """Return raw inputs on a grid, the extent, and the grid's shape (height, width)."""
    first, second = axes
    x_low, x_high = float(problem.low[first]), float(problem.high[first])
    across = cell_centers(x_low, x_high, resolution)
    if len(problem.columns) == 1:
        return across[:, None], (x_low, x_high, 0.0, 1.0), (1, resolution)
    y_low, y_high = float(problem.low[second]), float(problem.high[second])
    upward = cell_centers(y_low, y_high, resolution)
    points = np.tile(problem.center, (resolution * resolution, 1))
    points[:, first] = np.tile(across, resolution)
    points[:, second] = np.repeat(upward, resolution)
    return points, (x_low, x_high, y_low, y_high), (resolution, resolution)


def cell_centers(low: float, high: float, count: int) -> Array:
    """Return the middles of `count` equal cells between low and high."""
    return low + (np.arange(count) + 0.5) * ((high - low) / count)


def take_frame(run: Run, probe: Probe) -> Frame:
    """Make the picture of a run as it stands."""
    problem, network = run.problem, run.network
    axes = shown_axes(problem, probe)
    points, extent, shape = plane(problem, axes, probe.resolution)
    features = problem.preprocessor.transform(points)
    velocity = run.state.slots.get("velocity")
    with np.errstate(all="ignore"):
        answers = neuron_answers(run, features)
        prediction = LOSSES[run.settings.loss].link(answers[-1].T)
    return Frame(
        settings=run.settings,
        problem=problem,
        probe=probe,
        engine=run.engine.name,
        update=run.update,
        epochs=run.epochs,
        samples_seen=run.samples_seen,
        sizes=network.sizes,
        params=frozen(network.params.copy()),
        evaluation=run.evaluate(),
        extent=extent,
        maps=tuple(
            picture(values[:MAPPED_NEURONS], shape) for values in (features.T, *answers)
        ),
        field=picture(prediction.T, shape),
        confusion=frozen(
            confusion_matrix(network, problem, test=len(problem.x_test) > 0)
        )
        if probe.confusion and problem.classes
        else None,
        furthest=run.furthest,
        multiply_adds=run.state.multiply_adds,
        training_seconds=run.training_seconds,
        multiply_adds_timed=run.multiply_adds_timed,
        timeline=run.timeline.view(),
        wiring=run.wiring,
        trace=open_coming(run, probe) if probe.trace else None,
        losses=losses_of(run) if probe.losses else None,
        velocity=None if velocity is None else frozen(velocity.copy()),
    )


def neuron_answers(run: Run, features: Array) -> list[Array]:
    """Return what each layer's neurons answer (M, N) to features (N, F) of points.

    The compiled engine does it in one pass and lets the window paint meanwhile.
    """
    network = run.network
    if run.engine.name == COMPILED:
        from playground.engines.fields import neuron_maps

        return neuron_maps(network.sizes, network.activations, network.params, features)
    return [a.T for a in network.forward(features).a]


def open_coming(run: Run, probe: Probe) -> "UpdateTrace":
    """Return the coming update of the batch, or that of the probe's one sample."""
    sample = probe.sample
    if sample is not None and sample >= len(run.problem.x):
        # The data shrank while the window still asked for this row.
        sample = None
    return explain(run, sample)


def losses_of(run: Run) -> Array:
    """Return the loss (N,) of every training row, without penalties."""
    problem = run.problem
    with np.errstate(all="ignore"):
        output = predict_in_chunks(run.network, problem.x)
        return frozen(LOSSES[run.settings.loss].per_sample(output, problem.y))


def picture(values: Array, shape: tuple[int, int]) -> NDArray[np.float32]:
    """Turn values (M, points) into one picture (M, height, width) a row."""
    # Close to divergence a number may lie beyond float32: infinite, and no warning.
    with np.errstate(over="ignore"):
        maps = np.ascontiguousarray(values, np.float32)
    return frozen(maps.reshape(len(maps), *shape))
