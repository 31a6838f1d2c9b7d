"""Formulas as trees: what is combined, in which order, and nothing made too early."""

import pytest

from playground.explaining.expressions import (
    Expression,
    Term,
    as_expression,
    combine,
    leaf,
    maximum,
    sign,
    square,
    total,
)


def shape_of(node: Expression) -> object:
    """Return a tree as nested tuples, its leaves as numbers."""
    if node.term is not None:
        return node.term.value
    return (node.kind, *(shape_of(node.argument(i)) for i in range(node.count)))


A, B, C = leaf(2.0, "a"), leaf(3.0, "b"), leaf(5.0)


@pytest.mark.parametrize(
    ("node", "shape"),
    [
        (A - B, ("difference", 2.0, 3.0)),
        (A * B, ("product", 2.0, 3.0)),
        (A / B, ("quotient", 2.0, 3.0)),
        (A**2, ("power", 2.0, 2)),
        (-A, ("negative", 2.0)),
        (1.0 - A, ("difference", 1.0, 2.0)),
        (4.0 / A, ("quotient", 4.0, 2.0)),
        (4.0 * A, ("product", 4.0, 2.0)),
        (4.0 + A, ("sum", 4.0, 2.0)),
        (A + B + C, ("sum", 2.0, 3.0, 5.0)),
        (A + (B + C), ("sum", 2.0, ("sum", 3.0, 5.0))),
        (A + B - C, ("difference", ("sum", 2.0, 3.0), 5.0)),
        (maximum(A, 0.0), ("max", 2.0, 0.0)),
        (square(A - B), ("square", ("difference", 2.0, 3.0))),
    ],
)
def test_operators_build_what_is_written(node: Expression, shape: object) -> None:
    assert shape_of(node) == shape


def test_leaves_are_met_from_left_to_right() -> None:
    node = (A - B) * (C + A) / leaf(7.0, "n", 3, "rows")
    assert [term.value for term in node.terms()] == [2.0, 3.0, 5.0, 2.0, 7.0]
    assert list(node.terms())[-1] == Term(7.0, "n", 3, "rows")
    assert list(A.terms()) == [Term(2.0, "a")]


def test_only_a_leaf_has_a_number() -> None:
    assert A.value == 2.0
    with pytest.raises(TypeError, match="a product is not a leaf"):
        _ = (A * B).value
    with pytest.raises(IndexError):
        A.argument(0)


def test_a_long_sum_is_made_where_it_is_looked_at() -> None:
    made = []

    def argument(index: int) -> Expression:
        made.append(index)
        return leaf(float(index))

    node = total(10**9, argument) + leaf(-1.0)
    assert node.count == 10**9 + 1
    assert made == []
    assert node.argument(5).value == 5.0
    assert node.argument(10**9).value == -1.0
    assert made == [5]


def test_a_sum_of_one_is_that_one() -> None:
    assert total(1, lambda index: A) is A


@pytest.mark.parametrize(
    ("number", "shape"),
    [(3.0, ("sign", 3.0)), (-3.0, ("sign", -3.0)), (0.0, 0.0), (-0.0, 0.0)],
)
def test_the_sign_of_zero_is_zero(number: float, shape: object) -> None:
    assert shape_of(sign(leaf(number))) == shape


def test_plain_numbers_become_leaves() -> None:
    assert as_expression(A) is A
    assert as_expression(4).term == Term(4)
    assert shape_of(combine("sum", 1, A)) == ("sum", 1, 2.0)
