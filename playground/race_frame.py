"""The immutable picture of a race: all that a window needs to draw it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.frame import Probe, picture, plane, shown_axes
from playground.lanes import Curve, Record, position
from playground.losses import LOSSES
from playground.metrics import Evaluation
from playground.objective import frozen
from playground.problem import Problem
from playground.race import Race
from playground.run import Run
from playground.settings import Settings

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class LaneFrame:
    """One lane as it was at one moment; every array is read-only.

    Attributes
    ----------
    position : where it stands, by the names of `lanes.AXES`
    evaluation : losses and accuracies where it stands
    curve : its evaluations so far
    first_below : where it crossed the finish line, as `position`; None: not yet
    field : (K, G, G) float32, the prediction over the picture's plane
    params : (P,)
    state : "running", "diverged" or "stopped"
    reason : a sentence why it does not run any longer
    """

    settings: Settings
    engine: str
    position: dict[str, float]
    evaluation: Evaluation
    curve: Curve
    first_below: dict[str, float] | None
    field: NDArray[np.float32]
    params: Array
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class RaceFrame:
    """All lanes at one moment.

    Attributes
    ----------
    problem : the data that all lanes share
    extent : x low, x high, y low, y high of the fields in raw units
    finish : the loss of the finish line
    table : `Race.table()`
    """

    problem: Problem
    probe: Probe
    extent: tuple[float, float, float, float]
    finish: float | None
    lanes: tuple[LaneFrame, ...]
    table: tuple[dict[str, Any], ...]


def race_frame(race: Race, probe: Probe) -> RaceFrame:
    """Make the picture of a race as it stands; `probe.resolution` may be small."""
    problem = race.lanes[0].problem
    axes = shown_axes(problem, probe)
    points, extent, shape = plane(problem, axes, probe.resolution)
    features = problem.preprocessor.transform(points)
    return RaceFrame(
        problem=problem,
        probe=probe,
        extent=extent,
        finish=race.finish,
        lanes=tuple(
            lane_frame(lane, record, race.finish, features, shape)
            for lane, record in zip(race.lanes, race.records, strict=True)
        ),
        table=tuple(race.table()),
    )


def lane_frame(
    lane: Run,
    record: Record,
    finish: float | None,
    features: Array,
    shape: tuple[int, int],
) -> LaneFrame:
    with np.errstate(all="ignore"):
        prediction = LOSSES[lane.settings.loss].link(lane.network.predict(features))
    curve = record.curve()
    return LaneFrame(
        settings=lane.settings,
        engine=lane.engine.name,
        position=position(lane),
        evaluation=lane.evaluate(),
        curve=curve,
        first_below=curve.first_below(finish),
        field=picture(prediction.T, shape),
        params=frozen(lane.network.params.copy()),
        state=record.state,
        reason=record.reason,
    )
