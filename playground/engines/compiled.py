"""The engine that is compiled: many whole updates in one call, beside a window that paints.

The same arithmetic as the reference engine, in another order of sums. Importing this file
needs Numba (ImportError without it).
"""

import numpy as np
from numpy.typing import NDArray

from playground.activations import ACTIVATIONS
from playground.engines.kernels.layers import BLAS
from playground.engines.kernels.rules import HYPER
from playground.engines.kernels.simd import lanes_of
from playground.engines.kernels.updates import IS_SPOILT, make_updates
from playground.engines.plan import Array, Plan, State
from playground.losses import LOSSES
from playground.network import parameter_count
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS

# Samples that lie in the buffers at once; a larger batch is summed up in pieces.
PIECE = 1024
# Layers with this many weights or more give their products to BLAS.
BLAS_WEIGHTS = 1 << 14


def layer_table(plan: Plan) -> NDArray[np.int64]:
    """Return the network as the kernels read it; `kernels.layers` names the columns."""
    rows = []
    weights, source = 0, 0
    for fan_in, fan_out, name in zip(
        plan.sizes, plan.sizes[1:], plan.activations, strict=False
    ):
        uses_blas = fan_in * fan_out >= BLAS_WEIGHTS and fan_out > 1 and fan_in > 1
        code = ACTIVATIONS[name].code
        target = source + fan_in
        rows.append((fan_in, fan_out, code, weights, source, target, uses_blas))
        weights += (fan_in + 1) * fan_out
        source = target
    return np.array(rows, np.int64)


def path(plan: Plan) -> str:
    """Return how the updates of a plan are made."""
    return "blas" if layer_table(plan)[:, BLAS].any() else "wide"


class CompiledEngine:
    """Updates by Numba; see `Engine` for the contract of `advance`."""

    name = "compiled"

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        dtype = plan.x.dtype
        rows, size = len(plan.x), plan.batch_size
        lanes = lanes_of(dtype)
        columns = -(-min(size, PIECE) // lanes) * lanes
        rule, loss = OPTIMIZERS[plan.optimizer], LOSSES[plan.loss]
        hyper = {
            **HYPER_DEFAULTS,
            "epsilon": rule.epsilon,
            **plan.hyper,
            "l1": plan.l1,
            "l2": plan.l2,
        }
        count = parameter_count(plan.sizes)
        self.slot_names = rule.slots
        self.layers = layer_table(plan)
        self.blocks = np.array(
            [(row[3], row[0] * row[1]) for row in self.layers], np.int64
        )
        self.codes = np.array(
            [loss.code, rule.code, size, int(plan.shuffle), PIECE], np.int64
        )
        self.hyper = np.array([hyper[name] for name in HYPER])
        self.seed = np.uint64(plan.seed & 0xFFFFFFFFFFFFFFFF)
        self.gradient: Array = np.zeros(count, dtype)
        self.empty: Array = np.zeros(0, dtype)
        self.order = np.arange(rows)
        self.ordered = -1
        self.a: Array = np.zeros(sum(plan.sizes) * columns, dtype)
        self.delta: Array = np.zeros(sum(plan.sizes[1:]) * columns, dtype)
        self.targets: Array = np.zeros(plan.sizes[-1] * columns, dtype)
        self.share: Array = np.zeros(columns, dtype)
        self.scratch: Array = np.zeros(count if size > PIECE else 0, dtype)

    def advance(self, state: State, count: int, losses: NDArray[np.float64]) -> int:
        begin = state.copy()
        made, is_spoilt = self.run(state, count, losses)
        if is_spoilt:
            # The last update made infinite numbers: go again, and stop before it.
            state.assign(begin)
            made, _ = self.run(state, made, losses)
        return made

    def run(
        self, state: State, count: int, losses: NDArray[np.float64]
    ) -> tuple[int, bool]:
        """Return the number of updates made and whether the last numbers are spoilt."""
        slots = [state.slots[name] for name in self.slot_names]
        first, second = (*slots, self.empty, self.empty)[:2]
        counters = np.array(
            (
                state.epoch,
                state.position,
                state.rule_step,
                state.samples_seen,
                self.ordered,
                False,
            ),
            np.int64,
        )
        made = make_updates(
            state.params,
            self.gradient,
            first,
            second,
            self.layers,
            self.blocks,
            self.codes,
            self.hyper,
            self.seed,
            self.plan.x,
            self.plan.y,
            self.order,
            counters,
            self.a,
            self.delta,
            self.targets,
            self.share,
            self.scratch,
            count,
            losses,
        )
        state.update += made
        state.epoch, state.position, state.rule_step, state.samples_seen = (
            int(number) for number in counters[:4]
        )
        self.ordered = int(counters[4])
        return int(made), bool(counters[IS_SPOILT])
