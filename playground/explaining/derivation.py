"""From the name of a quantity to the expression that its number comes from.

In a trace of one sample every number is that sample's. In a trace of a batch, z is the
sum of weights times means, because it is linear; all other means are spelled out sample
by sample, and those terms say which training row they belong to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from playground.explaining.arithmetic import strengths
from playground.explaining.expressions import Expression, leaf, total
from playground.explaining.formulas import EXPLAINED_ACTIVATIONS, EXPLAINED_LOSSES
from playground.explaining.quantities import Quantity, quantity_at
from playground.explaining.rules import EXPLAINED_PENALTIES, EXPLAINED_RULES
from playground.network import weight_mask

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace


@dataclass(frozen=True, slots=True)
class Derivation:
    """Makes the expressions of one trace."""

    trace: "UpdateTrace"

    def expression(self, quantity: Quantity) -> Expression | None:
        """Return what a number was computed from; None for what is only read."""
        match quantity:
            case Quantity(family="gradient"):
                return self.gradient(quantity)
            case Quantity(family="change"):
                rule = EXPLAINED_RULES[self.trace.plan.optimizer]
                change = rule.change(RuleNumbers(self, quantity))
                if self.trace.stands_still(quantity):
                    return change * leaf(0.0, role="locked")
                return change
            case Quantity(family="new"):
                return self.parameter(quantity) + self.member("change", quantity)
            case Quantity(kind="w" | "b", family=""):
                return None
            case Quantity(kind="w" | "b", family=slot):
                rule = EXPLAINED_RULES[self.trace.plan.optimizer]
                return rule.slots[slot](RuleNumbers(self, quantity))
            case Quantity(kind="z"):
                return self.weighted_sum(quantity)
            case Quantity(kind="penalty"):
                return self.penalty()
            case Quantity(kind="x" | "y") if self.trace.sample is not None:
                return None
        return self.mean(lambda row: self.of_sample(quantity, row))

    # ---- numbers -----------------------------------------------------------------

    def sampled(self, kind: str, layer: int, unit: int, row: int) -> Expression:
        """Return the number of one sample: row 0 … N-1 of the batch."""
        quantity = unit_quantity(kind, layer, unit)
        value = self.trace.units(quantity.kind, layer)[row, unit - 1]
        return leaf(float(value), quantity.name, self.row_name(row))

    def row_name(self, row: int) -> int | None:
        """Return the training row that a term names; None where there is but one."""
        return int(self.trace.indices[row]) if len(self.trace.indices) > 1 else None

    def averaged(self, kind: str, layer: int, unit: int) -> Expression:
        quantity = unit_quantity(kind, layer, unit)
        return leaf(self.trace.number(quantity), quantity.name)

    def member(self, family: str, quantity: Quantity) -> Expression:
        """Return the number of a family for this weight or bias."""
        own = place_quantity(family, quantity)
        return leaf(self.trace.number(own), own.name)

    def parameter(self, quantity: Quantity) -> Expression:
        return self.member("", quantity)

    def weight(self, layer: int, unit: int, source: int) -> Expression:
        return self.parameter(Quantity("w", "", layer, unit, source))

    # ---- formulas ----------------------------------------------------------------

    def mean(self, of_row: Callable[[int], Expression]) -> Expression:
        rows = len(self.trace.indices)
        whole = total(rows, of_row)
        return whole / leaf(rows, role="rows") if rows > 1 else whole

    def weighted_sum(self, quantity: Quantity) -> Expression:
        """Return Σ w·a + b·1; a batch's mean of the sums is the sum of the means."""
        layer, unit = quantity.layer, quantity.unit
        count = self.trace.plan.sizes[layer - 1]

        def argument(index: int) -> Expression:
            if index == count:
                bias = self.parameter(Quantity("b", "", layer, unit))
                return bias * leaf(1, role="node")
            weight = self.weight(layer, unit, index + 1)
            return weight * self.averaged("a", layer - 1, index + 1)

        return total(count + 1, argument)

    def of_sample(self, quantity: Quantity, row: int) -> Expression:
        """Return the formula of a number for one sample of the batch."""
        layer, unit = quantity.layer, quantity.unit
        match quantity.kind:
            case "a":
                formula = EXPLAINED_ACTIVATIONS[self.trace.plan.activations[layer - 1]]
                return formula.value(self.sampled("z", layer, unit, row))
            case "delta":
                return self.delta(layer, unit, row)
            case "loss":
                loss = EXPLAINED_LOSSES[self.trace.plan.loss]
                return loss.value(self.outputs(row), self.targets(row))
        return self.sampled(quantity.kind, layer, unit, row)

    def outputs(self, row: int) -> Sequence[Expression]:
        layer = len(self.trace.a)
        count = self.trace.plan.sizes[-1]
        return [self.sampled("a", layer, unit + 1, row) for unit in range(count)]

    def targets(self, row: int) -> Sequence[Expression]:
        count = self.trace.plan.sizes[-1]
        return [self.sampled("y", 0, unit + 1, row) for unit in range(count)]

    def delta(self, layer: int, unit: int, row: int) -> Expression:
        """Return the error that arrives, times the slope of the activation."""
        sizes = self.trace.plan.sizes
        if layer == len(sizes) - 1:
            loss = EXPLAINED_LOSSES[self.trace.plan.loss]
            error = loss.error(self.outputs(row), self.targets(row), unit - 1)
        else:
            error = total(
                sizes[layer + 1],
                lambda index: (
                    self.weight(layer + 1, index + 1, unit)
                    * self.sampled("delta", layer + 1, index + 1, row)
                ),
            )
        slope = EXPLAINED_ACTIVATIONS[self.trace.plan.activations[layer - 1]].slope
        if slope is None:
            return error
        z = self.sampled("z", layer, unit, row)
        return error * slope(z, self.sampled("a", layer, unit, row))

    def gradient(self, quantity: Quantity) -> Expression:
        """Return the batch's mean of δ·a, and what the penalties add to weights."""

        def of_row(row: int) -> Expression:
            delta = self.sampled("delta", quantity.layer, quantity.unit, row)
            if quantity.kind == "b":
                return delta * leaf(1, role="node")
            return delta * self.sampled("a", quantity.layer - 1, quantity.source, row)

        result = self.mean(of_row)
        if quantity.kind == "w":
            weight = self.parameter(quantity)
            for name, strength in strengths(self.trace.plan):
                formula = EXPLAINED_PENALTIES[name]
                result += leaf(strength, role=name) * formula.gradient(weight)
        return result

    def penalty(self) -> Expression:
        """Return the strengths times the sums over all weights; 0 without any."""
        sizes, params = self.trace.plan.sizes, self.trace.params
        places = np.flatnonzero(weight_mask(sizes))

        def weight(index: int) -> Expression:
            place = int(places[index])
            return leaf(float(params[place]), quantity_at(place, sizes).name)

        parts = []
        for name, strength in strengths(self.trace.plan):
            formula = EXPLAINED_PENALTIES[name]
            whole = total(len(places), partial(penalty_share, formula.share, weight))
            if formula.factor is not None:
                whole = formula.factor * whole
            parts.append(leaf(strength, role=name) * whole)
        return total(len(parts), parts.__getitem__) if parts else leaf(0.0)


