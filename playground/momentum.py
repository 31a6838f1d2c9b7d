"""Momentum as vectors: what the velocity adds to the gradient's own step.

    momentum  θ ← θ − η (β v + g)            momentum step −η β v,   gradient step −η g
    nesterov  θ ← θ − η (g + β (β v + g))    momentum step −η β² v,  gradient step
                                             −η (1 + β) g

The velocity is a tail of old gradients, v = Σₖ βᵏ gₜ₋ₖ: while they agree the step grows
up to 1/(1 − β) times, where they oppose each other they cancel.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import PlaygroundError
from playground.explain import explain
from playground.objective import frozen
from playground.planes import Plane, require_finite, step_plane
from playground.replay import shadow
from playground.run import Run

Array = NDArray[np.floating[Any]]

# Rules whose step is a sum of a gradient and a velocity.
RULES = ("gradient_descent", "momentum", "nesterov")

# Within this share of the smaller step's length two steps count as square.
SQUARE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class MomentumStep:
    """The coming update as a sum of two steps; all arrays are (P,), read-only.

    Attributes
    ----------
    rule : "gradient_descent", "momentum" or "nesterov"
    momentum : β; 0 for gradient descent
    params : where the update begins
    gradient : of the coming batch, penalties included, as the rule sees it: clipped
    velocity : before the update; zero for gradient descent
    gradient_step, momentum_step : the two parts
    step : what the update changes: their sum
    """

    rule: str
    momentum: float
    params: Array
    gradient: Array
    velocity: Array
    gradient_step: Array
    momentum_step: Array
    step: Array

    @property
    def effective_length(self) -> float:
        """How many gradients add up while they agree, 1/(1 − β)."""
        return effective_length(self.momentum)

    @property
    def cosine(self) -> float | None:
        """Cosine between both parts; None where one of them has no length."""
        lengths = float(
            np.linalg.norm(self.gradient_step) * np.linalg.norm(self.momentum_step)
        )
        if lengths == 0.0:
            return None
        cosine = float(self.gradient_step @ self.momentum_step) / lengths
        return min(1.0, max(-1.0, cosine))

    @property
    def verdict(self) -> str:
        """Whether both parts "agree", "oppose", are "square", or one is "still"."""
        cosine = self.cosine
        if cosine is None:
            return "still"
        if abs(cosine) <= SQUARE:
            return "square"
        return "agree" if cosine > 0.0 else "oppose"

    @property
    def agreeing(self) -> NDArray[np.bool_]:
        """(P,), true where both parts move a parameter the same way."""
        result: NDArray[np.bool_] = self.gradient_step * self.momentum_step > 0.0
        return result

    def plane(self) -> Plane:
        """Return the plane of gradient and velocity, in which the picture is exact.

        What stands still, because it is locked, has no part in it.
        """
        moves = (self.gradient_step != 0.0) | (self.momentum_step != 0.0)
        length = float(np.linalg.norm(self.step))
        return step_plane(
            self.params, self.gradient * moves, self.velocity * moves, length
        )


@dataclass(frozen=True, slots=True, eq=False)
class GradientTail:
    """The last gradients, as the velocity remembers them.

    The velocity where the run stands is Σₖ weightsₖ gradientsₖ + rest.

    Attributes
    ----------
    updates : (k,) the update that used each gradient, the newest first
    weights : (k,) 1, β, β², …; with a β that was changed on the way the product of
        those in force
    gradients : (k, P), read-only
    rest : (P,) what older gradients left
    """

    updates: NDArray[np.int64]
    weights: NDArray[np.float64]
    gradients: NDArray[np.float64]
    rest: NDArray[np.float64]


def effective_length(momentum: float) -> float:
    """Return the limit of 1 + β + β² + …, 1/(1 − β)."""
    return 1.0 / (1.0 - momentum)


def momentum_step(run: Run) -> MomentumStep:
    """Return the parts of the update that a run would make next; it stays as it is.

    Raises
    ------
    PlaygroundError
        when the update rule's step is not such a sum, or too long to be measured.
    """
    rule = run.settings.optimizer
    if rule not in RULES:
        raise PlaygroundError(
            f"the step of {rule} is not a sum of a gradient and a velocity; "
            f"choose one of {', '.join(RULES)}"
        )
    update = explain(run)
    rate, beta = update.hyper["learning_rate"], update.hyper["momentum"]
    gradient = update.clip * update.gradient
    velocity = update.before.slots.get("velocity", np.zeros_like(gradient))
    if rule == "gradient_descent":
        beta = 0.0
    require_finite(gradient, velocity, update.before.params, update.change)
    is_nesterov = rule == "nesterov"
    gradient_step = -rate * (1.0 + beta if is_nesterov else 1.0) * gradient
    carried = -rate * (beta * beta if is_nesterov else beta) * velocity
    if run.plan.free is not None:
        gradient_step = gradient_step * run.plan.free
        carried = carried * run.plan.free
    return MomentumStep(
        rule=rule,
        momentum=beta,
        params=frozen(update.before.params.copy()),
        gradient=frozen(gradient),
        velocity=frozen(velocity.copy()),
        gradient_step=frozen(gradient_step),
        momentum_step=frozen(carried),
        step=update.change,
    )


def gradient_tail(run: Run, length: int = 12) -> GradientTail:
    """Return the last gradients that the velocity of a run is made of.

    The past is made again by a second walker: v = β v₋ + g gives each gradient back.

    Raises
    ------
    PlaygroundError
        when the update rule has no velocity.
    """
    if "velocity" not in run.state.slots:
        raise PlaygroundError(f"{run.settings.optimizer} has no velocity")
    walker = shadow(run)
    walker.seek(max(0, run.update - length))
    rest = remembered(walker)
    updates: list[int] = []
    weights: list[float] = []
    gradients: list[NDArray[np.float64]] = []
    while walker.update < run.update:
        before, beta = remembered(walker), walker.settings.momentum
        walker.seek(walker.update + 1)
        after = remembered(walker)
        # A rule that began just now, or a network of another shape, forgets all.
        if len(after) != len(before) or walker.state.rule_step <= 1:
            updates, weights, gradients = [], [], []
            before = rest = np.zeros_like(after)
        if walker.state.rule_step > 0:
            weights = [weight * beta for weight in weights]
            rest = rest * beta
            updates.append(walker.update - 1)
            weights.append(1.0)
            gradients.append(after - beta * before)
    return GradientTail(
        updates=frozen(np.array(updates[::-1], np.int64)),
        weights=frozen(np.array(weights[::-1])),
        gradients=frozen(np.array(gradients[::-1]).reshape(-1, len(rest))),
        rest=frozen(rest),
    )


def remembered(run: Run) -> NDArray[np.float64]:
    """Return the velocity (P,), zero where the rule has none."""
    velocity = run.state.slots.get("velocity")
    if velocity is None:
        return np.zeros(len(run.params))
    return velocity.astype(np.float64)
