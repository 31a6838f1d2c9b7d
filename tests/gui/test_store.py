"""The window's settings: one door for every change, and a way back."""

import numpy as np
import pytest

import playground as pg
from playground.data import Samples
from playground.data.own import OwnData, find_source, register
from ui.store import UNDO_STEPS, SettingsStore, adapt


@pytest.fixture
def store() -> SettingsStore:
    return SettingsStore(pg.Settings.build())


class Ear:
    """What a store says."""

    def __init__(self, store: SettingsStore) -> None:
        self.applied: list[tuple[pg.Settings, bool]] = []
        self.sentences: list[str] = []
        store.applied.connect(lambda settings, restart: self.hear(settings, restart))
        store.refused.connect(self.sentences.append)
        store.noted.connect(self.sentences.append)

    def hear(self, settings: pg.Settings, restart: bool) -> None:
        self.applied.append((settings, restart))


def test_a_change_is_applied_and_can_be_undone(store: SettingsStore) -> None:
    ear = Ear(store)
    store.edit({"learning_rate": 0.3})
    store.edit({"hidden": (5,)})
    assert store.settings.learning_rate == 0.3
    store.undo_stack.undo()
    assert store.settings.hidden == (4, 2)
    store.undo_stack.undo()
    store.undo_stack.redo()
    assert store.settings.learning_rate == 0.3
    assert [restart for _, restart in ear.applied] == [False] * 5


@pytest.mark.parametrize(
    ("changes", "restart"),
    [
        ({"learning_rate": 1.0}, False),
        ({"noise": 0.7}, False),
        ({"data": "xor"}, True),
        ({"seed": 4}, True),
        ({"initializer": "he"}, True),
    ],
)
def test_another_problem_starts_over_and_nothing_else_does(
    store: SettingsStore, changes: dict[str, object], restart: bool
) -> None:
    ear = Ear(store)
    store.edit(changes)
    assert ear.applied[-1][1] is restart


def test_a_meaningless_change_is_refused_with_a_sentence(store: SettingsStore) -> None:
    ear = Ear(store)
    store.edit({"momentum": 1.5})
    assert "momentum must be" in ear.sentences[0]
    assert not ear.applied


def test_a_slider_drag_is_one_step_back(store: SettingsStore) -> None:
    for noise in (0.2, 0.3, 0.4):
        store.edit({"noise": noise})
    store.undo_stack.undo()
    assert store.settings.noise == pg.Settings.build().noise


def test_a_batch_larger_than_the_data_is_clamped_and_said(store: SettingsStore) -> None:
    ear = Ear(store)
    store.edit({"batch_size": 150})
    store.edit({"samples": 100})
    assert store.settings.batch_size == 50
    assert "50" in ear.sentences[0]


def test_choices_that_other_data_cannot_have_give_way() -> None:
    settings = pg.Settings.build(features=("x1", "x2", "x1x2"), samples=300)
    after, given_up = adapt(settings, {"data": "sine"})
    assert after.data == "sine"
    assert after.features == ("x1",)
    assert "features" in given_up
    after, given_up = adapt(
        pg.Settings.build(loss="cross_entropy", samples=300), {"data": "iris"}
    )
    assert after.samples == 150
    after, _ = adapt(pg.Settings.build(loss="cross_entropy"), {"data": "plane"})
    assert after.loss == "squared_error"


def test_following_another_moment_applies_nothing(store: SettingsStore) -> None:
    ear = Ear(store)
    other = pg.Settings.build(learning_rate=0.7)
    store.follow(other)
    assert store.settings == other
    assert not ear.applied
    assert store.undo_stack.count() == 0


def painted(columns: tuple[str, ...], rows: int = 30) -> str:
    x = np.random.default_rng(rows).normal(size=(rows, len(columns)))
    samples = Samples(x, np.arange(rows) % 2)
    data = OwnData("painted", columns, ("0", "1"), samples, True, ordered=True)
    return register(data)


def test_a_stroke_goes_on_and_is_one_step(store: SettingsStore) -> None:
    ear = Ear(store)
    source = find_source(store.settings.data)
    assert source.classes == ("0", "1")
    first = store.settings
    for rows in (3, 30, 31):
        changes = {"data": painted(source.columns, rows), "samples": None}
        store.edit(changes, 7)
    store.edit({"data": painted(source.columns, 40), "samples": None}, 8)
    assert store.undo_stack.count() == 2
    assert store.undo_stack.text(0) == "painted points"
    # The batch that three rows made smaller is whole again.
    assert store.settings.batch_size == first.batch_size
    store.undo_stack.undo()
    assert store.settings.samples == 31
    store.undo_stack.undo()
    assert store.settings == first
    assert {restart for _, restart in ear.applied} == {False}


def test_own_data_of_other_columns_or_without_a_stroke_starts_over(
    store: SettingsStore,
) -> None:
    ear = Ear(store)
    store.edit({"data": painted(("a", "b", "c"))}, 9)
    store.edit({"data": painted(("x1", "x2"))})
    assert [restart for _, restart in ear.applied] == [True, True]


def test_a_long_session_keeps_a_bounded_number_of_steps(store: SettingsStore) -> None:
    for step in range(UNDO_STEPS + 20):
        # Two names in turn: changes of one would be one step.
        change = {"l1": step / 1e4} if step % 2 else {"l2": step / 1e4}
        store.edit(change)
    assert store.undo_stack.count() == UNDO_STEPS
    store.undo_stack.undo()
    assert store.settings.l2 == pytest.approx((UNDO_STEPS + 18) / 1e4)


def test_settings_of_before_are_the_same_object(store: SettingsStore) -> None:
    seen = []
    for rate in (0.1, 0.3, 0.1, 0.3):
        store.edit({"learning_rate": rate})
        seen.append(store.settings)
    assert seen[0] is seen[2]
    assert seen[1] is seen[3]
    assert seen[0] is not seen[1]
