"""Going to recorded updates: from the last keyframe, through the events on the way."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from playground.events import SettingsChange
from playground.learner import Learner
from playground.settings import Settings
from playground.timeline import Keyframe, Timeline


class Travel:
    """Moves a learner to updates of the current branch; nothing is recorded."""

    def __init__(self, learner: Learner, timeline: Timeline) -> None:
        self.learner = learner
        self.timeline = timeline

    def first_settings(self) -> Settings:
        """Return what was in force at update 0, after what was changed there."""
        settings = self.timeline.branch.keyframes[0].settings
        for event in self.timeline.branch.events_at(0):
            if isinstance(event, SettingsChange):
                settings = event.settings
        return settings

    def go_to_start(self) -> None:
        """Stand at update 0, with what was changed there."""
        self.go_to_keyframe(self.timeline.branch.keyframes[0])

    def approach(self, update: int) -> None:
        """Stand at or before an update, as near as is had without computing."""
        keyframe = self.timeline.branch.keyframe_before(update)
        if not keyframe.update <= self.learner.update < update:
            self.go_to_keyframe(keyframe)

    def go_to_keyframe(self, keyframe: Keyframe) -> None:
        self.learner.restore(keyframe)
        self.perform_events(keyframe.update)

    def go_back_before(self, update: int) -> None:
        """Stand at an update before any event of it."""
        keyframe = self.timeline.branch.keyframe_before(update)
        self.learner.restore(keyframe)
        if keyframe.update < update:
            self.perform_events(keyframe.update)
            self.walk(update)

    def retrace(self, target: int) -> None:
        """Go to a recorded update ahead, with its events and those on the way."""
        self.walk(target)
        self.perform_events(target)

    def walk(
        self,
        target: int,
        keep: Callable[[NDArray[np.float64]], None] = lambda losses: None,
    ) -> None:
        """Make recorded updates again, up to the events of `target`, not through them.

        `keep` is given the batch losses on the way.
        """
        learner, branch = self.learner, self.timeline.branch
        while learner.update < target:
            event = branch.next_event(learner.update)
            stop = target if event is None else min(target, event)
            losses = np.empty(stop - learner.update)
            learner.compute(len(losses), losses)
            keep(losses)
            if learner.update < target:
                self.perform_events(learner.update)

    def perform_events(self, update: int) -> None:
        """Do what happened at this update of the branch, in order."""
        for event in self.timeline.branch.events_at(update):
            self.learner.perform(event)
