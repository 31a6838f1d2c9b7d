"""What happens to a run where it stands, and the branches that it makes."""

from typing import TypeGuard

from playground.errors import PlaygroundError
from playground.events import Event, ParameterEdit, WiringChange
from playground.recording import Recording
from playground.timeline import Branch
from playground.travel import Travel


class Branching:
    """Records events; one in the past leaves the recorded future on its own branch."""

    def __init__(self, recording: Recording, travel: Travel) -> None:
        self.learner = recording.learner
        self.timeline = recording.timeline
        self.recording = recording
        self.travel = travel

    # ---- events ------------------------------------------------------------------

    def happen(self, event: Event) -> None:
        """Let an event happen here: in the past, it begins a branch."""
        if self.learner.update < self.timeline.branch.furthest:
            self.fork()
        branch, here = self.timeline.branch, self.learner.update
        # A keyframe is where the run stood before any event of its update.
        if branch.keyframes[-1].update < here and not branch.events_at(here):
            self.recording.add_keyframe()
        branch.events.append((here, event))
        self.learner.perform(event)

    def edit(self, event: ParameterEdit) -> None:
        """Let an edit happen, in the place of the one before of the same gesture."""
        branch, here = self.timeline.branch, self.learner.update
        if event.gesture and here == branch.furthest and branch.events:
            update, last = branch.events[-1]
            if update == here and gesture_of(last) == event.gesture:
                branch.events[-1] = (update, event)
                self.learner.perform(event)
                return
        self.happen(event)

    def last_edit(self) -> tuple[int, int]:
        """Return where the last edit by hand was made; edits of one gesture are one.

        Returns
        -------
        tuple : its update, and how many events of that update came before it

        Raises
        ------
        PlaygroundError
            when nothing was edited by hand on this branch.
        """
        events = self.timeline.branch.events
        place = next(
            (i for i in reversed(range(len(events))) if is_by_hand(events[i][1])), None
        )
        if place is None:
            raise PlaygroundError("nothing was edited by hand on this branch")
        gesture = gesture_of(events[place][1])
        while gesture and place and gesture_of(events[place - 1][1]) == gesture:
            place -= 1
        update = events[place][0]
        return update, sum(1 for when, _ in events[:place] if when == update)

    # ---- branches ----------------------------------------------------------------

    def fork(self, events: int | None = None) -> Branch:
        """Leave the recorded future and go on along a new branch from here.

        `events` is how many events of this very update the branch keeps; None: all.
        """
        here = self.learner.update
        branch = self.timeline.fork(here, events)
        losses = branch.history.losses
        missing = losses.count
        if missing < here:
            # A block of the thinned losses knows the future too: compute its losses
            # anew, up to here and no further.
            self.travel.go_back_before(missing)
            self.travel.perform_events(missing)
            self.travel.walk(here, losses.append)
        return branch

    def take_back(self, events: int) -> None:
        """Take back all but the first so many events of this update.

        What was made after them stays as a branch. Where nothing was, there is nothing
        to keep: doing and undoing an edit ten times leaves no ten branches.
        """
        branch, here = self.timeline.branch, self.learner.update
        taken = branch.events_at(here)[events:]
        if branch.furthest == here and all(map(is_by_hand, taken)):
            del branch.events[len(branch.events) - len(taken) :]
        else:
            self.fork(events)
        self.travel.go_back_before(here)
        self.travel.perform_events(here)

    def find(self, number: int) -> Branch:
        """Return a branch.

        Raises
        ------
        PlaygroundError
            when there is none of this number.
        """
        if number not in self.timeline.branches:
            raise PlaygroundError(f"there is no branch {number}")
        return self.timeline.branches[number]

    def rename(self, number: int, name: str) -> None:
        """Give a branch a name."""
        branch = self.find(number)
        branch.name = name
        branch.is_named = True

    def delete(self, number: int) -> None:
        """Forget a branch that is not the current one."""
        branch = self.find(number)
        if branch is self.timeline.branch:
            raise PlaygroundError("the current branch cannot be deleted")
        del self.timeline.branches[branch.number]

    def set_bookmark(self, name: str) -> None:
        """Name the update where the run stands; an empty name takes it away."""
        bookmarks = self.timeline.branch.bookmarks
        if name:
            bookmarks[self.learner.update] = name
        else:
            bookmarks.pop(self.learner.update, None)


def is_by_hand(event: Event) -> TypeGuard[ParameterEdit | WiringChange]:
    return isinstance(event, (ParameterEdit, WiringChange))


def gesture_of(event: Event) -> int:
    return event.gesture if isinstance(event, ParameterEdit) else 0
