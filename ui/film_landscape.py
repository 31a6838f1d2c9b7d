"""The landscape of a film: one ground for all its moments, under a path that grows.

The plane is laid through the film's last update, so that the whole path lies near it,
and the ground is the loss there. What was asked of the landscape panel decides which
plane it is.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.errors import PlaygroundError
from playground.frame import Frame
from playground.replay import PIECE_UPDATES, Path, shadow, walk_path
from playground.run import Run
from ui.canvas.landscape_relief import Camera
from ui.canvas.landscape_view import Survey
from ui.panels.landscape_survey import NoPlane, PlaneWish, survey_job
from ui.picture_painters import Landscape

Array = NDArray[np.floating[Any]]

Answer = TypeVar("Answer")

RESOLUTION = 64


@dataclass(frozen=True, slots=True)
class LandscapeWish:
    """Which landscape a film shows.

    Attributes
    ----------
    camera : where it is seen from; None: from above
    """

    plane: PlaneWish
    camera: Camera | None = None


OVER_THE_PATH = LandscapeWish(PlaneWish("principal"))


@dataclass(frozen=True, slots=True, eq=False)
class FilmGround:
    """The loss on the plane, and the path to the film's last update."""

    survey: Survey
    path: Path

    def landscape(self, frame: Frame, camera: Camera | None) -> Landscape:
        """Return what is seen at a frame: the path ends where the frame stands.

        The frame must belong to the branch of the path. While its network had another
        shape there is no path.
        """
        past = self.path.params[self.path.updates < frame.update]
        here = np.asarray(frame.params, np.float64)[None]
        fits = past.shape[1:] == here.shape[1:]
        trail = np.concatenate([past, here]) if fits else here
        return Landscape(self.survey, trail, camera)


def walk_to(walker: Run, update: int) -> Iterator[None]:
    """Go to an update, a few milliseconds of work at a time."""
    if update < walker.update:
        walker.seek(update)
    while walker.update < update:
        walker.seek(min(update, walker.update + PIECE_UPDATES))
        if walker.update < update:
            yield None


def last_of(answers: Iterator[Answer]) -> Generator[None, None, Answer]:
    """Return the last of better and better answers; each takes a turn of its own."""
    best = next(answers)
    for answer in answers:
        best = answer
        yield None
    return best


def survey_film(
    walker: Run, last: int, plane: PlaneWish
) -> Iterator[FilmGround | NoPlane | None]:
    """Find the ground under a film that ends at an update; the answer comes last.

    Parameters
    ----------
    walker : walks a timeline by itself; it is left at `last`

    Yields
    ------
    None while there is more to do, then the ground, or a sentence why there is none.
    """
    yield from walk_to(walker, last)
    path = yield from last_of(walk_path(walker))
    job = survey_job(plane, path.params, RESOLUTION)
    answer = yield from last_of(job(walker))
    if isinstance(answer, NoPlane):
        yield answer
    elif isinstance(answer, Survey):
        yield FilmGround(answer, path)


def film_ground(last: int, plane: PlaneWish) -> Callable[[Run], Iterator[object]]:
    """Return the work for the training thread that finds the ground alone."""

    def work(run: Run) -> Iterator[object]:
        try:
            yield from survey_film(shadow(run), last, plane)
        except PlaygroundError as error:
            # An update that is gone must not stop the training.
            yield NoPlane(str(error))

    return work
