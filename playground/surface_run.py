"""Balls on a surface: several update rules from one start, with time both ways.

The rules are those of the networks. Noise stands for the batch size: a gradient is the
true one plus normal numbers whose spread is that of a mean of B of 100 imagined rows,
drawn without replacement, so the full batch has none. The numbers are a pure function
of (seed, update): all balls meet the same luck, and going back and forth in time gives
the same bits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from playground.batches import GOLDEN, epoch_key, mix
from playground.errors import PlaygroundError
from playground.history import GrowingArray
from playground.noise import noise_of_mean
from playground.objective import frozen
from playground.optimizers import OPTIMIZERS, Slots
from playground.ranges import Count
from playground.surfaces import Point, Surface

Array = NDArray[np.float64]

# The imagined rows of which a batch is drawn.
ROWS = 100
MOST_BALLS = 8
# Rules that scale every direction by itself: their rate is a distance, not a factor.
ADAPTIVE = ("adagrad", "rmsprop", "adam", "adamw")
# The rate at which those cross a picture in some fifty updates, in widths of it.
ADAPTIVE_SHARE = 0.02
# A run remembers every place: some hundred bytes an update.
MOST_UPDATES = 100_000
UPDATES = Count("updates", 0, 2**53 - 1)


@dataclass(frozen=True, slots=True)
class Ball:
    """An update rule on its way.

    Attributes
    ----------
    rule : a name of OPTIMIZERS
    hyper : what the rule reads, "learning_rate" and the like; the rest has defaults
    """

    rule: str
    hyper: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class BallFrame:
    """A ball at one moment; every array is read-only.

    Attributes
    ----------
    path : (T, 2) from the start to where it is
    value, gradient : the surface's own, there
    slots : what the rule remembers, (2,) each
    has_stopped : whether its next place would not be finite
    """

    ball: Ball
    path: Array
    value: float
    gradient: Array
    slots: Slots
    has_stopped: bool

    @property
    def position(self) -> Array:
        """Where it is, (2,)."""
        last: Array = self.path[-1]
        return last


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceFrame:
    """All balls at one update."""

    surface: Surface
    update: int
    furthest: int
    spread: float
    batch_size: int
    balls: tuple[BallFrame, ...]


class Track:
    """Everything that a ball did: places (T, 2) and slots (T, S, 2)."""

    def __init__(self, ball: Ball, start: Point) -> None:
        if ball.rule not in OPTIMIZERS:
            raise PlaygroundError(f"there is no update rule {ball.rule!r}")
        self.ball = ball
        self.rule = OPTIMIZERS[ball.rule]
        self.places = GrowingArray((2,), np.float64)
        self.slots = GrowingArray((len(self.rule.slots), 2), np.float64)
        self.places.append(np.array([start], np.float64))
        self.slots.append(np.zeros((1, len(self.rule.slots), 2)))
        self.has_stopped = False
        # The update at which the rule's slots were zero.
        self.since = 0

    @property
    def furthest(self) -> int:
        return self.places.count - 1

    def at(self, update: int) -> tuple[Array, Slots]:
        """Return copies of place (2,) and slots at an update, or where it stopped."""
        row = min(update, self.furthest)
        slots = self.slots.buffer[row].copy()
        return self.places.buffer[row].copy(), dict(
            zip(self.rule.slots, slots, strict=True)
        )

    def step(self, surface: Surface, noise: Array) -> None:
        """Add one update at the end, unless it is not finite."""
        if self.has_stopped:
            return
        place, slots = self.at(self.furthest)
        with np.errstate(all="ignore"):
            gradient = surface.gradient(place) + noise
            change = self.rule.update(
                place, gradient, slots, self.ball.hyper, self.furthest - self.since + 1
            )
            place += change
            value = surface.value(place)
        numbers = np.array([*place, value, *np.ravel(list(slots.values()))])
        if not np.isfinite(numbers).all():
            self.has_stopped = True
            return
        self.places.append(place[None])
        self.slots.append(
            np.array([slots[name] for name in self.rule.slots]).reshape(
                1, len(self.rule.slots), 2
            )
        )

    def up_to(self, update: int, ball: Ball) -> "Track":
        """Return a track that shares the past and goes on as `ball`.

        What the rule remembers is carried on when the rule is the same. A ball that
        stopped before stays where it is.
        """
        other = Track(ball, (0.0, 0.0))
        count = min(update, self.furthest) + 1
        other.has_stopped = self.furthest < update
        other.places = self.places.up_to(count)
        if ball.rule == self.ball.rule:
            other.slots = self.slots.up_to(count)
            other.since = self.since
        else:
            other.slots = GrowingArray(other.slots.buffer.shape[1:], np.float64)
            other.slots.append(np.zeros((count, *other.slots.buffer.shape[1:])))
            other.since = count - 1
        return other


class SurfaceRun:
    """Balls that start together.

    Parameters
    ----------
    surface : what they roll on
    balls : 1 to 8 of them
    start : where they begin; by default the surface's own start
    spread : standard deviation of a single row's gradient, along each axis
    batch_size : rows of a batch, 1 … 100
    seed : of the noise
    """

    def __init__(
        self,
        surface: Surface,
        balls: Sequence[Ball],
        start: Point | None = None,
        spread: float = 0.0,
        batch_size: int = ROWS,
        seed: int = 0,
    ) -> None:
        if not 1 <= len(balls) <= MOST_BALLS:
            raise PlaygroundError(f"1 … {MOST_BALLS} balls can run, got {len(balls)}")
        place = surface.start if start is None else start
        if np.shape(place) != (2,) or not np.isfinite(place).all():
            raise PlaygroundError(f"a ball starts at two finite numbers, got {place}")
        self.surface = surface
        self.tracks = [Track(ball, place) for ball in balls]
        self.seed = seed
        self.update = 0
        self.furthest = 0
        self.set_noise(spread, batch_size)

    def set_noise(self, spread: float, batch_size: int) -> None:
        if not 1 <= batch_size <= ROWS or not spread >= 0.0:
            raise PlaygroundError(
                f"the batch size must be in 1 … {ROWS} and the spread at least 0, "
                f"got {batch_size} and {spread}"
            )
        self.spread = spread
        self.batch_size = batch_size

    @property
    def is_over(self) -> bool:
        """Whether every ball has stopped or the memory of places is full."""
        return self.furthest >= MOST_UPDATES or all(
            track.has_stopped for track in self.tracks
        )

    def step(self) -> None:
        """Make one update."""
        self.advance(1)

    def advance(self, updates: int) -> None:
        """Make so many updates; retrace them where they were made before.

        Raises
        ------
        SettingsError
            when it is no number of updates.
        """
        target = self.update + UPDATES.check(updates)
        deviation = noise_of_mean(self.spread, ROWS, self.batch_size)
        while self.furthest < target and not self.is_over:
            noise = deviation * normal_pair(self.seed, self.furthest)
            for track in self.tracks:
                track.step(self.surface, noise)
            self.furthest += 1
        self.update = min(target, self.furthest)

    def seek(self, update: int) -> None:
        """Stand at an update that was made.

        Raises
        ------
        PlaygroundError
            when it was not.
        """
        if not (isinstance(update, Integral) and 0 <= update <= self.furthest):
            raise PlaygroundError(
                f"there is no update {update}; this run has 0 … {self.furthest}"
            )
        self.update = update

    def change(
        self,
        balls: Sequence[Ball] | None = None,
        spread: float | None = None,
        batch_size: int | None = None,
    ) -> None:
        """Go on otherwise from here; what was made beyond is forgotten."""
        wanted = [track.ball for track in self.tracks] if balls is None else balls
        if len(wanted) != len(self.tracks):
            raise PlaygroundError("balls come and go at the start only")
        self.set_noise(
            self.spread if spread is None else spread,
            self.batch_size if batch_size is None else batch_size,
        )
        self.tracks = [
            track.up_to(self.update, ball)
            for track, ball in zip(self.tracks, wanted, strict=True)
        ]
        self.furthest = self.update

    def frame(self) -> SurfaceFrame:
        """Make the picture of this moment."""
        return SurfaceFrame(
            self.surface,
            self.update,
            self.furthest,
            self.spread,
            self.batch_size,
            tuple(self.ball_frame(track) for track in self.tracks),
        )

    def ball_frame(self, track: Track) -> BallFrame:
        place, slots = track.at(self.update)
        return BallFrame(
            ball=track.ball,
            path=track.places.view()[: self.update + 1],
            value=float(self.surface.value(place)),
            gradient=frozen(self.surface.gradient(place)),
            slots={name: frozen(slot) for name, slot in slots.items()},
            has_stopped=track.has_stopped and self.update >= track.furthest,
        )


def normal_pair(seed: int, update: int) -> Array:
    """Return two normal numbers (2,), a pure function of (seed, update).

    Two uniform numbers from SplitMix64 by the formula of Box and Muller.
    """
    key = np.uint64(epoch_key(seed, update))
    random = mix(key + np.arange(1, 3, dtype=np.uint64) * GOLDEN) >> np.uint64(11)
    first, second = (random.astype(np.float64) + 0.5) * 2.0**-53
    length, angle = np.sqrt(-2.0 * np.log(first)), 2.0 * np.pi * second
    return np.array([length * np.cos(angle), length * np.sin(angle)])
