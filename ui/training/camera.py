"""When the window wants a picture of the run, what is to be on it, and taking it."""

import time
from dataclasses import replace

from playground.frame import Probe, take_frame
from playground.run import Run
from ui.training.outbox import Outbox

# While paused the pictures are this much finer than while training.
FINE = 2


class Camera:
    """Takes at most one frame for each that the window wants, and only of news.

    Attributes
    ----------
    probe : what the window wants to see
    generation : number of the last change, which each frame carries
    is_wanted : whether the window took the last frame
    due : when the next frame is to be made, on the clock of `time.perf_counter`
    is_dirty : whether the run is no longer what the last frame shows
    is_coarse : whether the last frame was made in haste; it is made again, finer, when
        nothing waits
    """

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.probe = Probe()
        self.generation = 0
        self.is_wanted = False
        self.due = 0.0
        self.is_dirty = True
        self.is_coarse = False

    def look(self, probe: Probe) -> None:
        """Show this from the next frame on."""
        self.is_dirty = self.is_dirty or probe != self.probe
        self.probe = probe

    def want(self, not_before: float) -> None:
        """Take note that the window is ready for another frame."""
        self.is_wanted = True
        self.due = not_before

    def is_due(self, *, is_quiet: bool) -> bool:
        """Tell whether to take a frame now; `is_quiet`: no command waits."""
        left = self.seconds_left(is_quiet=is_quiet)
        return left is not None and left <= 0.0

    def seconds_left(self, *, is_quiet: bool) -> float | None:
        """Return how long until a frame is due, None when none is to be taken."""
        has_news = self.is_dirty or (self.is_coarse and is_quiet)
        if not (self.is_wanted and has_news):
            return None
        return max(0.0, self.due - time.perf_counter())

    def take(self, run: Run, *, is_playing: bool) -> None:
        """Take a frame and put it into the outbox, in place of one that waits."""
        probe = self.probe
        # A hand that drags the timeline wants many pictures, not fine ones.
        in_haste = self.is_dirty and self.is_coarse
        if not is_playing and not in_haste:
            probe = replace(probe, resolution=FINE * probe.resolution)
            self.is_coarse = False
        # Before the picture: one that cannot be taken is not tried again and again.
        self.is_dirty = False
        frame = take_frame(run, probe)
        self.is_wanted = False
        self.outbox.put_frame(frame, self.generation)
