"""Schedules: pure functions of the update, by their formulas."""

import math

import pytest

from playground.errors import SettingsError
from playground.schedules import SCHEDULE_DEFAULTS, SCHEDULE_RANGES, SCHEDULES


def test_constant() -> None:
    assert {SCHEDULES["constant"].factor(t) for t in (0, 1, 10**6)} == {1.0}


def test_step_halves_when_it_says() -> None:
    schedule = SCHEDULES["step"]
    numbers = {"every": 10.0, "gamma": 0.5}
    got = [schedule.factor(t, numbers) for t in (0, 9, 10, 19, 20, 35)]
    assert got == [1.0, 1.0, 0.5, 0.5, 0.25, 0.125]


def test_exponential_shrinks_by_the_same_share() -> None:
    schedule = SCHEDULES["exponential"]
    got = [schedule.factor(t, {"decay": 0.9}) for t in range(4)]
    assert got == pytest.approx([1.0, 0.9, 0.81, 0.729])


def test_cosine_goes_down_to_its_floor_and_stays() -> None:
    schedule = SCHEDULES["cosine"]
    numbers = {"duration": 100.0, "floor": 0.2}
    assert schedule.factor(0, numbers) == 1.0
    assert schedule.factor(50, numbers) == pytest.approx(0.6)
    assert schedule.factor(25, numbers) == pytest.approx(
        0.2 + 0.4 * (1.0 + math.cos(math.pi / 4.0))
    )
    assert schedule.factor(100, numbers) == pytest.approx(0.2)
    assert schedule.factor(10_000, numbers) == pytest.approx(0.2)


def test_warm_up_reaches_one() -> None:
    schedule = SCHEDULES["warm_up"]
    numbers = {"duration": 4.0}
    got = [schedule.factor(t, numbers) for t in range(6)]
    assert got == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("name", SCHEDULES)
def test_factors_lie_between_zero_and_one(name: str) -> None:
    schedule = SCHEDULES[name]
    assert all(0.0 <= schedule.factor(t) <= 1.0 for t in (0, 1, 999, 1000, 10**7))


def test_numbers_without_meaning_are_refused() -> None:
    assert set(SCHEDULE_DEFAULTS) == set(SCHEDULE_RANGES)
    assert len({schedule.code for schedule in SCHEDULES.values()}) == len(SCHEDULES)
    for name, wrong in (
        ("every", 0.0),
        ("gamma", 1.5),
        ("decay", -0.1),
        ("duration", float("nan")),
        ("floor", 2.0),
    ):
        users = [one for one in SCHEDULES.values() if name in one.uses]
        assert users
        for schedule in users:
            with pytest.raises(SettingsError, match=name):
                schedule.factor(3, {name: wrong})
