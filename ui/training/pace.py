"""How many updates are due now, forwards and backwards, and how fast they are made."""

import time

# A burst is short enough that a click is answered at once, and long enough that the
# cost of asking for commands between two bursts does not count.
BURST_SECONDS = 0.004
LONGEST_BURST = 0.012
# The last one before a picture ends with the time for it, and is not shorter than this.
LEAST_BURST = 0.001
# Going back as fast as possible takes about so long from the end to the start.
BACK_SECONDS = 5.0
LEAST_BACK_SPEED = 60.0
# Going back waits for the window, and looks so often whether it is ready.
UNWATCHED_SECONDS = 0.002
LONGEST_IDLE_BACK = 0.01
# Before anything is measured: updates per second.
FIRST_RATE = 1000.0
# The pace follows slowly, because one burst may be disturbed.
FOLLOWING = 0.25
# The window hears so often how fast it goes.
MEASURE_SECONDS = 0.5


class Pace:
    """The clock of training that goes on.

    Attributes
    ----------
    speed : updates per second that were asked for, None for as fast as possible
    due : updates, and a fraction, that should have been made by now and were not
    until : the update where the training ends by itself, None for nowhere
    rate : updates per second that bursts were seen to make
    """

    def __init__(self) -> None:
        self.speed: float | None = None
        self.due = 0.0
        self.until: int | None = None
        self.rate = FIRST_RATE
        self.last_time = 0.0
        self.measured = (0.0, 0)

    def start(self, speed: float | None, update: int, until: int | None = None) -> None:
        """Begin to count from an update on."""
        self.speed = speed
        self.until = until
        self.due = 0.0
        self.last_time = time.perf_counter()
        self.measured = (self.last_time, update)

    def is_over(self, update: int) -> bool:
        """Tell whether this is where the training ends by itself."""
        return self.until is not None and update >= self.until

    def updates(self, update: int, seconds: float) -> int:
        """Return how many updates a burst of so many seconds may make now."""
        count = max(1, int(self.rate * seconds))
        if self.speed is not None:
            self.let_time_pass(self.speed)
            self.due = min(self.due, self.speed)
            count = min(count, int(self.due))
            self.due -= count
        return count if self.until is None else min(count, self.until - update)

    def updates_back(self, furthest: int, *, is_watched: bool) -> int:
        """Return how many updates to go back now; none while nobody looks."""
        self.let_time_pass(self.speed_back(furthest))
        count = int(self.due) if is_watched else 0
        self.due -= count
        return count

    def speed_back(self, furthest: int) -> float:
        if self.speed is not None:
            return self.speed
        return max(LEAST_BACK_SPEED, furthest / BACK_SECONDS)

    def let_time_pass(self, speed: float) -> None:
        now = time.perf_counter()
        self.due += (now - self.last_time) * speed
        self.last_time = now

    def idle(self) -> float:
        """Return how long until an update is due."""
        assert self.speed is not None
        return max((1.0 - self.due) / self.speed, BURST_SECONDS)

    def idle_back(self, furthest: int) -> float:
        """Return how long until it is worth while to look again, going back."""
        if self.due >= 1.0:
            return UNWATCHED_SECONDS
        return min((1.0 - self.due) / self.speed_back(furthest), LONGEST_IDLE_BACK)

    def learn(self, made: int, seconds: float) -> None:
        """Take what a burst made in so many seconds, to find the size of the next."""
        self.rate += FOLLOWING * (made / max(seconds, 1e-6) - self.rate)

    def measure(self, update: int) -> float | None:
        """Return the updates per second since the last time, now and then."""
        since, before = self.measured
        now = time.perf_counter()
        if now - since < MEASURE_SECONDS:
            return None
        self.measured = (now, update)
        return (update - before) / (now - since)
