"""Large batches, cut into strips of rows whose gradients several threads sum up.

The strips, and the order in which their gradients are added, depend on the plan alone:
the bits are the same for any number of threads.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from playground.engines.binding import Binding, Workspace
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

    def sum_strips(space: Workspace, waiting: Iterator[int]) -> None:
        own = counters.copy()
        # Whoever is free takes the next strip: one thread may be held up.
        for strip in waiting:
            own[FIRST], own[LAST] = edges[strip], edges[strip + 1]
            if own[FIRST] == own[LAST]:
                sums[strip] = parts[strip] = 0.0
                continue
            binding.call(STRIP, space, sums[strip], owners, own, 1, parts[strip])

    made = 0
    with ThreadPoolExecutor(max(1, threads - 1)) as pool:
        while made < count:
            binding.call(ORDER, binding.workspace, total, owners, counters, 1, losses)
            begin = int(counters[POSITION])
            edges = strip_edges(begin, min(begin + size, rows), strips)
            waiting = iter(range(strips))
            others = [pool.submit(sum_strips, space, waiting) for space in spaces[1:]]
            # Waking a thread takes as long as a strip of a small network: a share is
            # done here, and so is the sum, which takes less than two wakes.
            sum_strips(spaces[0], waiting)
            for other in others:
                other.result()
            np.sum(sums, axis=0, out=total)
            loss = losses[made : made + 1]
            loss[0] = parts.sum()
            if not binding.call(
                REST, binding.workspace, total, owners, counters, 1, loss, made
            ):
                break
            made += 1
    binding.keep(state, counters, made)
    return made, bool(counters[IS_SPOILT])
