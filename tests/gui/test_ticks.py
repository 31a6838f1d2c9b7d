"""Ticks of axes, and numbers beside them."""

import pytest

from ui.canvas.ticks import nice_ticks, number, tick_labels


def test_ticks_are_round_and_meet_the_ends() -> None:
    assert nice_ticks(-6, 6) == [-6, -3, 0, 3, 6]
    assert tick_labels(nice_ticks(-6, 6)) == ["−6", "−3", "0", "3", "6"]
    assert tick_labels(nice_ticks(0.1, 2.4)) == ["0.5", "1.0", "1.5", "2.0"]
    assert nice_ticks(1, 1) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.98765, "0.9877"),
        (0.999996, "1.000"),
        (-12.3456, "−12.35"),
        (0.0, "0"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
        (1.23456e-7, "1.235e−7"),
        (12345.678, "12\u2009346"),
    ],
)
def test_numbers_have_four_digits(value: float | None, words: str) -> None:
    assert number(value) == words
