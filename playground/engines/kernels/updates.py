"""Whole updates: batch, forward, loss, backward, penalties, update rule, again.

The arrays that a kernel gets belong to `playground.engines.compiled`, which names them.
"""

from typing import Any

import numpy as np

from playground.engines.kernels.compiling import entry, inline, sequence
from playground.engines.kernels.layers import (
    FAN_IN,
    FAN_OUT,
    TARGET,
)
from playground.engines.kernels.losses import measure_loss
from playground.engines.kernels.order import NATURAL, shuffle
from playground.engines.kernels.passes import run_backward, run_forward
from playground.engines.kernels.penalties import penalize
from playground.engines.kernels.rules import (
    CLIP,
    L1,
    L2,
    RATE,
    WHOLE_RATE,
    all_finite,
    hold,
    move,
    shorten,
)
from playground.engines.kernels.simd import get, lanes, put
from playground.engines.kernels.single import add_sample

# Places in `codes`.
LOSS, RULE, ROWS, BATCH, IS_SHUFFLED, PIECE, IS_SINGLE = range(7)
# Places in `counters`: they begin as the state has them and end so. ORDERED is the
# epoch that `order` was made for; FIRST and LAST are the rows of a strip.
EPOCH, POSITION, STEP, SEEN, ORDERED, IS_SPOILT, FIRST, LAST = range(8)

# What a call does: whole updates; or one, cut up for several threads: the order of the
# epoch, then the gradient of each strip, then the rest with the sum of those.
WHOLE, ORDER, STRIP, REST = range(4)


@inline
def gather(
    x: Any,
    y: Any,
    features: int,
    outputs: int,
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
    size = end - begin
    for c in range(size):
        row = get(order, begin + c)
        at, to = row * features, c
        for i in range(features):
            put(a, to, get(x, at + i))
            to += stride
        at, to = row * outputs, c
        for k in range(outputs):
            put(targets, to, get(y, at + k))
            to += stride
        put(share, c, weight)
    for c in range(size, stride):
        put(share, c, 0.0)
        for i in range(features):
            put(a, i * stride + c, 0.0)
        for k in range(outputs):
            put(targets, k * stride + c, 0.0)


@sequence
def padded(size: int, a: Any) -> Any:
    """Return the number of columns for so many samples: whole vectors."""
    return -(-size // lanes(a)) * lanes(a)


@sequence
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
    """Add the gradient of the samples that lie in `a`; return their part of the loss.

    `is_fresh` says that the gradient begins with these samples.
    """
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
    free: Any,
    kept: Any,
    factors: Any,
    phase: int,
    count: int,
    losses: Any,
) -> int:
    """Make up to `count` updates; return how many.

    `factors` is empty, or holds what the rate is multiplied by in each update.

    Where `free` is not empty, it holds parameters back, and `kept` has its size. It
    stops before an update whose loss is not finite. After one that makes such
    parameters it stops too, and says so in counters[IS_SPOILT].
    """
    rows, piece = codes[ROWS], codes[PIECE]
    features, outputs = layers[0, FAN_IN], layers[len(layers) - 1, FAN_OUT]
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
        if phase == ORDER:
            break
        value = 0.0
        weight = params.dtype.type(1.0 / (end - begin))
        if phase == STRIP:
            begin, end = counters[FIRST], counters[LAST]
        if phase == REST:
            value = losses[done]
        elif codes[IS_SINGLE]:
            for place in range(begin, end):
                value += add_sample(
                    params,
                    gradient,
                    layers,
                    codes[LOSS],
                    x,
                    y,
                    get(order, place),
                    weight,
                    a,
                    delta,
                    targets,
                    share,
                    scratch,
                    place == begin,
                )
        else:
            for start in range(begin, end, piece):
                stop = min(start + piece, end)
                stride = padded(stop - start, a)
                # A full batch of one piece still lies there after an update.
                if not is_laid_out:
                    gather(
                        x,
                        y,
                        features,
                        outputs,
                        order,
                        start,
                        stop,
                        a,
                        targets,
                        share,
                        stride,
                        weight,
                    )
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
        if phase == STRIP:
            losses[done] = value
            break
        if hyper[L1] != 0.0 or hyper[L2] != 0.0:
            value += penalize(params, gradient, blocks, hyper[L1], hyper[L2])
        if not np.isfinite(value):
            break
        counters[STEP] += 1
        if len(factors):
            hyper[RATE] = hyper[WHOLE_RATE] * get(factors, done)
        if hyper[CLIP] != 0.0:
            shorten(gradient, hyper[CLIP])
        for i in range(len(free)):
            put(kept, i, get(params, i))
        move(codes[RULE], params, gradient, first, second, hyper, counters[STEP])
        if len(free):
            hold(params, kept, free)
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
