"""What an engine trains and the state that it moves: the border of both engines."""

from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from playground.problem import Problem
from playground.schedules import rate_factors
from playground.settings import Settings

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything that stays the same between two changes of a run.

    Attributes
    ----------
    sizes : neurons per layer, the features first
    activations : one name per layer after the input
    x, y : (N, F) features and (N, K) targets, C-contiguous, of the run's precision
    batch_size : rows per update, 1 … N
    shuffle : whether each epoch has its own order; the full batch keeps the natural
        one, but an epoch that smaller batches began is finished in its own order
    seed : of the order of the samples
    free : (P,) by which every change is multiplied, 0 for a parameter that stands
        still and 1 for the others; None when none stands still
    schedule, schedule_updates : how the learning rate changes from update to update
    clip_norm : length to which longer gradients are shortened, 0 for no limit
    hyper : what the update rule may read
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    l1: float
    l2: float
    optimizer: str
    hyper: dict[str, float]
    batch_size: int
    shuffle: bool
    seed: int
    x: Array
    y: Array
    free: Array | None = None
    schedule: str = "constant"
    schedule_updates: int = 1
    clip_norm: float = 0.0

    def rate_factors(self, update: int, count: int) -> NDArray[np.float64] | None:
        """Return the factors (count,) of the learning rate after so many updates.

        None stands for a rate that stays what it is.
        """
        if self.schedule == "constant":
            return None
        return np.array(
            rate_factors(self.schedule, self.schedule_updates, update, count)
        )

    @classmethod
    def of(
        cls, settings: Settings, problem: Problem, free: Array | None = None
    ) -> Self:
        rows = len(problem.x)
        batch_size = settings.batch_size
        size = rows if isinstance(batch_size, str) else min(batch_size, rows)
        return cls(
            sizes=(problem.x.shape[1], *settings.hidden, problem.outputs),
            activations=settings.activations,
            loss=settings.loss,
            l1=settings.l1,
            l2=settings.l2,
            optimizer=settings.optimizer,
            hyper=settings.hyper,
            batch_size=size,
            shuffle=size < rows,
            seed=settings.seed,
            x=problem.x,
            y=problem.y,
            free=free,
            schedule=settings.schedule,
            schedule_updates=settings.schedule_updates,
            clip_norm=settings.clip_norm,
        )


@dataclass(slots=True, eq=False)
class State:
    """Where a run stands; an engine moves it in place, a keyframe is a copy of it.

    Attributes
    ----------
    params : (P,), as `Network.params` orders them
    slots : what the update rule remembers, (P,) each
    update : updates so far
    epoch : whole epochs so far, which also names the order of the samples
    position : samples of the current epoch that were used already, 0 … N-1
    samples_seen : samples used in all updates together
    rule_step : updates since the slots were zero, the t of Adam's bias correction
    multiply_adds : what all updates together cost; the run counts it for the engines
    """

    params: Array
    slots: dict[str, Array] = field(default_factory=dict)
    update: int = 0
    epoch: int = 0
    position: int = 0
    samples_seen: int = 0
    rule_step: int = 0
    multiply_adds: int = 0

    def copy(self) -> "State":
        return State(
            self.params.copy(),
            {name: slot.copy() for name, slot in self.slots.items()},
            self.update,
            self.epoch,
            self.position,
            self.samples_seen,
            self.rule_step,
            self.multiply_adds,
        )

    def assign(self, other: "State") -> None:
        """Take the numbers of a state of the same shapes, into this one's arrays."""
        self.params[:] = other.params
        for name, slot in self.slots.items():
            slot[:] = other.slots[name]
        self.update = other.update
        self.epoch = other.epoch
        self.position = other.position
        self.samples_seen = other.samples_seen
        self.rule_step = other.rule_step
        self.multiply_adds = other.multiply_adds

    def is_finite(self) -> bool:
        return all(
            bool(np.isfinite(array).all())
            for array in (self.params, *self.slots.values())
        )


class Engine(Protocol):
    """Makes updates of one plan.

    `advance(state, count, losses)` makes up to `count` updates and writes the loss of
    each batch, penalties included and taken before the update, into `losses` (count,).
    It returns how many it made: fewer than `count` when the next one would meet or make
    a number that is not finite; the state then stands at the last finite update.
    """

    name: str

    def advance(self, state: State, count: int, losses: NDArray[np.float64]) -> int: ...
