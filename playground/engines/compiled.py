"""The engine that is compiled: many whole updates in one call, beside a live window.

The same arithmetic as the reference engine, in another order of sums. Its updates need
Numba (ImportError without it). An update goes one of four ways, settled by the plan
alone, so that the bits of a run never depend on the clock:

- `single`: one sample after the other, vectors along the neurons (batches of a few);
- `wide`: a row for each neuron, vectors along the batch;
- `blas`: the same, with BLAS for the products of large layers;
- `strips`: `wide` in strips of rows, each with its own gradient, on several threads.
"""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engines.binding import Binding
from playground.engines.cache import mark_complete
from playground.engines.fields import neuron_maps
from playground.engines.kernels.lanes import lanes_of
from playground.engines.kernels.updates import IS_SPOILT, WHOLE
from playground.engines.packing import aligned_zeros, natural_packing, single_packing
from playground.engines.plan import Array, Plan, State
from playground.engines.strips import STRIP_ROWS, run_strips
from playground.network import parameter_count

# Measured crossovers. Samples that lie in the buffers at once; a larger batch is summed
# up in pieces.
PIECE = 256
PIECE_BLAS = 2048
# Batches up to this size go sample by sample, if the network is not larger than that.
SINGLE_BATCH = 3
SINGLE_PARAMETERS = 1 << 17
# Batches with this much work (rows times parameters) are cut into strips.
STRIP_WORK = 1 << 23


def path(plan: Plan) -> str:
    """Return how the updates of a plan are made: single, wide, blas or strips."""
    count = parameter_count(plan.sizes)
    if plan.batch_size <= SINGLE_BATCH and count <= SINGLE_PARAMETERS:
        return "single"
    if natural_packing(plan.sizes, plan.activations).uses_blas:
        return "blas"
    is_large = plan.batch_size * count >= STRIP_WORK
    if is_large and plan.batch_size >= 2 * STRIP_ROWS:
        return "strips"
    return "wide"


class CompiledEngine:
    """Updates by Numba; see `Engine` for the contract of `advance`."""

    name = "compiled"

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.path = path(plan)
        shape = (plan.sizes, plan.activations)
        if self.path == "single":
            self.packing = single_packing(*shape, lanes_of(plan.x.dtype))
            piece = 0
        else:
            self.packing = natural_packing(*shape)
            piece = PIECE_BLAS if self.path == "blas" else PIECE
        self.binding = Binding(plan, self.packing, piece)
        # Packed copies of parameters and slots, where the order is not the network's.
        copies = 0
        if self.packing.places is not None:
            copies = 1 + len(self.binding.slot_names)
        self.packed = [
            aligned_zeros(self.packing.count, plan.x.dtype) for _ in range(copies)
        ]

    def advance(self, state: State, count: int, losses: NDArray[np.float64]) -> int:
        run = self.run
        if self.path == "strips":
            run = partial(run_strips, self.binding)
        begin = state.copy()
        factors = self.plan.rate_factors(state.update, count)
        if factors is not None:
            self.binding.factors = factors
        made, is_spoilt = run(state, count, losses)
        if is_spoilt:
            # The last update made infinite numbers: go again, and stop before it.
            state.assign(begin)
            made, _ = run(state, made, losses)
        return made

    def run(
        self, state: State, count: int, losses: NDArray[np.float64]
    ) -> tuple[int, bool]:
        """Return how many updates were made, and whether one more spoilt the state."""
        counters = self.binding.counters_of(state)
        owners = self.binding.owners(state)
        places, space = self.packing.places, self.binding.workspace
        if places is None:
            made = self.binding.call(
                WHOLE, space, space.gradient, owners, counters, count, losses
            )
        else:
            for packed, owner in zip(self.packed, owners, strict=True):
                packed[places] = owner
            made = self.binding.call(
                WHOLE, space, space.gradient, self.packed, counters, count, losses
            )
            for packed, owner in zip(self.packed, owners, strict=True):
                packed.take(places, out=owner)
        self.binding.keep(state, counters, made)
        return made, bool(counters[IS_SPOILT])


def warm_up() -> None:
    """Compile all that the engine needs, into the cache where one can be written."""
    for dtype in (np.float64, np.float32):
        x: Any = np.zeros((4, 2), dtype)
        plan = Plan(
            sizes=(2, 2, 1),
            activations=("tanh", "tanh"),
            loss="squared_error",
            l1=0.0,
            l2=0.0,
            optimizer="gradient_descent",
            hyper={},
            batch_size=4,
            shuffle=False,
            seed=0,
            x=x,
            y=np.zeros((4, 1), dtype),
        )
        params: Array = np.zeros(parameter_count(plan.sizes), dtype)
        CompiledEngine(plan).advance(State(params), 1, np.zeros(1))
        neuron_maps(plan.sizes, plan.activations, params, x)
    mark_complete()


if __name__ == "__main__":
    warm_up()
