"""Symbols of the numbers of an update, as the textbook writes them."""

import pytest

from playground.explaining.expressions import Term
from playground.explaining.quantities import split_name
from playground.explaining.symbols import (
    ROLE_SYMBOLS,
    SLOT_SYMBOLS,
    quantity_symbol,
    term_symbol,
)
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("x[2]", "x_{2}"),
        ("y[1]", "y_{1}"),
        ("z[1][3]", "z_{3}^{(1)}"),
        ("a[2][1]", "a_{1}^{(2)}"),
        ("w[1][3,2]", "w_{3,2}^{(1)}"),
        ("b[2][1]", "b_{1}^{(2)}"),
        ("delta[1][3]", r"\delta_{3}^{(1)}"),
        ("loss", "L"),
        ("penalty", "R"),
        ("gradient.w[1][3,2]", r"\frac{\partial L}{\partial w_{3,2}^{(1)}}"),
        ("change.b[2][1]", r"\Delta b_{1}^{(2)}"),
        ("new.w[1][3,2]", r"w_{3,2}^{\prime (1)}"),
        ("velocity.b[2][1]", r"v\left(b_{1}^{(2)}\right)"),
        ("squares.w[1][1,1]", r"s\left(w_{1,1}^{(1)}\right)"),
    ],
)
def test_every_kind_has_its_symbol(name: str, symbol: str) -> None:
    quantity = split_name(name)
    assert quantity is not None
    assert quantity_symbol(quantity) == symbol
    assert term_symbol(Term(0.5, name)) == symbol


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("x[2]", "x_{2;7}"),
        ("a[2][1]", "a_{1;7}^{(2)}"),
        ("delta[1][3]", r"\delta_{3;7}^{(1)}"),
        ("loss", "L_{7}"),
        # A weight is the same for every row.
        ("w[1][3,2]", "w_{3,2}^{(1)}"),
    ],
)
def test_a_number_of_one_row_says_which(name: str, symbol: str) -> None:
    assert term_symbol(Term(0.5, name, 7)) == symbol


def test_a_slot_before_the_update_is_told_from_the_one_after() -> None:
    assert term_symbol(Term(0.5, "mean.b[1][1]", role="before")) == (
        r"m_{old}\left(b_{1}^{(1)}\right)"
    )
    assert term_symbol(Term(0.5, "mean.b[1][1]")) == r"m\left(b_{1}^{(1)}\right)"


def test_settings_have_greek_letters_and_plain_numbers_nothing() -> None:
    assert term_symbol(Term(0.1, role="learning_rate")) == r"\eta"
    assert term_symbol(Term(20, role="rows")) == "N"
    assert term_symbol(Term(2.0)) is None
    assert term_symbol(Term(1.0, role="node")) is None


def test_whatever_a_rule_reads_or_remembers_has_a_symbol() -> None:
    assert set(HYPER_DEFAULTS) <= set(ROLE_SYMBOLS)
    slots = {slot for rule in OPTIMIZERS.values() for slot in rule.slots}
    assert slots == set(SLOT_SYMBOLS)
    for symbols in (ROLE_SYMBOLS, SLOT_SYMBOLS):
        assert len(set(symbols.values())) == len(symbols)
