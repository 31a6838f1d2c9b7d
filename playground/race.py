"""Several runs from one start, in lock-step: which method wins, and at what price.

All lanes begin with the same parameters and visit the samples in the same order, so
what differs between them is what their settings say. Each lane is a whole run and has
the bits of the same settings trained alone.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.decisions import METHODS
from playground.errors import PlaygroundError
from playground.history import GrowingArray
from playground.lanes import (
    AXES,
    Record,
    advance_lane,
    keep_evaluation,
    table_row,
    warm_up,
)
from playground.ranges import Count, Number
from playground.run import Run
from playground.settings import Settings

FEWEST_LANES, MOST_LANES = 2, 8

# What all lanes share: the data, the start and the order of the samples, and what makes
# their losses numbers of one kind.
SHARED = (
    "data",
    "samples",
    "noise",
    "test_fraction",
    "data_seed",
    "standardize",
    "features",
    "hidden",
    "initializer",
    "seed",
    "loss",
    "output_activation",
    "precision",
)

# How far a race may go at once.
UPDATES = Count("updates", 0, 2**53 - 1)
SAMPLES = Count("samples", 0, 2**53 - 1)
SECONDS = Number("seconds", 0.0)

# A burst of a race by time takes about so long, in seconds of training.
BURST_SECONDS = 0.002


class Race:
    """Runs that start together.

    Parameters
    ----------
    settings : one for each lane, 2 to 8 of them
    finish : the training loss below which a lane is through; None: no finish line
    engine : the engine of all lanes; by default what each one's settings settle on

    Attributes
    ----------
    lanes : one Run each; advance them through the race only
    records : what the race keeps of each lane
    finish : may be set at any time

    Raises
    ------
    PlaygroundError
        when there are too few or too many lanes, or they would not be comparable.
    """

    def __init__(
        self,
        settings: Sequence[Settings],
        finish: float | None = None,
        engine: str | None = None,
    ) -> None:
        check_lanes(settings)
        self.finish = finish
        self.lanes = [Run(one, engine) for one in settings]
        self.records = [
            Record(GrowingArray((len(AXES) + 2,), np.float64)) for _ in self.lanes
        ]
        for lane, record in zip(self.lanes, self.records, strict=True):
            warm_up(lane)
            keep_evaluation(lane, record)

    @property
    def is_over(self) -> bool:
        """Whether no lane goes on any longer."""
        return not any(record.is_running for record in self.records)

    def advance(
        self,
        *,
        updates: int | None = None,
        samples: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """Let all lanes go on together, by one of three measures.

        The goal is so much beyond the lane that is last; every lane goes on until it
        has reached the goal, by whole updates. So lanes stay together, also after the
        measure has changed: who is ahead waits. A lane that diverges stops for good at
        its last finite update, one whose patience is over stops there, and the others
        go on.

        Parameters
        ----------
        updates, samples : the same settings always give the same bits
        seconds : of measured training time, which no two machines share

        Raises
        ------
        PlaygroundError
            when not exactly one measure is named, or it is no distance to go.
        """
        given = [
            (measure, how_far.check(amount))
            for measure, how_far, amount in (
                (BY_UPDATES, UPDATES, updates),
                (BY_SAMPLES, SAMPLES, samples),
                (BY_SECONDS, SECONDS, seconds),
            )
            if amount is not None
        ]
        if len(given) != 1:
            raise PlaygroundError(
                "a race advances by updates, by samples or by seconds: name one of them"
            )
        (measure, amount) = given[0]
        running = [
            (lane, record)
            for lane, record in zip(self.lanes, self.records, strict=True)
            if record.is_running
        ]
        if not running:
            return
        goal = min(measure.reached(lane) for lane, _ in running) + amount
        for lane, record in running:
            while record.is_running and measure.reached(lane) < goal:
                advance_lane(lane, record, measure.missing(lane, goal))

    def table(self) -> list[dict[str, Any]]:
        """Return one row a lane, to be shown, copied or saved.

        `first_below_…` say at which update, epoch, … the first evaluation below the
        finish line was; None where there was none.
        """
        return [
            table_row(number, lane, record, self.finish)
            for number, (lane, record) in enumerate(
                zip(self.lanes, self.records, strict=True)
            )
        ]

    def to_csv(self) -> str:
        """Return the table as CSV, all digits kept."""
        return table_as_csv(self.table())


def table_as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return the rows of a table, at least one, as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def check_lanes(settings: Sequence[Settings]) -> None:
    """Raise PlaygroundError unless these settings can be raced."""
    if not FEWEST_LANES <= len(settings) <= MOST_LANES:
        raise PlaygroundError(
            f"a race has {FEWEST_LANES} … {MOST_LANES} lanes, got {len(settings)}"
        )
    first = settings[0]
    for number, other in enumerate(settings[1:], start=2):
        different = [
            name for name in SHARED if getattr(first, name) != getattr(other, name)
        ]
        if different:
            raise PlaygroundError(
                f"all lanes of a race start from the same place, but lane {number} "
                f"differs from lane 1 in {', '.join(different)}"
            )


@dataclass(frozen=True, slots=True)
class Measure:
    """What lanes advance by.

    Attributes
    ----------
    reached : how far a lane is
    missing : how many updates it may make at once towards a goal, at least 1
    """

    reached: Callable[[Run], float]
    missing: Callable[[Run, float], int]


def updates_missing(lane: Run, goal: float) -> int:
    return int(goal) - lane.update


def samples_missing(lane: Run, goal: float) -> int:
    """Return the updates until `goal` samples are seen; an epoch's last batch counts.

    Counted to the end of this epoch at most.
    """
    rows, size = len(lane.problem.x), lane.plan.batch_size
    wanted = min(int(goal) - lane.samples_seen, rows - lane.state.position)
    return -(-wanted // size)


def updates_in_burst(lane: Run, goal: float) -> int:
    """Return how many updates a short burst has, by the rate so far."""
    if not lane.training_seconds:
        return 1
    burst = min(BURST_SECONDS, goal - lane.training_seconds)
    return max(1, int(lane.update / lane.training_seconds * burst))


BY_UPDATES = Measure(lambda lane: lane.update, updates_missing)
BY_SAMPLES = Measure(lambda lane: lane.samples_seen, samples_missing)
BY_SECONDS = Measure(lambda lane: lane.training_seconds, updates_in_burst)


def four_methods(settings: Settings) -> list[Settings]:
    """Return the lesson's four methods, all else equal.

    Mini-batch and momentum keep the batch size of the settings where it is one of a
    mini-batch.
    """
    own = settings.batch_size
    is_mini = isinstance(own, int) and own > 1 and not settings.is_full_batch
    lanes = []
    for method, (_, wanted) in METHODS.items():
        size = {"batch_size": own} if wanted is None and is_mini else {}
        lanes.append(settings.replace(method=method, **size))
    return lanes
