"""Going back and forth in time gives the bits of a run that never went back."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import playground as pg
from playground import timeline
from playground.errors import PlaygroundError, SettingsError
from playground.events import EngineSwitch, ParameterEdit, SettingsChange
from playground.run import Run


def small(**options: object) -> pg.Settings:
    return pg.Settings.build(
        **{"data": "moons", "samples": 30, "hidden": (3, 2), **options}
    )


def bits(run: Run) -> tuple[object, ...]:
    state = run.state
    return (
        state.params.tobytes(),
        {name: slot.tobytes() for name, slot in state.slots.items()},
        state.update,
        state.epoch,
        state.position,
        state.rule_step,
        state.samples_seen,
        state.multiply_adds,
        run.settings,
        run.engine.name,
    )


def losses(run: Run) -> bytes:
    history = run.timeline.branch.history
    assert history.losses.block == 1
    return history.losses.low.view()[: history.losses.count].tobytes()


@pytest.fixture(params=["reference", "compiled"])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "compiled":
        pytest.importorskip("numba")
    return str(request.param)


def changed_run(engine: str, spacing: int = 64) -> Run:
    """Return a run of 700 updates with every kind of event on the way."""
    run = Run(small(optimizer="momentum", engine=engine))
    run.timeline.branch.spacing = spacing
    run.advance(150)
    run.change(learning_rate=0.2, batch_size=4)
    run.advance(101)
    run.edit([0, 3], [0.5, -0.25], "w[1][1,1]")
    run.advance(99)
    run.change(hidden=(4, 2), activation="sigmoid")
    run.advance(50)
    run.change(optimizer="adam", l2=0.01)
    run.advance(70)
    run.change(data_seed=5, samples=24)
    run.advance(80)
    run.switch_engine("reference")
    run.advance(50)
    run.change(loss="squared_error")
    run.change(learning_rate=0.01)
    run.advance(100)
    assert run.update == run.furthest == 700
    return run


def test_seek_gives_the_bits_of_the_first_time_at_every_update(engine: str) -> None:
    twin = Run(small(optimizer="momentum", engine=engine))
    run = Run(small(optimizer="momentum", engine=engine))
    expected = [bits(twin)]
    for _ in range(200):
        twin.step()
        expected.append(bits(twin))
    run.timeline.branch.spacing = 32
    run.advance(200)
    for update in (0, 200, 199, 1, 63, 64, 65, 128, 31, 32, 100, 100, 7):
        run.seek(update)
        assert bits(run) == expected[update], update


def test_seek_replays_every_kind_of_event(engine: str) -> None:
    run = changed_run(engine)
    final, history = bits(run), losses(run)
    marks = {}
    for update in range(0, 701, 25):
        run.seek(update)
        marks[update] = bits(run)
    for update in (700, 25, 400, 375, 150, 600, 250, 0, 350, 675):
        run.seek(update)
        assert bits(run) == marks[update], update
    run.seek(700)
    assert bits(run) == final
    assert losses(run) == history
    assert len(run.timeline.branches) == 1


def test_going_on_from_the_past_retraces_the_recorded_future(engine: str) -> None:
    run = changed_run(engine)
    final = bits(run)
    run.seek(0)
    for count in (1, 149, 1, 200, 349):
        run.advance(count)
    assert bits(run) == final
    assert len(run.timeline.branches) == 1
    run.advance(10)
    assert run.furthest == 710


def test_a_change_in_the_past_keeps_the_old_future_as_a_branch() -> None:
    run = changed_run("reference")
    final, history, first = bits(run), losses(run), run.timeline.branch.number
    run.seek(300)
    here = bits(run)
    run.change(learning_rate=0.5)
    assert run.timeline.branch.fork == 300
    assert run.timeline.branch.parent == first
    assert run.furthest == 300
    run.advance(100)
    other = bits(run)
    run.select_branch(first, 300)
    assert bits(run) == here
    run.select_branch(first, 700)
    assert bits(run) == final
    assert losses(run) == history
    run.select_branch(2, 400)
    assert bits(run) == other


def test_a_branch_has_the_bits_of_a_run_that_was_changed_at_once() -> None:
    run = Run(small())
    run.advance(300)
    run.seek(120)
    run.change(learning_rate=0.3)
    run.advance(100)
    twin = Run(small())
    twin.advance(120)
    twin.change(learning_rate=0.3)
    twin.advance(100)
    assert bits(run) == bits(twin)
    assert losses(run) == losses(twin)


def test_branching_off_on_purpose_changes_nothing() -> None:
    run = Run(small())
    run.advance(100)
    run.seek(40)
    here = bits(run)
    branch = run.branch("slower")
    assert bits(run) == here
    assert branch.name == "slower"
    assert (branch.fork, run.furthest) == (40, 40)
    assert run.timeline.branch is branch


def test_a_branch_goes_on_with_other_settings() -> None:
    run, plain = Run(small()), Run(small())
    run.advance(100)
    run.seek(40)
    branch = run.branch(learning_rate=0.3)
    assert (branch.fork, branch.parent, run.update) == (40, 1, 40)
    assert run.settings.learning_rate == 0.3
    run.advance(20)
    plain.advance(40)
    plain.change(learning_rate=0.3)
    plain.advance(20)
    assert bits(run) == bits(plain)
    run.select_branch(1)
    assert run.furthest == 100


def test_a_branch_with_settings_that_have_no_meaning_is_none() -> None:
    run = Run(small())
    run.advance(10)
    with pytest.raises(SettingsError):
        run.branch(learning_rate=-1.0)
    assert list(run.timeline.branches) == [1]


def test_branches_are_deleted_alone() -> None:
    run = Run(small())
    run.advance(100)
    run.seek(40)
    run.change(learning_rate=0.3)
    run.advance(30)
    with pytest.raises(PlaygroundError, match="current branch"):
        run.delete_branch(run.timeline.branch.number)
    run.delete_branch(1)
    end = bits(run)
    run.seek(0)
    run.seek(70)
    assert bits(run) == end
    with pytest.raises(PlaygroundError, match="no branch 1"):
        run.select_branch(1)


def test_undoing_an_edit_goes_back_to_the_update_where_it_was_made() -> None:
    run = Run(small())
    run.advance(80)
    before = bits(run)
    run.edit([1], [2.0])
    run.advance(50)
    edited = bits(run)
    run.undo_edit()
    assert bits(run) == before
    assert run.update == run.furthest == 80
    run.select_branch(1, 130)
    assert bits(run) == edited


def test_of_two_events_at_one_update_only_the_last_is_undone() -> None:
    run = Run(small())
    run.advance(20)
    run.edit([1], [2.0])
    once = bits(run)
    run.edit([2], [3.0])
    run.undo_edit()
    assert bits(run) == once
    with pytest.raises(PlaygroundError, match="nothing was edited"):
        Run(small()).undo_edit()


def test_an_edit_that_nothing_followed_is_undone_without_a_branch() -> None:
    run = Run(small())
    run.advance(80)
    before = bits(run)
    for value in (2.0, 3.0, 2.0):
        run.edit([1], [value])
        run.undo_edit()
        assert bits(run) == before
    assert list(run.timeline.branches) == [1]
    assert not run.timeline.view().branch.markers
    run.advance(30)
    plain = Run(small())
    plain.advance(110)
    assert bits(run) == bits(plain)
    assert losses(run) == losses(plain)


def test_settings_that_changed_after_an_edit_stay_as_a_branch() -> None:
    run = Run(small())
    run.advance(20)
    run.edit([1], [2.0])
    run.change(learning_rate=0.2)
    run.undo_edit()
    assert run.settings.learning_rate == small().learning_rate
    run.select_branch(1)
    assert run.settings.learning_rate == 0.2


def test_a_drag_is_one_edit_and_settings_are_not_undone_with_it() -> None:
    run = Run(small())
    run.advance(20)
    before = bits(run)
    for value in (0.1, 0.2, 0.3):
        run.edit([1], [value], gesture=5)
    assert len(run.timeline.branch.events) == 1
    run.advance(5)
    run.edit([1], [0.4], gesture=5)
    run.advance(5)
    run.change(learning_rate=0.2)
    run.undo_edit()
    assert bits(run) == before


def test_only_finite_numbers_are_set_by_hand() -> None:
    run = Run(small())
    with pytest.raises(PlaygroundError, match="finite"):
        run.edit([0], [np.nan])
    assert not run.timeline.branch.events


def test_starting_over_loses_nothing() -> None:
    run = Run(small())
    start = bits(run)
    run.advance(50)
    run.reset(run.settings)
    assert bits(run) == start
    assert run.furthest == 50
    run.start_over(small(seed=3))
    assert len(run.timeline.branches) == 2
    assert bits(run) == bits(Run(small(seed=3)))
    run.select_branch(1, 50)
    assert run.update == 50
    run.change(learning_rate=0.3)
    run.reset(run.settings)
    assert bits(run) == bits(Run(small(learning_rate=0.3)))
    assert len(run.timeline.branches) == 3


def test_a_start_that_was_set_by_hand_is_the_start_to_go_back_to() -> None:
    run = Run(small())
    run.edit([0, 1], [0.5, -0.5])
    start = bits(run)
    run.advance(30)
    run.reset(run.settings)
    assert bits(run) == start
    assert run.furthest == 30


def test_the_oldest_starts_give_way_and_named_ones_stay() -> None:
    run = Run(small())
    run.advance(1)
    run.set_bookmark("keep me")
    for seed in range(timeline.MOST_BRANCHES + 5):
        run.start_over(small(seed=seed))
    assert len(run.timeline.branches) == timeline.MOST_BRANCHES
    assert 1 in run.timeline.branches
    assert 2 not in run.timeline.branches


@pytest.mark.parametrize("update", [-1, 101])
def test_an_update_that_was_never_reached_is_refused(update: int) -> None:
    run = Run(small())
    run.advance(100)
    with pytest.raises(PlaygroundError, match=r"0 … 100"):
        run.seek(update)
    assert run.update == 100


def test_evaluations_do_not_depend_on_how_a_run_was_advanced() -> None:
    whole, parts = Run(small()), Run(small())
    whole.advance(500)
    for count in (1, 2, 3, 94, 100, 300):
        parts.advance(count)
    first, second = (
        whole.timeline.branch.history.view(),
        parts.timeline.branch.history.view(),
    )
    assert first.updates.tobytes() == second.updates.tobytes()
    assert first.evaluations.tobytes() == second.evaluations.tobytes()


def test_keyframes_stay_within_their_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "KEYFRAME_BYTES", 20_000)
    run = Run(small(optimizer="adam"))
    run.timeline.branch.spacing = 8
    for _ in range(40):
        run.advance(50)
    size = run.keyframe().size
    assert sum(frame.size for frame in run.timeline.branch.keyframes) <= 20_000 + size
    end = bits(run)
    run.seek(13)
    run.seek(2000)
    assert bits(run) == end


def test_a_failing_engine_is_replaced_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = Run(small(engine="reference"))
    run.advance(60)

    class Broken:
        name = "broken"

        def advance(self, state: object, count: int, losses: object) -> int:
            state.params[:] = 7.0  # type: ignore[attr-defined]
            raise RuntimeError("no kernel")

    run.learner.engine = Broken()
    run.advance(40)
    twin = Run(small(engine="reference"))
    twin.advance(100)
    assert run.state.params.tobytes() == twin.state.params.tobytes()
    assert run.engine.name == "reference"
    assert "no kernel" in run.notices[0]
    assert [type(event) for _, event in run.timeline.branch.events] == [EngineSwitch]


def test_losses_beyond_the_limit_keep_their_extremes_through_a_fork() -> None:
    run, twin = Run(small()), Run(small())
    for each in (run, twin):
        each.timeline.branch.history.losses.limit = 64
    run.advance(1000)
    run.seek(333)
    run.change(learning_rate=0.2)
    run.advance(100)
    twin.advance(333)
    twin.change(learning_rate=0.2)
    twin.advance(100)
    own, others = (
        run.timeline.branch.history.losses,
        twin.timeline.branch.history.losses,
    )
    assert own.count == others.count == 433
    assert own.low.view().min() == others.low.view().min()
    assert own.high.view().max() == others.high.view().max()
    assert run.state.params.tobytes() == twin.state.params.tobytes()


def test_markers_name_what_happened() -> None:
    run = changed_run("reference")
    view = run.timeline.view().branch
    assert [(mark.update, mark.kind, mark.what) for mark in view.markers][:3] == [
        (150, "settings", ("batch_size", "learning_rate")),
        (251, "edit", ("w[1][1,1]",)),
        (350, "settings", ("hidden", "activation")),
    ]


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


def test_keyframes_are_what_they_say() -> None:
    run = Run(small())
    run.advance(10)
    keyframe: timeline.Keyframe = run.keyframe()
    run.advance(10)
    assert keyframe.update == 10
    assert keyframe.state.params is not run.state.params
