"""All numbers of one update, each by its name and with where it comes from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.clipping import clip_coefficient
from playground.engines.plan import Plan, State
from playground.explaining.arithmetic import (
    chain_rule,
    coming_rows,
    mean_of,
    one_row,
    penalties_of,
    strengths,
)
from playground.explaining.derivation import Derivation
from playground.explaining.notes import note
from playground.explaining.quantities import Quantity, all_names, read_name
from playground.explaining.reasons import Reason
from playground.explaining.stages import Stage, stages_of
from playground.losses import LOSSES
from playground.network import Network
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class UpdateTrace:
    """All numbers of one update, in float64; every array is read-only.

    With `sample` None the update is the coming one, N the rows of its batch. With a
    sample it is the update that a batch of this one row would make: N is 1.

    Attributes
    ----------
    plan, before : what is trained, and the state before the update
    features : names of the inputs
    sample : the training row, or None
    indices : (N,) training rows, in the batch's order
    x, y : (N, F) features and (N, K) targets
    z, a : one (N, M) a layer
    losses : (N,) loss of each sample, without penalties
    delta : one (N, M) a layer, the slope of each sample's own loss with respect to z
    penalty : the penalties' value
    penalty_gradient : (P,) what they add to the gradient, 0 at biases
    gradient : (P,) of the mean loss and the penalties
    slots : after the update; `before.slots` holds them before it
    change, new : (P,) what is added to the parameters, and what they are then
    hyper : the numbers that the rule read
    rule_step : the rule's t, 1 for its first update
    clip : what the gradient is multiplied by before the rule sees it, at most 1
    """

    plan: Plan
    before: State
    features: tuple[str, ...]
    sample: int | None
    indices: NDArray[np.intp]
    x: Array
    y: Array
    z: tuple[Array, ...]
    a: tuple[Array, ...]
    losses: Array
    delta: tuple[Array, ...]
    penalty: float
    penalty_gradient: Array
    gradient: Array
    slots: dict[str, Array]
    change: Array
    new: Array
    hyper: dict[str, float]
    rule_step: int
    clip: float

    @property
    def loss(self) -> float:
        """Mean loss of the samples, without penalties."""
        return mean_of(self.losses)

    @property
    def params(self) -> Array:
        """Parameters (P,) before the update."""
        return self.before.params

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The parts of the update, in the order in which they happen."""
        return stages_of(len(self.z), bool(self.slots))

    def quantities(self) -> list[str]:
        """Return the name of every number."""
        return all_names(self.plan.sizes, tuple(self.slots))

    def stands_still(self, quantity: Quantity) -> bool:
        """Tell whether a parameter is locked or cut, so that no update moves it."""
        free = self.plan.free
        return free is not None and not free[quantity.place(self.plan.sizes)]

    def value(self, name: str) -> float:
        """Return a number by its name: of one sample, or the batch's mean.

        `loss` has no penalties in it; `gradient` has. Slots are those after the update,
        `change` is what is added, and `new` = parameter + change.

        Raises
        ------
        PlaygroundError
            when there is no such quantity; it says which there are.
        """
        return self.number(self.read(name))

    def why(self, name: str) -> Reason:
        """Return the expression behind a number; errors as `value`."""
        quantity = self.read(name)
        return Reason(
            name=quantity.name,
            value=self.number(quantity),
            expression=Derivation(self).expression(quantity),
            note=note(quantity, self.features, self.sample, bool(strengths(self.plan))),
        )

    def at_sample(self, sample: int) -> "UpdateTrace":
        """Return the same names for one training row, from the same parameters."""
        return open_update(self.plan, self.before, self.features, sample)

    # ---- how it is done ----------------------------------------------------------

    def read(self, name: str) -> Quantity:
        return read_name(name, self.plan.sizes, tuple(self.slots))

    def number(self, quantity: Quantity) -> float:
        match quantity.kind:
            case "w" | "b":
                return float(
                    self.family(quantity.family)[quantity.place(self.plan.sizes)]
                )
            case "loss":
                return self.loss
            case "penalty":
                return self.penalty
        values = self.units(quantity.kind, quantity.layer)
        return mean_of(values[:, quantity.unit - 1])

    def units(self, kind: str, layer: int) -> Array:
        """Return the numbers (N, M) of a layer's units, sample by sample."""
        match kind:
            case "x":
                return self.x
            case "y":
                return self.y
            case "z":
                return self.z[layer - 1]
            case "delta":
                return self.delta[layer - 1]
        return self.a[layer - 1]

    def family(self, name: str) -> Array:
        """Return the numbers (P,) of a family; "" is the parameters themselves."""
        members = {
            "": self.params,
            "gradient": self.gradient,
            "change": self.change,
            "new": self.new,
        }
        return members[name] if name in members else self.slots[name]


def open_update(
    plan: Plan, state: State, features: tuple[str, ...], sample: int | None = None
) -> UpdateTrace:
    """Compute every number of the update of a plan that begins at a state."""
    before = state.copy()
    # float32 runs are explained in float64, so that the numbers add up by hand.
    before.params = before.params.astype(np.float64)
    before.slots = {
        name: slot.astype(np.float64) for name, slot in before.slots.items()
    }
    indices = coming_rows(plan, state) if sample is None else one_row(plan, sample)
    x, y = plan.x[indices].astype(np.float64), plan.y[indices].astype(np.float64)
    network = Network(plan.sizes, plan.activations)
    network.params[:] = before.params
    loss, rule = LOSSES[plan.loss], OPTIMIZERS[plan.optimizer]
    slots = {name: slot.copy() for name, slot in before.slots.items()}
    hyper = {**HYPER_DEFAULTS, "epsilon": rule.epsilon, **plan.hyper}
    factors = plan.rate_factors(state.update, 1)
    if factors is not None:
        hyper["learning_rate"] *= float(factors[0])
    # An update that diverges can be looked at, too.
    with np.errstate(all="ignore"):
        forward = network.forward(x)
        delta, gradient = chain_rule(network, forward, loss.delta(forward.a[-1], y))
        penalty, penalty_gradient = penalties_of(plan, before.params)
        gradient += penalty_gradient
        clip = clip_coefficient(gradient, plan.clip_norm)
        change = rule.change(
            before.params, clip * gradient, slots, hyper, before.rule_step + 1
        )
        if plan.free is not None:
            change = change * plan.free
        trace = UpdateTrace(
            plan=plan,
            before=before,
            features=features,
            sample=sample,
            indices=indices,
            x=x,
            y=y,
            z=forward.z,
            a=forward.a,
            losses=loss.per_sample(forward.a[-1], y),
            delta=delta,
            penalty=penalty,
            penalty_gradient=penalty_gradient,
            gradient=gradient,
            slots=slots,
            change=change,
            new=before.params + change,
            hyper=hyper,
            rule_step=before.rule_step + 1,
            clip=clip,
        )
    freeze(trace)
    return trace


def freeze(trace: UpdateTrace) -> None:
    """Make every array of a trace read-only."""
    arrays = (
        *(trace.before.params, *trace.before.slots.values(), *trace.slots.values()),
        *(trace.indices, trace.x, trace.y, *trace.z, *trace.a, *trace.delta),
        *(trace.losses, trace.penalty_gradient, trace.gradient),
        *(trace.change, trace.new),
    )
    for array in arrays:
        array.flags.writeable = False
