"""Parts of the compiled kernels, called alone and with arrays that the engine uses.

Every call has the types of the engine's own, so nothing is compiled for these tests.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engines.binding import Binding
from playground.engines.kernels.maps import map_neurons
from playground.engines.kernels.updates import FIRST, IS_SPOILT, LAST, REST, STRIP
from playground.engines.packing import aligned_zeros, natural_packing
from playground.engines.plan import Plan, State
from playground.network import parameter_count
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS


def plan_of(sizes: tuple[int, ...], rows: int = 5, **changes: Any) -> Plan:
    """Return a plan with random rows; squared error, tanh, and no penalty."""
    rng = np.random.default_rng(3)
    dtype = changes.pop("dtype", np.float64)
    hyper = {**HYPER_DEFAULTS, **changes.pop("hyper", {})}
    choices: dict[str, Any] = {
        "activations": ("tanh",) * (len(sizes) - 2) + ("identity",),
        "loss": "squared_error",
        "l1": 0.0,
        "l2": 0.0,
        "optimizer": "gradient_descent",
        "batch_size": rows,
        "shuffle": False,
        "seed": 0,
        "x": rng.normal(size=(rows, sizes[0])).astype(dtype),
        "y": rng.normal(size=(rows, sizes[-1])).astype(dtype),
    }
    return Plan(sizes=sizes, hyper=hyper, **{**choices, **changes})


def random_state(plan: Plan, seed: int = 4) -> State:
    rng = np.random.default_rng(seed)
    count = parameter_count(plan.sizes)
    dtype = plan.x.dtype
    slots = OPTIMIZERS[plan.optimizer].init(count, dtype)
    for slot in slots.values():
        slot[:] = rng.uniform(0.5, 1.5, count)
    return State(rng.normal(size=count).astype(dtype), slots, rule_step=2)


@dataclass
class Moved:
    """What an update with a gradient of our own did."""

    made: int
    loss: float
    params: NDArray[Any]
    slots: dict[str, NDArray[Any]]
    is_spoilt: bool = field(default=False)


def move_by(plan: Plan, state: State, gradient: NDArray[Any], loss: float) -> Moved:
    """Do what follows the gradient: penalties, clipping, the rule, what is held."""
    binding = Binding(plan, natural_packing(plan.sizes, plan.activations), 256)
    space = binding.workspace
    space.gradient[:] = gradient
    end = state.copy()
    counters = binding.counters_of(end)
    losses = np.array([loss])
    made = binding.call(
        REST, space, space.gradient, binding.owners(end), counters, 1, losses
    )
    return Moved(made, losses[0], end.params, end.slots, bool(counters[IS_SPOILT]))


def gradient_of(
    plan: Plan, state: State, first: int, last: int
) -> tuple[float, NDArray[Any]]:
    """Return the loss and the gradient of the rows first … last, as parts of all."""
    binding = Binding(plan, natural_packing(plan.sizes, plan.activations), 256)
    counters = binding.counters_of(state)
    counters[FIRST], counters[LAST] = first, last
    space, losses = binding.workspace, np.zeros(1)
    binding.call(
        STRIP, space, space.gradient, binding.owners(state), counters, 1, losses
    )
    return float(losses[0]), space.gradient.copy()


def respond(
    activation: str, z: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return values and slopes of an activation function at the points z (N,)."""
    packing = natural_packing((1, 1), (activation,))
    stride = -(-len(z) // 16) * 16
    a, slopes = (aligned_zeros(2 * stride, z.dtype) for _ in range(2))
    maps = np.zeros(len(z), z.dtype)
    params = np.array([1.0, 0.0], z.dtype)
    count = len(z)
    points = np.array(z, order="C")
    map_neurons(
        params, packing.layers, points, count, 0, count, a, slopes, stride, maps
    )
    return maps.astype(np.float64), slopes[:count].astype(np.float64)
