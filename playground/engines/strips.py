"""Large batches, cut into strips of rows whose gradients several threads sum up.

The strips, and the order in which their gradients are added, depend on the plan alone:
the bits are the same for any number of threads.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from playground.engines.binding import Binding
from playground.engines.kernels.updates import (
    FIRST,
    IS_SPOILT,
    LAST,
    ORDER,
    POSITION,
    REST,
    STRIP,
)
from playground.engines.plan import State

# A strip has at least so many rows; all gradients together at most so many numbers.
STRIP_ROWS = 64
STRIP_NUMBERS = 1 << 22
STRIPS = 16
# From this many parameters on, the threads add up the gradients of the strips too.
SHARED_SUM = 1 << 16


def strip_edges(begin: int, end: int, strips: int) -> list[int]:
    """Return where each strip begins, and the end: at whole vectors from the begin."""
    rows = end - begin
    edges = [begin + rows * strip // strips // 16 * 16 for strip in range(strips)]
    return [*edges, end]


def run_strips(
    binding: Binding, state: State, count: int, losses: NDArray[np.float64]
) -> tuple[int, bool]:
    """Return how many updates were made, and whether one more spoilt the state."""
    rows, size = len(binding.plan.x), binding.plan.batch_size
    total = binding.workspace.gradient
    fitting = min(size // STRIP_ROWS, STRIP_NUMBERS // len(total))
    strips = max(2, min(STRIPS, fitting))
    threads = min(os.cpu_count() or 1, strips)
    spaces = [binding.workspace] + [binding.new_workspace() for _ in range(threads - 1)]
    owners = binding.owners(state)
    sums = np.zeros((strips, len(total)), total.dtype)
    parts = np.zeros((strips, 1))
    counters = binding.counters_of(state)

    def sum_strips(thread: int) -> None:
        own = counters.copy()
        for strip in range(thread, strips, threads):
            own[FIRST], own[LAST] = edges[strip], edges[strip + 1]
            if own[FIRST] == own[LAST]:
                sums[strip] = parts[strip] = 0.0
                continue
            space, gradient, part = spaces[thread], sums[strip], parts[strip]
            binding.call(STRIP, space, gradient, owners, own, 1, part)

    def add_strips(thread: int) -> None:
        part = slice(
            len(total) * thread // threads, len(total) * (thread + 1) // threads
        )
        np.sum(sums[:, part], axis=0, out=total[part])

    made = 0
    with ThreadPoolExecutor(threads) as pool:
        while made < count:
            binding.call(ORDER, binding.workspace, total, owners, counters, 1, losses)
            begin = int(counters[POSITION])
            edges = strip_edges(begin, min(begin + size, rows), strips)
            list(pool.map(sum_strips, range(threads)))
            if len(total) < SHARED_SUM:
                np.sum(sums, axis=0, out=total)
            else:
                list(pool.map(add_strips, range(threads)))
            loss = losses[made : made + 1]
            loss[0] = parts.sum()
            if not binding.call(
                REST, binding.workspace, total, owners, counters, 1, loss, made
            ):
                break
            made += 1
    binding.keep(state, counters, made)
    return made, bool(counters[IS_SPOILT])
