"""The formulas behind PENALTIES and OPTIMIZERS; see `formulas` for the others."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from playground.explaining.expressions import Expression, absolute, sign, sqrt, square


@dataclass(frozen=True, slots=True)
class ExplainedPenalty:
    """What stands behind the strength λ, for each weight and in the weight's gradient.

    Attributes
    ----------
    share : (w) -> what the weight adds.
    factor : before the sum of the shares; None: 1.
    gradient : (w) -> the slope of factor · share.
    """

    share: Callable[[Expression], Expression]
    gradient: Callable[[Expression], Expression]
    factor: float | None = None


EXPLAINED_PENALTIES: dict[str, ExplainedPenalty] = {
    "l1": ExplainedPenalty(absolute, sign),
    "l2": ExplainedPenalty(square, lambda w: w, factor=0.5),
}


class RuleTerms(Protocol):
    """The numbers of one weight that an update rule may name."""

    @property
    def param(self) -> Expression: ...
    @property
    def gradient(self) -> Expression: ...
    @property
    def step(self) -> Expression: ...
    def hyper(self, name: str) -> Expression: ...
    def before(self, slot: str) -> Expression: ...
    def after(self, slot: str) -> Expression: ...


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """An update rule: how each slot moves, and the change that is added to the weight.

    Attributes
    ----------
    change : (terms) -> the change.
    slots : by name, (terms) -> the slot after the update.
    """

    change: Callable[[RuleTerms], Expression]
    slots: dict[str, Callable[[RuleTerms], Expression]] = field(default_factory=dict)


def accumulated(n: RuleTerms) -> Expression:
    return n.hyper("momentum") * n.before("velocity") + n.gradient


def moving_average(
    slot: str, decay: str, squared: bool
) -> Callable[[RuleTerms], Expression]:
    def after(n: RuleTerms) -> Expression:
        news = square(n.gradient) if squared else n.gradient
        return n.hyper(decay) * n.before(slot) + (1 - n.hyper(decay)) * news

    return after


def scaled_by_squares(n: RuleTerms) -> Expression:
    root = sqrt(n.after("squares")) + n.hyper("epsilon")
    return -(n.hyper("learning_rate") * n.gradient / root)


def adam_change(n: RuleTerms) -> Expression:
    mean = n.after("mean") / (1 - n.hyper("beta1") ** n.step)
    squares = n.after("squares") / (1 - n.hyper("beta2") ** n.step)
    root = sqrt(squares) + n.hyper("epsilon")
    return -(n.hyper("learning_rate") * mean / root)


def adamw_change(n: RuleTerms) -> Expression:
    decay = n.hyper("learning_rate") * n.hyper("weight_decay") * n.param
    return adam_change(n) - decay


ADAM_SLOTS = {
    "mean": moving_average("mean", "beta1", squared=False),
    "squares": moving_average("squares", "beta2", squared=True),
}
EXPLAINED_RULES: dict[str, ExplainedRule] = {
    "gradient_descent": ExplainedRule(
        lambda n: -(n.hyper("learning_rate") * n.gradient)
    ),
    "momentum": ExplainedRule(
        lambda n: -(n.hyper("learning_rate") * n.after("velocity")),
        {"velocity": accumulated},
    ),
    "nesterov": ExplainedRule(
        lambda n: (
            -(
                n.hyper("learning_rate")
                * (n.gradient + n.hyper("momentum") * n.after("velocity"))
            )
        ),
        {"velocity": accumulated},
    ),
    "adagrad": ExplainedRule(
        scaled_by_squares,
        {"squares": lambda n: n.before("squares") + square(n.gradient)},
    ),
    "rmsprop": ExplainedRule(
        scaled_by_squares, {"squares": moving_average("squares", "rho", squared=True)}
    ),
    "adam": ExplainedRule(adam_change, ADAM_SLOTS),
    "adamw": ExplainedRule(adamw_change, ADAM_SLOTS),
}
