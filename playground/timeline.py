"""Time as something one can hold: events, keyframes and branches of a run.

A branch is one way of events from update 0 on. It holds everything that is needed to
stand at any of its updates again with the same bits: the settings it began with, what
was changed on the way and when, and keyframes to replay from. A branch that was made
from another shares the keyframes of the common past; any branch can be deleted alone.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from numbers import Integral

from playground.engines.plan import State
from playground.errors import PlaygroundError
from playground.events import Event, time_of
from playground.history import History, HistoryView
from playground.markers import Marker, Marking
from playground.settings import Settings
from playground.wiring import Wiring

# Updates between two keyframes, as long as they all find room.
KEYFRAME_SPACING = 1024
# All keyframes of all branches together take at most so many bytes …
KEYFRAME_BYTES = 32 * 2**20
# … and a branch has at most so many, and always may have the lower number.
MOST_KEYFRAMES = 1024
LEAST_KEYFRAMES = 8
# Beyond so many branches the oldest that nobody named or bookmarked gives way.
MOST_BRANCHES = 32


@dataclass(frozen=True, slots=True, eq=False)
class Keyframe:
    """Where a run stood when it reached an update, before the events of that update.

    Attributes
    ----------
    state : a copy that nobody moves
    settings, engine, wiring : what was in force
    """

    state: State
    settings: Settings
    engine: str
    wiring: Wiring = field(default_factory=Wiring)

    @property
    def update(self) -> int:
        return self.state.update

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return self.state.params.nbytes * (1 + len(self.state.slots))


@dataclass(slots=True, eq=False)
class Branch:
    """One way of events.

    Attributes
    ----------
    events : (update, event), in order
    keyframes : by rising update; the first is the start
    furthest : the last update that was reached
    fork : the update at which it left its parent, 0 for a start of its own
    bookmarks : names of updates
    is_named : whether a person gave it its name
    """

    number: int
    name: str
    parent: int | None
    fork: int
    keyframes: list[Keyframe]
    events: list[tuple[int, Event]] = field(default_factory=list)
    furthest: int = 0
    history: History = field(default_factory=History)
    bookmarks: dict[int, str] = field(default_factory=dict)
    is_named: bool = False
    spacing: int = KEYFRAME_SPACING
    marking: Marking = field(default_factory=Marking)

    def keyframe_before(self, update: int) -> Keyframe:
        """Return the last keyframe at or before an update."""
        place = bisect_right(self.keyframes, update, key=lambda frame: frame.update)
        return self.keyframes[place - 1]

    def check_reached(self, update: int) -> None:
        """Raise PlaygroundError unless this update was reached."""
        if not (isinstance(update, Integral) and 0 <= update <= self.furthest):
            raise PlaygroundError(
                f"there is no update {update}; this run has 0 … {self.furthest}"
            )

    def events_at(self, update: int) -> list[Event]:
        begin = bisect_left(self.events, update, key=time_of)
        end = bisect_right(self.events, update, key=time_of)
        return [event for _, event in self.events[begin:end]]

    def next_event(self, update: int) -> int | None:
        """Return the update of the first event after this update."""
        place = bisect_right(self.events, update, key=time_of)
        return self.events[place][0] if place < len(self.events) else None

    def wants_keyframe(self, update: int) -> bool:
        return update - self.keyframes[-1].update >= self.spacing

    def thin(self, limit: int) -> None:
        """Drop every second keyframe, but the newest, while there are too many."""
        while len(self.keyframes) > limit:
            self.spacing *= 2
            self.keyframes[1:-1] = self.keyframes[2:-1:2]

    def view(self) -> "BranchView":
        self.marking.follow(self.events, self.keyframes[0].settings)
        return BranchView(
            number=self.number,
            name=self.name,
            parent=self.parent,
            fork=self.fork,
            furthest=self.furthest,
            markers=self.marking.markers,
            digest=self.marking.digest,
            bookmarks=tuple(sorted(self.bookmarks.items())),
            history=self.history.view(),
        )

    def fork_at(self, number: int, update: int, events: int | None = None) -> "Branch":
        """Return a new branch that shares everything up to an update.

        `events` is how many events of this very update belong to the common past; None
        means all of them.
        """
        kept = [pair for pair in self.events if pair[0] <= update]
        if events is not None:
            earlier = [pair for pair in kept if pair[0] < update]
            kept = [*earlier, *kept[len(earlier) :][:events]]
        return Branch(
            number=number,
            name=f"branch {number}",
            parent=self.number,
            fork=update,
            keyframes=[frame for frame in self.keyframes if frame.update <= update],
            events=kept,
            furthest=update,
            history=self.history.up_to(update),
            bookmarks={at: name for at, name in self.bookmarks.items() if at <= update},
            spacing=self.spacing,
        )


@dataclass(frozen=True, slots=True, eq=False)
class BranchView:
    """A branch as it was at one moment.

    Attributes
    ----------
    digest : a number that is another one for other markers
    """

    number: int
    name: str
    parent: int | None
    fork: int
    furthest: int
    markers: tuple[Marker, ...]
    digest: int
    bookmarks: tuple[tuple[int, str], ...]
    history: HistoryView


@dataclass(frozen=True, slots=True, eq=False)
class TimelineView:
    """All branches as they were at one moment."""

    current: int
    branches: tuple[BranchView, ...]

    @property
    def branch(self) -> BranchView:
        """The current one."""
        return next(b for b in self.branches if b.number == self.current)


class Timeline:
    """The branches of a run and which one it is on."""

    def __init__(self, start: Keyframe) -> None:
        self.branches: dict[int, Branch] = {}
        self.count = 0
        self.branch = self.add_start(start)

    def add_start(self, start: Keyframe) -> Branch:
        """Begin a branch of its own at update 0 and make it the current one."""
        self.count += 1
        branch = Branch(
            number=self.count,
            name=f"start {self.count}",
            parent=None,
            fork=0,
            keyframes=[start],
        )
        return self.enter(branch)

    def fork(self, update: int, events: int | None = None) -> Branch:
        """Leave the current branch at an update and make the new one current."""
        self.count += 1
        return self.enter(self.branch.fork_at(self.count, update, events))

    def enter(self, branch: Branch) -> Branch:
        """Add a branch and make it the current one."""
        self.branches[branch.number] = branch
        self.branch = branch
        for number, other in list(self.branches.items()):
            if len(self.branches) <= MOST_BRANCHES:
                break
            if other is not branch and not other.bookmarks and not other.is_named:
                del self.branches[number]
        # The more branches there are, the less room each one has.
        for other in self.branches.values():
            self.thin(other, max(frame.size for frame in other.keyframes))
        return branch

    def thin(self, branch: Branch, size: int) -> None:
        """Take from a branch the keyframes that find no room beside the others'.

        `size` is what one of them takes, in bytes.
        """
        room = KEYFRAME_BYTES // (max(size, 1) * len(self.branches))
        branch.thin(max(LEAST_KEYFRAMES, min(MOST_KEYFRAMES, room)))

    def view(self) -> TimelineView:
        return TimelineView(
            self.branch.number,
            tuple(branch.view() for branch in self.branches.values()),
        )
