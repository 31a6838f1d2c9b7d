"""What is kept of one run of a sweep."""

import math

import msgspec
import pytest

from playground.sweep.row import COLUMNS, OUTCOMES, Row, finite

LEAST = {"key": "k", "settings": "{}", "target": 5, "stop_when": None}


def test_a_row_survives_json() -> None:
    row = Row(**LEAST, outcome="learning", train_loss=0.1 + 0.2, updates=5)
    assert msgspec.json.decode(msgspec.json.encode(row), type=Row) == row


def test_columns_begin_with_what_was_to_be_done() -> None:
    assert COLUMNS[:5] == ("key", "settings", "target", "stop_when", "outcome")
    assert COLUMNS[-1] == "error"


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_one(outcome: str) -> None:
    stored = msgspec.json.encode({**LEAST, "outcome": outcome})
    assert msgspec.json.decode(stored, type=Row).outcome == outcome


@pytest.mark.parametrize(
    "more", [{"outcome": "lost"}, {"outcome": "stuck", "mood": 1}, {}]
)
def test_what_is_no_row_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode({**LEAST, **more}), type=Row)


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_nothing(value: float | None) -> None:
    assert finite(value) is None


@pytest.mark.parametrize("value", [0.0, -1.5, 1e308])
def test_a_number_stays(value: float) -> None:
    assert finite(value) == value
