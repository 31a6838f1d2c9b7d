"""Training that goes on by itself: forwards in bursts, or back in time."""

import time
from collections.abc import Callable

from playground.run import Run
from ui.training.camera import Camera
from ui.training.notices import Playing, Speed
from ui.training.pace import LEAST_BURST, LONGEST_BURST, Pace


class Motion:
    """Moves the run while it plays.

    Parameters
    ----------
    camera : is told that its last frame is out of date
    tell : takes what the window should know
    """

    def __init__(self, camera: Camera, tell: Callable[[Playing | Speed], None]) -> None:
        self.camera = camera
        self.tell = tell
        self.pace = Pace()
        self.playing = False
        self.backwards = False

    def set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            # The picture of a run that stands is finer.
            self.camera.is_dirty = True
            self.tell(Playing(playing))

    def play(self, run: Run, speed: float | None, until: int | None = None) -> None:
        """Train until paused, up to an update, or to where training ends by itself."""
        self.start(run, speed, until, backwards=False)

    def play_back(self, run: Run, speed: float | None) -> None:
        """Go back in time until paused or at the start."""
        self.start(run, speed, None, backwards=True)

    def start(
        self, run: Run, speed: float | None, until: int | None, *, backwards: bool
    ) -> None:
        self.pace.start(speed, run.update, until)
        self.backwards = backwards
        self.set_playing(True)

    def cycle(self, run: Run) -> float:
        """Move a run by what is due; return how long nothing is, in seconds."""
        return self.go_back(run) if self.backwards else self.burst(run)

    def burst(self, run: Run) -> float:
        """Make updates for some milliseconds, or as many as the speed allows."""
        pace = self.pace
        if pace.is_over(run.update):
            self.set_playing(False)
            return 0.0
        now = time.perf_counter()
        count = pace.updates(run.update, self.burst_seconds(now))
        if count == 0:
            return pace.idle()
        before = run.update
        self.camera.is_dirty = True
        if run.advance(count):
            self.set_playing(False)
        pace.learn(run.update - before, time.perf_counter() - now)
        speed = pace.measure(run.update)
        if speed is not None:
            self.tell(Speed(speed))
        return 0.0

    def burst_seconds(self, now: float) -> float:
        """Return how long to train before looking up: until the next picture, if near.

        After each burst this thread waits for its turn with the interpreter, which the
        window holds while it paints; so long bursts are the quicker training.
        """
        if not self.camera.is_wanted:
            return LONGEST_BURST
        return min(max(self.camera.due - now, LEAST_BURST), LONGEST_BURST)

    def go_back(self, run: Run) -> float:
        """Go back in time by what is due."""
        if run.update == 0:
            self.set_playing(False)
            return 0.0
        is_watched = self.camera.is_wanted
        count = self.pace.updates_back(run.furthest, is_watched=is_watched)
        if count == 0:
            return self.pace.idle_back(run.furthest)
        self.camera.is_dirty = True
        run.seek(max(0, run.update - count))
        return 0.0
