"""How many updates are due, by a clock that the test sets."""

import pytest

from ui.training import pace
from ui.training.pace import BURST_SECONDS, FIRST_RATE, Pace


class Clock:
    """Stands until it is set forward, by powers of two, which add up exactly."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace, "time", clock)
    return clock


def test_as_fast_as_possible_fills_the_burst(clock: Clock) -> None:
    one = Pace()
    one.start(None, 0)
    assert one.updates(0, 0.01) == FIRST_RATE * 0.01
    assert one.updates(0, 1e-9) == 1


@pytest.mark.usefixtures("clock")
def test_the_rate_follows_what_bursts_make() -> None:
    one = Pace()
    one.start(None, 0)
    for _ in range(60):
        one.learn(500, 0.01)
    assert one.updates(0, 0.01) == pytest.approx(500, abs=1)
    one.learn(0, 0.0)
    assert one.rate < 50_000


def test_a_speed_makes_what_is_due_and_keeps_the_rest(clock: Clock) -> None:
    one = Pace()
    one.start(8.0, 0)
    assert one.updates(0, 1.0) == 0
    clock.now += 0.3125
    assert one.updates(0, 1.0) == 2
    assert one.idle() == 0.0625
    clock.now += 0.0625
    assert one.updates(2, 1.0) == 1


def test_who_was_held_up_makes_good_one_second_at_most(clock: Clock) -> None:
    one = Pace()
    one.start(8.0, 0)
    clock.now += 60.0
    assert one.updates(0, 1.0) == 8
    assert one.updates(8, 1.0) == 0
    assert one.idle() >= BURST_SECONDS


@pytest.mark.usefixtures("clock")
def test_it_ends_where_it_was_told() -> None:
    one = Pace()
    one.start(None, 0, until=12)
    assert one.updates(9, 1.0) == 3
    assert not one.is_over(11)
    assert one.is_over(12)
    # The next start knows nothing of it.
    one.start(None, 12)
    assert not one.is_over(12)


def test_going_back_waits_for_who_looks(clock: Clock) -> None:
    one = Pace()
    one.start(128.0, 500)
    clock.now += 0.125
    assert one.updates_back(500, is_watched=False) == 0
    assert 0.0 < one.idle_back(500) <= 0.01
    assert one.updates_back(500, is_watched=True) == 16
    assert one.idle_back(500) == 1 / 128


def test_going_back_as_fast_as_possible_takes_five_seconds(clock: Clock) -> None:
    one = Pace()
    one.start(None, 10_000)
    clock.now += 2.5
    assert one.updates_back(10_000, is_watched=True) == 5_000
    # A short way is not crept along.
    one.start(None, 30)
    clock.now += 0.5
    assert one.updates_back(30, is_watched=True) == 30


def test_the_speed_is_told_now_and_then(clock: Clock) -> None:
    one = Pace()
    one.start(None, 40)
    clock.now += 0.375
    assert one.measure(60) is None
    clock.now += 0.125
    assert one.measure(90) == 100.0
    clock.now += 0.5
    assert one.measure(90) == 0.0
