"""How the numbers of an explanation are written."""

import pytest

import playground as pg
from playground.explaining.rendering import latex_number, text_number


@pytest.mark.parametrize("digits", [4, None])
def test_no_minus_stands_before_a_zero(digits: int | None) -> None:
    assert text_number(-0.0, digits) == text_number(0.0, digits)
    assert latex_number(-0.0, digits) == latex_number(0.0, digits)
    assert "-" not in latex_number(-0.0, digits)


def test_a_change_of_nothing_is_a_plain_zero() -> None:
    # With zeros everywhere no error reaches the first layer: −η · 0 is −0.
    run = pg.Run(pg.Settings.build(initializer="zeros", samples=8, batch_size=2))
    reason = pg.explain(run).why("change.w[1][1,1]")
    assert reason.text == "change.w[1][1,1] = 0 = −0.03·0"
    assert eval(reason.python, {"__builtins__": {}}) == reason.value
