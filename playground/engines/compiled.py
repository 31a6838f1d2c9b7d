"""The engine that is compiled: many whole updates in one call, beside a live window.

The same arithmetic as the reference engine, in another order of sums. Importing this
file needs Numba (ImportError without it). An update goes one of four ways, settled by
the plan alone, so that the bits of a run never depend on the clock:

- `single`: one sample after the other, vectors along the neurons (batches of a few);
- `wide`: a row for each neuron, vectors along the batch;
- `blas`: the same, with BLAS for the products of large layers;
- `strips`: `wide` in strips of rows, each with its own gradient, on several threads.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engines.cache import mark_complete
from playground.engines.fields import neuron_maps
from playground.engines.kernels.lanes import lanes_of
from playground.engines.kernels.rules import HYPER
from playground.engines.kernels.updates import (
    EPOCH,
    FIRST,
    IS_SPOILT,
    LAST,
    ORDER,
    ORDERED,
    POSITION,
    REST,
    SEEN,
    STEP,
    STRIP,
    WHOLE,
    make_updates,
)
from playground.engines.packing import (
    Packing,
    aligned_zeros,
    natural_packing,
    single_packing,
)
from playground.engines.plan import Array, Plan, State
from playground.losses import LOSSES
from playground.network import parameter_count
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS

# Measured crossovers. Samples that lie in the buffers at once; a larger batch is summed
# up in pieces.
PIECE = 256
PIECE_BLAS = 2048
# Batches up to this size go sample by sample, if the network is not larger than that.
SINGLE_BATCH = 3
SINGLE_PARAMETERS = 1 << 17
# Batches with this much work (rows times parameters) are cut into strips for threads,
# of at least so many rows; all their gradients together have at most so many numbers.
STRIP_WORK = 1 << 23
STRIP_ROWS = 64
STRIP_NUMBERS = 1 << 22
STRIPS = 16
# From this many parameters on, the threads add up the gradients of the strips too.
SHARED_SUM = 1 << 16


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


def strip_edges(begin: int, end: int, strips: int) -> list[int]:
    """Return where each strip begins, and the end: at whole vectors from the begin."""
    rows = end - begin
    edges = [begin + rows * strip // strips // 16 * 16 for strip in range(strips)]
    return [*edges, end]


class Workspace:
    """The arrays that one thread needs to sum up the gradient of a plan.

    Attributes
    ----------
    gradient : ordered as the parameters
    a, delta : activations and errors of the samples that are under way
    targets, share : their targets, and how much each counts
    scratch : for what the way needs besides
    """

    def __init__(self, plan: Plan, packing: Packing, columns: int) -> None:
        dtype = plan.x.dtype
        lanes = lanes_of(dtype)
        outputs = plan.sizes[-1]
        self.gradient = aligned_zeros(packing.count, dtype)
        self.a = aligned_zeros(packing.rows * columns, dtype)
        self.delta = aligned_zeros(packing.rows * columns, dtype)
        self.targets = aligned_zeros(outputs * max(columns, lanes), dtype)
        self.share = aligned_zeros(max(columns, lanes), dtype)
        needed = 2 * outputs * lanes
        if packing.uses_blas and plan.batch_size > columns:
            needed = max(needed, packing.count)
        self.scratch = aligned_zeros(needed, dtype)


class CompiledEngine:
    """Updates by Numba; see `Engine` for the contract of `advance`."""

    name = "compiled"

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.path = path(plan)
        dtype = plan.x.dtype
        lanes = lanes_of(dtype)
        rows, size = len(plan.x), plan.batch_size
        if self.path == "single":
            self.packing = single_packing(plan.sizes, plan.activations, lanes)
            piece, columns = 1, 1
        else:
            self.packing = natural_packing(plan.sizes, plan.activations)
            piece = PIECE_BLAS if self.path == "blas" else PIECE
            columns = -(-min(size, piece) // lanes) * lanes
        self.columns = columns
        rule = OPTIMIZERS[plan.optimizer]
        hyper = {**HYPER_DEFAULTS, "epsilon": rule.epsilon, **plan.hyper}
        hyper |= {"l1": plan.l1, "l2": plan.l2, "clip_norm": plan.clip_norm}
        hyper["whole_rate"] = hyper["learning_rate"]
        self.hyper = np.array([hyper[name] for name in HYPER])
        self.codes = np.array(
            (
                LOSSES[plan.loss].code,
                rule.code,
                rows,
                size,
                plan.shuffle,
                piece,
                self.path == "single",
            ),
            np.int64,
        )
        self.seed = np.uint64(plan.seed & 0xFFFFFFFFFFFFFFFF)
        self.x, self.y = flat_view(plan.x), flat_view(plan.y)
        self.order = np.arange(rows)
        self.ordered = -1
        self.workspace = Workspace(plan, self.packing, columns)
        self.slot_names = rule.slots
        # Packed copies of parameters and slots, where the order is not the network's.
        copies = (1 + len(rule.slots)) if self.packing.places is not None else 0
        self.packed = [aligned_zeros(self.packing.count, dtype) for _ in range(copies)]
        self.empty: Array = np.zeros(0, dtype)
        self.factors = np.zeros(0)
        self.free = self.kept = self.empty
        if plan.free is not None:
            # Padding never changes, so it may as well be held.
            self.free = np.zeros(self.packing.count, dtype)
            places = self.packing.places
            self.free[slice(None) if places is None else places] = plan.free
            self.kept = np.zeros_like(self.free)

    def advance(self, state: State, count: int, losses: NDArray[np.float64]) -> int:
        run = self.run_strips if self.path == "strips" else self.run
        begin = state.copy()
        factors = self.plan.rate_factors(state.update, count)
        if factors is not None:
            self.factors = factors
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
        counters = self.counters_of(state)
        owners = [state.params, *(state.slots[name] for name in self.slot_names)]
        places, space = self.packing.places, self.workspace
        if places is None:
            made = self.call(
                WHOLE, space, space.gradient, owners, counters, count, losses
            )
        else:
            for packed, owner in zip(self.packed, owners, strict=True):
                packed[places] = owner
            made = self.call(
                WHOLE, space, space.gradient, self.packed, counters, count, losses
            )
            for packed, owner in zip(self.packed, owners, strict=True):
                packed.take(places, out=owner)
        self.keep(state, counters, made)
        return made, bool(counters[IS_SPOILT])

    def run_strips(
        self, state: State, count: int, losses: NDArray[np.float64]
    ) -> tuple[int, bool]:
        """Do what `run` does, the gradient summed up by several threads.

        The strips and the order of their sum are the same for any number of threads.
        """
        rows, size = len(self.plan.x), self.plan.batch_size
        total = self.workspace.gradient
        fitting = min(size // STRIP_ROWS, STRIP_NUMBERS // len(total))
        strips = max(2, min(STRIPS, fitting))
        threads = min(os.cpu_count() or 1, strips)
        spaces = [self.workspace] + [
            Workspace(self.plan, self.packing, self.columns) for _ in range(threads - 1)
        ]
        owners = [state.params, *(state.slots[name] for name in self.slot_names)]
        sums = np.zeros((strips, len(total)), total.dtype)
        parts = np.zeros((strips, 1))
        counters = self.counters_of(state)

        def sum_strips(thread: int) -> None:
            own = counters.copy()
            for strip in range(thread, strips, threads):
                own[FIRST], own[LAST] = edges[strip], edges[strip + 1]
                if own[FIRST] == own[LAST]:
                    sums[strip] = parts[strip] = 0.0
                    continue
                space, gradient, part = spaces[thread], sums[strip], parts[strip]
                self.call(STRIP, space, gradient, owners, own, 1, part)

        def add_strips(thread: int) -> None:
            part = slice(
                len(total) * thread // threads, len(total) * (thread + 1) // threads
            )
            np.sum(sums[:, part], axis=0, out=total[part])

        made = 0
        with ThreadPoolExecutor(threads) as pool:
            while made < count:
                self.call(ORDER, self.workspace, total, owners, counters, 1, losses)
                begin = int(counters[POSITION])
                edges = strip_edges(begin, min(begin + size, rows), strips)
                list(pool.map(sum_strips, range(threads)))
                if len(total) < SHARED_SUM:
                    np.sum(sums, axis=0, out=total)
                else:
                    list(pool.map(add_strips, range(threads)))
                loss = losses[made : made + 1]
                loss[0] = parts.sum()
                if not self.call(
                    REST, self.workspace, total, owners, counters, 1, loss, made
                ):
                    break
                made += 1
        self.keep(state, counters, made)
        return made, bool(counters[IS_SPOILT])

    def call(
        self,
        phase: int,
        space: Workspace,
        gradient: Array,
        owners: list[Array],
        counters: NDArray[np.int64],
        count: int,
        losses: NDArray[np.float64],
        made: int = 0,
    ) -> int:
        """Run the kernel on parameters and slots, `owners`, from the counters on."""
        factors = self.factors[made:] if len(self.factors) else self.factors
        params, first, second = (*owners, self.empty, self.empty)[:3]
        return int(
            make_updates(
                params,
                gradient,
                first,
                second,
                self.packing.layers,
                self.packing.blocks,
                self.codes,
                self.hyper,
                self.seed,
                self.x,
                self.y,
                self.order,
                counters,
                space.a,
                space.delta,
                space.targets,
                space.share,
                space.scratch,
                self.free,
                self.kept,
                factors,
                phase,
                count,
                losses,
            )
        )

    def counters_of(self, state: State) -> NDArray[np.int64]:
        counters = np.zeros(8, np.int64)
        counters[EPOCH], counters[POSITION] = state.epoch, state.position
        counters[STEP], counters[SEEN] = state.rule_step, state.samples_seen
        counters[ORDERED] = self.ordered
        return counters

    def keep(self, state: State, counters: NDArray[np.int64], made: int) -> None:
        state.update += made
        state.epoch, state.position = int(counters[EPOCH]), int(counters[POSITION])
        state.rule_step, state.samples_seen = int(counters[STEP]), int(counters[SEEN])
        self.ordered = int(counters[ORDERED])


def flat_view(array: Array) -> Array:
    """Return a read-only view (N·F,), as the kernels were compiled for."""
    view = np.ascontiguousarray(array).reshape(-1).view()
    view.flags.writeable = False
    return view


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
