"""What the window asks of the training thread: small frozen values in a queue."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playground.frame import Probe
from playground.run import Run
from playground.settings import Settings
from playground.wiring import Wiring
from ui.filing import FileCommand
from ui.racing import RaceCommand


@dataclass(frozen=True, slots=True)
class Play:
    """Train; `speed` is in updates per second, None is as fast as possible."""

    speed: float | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop after the burst."""


@dataclass(frozen=True, slots=True)
class Step:
    """Pause and make one update, or go on to the end of the epoch."""

    epoch: bool = False


@dataclass(frozen=True, slots=True)
class PlayBack:
    """Go back in time, at so many updates per second or in about five seconds."""

    speed: float | None


@dataclass(frozen=True, slots=True)
class Apply:
    """Go on with these settings, or start over with them from update 0.

    `generation` is the number of this change: the window puts aside frames of earlier
    ones that are still on their way.
    """

    settings: Settings
    restart: bool
    generation: int


@dataclass(frozen=True, slots=True)
class RunTo:
    """Start over with these settings and train up to an update."""

    settings: Settings
    update: int
    generation: int


@dataclass(frozen=True, slots=True)
class Reset:
    """Go to update 0 of these settings, as `Run.reset` says."""

    settings: Settings
    generation: int


@dataclass(frozen=True, slots=True)
class EditParameters:
    """Set parameters by hand, as `Run.edit` says."""

    places: tuple[int, ...]
    values: tuple[float, ...]
    words: str
    gesture: int = 0


@dataclass(frozen=True, slots=True)
class Rewire:
    """Lock or free parameters, cut or mend links."""

    wiring: Wiring
    words: str
    generation: int


@dataclass(frozen=True, slots=True)
class UndoEdit:
    """Go back before the last edit by hand, as `Run.undo_edit` says.

    `words` are the edit's own: on another branch another edit may be the last one.
    """

    words: str
    generation: int


@dataclass(frozen=True, slots=True)
class Seek:
    """Stand at an update; of several that wait only the last is answered."""

    update: int


@dataclass(frozen=True, slots=True)
class StepBack:
    """Go one update back, or to the beginning of the epoch."""

    epoch: bool = False


@dataclass(frozen=True, slots=True)
class SelectBranch:
    """Go to another branch, to the same update or to its end if that is nearer."""

    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class BranchOff:
    """Begin a branch here on purpose."""

    name: str


@dataclass(frozen=True, slots=True)
class RenameBranch:
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class DeleteBranch:
    number: int


@dataclass(frozen=True, slots=True)
class SetBookmark:
    """Name the update where the run stands; an empty name takes the bookmark away."""

    name: str


@dataclass(frozen=True, slots=True)
class SwitchEngine:
    """Compute with another engine from here on."""

    engine: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Work that takes longer than a frame: a landscape, the noise, a diagnosis.

    `work(run)` is a generator that yields better and better answers; what it needs of
    the run it takes before its first answer, so training may go on meanwhile. A newer
    question of the same kind ends the older one.
    """

    kind: str
    number: int
    work: Callable[[Run], Iterator[object]]


@dataclass(frozen=True, slots=True)
class Forget:
    """The answer to this kind of question is no longer wanted."""

    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """Show this from the next frame on."""

    probe: Probe


@dataclass(frozen=True, slots=True)
class WantFrame:
    """The window took the last frame and is ready for another.

    Attributes
    ----------
    not_before : when it is to be made, on the clock of `time.perf_counter`
    """

    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave the loop."""


# What is done to the run where it stands; training goes on from there.
Change = (
    Apply
    | Reset
    | EditParameters
    | Rewire
    | UndoEdit
    | SelectBranch
    | BranchOff
    | RenameBranch
    | DeleteBranch
    | SetBookmark
    | SwitchEngine
)

Command = (
    Play
    | PlayBack
    | Pause
    | Step
    | StepBack
    | Seek
    | RunTo
    | Change
    | Ask
    | Forget
    | Look
    | WantFrame
    | RaceCommand
    | FileCommand
    | Quit
)
