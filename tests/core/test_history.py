import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.history import (
    DENSE_EPOCHS,
    EVALUATION_COLUMNS,
    GrowingArray,
    History,
    evaluation_stride,
    is_evaluated,
    next_evaluated,
)


def grow(history: History, losses: list[float]) -> None:
    history.losses.reserve(len(losses))[:] = losses
    history.losses.commit(len(losses))


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


@given(st.lists(st.integers(0, 700), max_size=12))
def test_growing_array_holds_what_was_committed(counts: list[int]) -> None:
    growing, expected = GrowingArray((), np.int64), 0
    for count in counts:
        growing.reserve(count)[:] = np.arange(expected, expected + count)
        growing.commit(count)
        expected += count
        np.testing.assert_array_equal(growing.view(), np.arange(expected))


def test_reserved_rows_are_not_part_of_it_until_committed() -> None:
    growing = GrowingArray((), np.float64)
    growing.reserve(5)[:] = 1.0
    assert len(growing.view()) == 0
    growing.commit(2)
    assert len(growing.view()) == 2


def test_view_stays_as_it_was() -> None:
    history = History()
    grow(history, [1.0, 2.0])
    history.record_evaluation(2, (0.5, None, 0.9, None, 1.0, 2.0))
    view = history.view()
    grow(history, [3.0] * 5000)
    history.record_evaluation(5002, (0.1,) * 6)
    np.testing.assert_array_equal(view.losses, [1.0, 2.0])
    np.testing.assert_array_equal(view.updates, [2])
    assert view.evaluations.shape == (1, len(EVALUATION_COLUMNS))


def test_view_is_read_only() -> None:
    history = History()
    grow(history, [1.0])
    history.record_evaluation(1, (0.5,) * 6)
    view = history.view()
    for array in (
        view.losses,
        view.updates,
        view.evaluations,
        view.column("test_loss"),
    ):
        assert not array.flags.writeable


def test_columns_by_name_and_nan_for_what_does_not_exist() -> None:
    history = History()
    history.record_evaluation(0, (0.5, None, 0.9, None, 1.0, 2.0))
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
