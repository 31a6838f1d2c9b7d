"""What the training thread tells the window besides frames."""

from dataclasses import dataclass

from ui.filing import FileNotice
from ui.racing import RaceNotice


@dataclass(frozen=True, slots=True)
class Playing:
    """Training goes on, or stands."""

    playing: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A question's answer so far; `value` is what its generator yielded."""

    kind: str
    number: int
    value: object


@dataclass(frozen=True, slots=True)
class Noted:
    """A sentence about something that the run did otherwise than asked."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """Training ended by itself: `reason` is a sentence, `diverged` a lesson."""

    reason: str
    diverged: bool = True


@dataclass(frozen=True, slots=True)
class Failed:
    """Something unexpected happened; training is paused, the run is as it was."""

    reason: str
    details: str


@dataclass(frozen=True, slots=True)
class Speed:
    """How many updates a second are made."""

    updates_per_second: float


Notice = Playing | Answered | Noted | Stopped | Failed | Speed | RaceNotice | FileNotice
