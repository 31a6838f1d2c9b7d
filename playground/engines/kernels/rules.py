"""The update rules as compiled code: plain loops that LLVM vectorises.

`move` tells the rules apart by `Optimizer.code`; a new one is its function here and its
line there. The slots are the rule's in the order of `Optimizer.slots`, `first` and
`second`; a rule with fewer does not touch the others.
"""

from typing import Any

import numpy as np

from playground.engines.kernels.compiling import inline, loop

# Places of the numbers in `hyper`; a schedule makes RATE out of WHOLE_RATE.
HYPER = (
    "learning_rate",
    "momentum",
    "beta1",
    "beta2",
    "rho",
    "epsilon",
    "weight_decay",
    "l1",
    "l2",
    "clip_norm",
    "whole_rate",
)
RATE, MOMENTUM, BETA1, BETA2, RHO, EPSILON, DECAY, L1, L2, CLIP, WHOLE_RATE = range(11)

# Keeps the coefficient finite for a gradient of zero, as in `playground.clipping`.
TINY = 1e-6


@loop
def shorten(gradient: Any, longest: float) -> None:
    """Bring a gradient that is longer down to this length."""
    number = gradient.dtype.type
    squares = number(0.0)
    for i in range(len(gradient)):
        squares += gradient[i] * gradient[i]
    coefficient = longest / (np.sqrt(float(squares)) + TINY)
    if coefficient < 1.0:
        factor = number(coefficient)
        for i in range(len(gradient)):
            gradient[i] *= factor


@loop
def gradient_descent(
    params: Any, gradient: Any, first: Any, second: Any, hyper: Any, t: int
) -> None:
    number = params.dtype.type
    rate = number(hyper[RATE])
    for i in range(len(params)):
        params[i] -= rate * gradient[i]


@loop
def momentum(
    params: Any, gradient: Any, first: Any, second: Any, hyper: Any, t: int
) -> None:
    number = params.dtype.type
    rate, beta = number(hyper[RATE]), number(hyper[MOMENTUM])
    for i in range(len(params)):
        velocity = beta * first[i] + gradient[i]
        first[i] = velocity
        params[i] -= rate * velocity


@loop
def nesterov(
    params: Any, gradient: Any, first: Any, second: Any, hyper: Any, t: int
) -> None:
    number = params.dtype.type
    rate, beta = number(hyper[RATE]), number(hyper[MOMENTUM])
    for i in range(len(params)):
        velocity = beta * first[i] + gradient[i]
        first[i] = velocity
        params[i] -= rate * (gradient[i] + beta * velocity)


@loop
def adagrad(
    params: Any, gradient: Any, first: Any, second: Any, hyper: Any, t: int
) -> None:
    number = params.dtype.type
    rate, epsilon = number(hyper[RATE]), number(hyper[EPSILON])
    for i in range(len(params)):
        squares = first[i] + gradient[i] * gradient[i]
        first[i] = squares
        params[i] -= rate * gradient[i] / (np.sqrt(squares) + epsilon)


@loop
def rmsprop(
    params: Any, gradient: Any, first: Any, second: Any, hyper: Any, t: int
) -> None:
    number = params.dtype.type
    rate, epsilon = number(hyper[RATE]), number(hyper[EPSILON])
    rho, rest = number(hyper[RHO]), number(1.0 - hyper[RHO])
    for i in range(len(params)):
        squares = rho * first[i] + rest * gradient[i] * gradient[i]
        first[i] = squares
        params[i] -= rate * gradient[i] / (np.sqrt(squares) + epsilon)


@loop
def adam(
    params: Any, gradient: Any, first: Any, second: Any, hyper: Any, t: int
) -> None:
    adam_with_decay(params, gradient, first, second, hyper, t, 0.0)


@loop
def adamw(
    params: Any, gradient: Any, first: Any, second: Any, hyper: Any, t: int
) -> None:
    decay = hyper[RATE] * hyper[DECAY]
    adam_with_decay(params, gradient, first, second, hyper, t, decay)


@loop
def adam_with_decay(
    params: Any,
    gradient: Any,
    first: Any,
    second: Any,
    hyper: Any,
    t: int,
    decay: float,
) -> None:
    number = params.dtype.type
    power = float(t)
    beta1, rest1 = number(hyper[BETA1]), number(1.0 - hyper[BETA1])
    beta2, rest2 = number(hyper[BETA2]), number(1.0 - hyper[BETA2])
    step = number(hyper[RATE] / (1.0 - hyper[BETA1] ** power))
    unbiased = number(1.0 / (1.0 - hyper[BETA2] ** power))
    epsilon, shrink = number(hyper[EPSILON]), number(decay)
    for i in range(len(params)):
        mean = beta1 * first[i] + rest1 * gradient[i]
        squares = beta2 * second[i] + rest2 * gradient[i] * gradient[i]
        first[i] = mean
        second[i] = squares
        root = np.sqrt(squares * unbiased)
        params[i] -= step * mean / (root + epsilon) + shrink * params[i]


@inline
def move(
    rule: int,
    params: Any,
    gradient: Any,
    first: Any,
    second: Any,
    hyper: Any,
    t: int,
) -> None:
    """Make update t = 1, 2, … of the rule with this code, in place."""
    if rule == 0:
        gradient_descent(params, gradient, first, second, hyper, t)
    elif rule == 1:
        momentum(params, gradient, first, second, hyper, t)
    elif rule == 2:
        nesterov(params, gradient, first, second, hyper, t)
    elif rule == 3:
        adagrad(params, gradient, first, second, hyper, t)
    elif rule == 4:
        rmsprop(params, gradient, first, second, hyper, t)
    elif rule == 5:
        adam(params, gradient, first, second, hyper, t)
    elif rule == 6:
        adamw(params, gradient, first, second, hyper, t)
    else:
        # A code that nobody wrote an entry for: the run stops at once.
        params[:] = np.nan


@loop
def hold(params: Any, kept: Any, free: Any) -> None:
    """Multiply the change since `kept` by `free`, which is 0 where one stands still."""
    for i in range(len(free)):
        params[i] = kept[i] + free[i] * (params[i] - kept[i])


@inline
def all_finite(numbers: Any) -> bool:
    """Return whether no number is infinite or NaN: 0 times those is not 0."""
    zero = numbers.dtype.type(0.0)
    products = zero
    for i in range(len(numbers)):
        products += numbers[i] * zero
    return bool(products == zero)
