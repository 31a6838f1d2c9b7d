"""From a table that was understood to data that can be learned from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.table_reading import (
    MOST_CATEGORIES,
    MOST_NUMBERED_CLASSES,
    Column,
    TableReading,
)
from playground.errors import SettingsError

NAN = np.nan


def number(name: str, *values: float) -> Column:
    numbers = np.array(values, float)
    return Column(name, "number", numbers, (), int(np.isnan(numbers).sum()))


def words(name: str, text: str) -> Column:
    """Return a column with a letter a row; "." stands for a missing one."""
    known = tuple(dict.fromkeys(text.replace(".", "")))
    codes = np.array([known.index(c) if c != "." else -1 for c in text])
    return Column(name, "words", codes, known, text.count("."))


def useless(name: str) -> Column:
    return Column(name, "useless", np.zeros(0))


def table(*columns: Column) -> TableReading:
    rows = max(len(column.values) for column in columns)
    return TableReading("sheet", columns, rows, ())


FIVE = table(
    number("size", 1.0, NAN, 3.0, 5.0, 7.0),
    words("colour", "rr.bg"),
    number("price", 10.5, 20.0, 30.0, NAN, 50.0),
    useless("notes"),
)


def test_a_row_is_dropped_when_anything_of_it_is_missing() -> None:
    assert FIVE.incomplete_rows("price").tolist() == [False, True, True, True, False]
    data = FIVE.to_own_data("price")
    assert data.columns == ("size", "colour = r", "colour = b", "colour = g")
    assert data.classes == ()
    np.testing.assert_array_equal(data.samples.x, [[1, 1, 0, 0], [7, 0, 0, 1]])
    np.testing.assert_array_equal(data.samples.y, [[10.5], [50.0]])


def test_means_and_most_frequent_words_are_filled_in_and_targets_never() -> None:
    data = FIVE.to_own_data("price", missing="fill")
    # The row without a price is gone, and its size is no part of the mean (1+3+7)/3.
    np.testing.assert_allclose(data.samples.x[:, 0], [1, 11 / 3, 3, 7])
    np.testing.assert_array_equal(data.samples.x[:, 1], [1, 1, 1, 0])
    np.testing.assert_array_equal(data.samples.y[:, 0], [10.5, 20, 30, 50])


def test_words_are_classes_in_the_order_in_which_they_come() -> None:
    data = FIVE.to_own_data("colour", inputs=("price",), missing="fill")
    assert data.classes == ("r", "b", "g")
    assert data.samples.y.tolist() == [0, 0, 1, 2]
    # (10.5 + 20 + 50) / 3 for the price that is missing among the rows that are left.
    np.testing.assert_allclose(data.samples.x[:, 0], [10.5, 20, 80.5 / 3, 50])


def test_a_class_that_lost_all_its_rows_is_none() -> None:
    reading = table(number("a", 1, NAN, 3), words("kind", "xyz"))
    data = reading.to_own_data("kind")
    assert data.classes == ("x", "z")
    assert data.samples.y.tolist() == [0, 1]


def test_numbered_classes_are_named_by_their_numbers() -> None:
    data = table(number("a", 1, 2, 3), number("grade", 5, -1, 5)).to_own_data("grade")
    assert data.classes == ("-1", "5")
    assert data.samples.y.tolist() == [1, 0, 1]
    named = table(number("a", 1, 2), number("b", 0.12345, 1e15))
    assert named.to_own_data("b", task="classes").classes == ("0.12345", "1e+15")


@pytest.mark.parametrize(
    ("column", "task"),
    [
        (words("t", "abab"), "classes"),
        (number("t", 1, 2, 1, 2), "classes"),
        (number("t", 1, 2.5, 1, 2), "regression"),
        (number("t", 1, NAN, 1, 2), "classes"),
        (number("t", *range(MOST_NUMBERED_CLASSES)), "classes"),
        (number("t", *range(MOST_NUMBERED_CLASSES + 1)), "regression"),
    ],
)
def test_the_task_follows_from_the_target(column: Column, task: str) -> None:
    assert table(column).task_of("t") == task


def test_whole_numbers_can_be_told_to_be_amounts() -> None:
    reading = table(number("a", 1, 2, 3), number("count", 5, 6, 5))
    data = reading.to_own_data("count", task="regression")
    assert data.classes == ()
    assert data.samples.y.tolist() == [[5.0], [6.0], [5.0]]


@pytest.mark.parametrize(
    ("names", "target"),
    [
        (("a", "Class", "b"), "Class"),
        (("y", "species"), "y"),
        (("a", "b"), "b"),
        (("a",), "a"),
    ],
)
def test_the_usual_target_has_its_name_or_is_the_last(
    names: tuple[str, ...], target: str
) -> None:
    columns = [number(name, 1.0, 2.0) for name in names]
    assert table(*columns, useless("target")).usual_target == target


def test_a_table_of_nothing_has_no_usual_target() -> None:
    assert TableReading("sheet", (useless("a"),), 2, ()).usual_target == ""


def test_too_many_different_words_are_no_input() -> None:
    many = tuple(f"w{i}" for i in range(MOST_CATEGORIES + 1))
    codes = np.arange(MOST_CATEGORIES + 1)
    assert not Column("a", "words", codes, many).is_input
    assert Column("a", "words", codes[:-1], many[:-1]).is_input
    assert not useless("a").is_input


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            {"target": "cost"},
            "sheet has no column 'cost'; its columns are 'size', 'colour', 'price', "
            "'notes'",
        ),
        ({"target": "notes"}, "the column 'notes' cannot be predicted"),
        (
            {"target": "price", "inputs": ("notes",)},
            "the column 'notes' cannot be an input",
        ),
        (
            {"target": "price", "inputs": ("price",)},
            "the column 'price' cannot be an input",
        ),
        (
            {"target": "price", "inputs": ()},
            "sheet has no column beside 'price' that can be an input",
        ),
        (
            {"target": "colour", "task": "regression"},
            "the column 'colour' holds words, so it can only be classes",
        ),
        (
            {"target": "price", "missing": "guess"},
            "missing must be one of drop, fill, got 'guess'",
        ),
        (
            {"target": "price", "task": "ranking"},
            "task must be one of classes, regression, got 'ranking'",
        ),
    ],
)
def test_what_has_no_meaning_is_refused_with_its_sentence(
    arguments: dict[str, object], sentence: str
) -> None:
    with pytest.raises(SettingsError) as error:
        FIVE.to_own_data(**arguments)
    assert str(error.value) == sentence


def test_where_no_row_is_complete_filling_in_is_recommended() -> None:
    reading = table(number("a", NAN, 1, NAN), number("b", 0.5, NAN, 2))
    with pytest.raises(SettingsError, match="no row of sheet is complete; missing"):
        reading.to_own_data("b")
    # Nothing is known of "a" where "b" is known, so there is no mean either.
    filled = reading.to_own_data("b", missing="fill").samples
    assert filled.x.tolist() == [[0.0], [0.0]]


def test_of_many_columns_the_first_twenty_are_named() -> None:
    reading = table(*(number(f"c{i}", 1, 2) for i in range(21)))
    with pytest.raises(SettingsError, match=r"'c19', …$"):
        reading.column("c20000")


@given(
    st.lists(
        st.tuples(
            st.none() | st.floats(-9, 9),
            st.sampled_from(".abc"),
            st.floats(-9, 9),
        ),
        min_size=2,
        max_size=12,
    )
)
def test_filled_or_dropped_nothing_is_missing_and_targets_stay(
    rows: list[tuple[float | None, str, float]],
) -> None:
    # A column of words has one, else a reader calls it useless.
    rows = [(1.0, "a", 0.0), (2.0, "b", 0.5), *rows]
    reading = table(
        number("a", *(NAN if a is None else a for a, _, _ in rows)),
        words("w", "".join(w for _, w, _ in rows)),
        number("y", *(y for _, _, y in rows)),
    )
    filled = reading.to_own_data("y", missing="fill", task="regression").samples
    assert filled.y[:, 0].tolist() == [y for _, _, y in rows]
    assert np.isfinite(filled.x).all()
    complete = [(a, y) for a, w, y in rows if a is not None and w != "."]
    dropped = reading.to_own_data("y", task="regression").samples
    assert list(zip(dropped.x[:, 0], dropped.y[:, 0], strict=True)) == complete
    # One word a row, so its columns add up to 1.
    assert (dropped.x[:, 1:].sum(axis=1) == 1.0).all()
