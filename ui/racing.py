"""The race in the training thread, beside the run: one thread owns both.

It knows no Qt. Commands come through the worker's queue, frozen race frames go out
through its outbox, at most one at a time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.errors import PlaygroundError
from playground.frame import Probe
from playground.settings import Settings

if TYPE_CHECKING:
    from playground.race import Race
    from playground.race_frame import RaceFrame

# A burst of all lanes together takes about so long.
BURST_SECONDS = 0.006
# What lanes may advance by, and the smallest amount of each.
LEAST = {"updates": 1.0, "samples": 1.0, "seconds": 1e-4}
# The first burst is small: what it takes tells how large the next one may be.
GROWTH = 2.0
# A paced race that was held up makes good so many seconds at most.
MOST_OWED = 0.25


@dataclass(frozen=True, slots=True)
class StartRace:
    """Put lanes with these settings at the start; `number` tells races apart."""

    settings: tuple[Settings, ...]
    finish: float | None
    number: int


@dataclass(frozen=True, slots=True)
class PlayRace:
    """Go on by a key of LEAST, so much a second; None is as fast as possible."""

    by: str
    pace: float | None


@dataclass(frozen=True, slots=True)
class StepRace:
    """Pause and advance by so much."""

    by: str
    amount: float


@dataclass(frozen=True, slots=True)
class PauseRace:
    """Stop after the burst."""


@dataclass(frozen=True, slots=True)
class SetFinish:
    """Draw the finish line at another loss."""

    loss: float | None


@dataclass(frozen=True, slots=True)
class WantRaceFrame:
    """The window is ready for another picture."""

    probe: Probe


RaceCommand = StartRace | PlayRace | StepRace | PauseRace | SetFinish | WantRaceFrame


@dataclass(frozen=True, slots=True, eq=False)
class RaceShown:
    """A picture of the race with this number."""

    frame: "RaceFrame"
    number: int


@dataclass(frozen=True, slots=True)
class RacePlaying:
    """The race goes on, or stands."""

    playing: bool


@dataclass(frozen=True, slots=True)
class RaceRefused:
    """Why these lanes cannot be raced."""

    sentence: str


RaceNotice = RaceShown | RacePlaying | RaceRefused


class Racing:
    """Owns the race; everything here happens in the training thread.

    Parameters
    ----------
    tell : takes what the window should know
    """

    def __init__(self, tell: Callable[[RaceNotice], None]) -> None:
        self.tell = tell
        self.race: Race | None = None
        self.number = 0
        self.playing = False
        self.by = "updates"
        self.pace: float | None = None
        self.probe = Probe()
        self.is_wanted = False
        self.is_dirty = False
        self.amount = 0.0
        self.owed = 0.0
        self.last_time = 0.0

    @property
    def has_work(self) -> bool:
        return self.race is not None and (self.playing or self.has_news)

    @property
    def has_news(self) -> bool:
        return self.is_dirty and self.is_wanted

    def obey(self, command: RaceCommand, engine: str) -> None:
        """Do what the window asks; a new race computes with `engine`."""
        try:
            self.perform(command, engine)
        except PlaygroundError as error:
            self.refuse(error)

    def perform(self, command: RaceCommand, engine: str) -> None:
        match command:
            case StartRace(settings, finish, number):
                from playground.race import Race

                self.set_playing(False)
                self.race = Race(settings, finish, engine)
                self.number = number
                self.is_dirty = True
            case PlayRace(by, pace):
                self.start_clock(by, pace)
                self.set_playing(self.race is not None)
            case StepRace(by, amount):
                self.set_playing(False)
                self.advance(by, amount)
            case PauseRace():
                self.set_playing(False)
            case SetFinish(loss):
                if self.race is not None:
                    self.race.finish = loss
                    self.is_dirty = True
            case WantRaceFrame(probe):
                self.is_dirty = self.is_dirty or probe != self.probe
                self.probe = probe
                self.is_wanted = True

    def refuse(self, error: PlaygroundError) -> None:
        self.set_playing(False)
        self.tell(RaceRefused(str(error)))

    def start_clock(self, by: str, pace: float | None) -> None:
        self.by, self.pace = by, pace
        self.amount = LEAST[by]
        self.owed = 0.0
        self.last_time = time.perf_counter()

    def set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.is_dirty = True
            self.tell(RacePlaying(playing))

    def cycle(self) -> float:
        """Race for a moment and show it; return how long nothing is due, in seconds."""
        try:
            idle = self.burst() if self.playing else 0.0
            if self.has_news and self.race is not None:
                from playground.race_frame import race_frame

                self.is_dirty = self.is_wanted = False
                self.tell(RaceShown(race_frame(self.race, self.probe), self.number))
        except PlaygroundError as error:
            self.refuse(error)
            return 0.0
        return idle

    def burst(self) -> float:
        """Advance all lanes by what is due; return the seconds until something is."""
        amount, now = self.amount, time.perf_counter()
        if self.pace is not None:
            self.owed += (now - self.last_time) * self.pace
            self.owed = min(self.owed, max(LEAST[self.by], MOST_OWED * self.pace))
            self.last_time = now
            if self.owed < LEAST[self.by]:
                return (LEAST[self.by] - self.owed) / self.pace
            amount = min(amount, self.owed)
            self.owed -= amount
        self.advance(self.by, amount)
        seconds = max(time.perf_counter() - now, 1e-6)
        factor = min(GROWTH, max(1 / GROWTH, BURST_SECONDS / seconds))
        self.amount = max(LEAST[self.by], amount * factor)
        return 0.0

    def advance(self, by: str, amount: float) -> None:
        race = self.race
        if race is None:
            return
        self.is_dirty = True
        match by:
            case "updates":
                race.advance(updates=max(1, int(amount)))
            case "samples":
                race.advance(samples=max(1, int(amount)))
            case _:
                race.advance(seconds=amount)
        if race.is_over:
            self.set_playing(False)
