"""Whole updates: batch, forward, loss, backward, penalties, update rule, again.

The arrays that a kernel gets belong to `playground.engines.compiled`, which names them.
"""

from typing import Any

import numpy as np

from playground.engines.kernels.compiling import entry, inline
from playground.engines.kernels.layers import (
    FAN_IN,
    FAN_OUT,
    TARGET,
    run_backward,
    run_forward,
)
from playground.engines.kernels.losses import measure_loss
from playground.engines.kernels.order import NATURAL, shuffle
from playground.engines.kernels.penalties import penalize
from playground.engines.kernels.rules import L1, L2, all_finite, move
from playground.engines.kernels.simd import lanes

# Places in `codes`.
LOSS, RULE, BATCH, IS_SHUFFLED, PIECE = range(5)
# Places in `counters`: they begin as the state has them and end so.
EPOCH, POSITION, STEP, SEEN, ORDERED, IS_SPOILT = range(6)


@inline
def gather(
    x: Any,
    y: Any,
    order: Any,
    begin: int,
    end: int,
    a: Any,
    targets: Any,
    share: Any,
    stride: int,
    weight: float,
) -> None:
    """Lay the rows order[begin:end] of x and y down as columns, padded with zeros."""
    features, outputs = x.shape[1], y.shape[1]
    size = end - begin
    # Eight rows at a time: their columns are neighbours.
    for block in range(0, size, 8):
        last = min(block + 8, size)
        for i in range(features):
            for c in range(block, last):
                a[i * stride + c] = x[order[begin + c], i]
        for k in range(outputs):
            for c in range(block, last):
                targets[k * stride + c] = y[order[begin + c], k]
    for c in range(size):
        share[c] = weight
    for c in range(size, stride):
        share[c] = 0.0
        for i in range(features):
            a[i * stride + c] = 0.0
        for k in range(outputs):
            targets[k * stride + c] = 0.0


@inline
def padded(size: int, a: Any) -> int:
    """Return the number of columns for so many samples: whole vectors."""
    return -(-size // lanes(a)) * lanes(a)


@inline
def add_piece(
    params: Any,
    gradient: Any,
    layers: Any,
    loss: int,
    a: Any,
    delta: Any,
    targets: Any,
    share: Any,
    stride: int,
    is_fresh: bool,
    scratch: Any,
) -> float:
    """Add the gradient of the samples that lie in `a`; return their part of the loss."""
    last = layers[len(layers) - 1]
    outputs = last[FAN_OUT]
    run_forward(params, layers, a, delta, stride)
    output = last[TARGET] * stride
    error = output - layers[0, FAN_IN] * stride
    value = measure_loss(loss, a, output, delta, error, targets, share, outputs, stride)
    run_backward(params, gradient, layers, a, delta, stride, is_fresh, scratch)
    return value


@entry
def make_updates(
    params: Any,
    gradient: Any,
    first: Any,
    second: Any,
    layers: Any,
    blocks: Any,
    codes: Any,
    hyper: Any,
    seed: Any,
    x: Any,
    y: Any,
    order: Any,
    counters: Any,
    a: Any,
    delta: Any,
    targets: Any,
    share: Any,
    scratch: Any,
    count: int,
    losses: Any,
) -> int:
    """Make up to `count` updates; return how many.

    It stops before an update whose loss is not finite. After one that makes such
    parameters it stops too, and says so in counters[IS_SPOILT].
    """
    rows, piece = len(x), codes[PIECE]
    done = 0
    is_laid_out = False
    while done < count:
        begin = counters[POSITION]
        end = min(begin + codes[BATCH], rows)
        # An epoch that smaller batches began is finished in its own order.
        wanted = counters[EPOCH] if codes[IS_SHUFFLED] or begin > 0 else NATURAL
        if counters[ORDERED] != wanted:
            shuffle(order, seed, wanted)
            counters[ORDERED] = wanted
        value = 0.0
        weight = 1.0 / (end - begin)
        for start in range(begin, end, piece):
            stop = min(start + piece, end)
            stride = padded(stop - start, a)
            # A full batch of one piece still lies there after an update.
            if not is_laid_out:
                gather(x, y, order, start, stop, a, targets, share, stride, weight)
            is_laid_out = stop - start == rows
            value += add_piece(
                params,
                gradient,
                layers,
                codes[LOSS],
                a,
                delta,
                targets,
                share,
                stride,
                start == begin,
                scratch,
            )
        if hyper[L1] != 0.0 or hyper[L2] != 0.0:
            value += penalize(params, gradient, blocks, hyper[L1], hyper[L2])
        if not np.isfinite(value):
            break
        counters[STEP] += 1
        move(codes[RULE], params, gradient, first, second, hyper, counters[STEP])
        losses[done] = value
        if not (all_finite(params) and all_finite(first) and all_finite(second)):
            counters[IS_SPOILT] = 1
            break
        done += 1
        counters[SEEN] += end - begin
        counters[POSITION] = end
        if end == rows:
            counters[EPOCH] += 1
            counters[POSITION] = 0
    return done
