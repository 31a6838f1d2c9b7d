"""A plan, bound to what the kernel takes: tables, codes, orders and working arrays."""

import numpy as np
from numpy.typing import NDArray

from playground.engines.kernels.lanes import lanes_of
from playground.engines.kernels.rules import HYPER
from playground.engines.kernels.updates import (
    EPOCH,
    ORDERED,
    POSITION,
    SEEN,
    STEP,
    make_updates,
)
from playground.engines.packing import Packing, aligned_zeros
from playground.engines.plan import Array, Plan, State
from playground.losses import LOSSES
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS


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
        # Inputs are turned in whole squares, which may reach beyond the last row.
        self.a = aligned_zeros((packing.rows + lanes) * columns, dtype)
        self.delta = aligned_zeros(packing.rows * columns, dtype)
        self.targets = aligned_zeros(outputs * max(columns, lanes), dtype)
        self.share = aligned_zeros(max(columns, lanes), dtype)
        # The loss of one sample; turned activations and one vector; a gradient of BLAS.
        needed = max(2 * outputs * lanes, columns * (max(plan.sizes) + lanes) + lanes)
        if packing.uses_blas and plan.batch_size > columns:
            needed = max(needed, packing.count)
        self.scratch = aligned_zeros(needed, dtype)


class Binding:
    """What stays the same from call to call, and the call itself.

    `piece` samples lie in the buffers at once; 0 stands for one sample after the other,
    vectors along the neurons.

    Attributes
    ----------
    columns : of the buffers
    workspace : of the thread that calls
    factors : of the learning rate in each update to come; empty if it stays
    """

    def __init__(self, plan: Plan, packing: Packing, piece: int) -> None:
        self.plan = plan
        self.packing = packing
        dtype = plan.x.dtype
        lanes = lanes_of(dtype)
        rows, size = len(plan.x), plan.batch_size
        self.columns = -(-min(size, piece) // lanes) * lanes if piece else 1
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
                piece == 0,
            ),
            np.int64,
        )
        self.seed = np.uint64(plan.seed & 0xFFFFFFFFFFFFFFFF)
        self.x, self.y = flat_view(plan.x), flat_view(plan.y)
        self.order = np.arange(rows)
        self.ordered = -1
        self.workspace = self.new_workspace()
        self.slot_names = rule.slots
        self.empty: Array = np.zeros(0, dtype)
        self.factors = np.zeros(0)
        self.free = self.kept = self.empty
        if plan.free is not None:
            # Padding never changes, so it may as well be held.
            self.free = np.zeros(self.packing.count, dtype)
            places = self.packing.places
            self.free[slice(None) if places is None else places] = plan.free
            self.kept = np.zeros_like(self.free)

    def new_workspace(self) -> Workspace:
        return Workspace(self.plan, self.packing, self.columns)

    def owners(self, state: State) -> list[Array]:
        return [state.params, *(state.slots[name] for name in self.slot_names)]

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
