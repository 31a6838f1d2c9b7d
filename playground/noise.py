"""The noise of mini-batch gradients: how far a batch points from all rows together.

A batch of B rows, drawn without replacement from N, has the full gradient as its mean
and the variance

    E ‖g_B − g‖² = S²/B · (N − B)/(N − 1),   S² = 1/N Σₙ ‖gₙ − g‖²,

so the cloud of batch gradients shrinks about as 1/√B, to a point at the full batch.
Penalties are the same for every batch and add no noise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.batches import sample_order
from playground.errors import PlaygroundError
from playground.objective import Objective, frozen
from playground.planes import orthonormal, require_finite
from playground.row_gradients import batch_gradients, row_spread
from playground.run import Run

Array = NDArray[np.float64]

# Batches in a cloud at most.
MOST_BATCHES = 500
# Rows that go through the network for one point of the noise curve, at most.
CURVE_ROWS = 1 << 15
# Numbers that all gradients of a cloud together may be: wide networks have fewer.
CLOUD_NUMBERS = 1 << 23


@dataclass(frozen=True, slots=True)
class Ellipse:
    """One standard deviation of the cloud, in the coordinates of its plane.

    Attributes
    ----------
    long, short : half axes
    angle : of the long one, in radians from the first coordinate
    """

    center: tuple[float, float]
    long: float
    short: float
    angle: float


@dataclass(frozen=True, slots=True, eq=False)
class GradientNoise:
    """The mini-batch gradients at one place, seen in a plane.

    Attributes
    ----------
    batch_size : rows of a batch; the last one of an epoch may have fewer
    batches : batches in the epoch; the cloud has at most `MOST_BATCHES` of them
    directions : (2, P) of the plane: along the full gradient, and the largest noise
        direction square to it
    full : (2,) the full gradient in the plane
    points : (n, 2) the batch gradients in the plane
    angles : (n,) radians between each batch gradient and the full one
    full_norm : ‖g‖
    noise_norm : √(mean ‖g_B − g‖²) over the cloud, off the plane, too
    ellipse : of the points about their mean
    """

    batch_size: int
    batches: int
    directions: Array
    full: Array
    points: Array
    angles: Array
    full_norm: float
    noise_norm: float
    ellipse: Ellipse

    @property
    def signal_to_noise(self) -> float:
        """‖g‖ over the noise; infinite for the full batch."""
        return self.full_norm / self.noise_norm if self.noise_norm else float("inf")

    @property
    def mean_angle(self) -> float:
        """Mean angle to the full gradient, in radians."""
        return float(self.angles.mean())

    @property
    def opposing(self) -> float:
        """Share of the batches that point more against the full gradient than along."""
        return float((self.angles > np.pi / 2.0).mean())


@dataclass(frozen=True, slots=True, eq=False)
class NoiseCurve:
    """Noise against batch size.

    Attributes
    ----------
    sizes : (k,) rows of a batch, rising
    measured : (k,) √(mean ‖g_B − g‖²) over the batches that were drawn
    expected : (k,) the closed form's root, with its without-replacement factor
    inverse_root : (k,) S/√B, the line without that factor
    """

    sizes: NDArray[np.int64]
    measured: Array
    expected: Array
    inverse_root: Array


def without_replacement(rows: int, size: float) -> float:
    """Return the factor (N − B)/(N − 1) that ends at 0 for the full batch."""
    return (rows - size) / (rows - 1) if rows > 1 else 0.0


def noise_of_mean(spread: float, rows: int, size: float) -> float:
    """Return the standard deviation of a mean of `size` rows, drawn from `rows`.

    `spread` is that of a single row.
    """
    return spread * float(np.sqrt(without_replacement(rows, size) / size))


def gradient_noise(
    run: Run,
    batch_size: int | None = None,
    limit: int = MOST_BATCHES,
    seed: int = 0,
) -> GradientNoise:
    """Return the gradients of the mini-batches of the epoch in which a run stands.

    Parameters
    ----------
    run : stays as it is
    batch_size : by default the run's own
    limit : of more batches than these, so many are chosen at random
    seed : of that choice
    """
    return noise_at(
        Objective.of(run.settings, run.problem),
        run.params,
        run.plan.batch_size if batch_size is None else batch_size,
        sample_order(run.settings.seed, run.state.epoch, len(run.problem.x)),
        limit,
        seed,
    )


def noise_at(
    objective: Objective,
    params: ArrayLike,
    batch_size: int,
    order: NDArray[np.intp],
    limit: int = MOST_BATCHES,
    seed: int = 0,
) -> GradientNoise:
    """Return the noise at some parameters (P,), the rows visited in this order (N,).

    Raises
    ------
    PlaygroundError
        when a batch cannot have so many rows, or the gradient is not finite here.
    """
    rows = len(objective.x)
    if not (isinstance(batch_size, Integral) and 1 <= batch_size <= rows):
        raise PlaygroundError(
            f"a batch has 1 … {rows} rows, the training rows, got {batch_size}"
        )
    place = np.array(params, np.float64)
    full = np.asarray(objective.value_and_gradient(place)[1], np.float64)
    batches = [order[s : s + batch_size] for s in range(0, rows, batch_size)]
    count = len(batches)
    most = max(2, min(limit, CLOUD_NUMBERS // len(place)))
    if count > most:
        chosen = np.random.default_rng(seed).choice(count, most, replace=False)
        batches = [batches[index] for index in np.sort(chosen)]
    if batch_size == rows:
        # The same sum in another order would leave a speck of rounding as noise.
        gradients = full[None, :]
    else:
        gradients = batch_gradients(objective, place, batches)
    require_finite(gradients, full)
    deviations = gradients - full
    directions = noise_directions(full, deviations)
    points = gradients @ directions.T
    return GradientNoise(
        batch_size=batch_size,
        batches=count,
        directions=frozen(directions),
        full=frozen(directions @ full),
        points=frozen(points),
        angles=frozen(angles_between(gradients, full)),
        full_norm=float(np.linalg.norm(full)),
        noise_norm=root_mean_square(deviations),
        ellipse=ellipse_of(points),
    )


def noise_curve(
    run: Run, sizes: Sequence[int] | None = None, draws: int = 200, seed: int = 0
) -> NoiseCurve:
    """Measure the noise at many batch sizes, beside what the closed form expects.

    Parameters
    ----------
    run : stays as it is
    sizes : batch sizes; by default about 1, 2, 5, 10, … and all rows
    draws : batches for each size, fewer for large ones
    seed : of the batches that are drawn

    Raises
    ------
    PlaygroundError
        when a batch cannot have so many rows, or the gradient is not finite here.
    """
    objective = Objective.of(run.settings, run.problem)
    rows = len(objective.x)
    wanted = round_sizes(rows) if sizes is None else sorted(set(sizes))
    are_counts = all(isinstance(size, Integral) for size in wanted)
    if not wanted or not are_counts or wanted[0] < 1 or wanted[-1] > rows:
        raise PlaygroundError(f"a batch has 1 … {rows} rows, the training rows")
    place = np.array(run.params, np.float64)
    full = np.asarray(objective.value_and_gradient(place)[1], np.float64)
    require_finite(full)
    most = max(2, min(draws, CLOUD_NUMBERS // len(place)))
    measured = []
    for size in wanted:
        if size == rows:
            # The same sum in another order would leave a speck of rounding as noise.
            measured.append(0.0)
            continue
        count = min(most, max(2, CURVE_ROWS // size))
        batches = drawn_batches(rows, size, count, seed)
        gradients = batch_gradients(objective, place, batches)
        require_finite(gradients)
        measured.append(root_mean_square(gradients - full))
    spread = row_spread(objective, place)
    require_finite(spread)
    return NoiseCurve(
        sizes=frozen(np.array(wanted, np.int64)),
        measured=frozen(np.array(measured)),
        expected=frozen(np.array([noise_of_mean(spread, rows, b) for b in wanted])),
        inverse_root=frozen(spread / np.sqrt(wanted)),
    )


def round_sizes(rows: int) -> list[int]:
    """Return 1, 2, 5, 10, 20, 50, … below a number of rows, and that number."""
    sizes = [digit * 10**power for power in range(8) for digit in (1, 2, 5)]
    return [*(size for size in sizes if size < rows), rows]


def drawn_batches(
    rows: int, size: int, count: int, seed: int
) -> list[NDArray[np.intp]]:
    """Return batches of exactly `size` rows, from as many shuffled epochs as needed."""
    batches: list[NDArray[np.intp]] = []
    epoch = 0
    while len(batches) < count:
        order = sample_order(seed, epoch, rows)
        starts = range(0, rows - size + 1, size)
        batches += [order[start : start + size] for start in starts]
        epoch += 1
    return batches[:count]


def noise_directions(full: Array, deviations: Array) -> Array:
    """Return the plane (2, P) of the full gradient and the largest noise.

    The noise direction is the first principal component of the deviations (n, P), made
    square to the gradient; the second one where the first lies along it.
    """
    count, width = deviations.shape
    if count <= width:
        _, vectors = np.linalg.eigh(deviations @ deviations.T)
        axes = vectors[:, ::-1][:, :2].T @ deviations
    else:
        _, vectors = np.linalg.eigh(deviations.T @ deviations)
        axes = vectors[:, ::-1][:, :2].T
    largest = axes[0]
    norms = float(np.linalg.norm(full)) * float(np.linalg.norm(largest))
    if len(axes) > 1 and abs(float(full @ largest)) > 0.999 * norms:
        largest = axes[1]
    return orthonormal(full, largest)


def angles_between(gradients: Array, full: Array) -> Array:
    """Return the angle (n,) of each gradient (n, P) to the full one, 0 … π."""
    lengths = np.linalg.norm(gradients, axis=1) * np.linalg.norm(full)
    cosines = np.divide(
        gradients @ full, lengths, out=np.ones(len(gradients)), where=lengths > 0.0
    )
    angles: Array = np.arccos(np.clip(cosines, -1.0, 1.0))
    return angles


def root_mean_square(deviations: Array) -> float:
    """Return √(mean ‖d‖²) of deviations (n, P)."""
    return float(np.sqrt((deviations * deviations).sum(axis=1).mean()))


def ellipse_of(points: Array) -> Ellipse:
    """Return one standard deviation of points (n, 2) about their mean."""
    center = points.mean(axis=0)
    deviations = points - center
    values, vectors = np.linalg.eigh(deviations.T @ deviations / len(points))
    short, long = np.sqrt(np.maximum(values, 0.0))
    x, y = vectors[:, 1]
    return Ellipse(
        center=(float(center[0]), float(center[1])),
        long=float(long),
        short=float(short),
        angle=float(np.arctan2(y, x)),
    )