def penalty_share(
    share: Callable[[Expression], Expression],
    weight: Callable[[int], Expression],
    index: int,
) -> Expression:
    return share(weight(index))


def unit_quantity(kind: str, layer: int, unit: int) -> Quantity:
    """Return a neuron's quantity; the inputs are the activations of layer 0."""
    if layer == 0 and kind == "a":
        kind = "x"
    return Quantity(kind, "", layer, unit)


def place_quantity(family: str, quantity: Quantity) -> Quantity:
    return Quantity(
        quantity.kind, family, quantity.layer, quantity.unit, quantity.source
    )


@dataclass(frozen=True, slots=True)
class RuleNumbers:
    """One weight's or bias's numbers, by the names that the rules' formulas use."""

    source: Derivation
    quantity: Quantity

    @property
    def param(self) -> Expression:
        return self.source.parameter(self.quantity)

    @property
    def gradient(self) -> Expression:
        """The gradient as the rule sees it, shortened when it was too long."""
        whole = self.source.member("gradient", self.quantity)
        clip = self.source.trace.clip
        return whole if clip == 1.0 else leaf(clip, role="clip") * whole

    @property
    def step(self) -> Expression:
        return leaf(self.source.trace.rule_step, role="step")

    def hyper(self, name: str) -> Expression:
        return leaf(self.source.trace.hyper[name], role=name)

    def before(self, slot: str) -> Expression:
        trace = self.source.trace
        place = self.quantity.place(trace.plan.sizes)
        value = float(trace.before.slots[slot][place])
        name = place_quantity(slot, self.quantity).name
        return leaf(value, name, role="before")

    def after(self, slot: str) -> Expression:
        return self.source.member(slot, self.quantity)
