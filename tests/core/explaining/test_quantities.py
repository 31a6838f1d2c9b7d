"""Names of the numbers of an update, and where each stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import PlaygroundError
from playground.explaining.quantities import (
    Quantity,
    all_names,
    families,
    parameter_names,
    quantity_at,
    read_name,
    split_name,
)
from playground.network import parameter_count

SIZES = (2, 3, 1)
SLOTS = ("velocity",)
SHAPES = st.lists(st.integers(1, 5), min_size=2, max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("x[2]", Quantity("x", "", 0, 2)),
        ("loss", Quantity("loss")),
        ("b[1][3]", Quantity("b", "", 1, 3)),
        ("w[1][3,2]", Quantity("w", "", 1, 3, 2)),
        ("w[1][3, 2]", Quantity("w", "", 1, 3, 2)),
        ("gradient.w[2][1,3]", Quantity("w", "gradient", 2, 1, 3)),
        ("velocity.b[2][1]", Quantity("b", "velocity", 2, 1)),
    ],
)
def test_a_name_says_what_it_says(name: str, quantity: Quantity) -> None:
    assert split_name(name) == quantity
    assert read_name(name, SIZES, SLOTS) == quantity
    assert quantity.name == name.replace(", ", ",")


@pytest.mark.parametrize(
    "name",
    [
        *("", "w", "w[1]", "w[1][2]", "b[1][2,3]", "x[1][1]", "loss[1]", "q[1]"),
        *("gradient.x[1]", "new.loss", "w[1][1,2", "w[-1][1,1]", "W[1][1,1]", "x[1] "),
    ],
)
def test_what_is_no_name_is_none(name: str) -> None:
    assert split_name(name) is None
    with pytest.raises(PlaygroundError, match="there is no quantity") as error:
        read_name(name, SIZES, SLOTS)
    assert "the rule's own (velocity) before" in str(error.value)


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("w[0][1,1]", "the network has the layers 1 … 2"),
        ("a[3][1]", "the network has the layers 1 … 2"),
        ("b[1][4]", "the units there are 1 … 3"),
        ("x[3]", "the units there are 1 … 2"),
        ("y[2]", "the units there are 1 … 1"),
        ("z[2][0]", "the units there are 1 … 1"),
        ("w[2][1,4]", "the units of the layer before are 1 … 3"),
        ("w[1][1,0]", "the units of the layer before are 1 … 2"),
    ],
)
def test_a_number_out_of_range_is_refused_with_the_range(name: str, end: str) -> None:
    with pytest.raises(PlaygroundError) as error:
        read_name(name, SIZES, SLOTS)
    assert str(error.value) == f"there is no quantity {name!r}; {end}"


def test_a_rule_without_memory_has_no_names_of_its_own() -> None:
    with pytest.raises(PlaygroundError, match="it has none"):
        read_name("velocity.b[1][1]", SIZES, ())
    assert families(()) == ("gradient", "change", "new")
    assert families(("mean", "squares")) == (
        *("gradient", "mean", "squares", "change", "new"),
    )


def test_parameters_are_named_in_their_order() -> None:
    assert list(parameter_names((2, 2, 1), "new")) == [
        *("new.w[1][1,1]", "new.w[1][1,2]", "new.w[1][2,1]", "new.w[1][2,2]"),
        *("new.b[1][1]", "new.b[1][2]", "new.w[2][1,1]", "new.w[2][1,2]"),
        "new.b[2][1]",
    ]


@given(SHAPES)
def test_each_place_has_a_name_and_each_name_its_place(sizes: tuple[int, ...]) -> None:
    names = list(parameter_names(sizes))
    assert len(names) == parameter_count(sizes)
    for place, name in enumerate(names):
        quantity = quantity_at(place, sizes)
        assert quantity.name == name
        assert quantity.place(sizes) == place
    with pytest.raises(IndexError):
        quantity_at(len(names), sizes)


@given(SHAPES)
def test_every_name_can_be_read_and_is_there_once(sizes: tuple[int, ...]) -> None:
    names = all_names(sizes, SLOTS)
    assert len(names) == len(set(names))
    assert [read_name(name, sizes, SLOTS).name for name in names] == names
    neurons = sum(sizes[1:])
    # x, y, z, a, delta, loss and penalty; each parameter in itself and four families.
    assert len(names) == (
        sizes[0] + sizes[-1] + 3 * neurons + 2 + 5 * parameter_count(sizes)
    )
