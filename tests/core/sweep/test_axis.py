"""The values that a sweep gives to one setting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import SettingsError
from playground.sweep.axis import MAX_VALUES, Choices, Span, read_axis


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("learning_rate", "0.001:1:log4", (0.001, 0.01, 0.1, 1.0)),
        ("l2", "0:1:lin5", (0.0, 0.25, 0.5, 0.75, 1.0)),
        ("learning_rate", " .1:1e0:lin2 ", (0.1, 1.0)),
        # Whole numbers are rounded, and what becomes one number is one value.
        ("batch_size", "1:3:lin9", (1, 2, 3)),
        ("samples", "10:1000:log3", (10, 100, 1000)),
    ],
)
def test_a_range_is_points_with_both_ends(
    name: str, text: str, values: tuple[float, ...]
) -> None:
    axis = read_axis(name, text)
    assert axis.grid() == values
    assert isinstance(axis, Choices)
    assert [type(value) for value in axis.values] == [type(value) for value in values]


def test_a_range_without_a_number_is_drawn_from() -> None:
    axis = read_axis("learning_rate", "0.001:10:log")
    assert axis == Span("learning_rate", 0.001, 10.0, is_log=True)
    rng = np.random.default_rng(0)
    drawn = [axis.draw(rng) for _ in range(400)]
    assert all(0.001 <= value <= 10.0 for value in drawn)
    # Even in the logarithm: half of them lie below the middle, which is 0.1.
    assert 150 < sum(value < 0.1 for value in drawn) < 250
    with pytest.raises(SettingsError, match=r"how many values .+ like 0.001:10:log8"):
        axis.grid()


def test_a_drawn_whole_number_is_one() -> None:
    axis = read_axis("batch_size", "1:20:lin")
    drawn = {axis.draw(np.random.default_rng(seed)) for seed in range(200)}
    assert drawn <= set(range(1, 21))
    assert len(drawn) > 15
    assert all(type(value) is int for value in drawn)


def test_a_list_is_taken_as_it_is() -> None:
    axis = read_axis("hidden", [[], [4], [4, 2]])
    assert axis.grid() == ([], [4], [4, 2])
    assert read_axis("optimizer", ("adam",)).grid() == ("adam",)
    # Equal for Python and different for a setting.
    assert len(read_axis("standardize", [1, True]).grid()) == 2
    drawn = {axis.draw(np.random.default_rng(seed)).__repr__() for seed in range(50)}
    assert drawn == {"[]", "[4]", "[4, 2]"}


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        (
            "momentum",
            0.5,
            "the values of momentum must be a list, or a range LOW:HIGH:logN or "
            "LOW:HIGH:linN, like 0.001:1:log8; got 0.5",
        ),
        ("l1", [], "l1 must have 1 … 10000 values, got 0"),
        ("l1", range(3), "the values of l1 must be a list, or a range"),
        ("l1", [0.0] * (MAX_VALUES + 1), "l1 must have 1 … 10000 values, got 10001"),
        ("l1", [0.1, 0.2, 0.1], "the values of l1 must differ, got 0.1 twice"),
        (
            "optimizer",
            "1:2:lin3",
            "the values of optimizer must be a list, only numbers have ranges; "
            "got '1:2:lin3'",
        ),
        ("hidden", "1:2:lin2", "the values of hidden must be a list"),
        ("l1", "0-1", "a range of l1 is written LOW:HIGH:logN or LOW:HIGH:linN"),
        ("l1", "0:1:cubic3", "a range of l1 is written"),
        ("l1", "٠:1:lin3", "a range of l1 is written"),
        ("l1", "1:0:lin3", "must go from a number to a larger one, got '1:0:lin3'"),
        ("l1", "1:1:lin3", "must go from a number to a larger one"),
        ("l1", "0:1e999:lin3", "must go from a number to a larger one"),
        ("l1", "0:1:log3", "a logarithmic range of l1 must begin above 0"),
        ("momentum", "0:1:lin3", "momentum must be at least 0 and below 1, got 1.0"),
        ("l1", "0:1:lin1", "the number of values of a range must be a whole number in"),
        ("l1", "0:1:lin10001", "a whole number in 2 … 10000"),
        ("l1", "0:1:lin" + "9" * 5000, "the number of values of a range must be"),
    ],
)
def test_what_is_no_axis_is_refused(name: str, values: object, sentence: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_axis(name, values)
    assert sentence in str(error.value)


@given(
    low=st.floats(1e-6, 1.0),
    factor=st.floats(1.5, 1e6),
    count=st.integers(2, 40),
    scale=st.sampled_from(["log", "lin"]),
)
def test_points_rise_from_end_to_end(
    low: float, factor: float, count: int, scale: str
) -> None:
    high = low * factor
    values = read_axis("learning_rate", f"{low!r}:{high!r}:{scale}{count}").grid()
    assert len(values) == count
    assert list(values) == sorted(values)
    assert values[0] == pytest.approx(low, rel=1e-11)
    assert values[-1] == pytest.approx(high, rel=1e-11)
