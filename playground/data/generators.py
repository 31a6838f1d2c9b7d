"""Made data sets: points in about [-6, 6]², each set hard in its own way.

Every generator draws the clean shape first and blurs it last. The same rng therefore
gives the same shape at every noise, and more noise pushes each point further along the
same direction.
"""

import numpy as np
from numpy.typing import NDArray

from playground.data.dataset import DataSource, Samples

Floats = NDArray[np.float64]
Classes = NDArray[np.int64]


def alternate(samples: int, classes: int) -> Classes:
    """Return class numbers 0, 1, …, 0, 1, … (N,), as equal in number as can be."""
    return np.arange(samples) % classes


def polar(radius: Floats, angle: Floats) -> Floats:
    """Return the points (N, 2) at a distance and direction (N,) from the origin."""
    return np.stack((radius * np.cos(angle), radius * np.sin(angle)), axis=1)


def blur(rng: np.random.Generator, values: Floats, noise: float) -> Floats:
    """Add Gaussian noise of this standard deviation to every number."""
    return values + noise * rng.standard_normal(values.shape)


def circles(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make a disc inside a ring.

    No straight line separates them, but x1² + x2² alone does: the set shows what a
    feature is worth. Without it three hidden neurons are needed, one for each side of a
    triangle around the disc.
    """
    y = alternate(samples, 2)
    disc, ring = rng.uniform(0.0, 2.5, samples), rng.uniform(3.5, 5.0, samples)
    angle = rng.uniform(0.0, 2.0 * np.pi, samples)
    x = polar(np.where(y == 1, disc, ring), angle)
    return Samples(blur(rng, x, noise), y)


def xor(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Fill four quadrants; the class is 1 where exactly one input is positive.

    The smallest problem that a network without a hidden layer cannot solve: each input
    alone says nothing, only their product does. 0.4 on both sides of the axes is free.
    """
    y = alternate(samples, 2)
    sign1 = rng.choice((-1.0, 1.0), samples)
    sign2 = np.where(y == 1, -sign1, sign1)
    distance = rng.uniform(0.4, 5.5, (samples, 2))
    x = distance * np.stack((sign1, sign2), axis=1)
    return Samples(blur(rng, x, noise), y)


def clouds(
    rng: np.random.Generator, centers: list[tuple[float, float]], samples: int
) -> tuple[Floats, Classes]:
    """Return round clouds of standard deviation 0.6, a class around each center."""
    y = alternate(samples, len(centers))
    return np.array(centers)[y] + 0.6 * rng.standard_normal((samples, 2)), y


def gaussians(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make two round clouds that a straight line separates.

    The easiest set: one neuron is enough, and its weights point from one cloud to the
    other. With much noise the clouds overlap and no boundary is without mistakes.
    """
    x, y = clouds(rng, [(-2.0, -2.0), (2.0, 2.0)], samples)
    return Samples(blur(rng, x, noise), y)


def blobs(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make four round clouds, one class each.

    Easy for softmax, which draws a straight border between every two classes. With one
    output for two classes the same picture would be xor.
    """
    x, y = clouds(rng, [(3.0, 3.0), (-3.0, 3.0), (-3.0, -3.0), (3.0, -3.0)], samples)
    return Samples(blur(rng, x, noise), y)


def arms(samples: int, count: int, turns: float) -> tuple[Floats, Classes]:
    """Return points on spirals that grow from the origin to radius 5, a class each.

    The points of an arm are equally spaced in radius and angle. The origin itself is
    left out: it is on all arms and would have every class at once.
    """
    y = alternate(samples, count)
    step = 1 + np.arange(samples) // count
    along = step / max(1, -(-samples // count))
    angle = 2.0 * np.pi * (turns * along + y / count)
    return polar(5.0 * along, angle), y


def spiral(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make two arms that wind around each other 1.75 times.

    The hard one: the boundary must turn as often as the arms, so a network needs many
    neurons or a second layer, and patience.
    """
    x, y = arms(samples, 2, turns=1.75)
    return Samples(blur(rng, x, noise), y)


def spiral3(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make three arms that wind around each other 1.25 times, a class each.

    As hard as the spiral, with an output for each class: three surfaces must agree.
    """
    x, y = arms(samples, 3, turns=1.25)
    return Samples(blur(rng, x, noise), y)


def moons(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make two half circles that reach into each other.

    A straight line gets most of it right; the rest needs a boundary shaped like an S,
    which a few hidden neurons can bend.
    """
    y = alternate(samples, 2)
    angle = rng.uniform(0.0, np.pi, samples)
    upper = polar(np.full(samples, 3.3), angle) - np.array([1.65, 0.8])
    # The lower moon is the upper one, turned by half a circle about the origin.
    x = np.where(y[:, None] == 1, -upper, upper)
    return Samples(blur(rng, x, noise), y)


def three_inputs(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make points in space; the class is 1 where two or three inputs are positive.

    A vote: every input has one voice, however large it is, so all three are needed. A
    network without a hidden layer adds the inputs and lets one large number outvote two
    small ones; hidden sigmoids make each voice count the same.
    """
    y = alternate(samples, 2)
    votes = np.array([(1, 1, 1), (1, 1, -1), (1, -1, 1), (-1, 1, 1)])
    sign = (
        votes[rng.integers(0, len(votes), samples)] * np.where(y == 1, 1, -1)[:, None]
    )
    x = sign * rng.uniform(0.4, 5.5, (samples, 3))
    return Samples(blur(rng, x, noise), y)


def plane(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make y = 0.1 + 0.1 x1 - 0.05 x2, with noise on y.

    A network without hidden layers can learn it exactly, and its weights and bias can
    then be read off and compared with the formula.
    """
    x = rng.uniform(-6.0, 6.0, (samples, 2))
    y = 0.1 + x @ np.array([[0.1], [-0.05]])
    return Samples(x, blur(rng, y, noise))


def sine(rng: np.random.Generator, samples: int, noise: float) -> Samples:
    """Make y = sin(x1) over almost two periods, with noise on y.

    Each hidden neuron gives one bend, and the curve has four: too few neurons cannot
    follow it, and the fit shows which part of the curve each one serves.
    """
    x = rng.uniform(-6.0, 6.0, (samples, 1))
    return Samples(x, blur(rng, np.sin(x), noise))


PLANE = ("x1", "x2")
TWO = ("0", "1")

MADE: dict[str, DataSource] = {
    source.name: source
    for source in (
        DataSource("circles", PLANE, TWO, circles, noise=0.2),
        DataSource("xor", PLANE, TWO, xor, noise=0.2),
        DataSource("gaussians", PLANE, TWO, gaussians, noise=0.6),
        DataSource("spiral", PLANE, TWO, spiral, noise=0.1),
        DataSource("moons", PLANE, TWO, moons, noise=0.3),
        DataSource("spiral3", PLANE, ("0", "1", "2"), spiral3, noise=0.1),
        DataSource("blobs", PLANE, ("0", "1", "2", "3"), blobs, noise=0.6),
        DataSource("three_inputs", ("x1", "x2", "x3"), TWO, three_inputs, noise=0.1),
        DataSource("plane", PLANE, (), plane, noise=0.05),
        DataSource("sine", ("x1",), (), sine, noise=0.1),
    )
}
