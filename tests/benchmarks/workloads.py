"""The seven kinds of work that engines are compared on, W1 to W7."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.engines.plan import Plan
from playground.network import Network

Array = NDArray[Any]

RATE = 0.03


@dataclass(frozen=True, slots=True)
class Workload:
    """A network, its data and how it is trained.

    Attributes
    ----------
    make : () -> x (N, D) and y (N, K)
    goals : for each peer the ratio that must be reached and the one to aim at
    threads : that a peer may use
    """

    name: str
    sizes: tuple[int, ...]
    batch: int
    rows: int
    make: Callable[[int], tuple[Array, Array]]
    goals: dict[str, tuple[float, float]] = field(default_factory=dict)
    dtype: str = "float64"
    threads: int = 1
    loss: str = "squared_error"

    @property
    def title(self) -> str:
        batch = "full" if self.batch == self.rows else self.batch
        sizes = "-".join(str(size) for size in self.sizes)
        return f"{self.name}: {sizes}, batch {batch} of {self.rows:,}, {self.dtype}"

    @property
    def activations(self) -> tuple[str, ...]:
        hidden = ("tanh",) * (len(self.sizes) - 2)
        return (*hidden, "tanh" if self.loss == "squared_error" else "identity")

    def with_precision(self, dtype: str) -> Self:
        return replace(self, dtype=dtype)

    def plan(self, **changes: Any) -> Plan:
        x, y = self.make(self.rows)
        settings: dict[str, Any] = {
            "sizes": self.sizes,
            "activations": self.activations,
            "loss": self.loss,
            "l1": 0.0,
            "l2": 0.0,
            "optimizer": "gradient_descent",
            "hyper": {"learning_rate": RATE},
            "batch_size": self.batch,
            "shuffle": self.batch < self.rows,
            "seed": 0,
            "x": np.ascontiguousarray(x, self.dtype),
            "y": np.ascontiguousarray(y, self.dtype),
        }
        return Plan(**{**settings, **changes})

    def start(self) -> Array:
        """Return the parameters (P,) that every contestant begins with."""
        network = Network(self.sizes, self.activations, self.dtype)
        network.initialize("xavier", seed=1)
        return network.params


def circle(rows: int) -> tuple[Array, Array]:
    """A disc within a ring."""
    rng = np.random.default_rng(0)
    inside = np.arange(rows) % 2 == 0
    radius = np.where(inside, rng.uniform(0, 2.5, rows), rng.uniform(3.5, 5, rows))
    angle = rng.uniform(0, 2 * np.pi, rows)
    x = np.stack((radius * np.sin(angle), radius * np.cos(angle)), axis=1)
    return x, np.where(inside, 1.0, -1.0)[:, None]


def spiral(rows: int) -> tuple[Array, Array]:
    """Two arms that turn around each other."""
    rng = np.random.default_rng(0)
    arm = np.arange(rows) % 2
    along = rng.uniform(0, 1, rows)
    angle = 1.75 * along * 2 * np.pi + np.pi * arm
    x = 5 * along[:, None] * np.stack((np.sin(angle), np.cos(angle)), axis=1)
    return x, np.where(arm == 0, 1.0, -1.0)[:, None]


def pictures(rows: int) -> tuple[Array, Array]:
    """Noise in the shape of MNIST: what is in the pictures does not cost time."""
    rng = np.random.default_rng(0)
    x = rng.random((rows, 784), np.float32)
    return x, np.eye(10)[rng.integers(0, 10, rows)]


def quadrants(rows: int) -> tuple[Array, Array]:
    """The sign of x1·x2."""
    x = np.random.default_rng(0).normal(size=(rows, 2)).astype(np.float32)
    return x, np.sign(x[:, :1] * x[:, 1:])


def goals(**pairs: tuple[float, float]) -> dict[str, tuple[float, float]]:
    return pairs


DEEP = (2, 8, 8, 8, 1)

WORKLOADS: dict[str, Workload] = {
    work.name: work
    for work in (
        Workload(
            "W1",
            (2, 4, 2, 1),
            10,
            250,
            circle,
            goals(
                textbook=(74, 90), sklearn=(260, 300), torch=(420, 500), jax=(7.8, 10)
            ),
        ),
        Workload(
            "W2",
            DEEP,
            1,
            250,
            circle,
            goals(
                textbook=(195, 230), sklearn=(530, 650), torch=(970, 1100), jax=(3.3, 4)
            ),
        ),
        Workload(
            "W3",
            DEEP,
            30,
            250,
            circle,
            goals(textbook=(23, 30), sklearn=(60, 80), torch=(103, 130), jax=(3.9, 5)),
        ),
        Workload(
            "W4",
            DEEP,
            250,
            250,
            circle,
            goals(textbook=(8, 12), sklearn=(19, 28), torch=(20, 28), jax=(1.5, 2)),
        ),
        Workload(
            "W5",
            (2, 32, 32, 32, 1),
            64,
            10_000,
            spiral,
            goals(textbook=(5, 8), sklearn=(9.5, 15), torch=(11.5, 18), jax=(1.5, 2)),
        ),
        Workload(
            "W6",
            (784, 512, 512, 10),
            128,
            10_000,
            pictures,
            goals(
                textbook=(1.16, 1.4),
                sklearn=(1.4, 1.6),
                torch=(1.07, 1.2),
                jax=(0.89, 1),
            ),
            dtype="float32",
            threads=2,
            loss="cross_entropy",
        ),
        Workload(
            "W7",
            (2, 16, 16, 1),
            1_000_000,
            1_000_000,
            quadrants,
            goals(textbook=(12, 15), sklearn=(20, 25), torch=(8.9, 10), jax=(3.3, 4)),
            dtype="float32",
            threads=2,
        ),
    )
}
