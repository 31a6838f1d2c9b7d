"""Random travel through time, compared with a twin that makes the same way at once."""

from dataclasses import dataclass, field

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import playground as pg
from playground.events import ParameterEdit, SettingsChange
from playground.run import Run
from tests.core.travelled_runs import bits, losses, small


@dataclass
class Path:
    """What a run that never goes back has to do to stand at the same place."""

    settings: pg.Settings
    steps: list[object] = field(default_factory=list)


class TimeTravel(RuleBasedStateMachine):
    """Random travel, compared with a twin that makes the same way at once."""

    def __init__(self) -> None:
        super().__init__()
        first = small(optimizer="momentum", engine="reference", batch_size=4)
        self.run = Run(first)
        self.run.timeline.branch.spacing = 16
        # branch number -> what happened at which update
        self.paths: dict[int, list[tuple[int, object]]] = {1: []}
        self.first = first

    @rule(count=st.integers(0, 40))
    def advance(self, count: int) -> None:
        self.run.advance(count)

    @rule(place=st.floats(0, 1))
    def seek(self, place: float) -> None:
        self.run.seek(round(place * self.run.furthest))

    def note(self, event: object) -> None:
        """Write down an event that the run was just given."""
        number = self.run.timeline.branch.number
        if number not in self.paths:
            parent, fork = (
                self.run.timeline.branch.parent,
                self.run.timeline.branch.fork,
            )
            assert parent is not None
            self.paths[number] = [e for e in self.paths[parent] if e[0] <= fork]
        self.paths[number].append((self.run.update, event))

    @rule(
        changes=st.sampled_from(
            [
                {"learning_rate": 0.1},
                {"batch_size": 7},
                {"optimizer": "adam"},
                {"hidden": (2,)},
                {"hidden": (3, 2)},
                {"l1": 0.01},
                {"activation": "relu"},
                {"data_seed": 9},
                {"samples": 20},
                {"loss": "squared_error"},
            ]
        )
    )
    def change(self, changes: dict[str, object]) -> None:
        after = self.run.settings.replace(**changes)
        if after == self.run.settings:
            return
        self.run.apply(after)
        self.note(SettingsChange(after))

    @rule(value=st.floats(-1, 1, width=32))
    def edit(self, value: float) -> None:
        self.run.edit([0], [value])
        self.note(ParameterEdit(np.array([0]), np.array([value])))

    @rule()
    def undo(self) -> None:
        path = self.paths[self.run.timeline.branch.number]
        edits = [i for i, (_, e) in enumerate(path) if isinstance(e, ParameterEdit)]
        if not edits:
            return
        update = path[edits[-1]][0]
        self.run.undo_edit()
        assert self.run.update == self.run.furthest == update
        self.paths[self.run.timeline.branch.number] = path[: edits[-1]]

    @rule()
    def branch(self) -> None:
        fork = self.run.update
        parent = self.run.timeline.branch.number
        branch = self.run.branch()
        self.paths[branch.number] = [e for e in self.paths[parent] if e[0] <= fork]

    @rule(choice=st.integers(0, 100))
    def select(self, choice: int) -> None:
        numbers = list(self.run.timeline.branches)
        self.run.select_branch(numbers[choice % len(numbers)])

    @invariant()
    def has_the_bits_of_a_run_that_never_went_back(self) -> None:
        twin = Run(self.first)
        for update, event in self.paths[self.run.timeline.branch.number]:
            if update > self.run.update:
                break
            twin.advance(update - twin.update)
            twin.happen(event)  # type: ignore[arg-type]
        twin.advance(self.run.update - twin.update)
        assert bits(twin) == bits(self.run)
        kept = self.run.timeline.branch.history.losses.low.view()[: self.run.update]
        assert kept.tobytes() == losses(twin)


TimeTravel.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestTimeTravel = TimeTravel.TestCase
