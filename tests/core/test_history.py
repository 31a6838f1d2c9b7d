import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.history import (
    DENSE_EPOCHS,
    EVALUATION_COLUMNS,
    GrowingArray,
    History,
    ThinnedSeries,
    evaluation_stride,
    is_evaluated,
    next_evaluated,
)


def test_every_epoch_is_evaluated_at_first() -> None:
    assert all(is_evaluated(epoch) for epoch in range(DENSE_EPOCHS + 1))


@pytest.mark.parametrize(
    ("epoch", "stride"),
    [(0, 1), (127, 1), (128, 2), (255, 2), (256, 4), (1000, 8), (10**6, 8192)],
)
def test_stride_doubles_with_the_epoch(epoch: int, stride: int) -> None:
    assert evaluation_stride(epoch) == stride


def test_each_doubling_has_sixty_four_evaluations() -> None:
    for begin in (128, 256, 1024):
        assert sum(map(is_evaluated, range(begin, 2 * begin))) == 64


@given(st.integers(0, 10**6))
def test_next_evaluated_epoch(epoch: int) -> None:
    following = next_evaluated(epoch)
    assert following > epoch
    assert is_evaluated(following)
    assert not any(map(is_evaluated, range(epoch + 1, following)))


# ---- rows that are only appended ---------------------------------------------------


@given(st.lists(st.integers(0, 700), max_size=12))
def test_growing_array_holds_what_was_appended(counts: list[int]) -> None:
    growing, expected = GrowingArray((), np.int64), 0
    for count in counts:
        growing.append(np.arange(expected, expected + count))
        expected += count
        np.testing.assert_array_equal(growing.view(), np.arange(expected))


def test_copy_of_the_first_rows_grows_by_itself() -> None:
    growing = GrowingArray((2,), np.float64)
    growing.append(np.ones((5, 2)))
    copy = growing.up_to(3)
    copy.append(np.zeros((1, 2)))
    assert copy.view()[:, 0].tolist() == [1.0, 1.0, 1.0, 0.0]
    assert growing.view()[:, 0].tolist() == [1.0] * 5


# ---- one number per update, in bounded memory --------------------------------------


numbers = st.lists(st.floats(-1e9, 1e9), max_size=200)
LIMIT = 8


def thinned(values: list[float], *cuts: int) -> ThinnedSeries:
    """Return a series that was given the values in pieces."""
    series = ThinnedSeries(LIMIT)
    for piece in np.split(np.array(values, np.float64), sorted(cuts)):
        series.append(piece)
    return series


def assert_lowest_and_highest(series: ThinnedSeries, values: list[float]) -> None:
    """Check every block of the series against the values that it stands for."""
    blocks = [
        values[start : start + series.block]
        for start in range(0, len(values) - series.block + 1, series.block)
    ]
    assert series.low.view().tolist() == [min(block) for block in blocks]
    assert series.high.view().tolist() == [max(block) for block in blocks]


@given(numbers, st.lists(st.integers(0, 200), max_size=5))
def test_series_keeps_the_range_of_every_block(
    values: list[float], cuts: list[int]
) -> None:
    series = thinned(values, *cuts)
    assert series.count == len(values)
    assert series.low.count <= LIMIT
    assert_lowest_and_highest(series, values)


@given(numbers, st.lists(st.integers(0, 200), max_size=5))
def test_series_does_not_depend_on_how_it_was_cut(
    values: list[float], cuts: list[int]
) -> None:
    whole, series = thinned(values), thinned(values, *cuts)
    assert whole.block == series.block
    np.testing.assert_array_equal(series.low.view(), whole.low.view())
    np.testing.assert_array_equal(series.high.view(), whole.high.view())


def test_short_series_is_kept_number_by_number() -> None:
    series = thinned([3.0, 1.0, 2.0])
    assert series.block == 1
    assert series.low.view().tolist() == series.high.view().tolist() == [3.0, 1.0, 2.0]


def test_spike_never_disappears() -> None:
    values = [0.0] * 5000
    values[1234] = 7.0
    series = thinned(values)
    place = 1234 // series.block
    assert series.high.view()[place] == series.high.view().max() == 7.0


@given(numbers, st.integers(0, 200), st.lists(st.floats(-1e9, 1e9), max_size=100))
def test_series_can_go_on_from_an_earlier_update(
    values: list[float], update: int, others: list[float]
) -> None:
    series = thinned(values)
    update = min(update, len(values))
    copy = series.up_to(update)
    assert update - series.block < copy.count <= update
    # What lies between belongs to a block that knows the future; it is appended anew.
    again = [*values[copy.count : update], *others]
    copy.append(np.array(again, np.float64))
    assert copy.count == update + len(others)
    assert_lowest_and_highest(copy, [*values[:update], *others])
    assert_lowest_and_highest(series, values)


def test_long_series_keeps_to_its_bound_and_off_the_heap() -> None:
    # Holes that large arrays leave in the heap are memory that a long run never gives
    # back; and a series that is about to be thinned is as large as it may ever be.
    limit, piece = 2**18, np.arange(4096.0)
    series = ThinnedSeries(limit)
    tracemalloc.start()
    try:
        for _ in range(4 * limit // len(piece) + 1):
            series.append(piece)
            assert max(len(series.low.buffer), len(series.high.buffer)) <= limit
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert series.block == 8
    assert most < 8 * limit


# ---- the record of a branch --------------------------------------------------------


EVALUATION = (0.5, None, 0.9, None, 1.0, 2.0)


def test_view_stays_as_it_was() -> None:
    history = History()
    history.losses.append(np.array([1.0, 2.0]))
    history.record_evaluation(2, EVALUATION)
    view = history.view()
    history.losses.append(np.full(5000, 3.0))
    history.record_evaluation(5002, EVALUATION)
    assert (view.count, view.block) == (2, 1)
    np.testing.assert_array_equal(view.low, [1.0, 2.0])
    np.testing.assert_array_equal(view.high, [1.0, 2.0])
    np.testing.assert_array_equal(view.updates, [2])
    assert view.evaluations.shape == (1, len(EVALUATION_COLUMNS))


def test_view_is_read_only() -> None:
    history = History()
    history.losses.append(np.ones(1))
    history.record_evaluation(1, EVALUATION)
    view = history.view()
    for array in (
        *(view.low, view.high, view.updates, view.evaluations),
        view.column("test_loss"),
    ):
        assert not array.flags.writeable


def test_columns_by_name_and_nan_for_what_does_not_exist() -> None:
    history = History()
    history.record_evaluation(0, EVALUATION)
    row = {name: history.view().column(name)[0] for name in EVALUATION_COLUMNS}
    np.testing.assert_equal(
        row,
        {
            "train_loss": 0.5,
            "test_loss": np.nan,
            "train_accuracy": 0.9,
            "test_accuracy": np.nan,
            "gradient_norm": 1.0,
            "parameter_norm": 2.0,
        },
    )


@pytest.mark.parametrize(
    ("update", "evaluated"), [(0, [0]), (9, [0]), (10, [0, 10]), (30, [0, 10, 20])]
)
def test_history_up_to_an_update(update: int, evaluated: list[int]) -> None:
    history = History()
    history.losses.append(np.arange(30.0))
    for epoch in range(3):
        history.record_evaluation(10 * epoch, EVALUATION)
    view = history.up_to(update).view()
    assert view.updates.tolist() == evaluated
    assert len(view.evaluations) == len(evaluated)
    np.testing.assert_array_equal(view.low, np.arange(update))
