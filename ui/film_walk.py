"""The moments of a film: a second walker on the run's timeline takes them in turn."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playground.errors import PlaygroundError
from playground.frame import Probe, take_frame
from playground.replay import shadow
from playground.run import Run
from ui.film_landscape import survey_film, walk_to
from ui.panels.landscape_survey import PlaneWish

# Moments between the walker and the file; and how long the walker rests when there are
# so many.
UNDER_WAY = 4
REST_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class NoMoment:
    """The walker could not stand at an update; the sentence says why."""

    sentence: str


class Allowance:
    """Counts the moments that are under way, across threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.count = 0

    def add(self, change: int) -> None:
        with self.lock:
            self.count += change

    @property
    def is_used_up(self) -> bool:
        return self.count >= UNDER_WAY


def film_job(
    updates: list[int],
    probe: Probe,
    allowance: Allowance,
    plane: PlaneWish | None = None,
) -> Callable[[Run], Iterator[object]]:
    """Return the work for the training thread: a Frame for each update, in order.

    With a plane, what was found there comes before the first Frame.
    """

    def work(run: Run) -> Iterator[object]:
        walker = shadow(run)
        try:
            if plane is not None:
                yield from survey_film(walker, updates[-1], plane)
            walker.seek(updates[0])
            for update in updates:
                yield from walk_to(walker, update)
                while allowance.is_used_up:
                    time.sleep(REST_SECONDS)
                    yield None
                allowance.add(1)
                yield take_frame(walker, probe)
        except PlaygroundError as error:
            # What becomes of the film must not stop the training.
            yield NoMoment(str(error))

    return work
