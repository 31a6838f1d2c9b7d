"""Update rules, in order of increasing complexity.

A rule is a pure function of the gradient and of its slots, named arrays shaped as the
parameters that the caller owns: they can be shown, stored and restored. `update`
returns the change to add to the parameters. The formulas are those of `torch.optim`.

    gradient_descent  θ ← θ − η g
    momentum          v ← β v + g;                 θ ← θ − η v
    nesterov          v ← β v + g;                 θ ← θ − η (g + β v)
    adagrad           s ← s + g²;                  θ ← θ − η g / (√s + ε)
    rmsprop           s ← ρ s + (1 − ρ) g²;        θ ← θ − η g / (√s + ε)
    adam              m ← β₁ m + (1 − β₁) g; s ← β₂ s + (1 − β₂) g²;
                      θ ← θ − η m/(1 − β₁ᵗ) / (√(s/(1 − β₂ᵗ)) + ε)
    adamw             θ ← θ − η λ θ, then adam; λ is the weight decay
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[np.floating[Any]]
Slots = dict[str, Array]
Hyper = Mapping[str, float]

HYPER_DEFAULTS: dict[str, float] = {
    "learning_rate": 0.03,
    "momentum": 0.9,
    "beta1": 0.9,
    "beta2": 0.999,
    "rho": 0.99,
    "epsilon": 1e-8,
    "weight_decay": 0.01,
}


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An update rule.

    Attributes
    ----------
    code : the number by which compiled code knows the rule; never reused.
    slots : names of the arrays that the rule remembers between updates.
    uses : the hyper-parameters that it reads, besides learning_rate.
    epsilon : what `epsilon` is when nobody says otherwise.
    change : (params, gradient, slots, hyper, t) -> change; moves the slots in place.
    """

    name: str
    code: int
    slots: tuple[str, ...]
    uses: tuple[str, ...]
    change: Callable[[Array, Array, Slots, Hyper, int], Array]
    epsilon: float = 1e-8

    def init(self, count: int, dtype: DTypeLike = np.float64) -> Slots:
        """Return the slots, all zero, for `count` parameters."""
        return {name: np.zeros(count, dtype) for name in self.slots}

    def update(
        self, params: Array, gradient: Array, slots: Slots, hyper: Hyper, t: int
    ) -> Array:
        """Return the change (P,) of the parameters for update t, which counts from 1.

        `hyper` may leave out what has a default and hold what the rule does not use.
        Neither `params` nor `gradient` is changed; `slots` are moved in place.
        """
        return self.change(
            params,
            gradient,
            slots,
            {**HYPER_DEFAULTS, "epsilon": self.epsilon, **hyper},
            t,
        )


def gradient_descent(
    params: Array, gradient: Array, slots: Slots, hyper: Hyper, t: int
) -> Array:
    return gradient * -hyper["learning_rate"]


def momentum(
    params: Array, gradient: Array, slots: Slots, hyper: Hyper, t: int
) -> Array:
    velocity = slots["velocity"]
    velocity *= hyper["momentum"]
    velocity += gradient
    return velocity * -hyper["learning_rate"]


def nesterov(
    params: Array, gradient: Array, slots: Slots, hyper: Hyper, t: int
) -> Array:
    velocity = slots["velocity"]
    velocity *= hyper["momentum"]
    velocity += gradient
    ahead = velocity * hyper["momentum"]
    ahead += gradient
    ahead *= -hyper["learning_rate"]
    return ahead


def adagrad(
    params: Array, gradient: Array, slots: Slots, hyper: Hyper, t: int
) -> Array:
    squares = slots["squares"]
    squares += gradient * gradient
    return -hyper["learning_rate"] * gradient / (np.sqrt(squares) + hyper["epsilon"])


def rmsprop(
    params: Array, gradient: Array, slots: Slots, hyper: Hyper, t: int
) -> Array:
    rho = hyper["rho"]
    squares = slots["squares"]
    squares *= rho
    squares += (1.0 - rho) * gradient * gradient
    return -hyper["learning_rate"] * gradient / (np.sqrt(squares) + hyper["epsilon"])


def adam(params: Array, gradient: Array, slots: Slots, hyper: Hyper, t: int) -> Array:
    beta1, beta2 = hyper["beta1"], hyper["beta2"]
    mean, squares = slots["mean"], slots["squares"]
    mean *= beta1
    mean += (1.0 - beta1) * gradient
    squares *= beta2
    squares += (1.0 - beta2) * gradient * gradient
    step = hyper["learning_rate"] / (1.0 - beta1**t)
    root = np.sqrt(squares / (1.0 - beta2**t))
    result: Array = -step * mean / (root + hyper["epsilon"])
    return result


def adamw(params: Array, gradient: Array, slots: Slots, hyper: Hyper, t: int) -> Array:
    decay = hyper["learning_rate"] * hyper["weight_decay"]
    return adam(params, gradient, slots, hyper, t) - decay * params


OPTIMIZERS: dict[str, Optimizer] = {
    rule.name: rule
    for rule in (
        Optimizer("gradient_descent", 0, (), (), gradient_descent),
        Optimizer("momentum", 1, ("velocity",), ("momentum",), momentum),
        Optimizer("nesterov", 2, ("velocity",), ("momentum",), nesterov),
        Optimizer("adagrad", 3, ("squares",), ("epsilon",), adagrad, epsilon=1e-10),
        Optimizer("rmsprop", 4, ("squares",), ("rho", "epsilon"), rmsprop),
        Optimizer("adam", 5, ("mean", "squares"), ("beta1", "beta2", "epsilon"), adam),
        Optimizer(
            "adamw",
            6,
            ("mean", "squares"),
            ("beta1", "beta2", "epsilon", "weight_decay"),
            adamw,
        ),
    )
}
