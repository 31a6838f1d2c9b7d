"""What the landscape panel asks of the training thread."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import PlaygroundError
from playground.explain import explain
from playground.explaining.quantities import quantity_at
from playground.landscape import scan
from playground.objective import Objective
from playground.planes import (
    Plane,
    principal_plane,
    random_plane,
    require_finite,
    step_plane,
    weights_plane,
)
from playground.run import Run
from ui.canvas.landscape_view import Survey
from ui.labels import text

Array = NDArray[np.floating[Any]]

KINDS = ("weights", "random", "principal", "step")


@dataclass(frozen=True, slots=True)
class PlaneWish:
    """Which plane is wanted.

    Attributes
    ----------
    kind : one of KINDS
    places : of the two weights, for "weights"
    seed : of the directions, for "random"
    """

    kind: str = "random"
    places: tuple[int, int] = (0, 1)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class NoPlane:
    """There is no such plane now: the sentence says why, and what helps."""

    sentence: str


def survey_job(
    wish: PlaneWish, trail: Array, resolution: int
) -> Callable[[Run], Iterator[object]]:
    """Return the work: a Survey again and again, each finer, or one NoPlane.

    Parameters
    ----------
    trail : (T, P) points of the path that the picture shows
    """

    def work(run: Run) -> Iterator[object]:
        try:
            plane = make_plane(run, wish, trail)
        except PlaygroundError as error:
            # A plane that is not there is no reason to stop the training.
            yield NoPlane(str(error))
            return
        objective = Objective.of(run.settings, run.problem)
        names, update = axis_names(wish, run.network.sizes), run.update
        for landscape in scan(objective, plane, resolution):
            yield Survey(update, objective, landscape, names)

    return work


def make_plane(run: Run, wish: PlaneWish, trail: Array) -> Plane:
    """Return the wanted plane through the parameters where the run stands.

    Raises
    ------
    PlaygroundError
        when there is none, in a sentence.
    """
    params = np.array(run.params, np.float64)
    fits = trail.shape[1:] == params.shape
    path = np.concatenate([trail, params[None]]) if fits else params[None]
    if wish.kind == "weights":
        return weights_plane(params, *wish.places).covering(path)
    if wish.kind == "random":
        return random_plane(params, run.network.sizes, wish.seed)
    if wish.kind == "principal":
        if not run.update:
            raise PlaygroundError(text("landscape.no_path_yet"))
        return principal_plane(path, params)
    update = explain(run)
    velocity = run.state.slots.get("velocity")
    if velocity is None or not velocity.any():
        # A rule without a velocity: the plane of the gradient and of its own step.
        velocity = update.change
    require_finite(update.change)
    return step_plane(
        params, update.gradient, velocity, float(np.linalg.norm(update.change))
    )


def axis_names(wish: PlaneWish, sizes: tuple[int, ...]) -> tuple[str, str]:
    """Return what the axes of the plane are."""
    if wish.kind == "weights":
        first, second = (quantity_at(place, sizes).name for place in wish.places)
        return first, second
    return text(f"landscape.{wish.kind}_first"), text(f"landscape.{wish.kind}_second")


def as_sentence(words: str) -> str:
    """Return words of an error as a sentence of its own."""
    end = "." if words[-1:].isascii() else "。"
    return words[:1].upper() + words[1:].rstrip(end) + end
