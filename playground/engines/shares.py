"""Batches of large networks: threads share the rows first, then the neurons.

Each strip of rows goes forward and back with buffers of its own, which leaves the
errors of all layers. Then each share of the neurons gets its gradient from the buffers
of all strips: no gradient has to be added to another, and each is written by one
thread. Strips and shares depend on the plan alone, so the bits are the same for any
number of threads.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from playground.engines.binding import Binding
from playground.engines.kernels.layers import BIAS, FAN_IN, FAN_OUT, TARGET, WEIGHTS
from playground.engines.kernels.updates import (
    COLLECT,
    ERRORS,
    FIRST,
    IS_SPOILT,
    LAST,
    ORDER,
    POSITION,
    REST,
)
from playground.engines.plan import State
from playground.engines.strips import STRIP_ROWS, STRIPS, strip_edges

# Each share turns the inputs of a layer for itself, so there are few.
SHARES = 4
# A layer with fewer neurons a share stays whole.
SHARE_NEURONS = 8


def strips_of_batch(size: int) -> int:
    """Return into how many strips a batch is cut."""
    return max(2, min(STRIPS, size // STRIP_ROWS))


def share_tables(layers: NDArray[np.int64], shares: int) -> list[NDArray[np.int64]]:
    """Return the table of the layers for each share: some neurons of each layer."""
    tables = []
    for share in range(shares):
        table = layers.copy()
        for layer in table:
            count = layer[FAN_OUT]
            parts = shares if count >= SHARE_NEURONS * shares else 1
            # The last parts of a layer that stays whole are empty.
            begin = min(count, count * share // parts)
            end = min(count, count * (share + 1) // parts)
            layer[FAN_OUT] = end - begin
            layer[WEIGHTS] += begin * layer[FAN_IN]
            layer[BIAS] += begin
            layer[TARGET] += begin
        tables.append(table)
    return tables


def run_shares(
    binding: Binding, state: State, count: int, losses: NDArray[np.float64]
) -> tuple[int, bool]:
    """Return how many updates were made, and whether one more spoilt the state."""
    rows, size = len(binding.plan.x), binding.plan.batch_size
    strips = strips_of_batch(size)
    spaces = [binding.workspace] + [binding.new_workspace() for _ in range(strips - 1)]
    total = binding.workspace.gradient
    shares = min(SHARES, strips)
    tables = share_tables(binding.packing.layers, shares)
    owners = binding.owners(state)
    parts = np.zeros((strips, 1))
    counters = binding.counters_of(state)
    threads = min(os.cpu_count() or 1, strips)

    def counters_of_strip(strip: int) -> NDArray[np.int64]:
        own = counters.copy()
        own[FIRST], own[LAST] = edges[strip], edges[strip + 1]
        return own

    def find_errors(strip: int) -> None:
        own = counters_of_strip(strip)
        parts[strip] = 0.0
        if own[FIRST] < own[LAST]:
            binding.call(ERRORS, spaces[strip], total, owners, own, 1, parts[strip])

    def collect(share: int) -> None:
        nothing = np.zeros(1)
        for strip in range(strips):
            own = counters_of_strip(strip)
            if own[FIRST] == own[LAST]:
                continue
            space = spaces[strip].with_scratch_of(spaces[share])
            binding.call(
                COLLECT, space, total, owners, own, 1, nothing, layers=tables[share]
            )

    def do_all(work: Callable[[int], None], waiting: Iterator[int]) -> None:
        # Whoever is free takes the next one: one thread may be held up.
        for place in waiting:
            work(place)

    def share_out(work: Callable[[int], None], count: int) -> None:
        waiting = iter(range(count))
        others = [pool.submit(do_all, work, waiting) for _ in range(threads - 1)]
        do_all(work, waiting)
        for other in others:
            other.result()

    made = 0
    with ThreadPoolExecutor(max(1, threads - 1)) as pool:
        while made < count:
            binding.call(ORDER, binding.workspace, total, owners, counters, 1, losses)
            begin = int(counters[POSITION])
            edges = strip_edges(begin, min(begin + size, rows), strips)
            share_out(find_errors, strips)
            share_out(collect, shares)
            loss = losses[made : made + 1]
            loss[0] = parts.sum()
            if not binding.call(
                REST, binding.workspace, total, owners, counters, 1, loss, made
            ):
                break
            made += 1
    binding.keep(state, counters, made)
    return made, bool(counters[IS_SPOILT])
