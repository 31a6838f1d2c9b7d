import numpy as np
import pytest

from playground.features import BLOCK_ROWS
from playground.preprocessing import Preprocessor
from playground.problem import make_problem
from playground.settings import Settings


def test_nothing_is_normalised_unless_chosen():
    x = np.array([[100.0, -3.0], [50.0, 4.0]])
    preprocessor = Preprocessor.fit(("x2", "x1"), x, standardize=False)
    assert preprocessor.mean is None
    assert preprocessor.scale is None
    np.testing.assert_array_equal(preprocessor.transform(x), x[:, ::-1])


def test_standardisation_by_hand():
    x = np.array([[1.0], [3.0], [5.0]])
    preprocessor = Preprocessor.fit(("x1", "x1_squared"), x, standardize=True)
    np.testing.assert_allclose(preprocessor.mean, [3.0, 35.0 / 3.0])
    np.testing.assert_allclose(preprocessor.scale[0], np.sqrt(8.0 / 3.0))
    expected = (7.0 - 3.0) / np.sqrt(8.0 / 3.0)
    assert preprocessor.transform(np.array([[7.0]]))[0, 0] == pytest.approx(expected)


@pytest.mark.parametrize("data", ["iris", "wine", "digits"])
def test_it_is_fitted_on_the_training_rows_only(data):
    problem = make_problem(Settings.build(data=data))
    changes = problem.train.x.std(axis=0) > 0.0
    np.testing.assert_allclose(problem.x.mean(axis=0), 0.0, atol=1e-10)
    np.testing.assert_allclose(problem.x.std(axis=0)[changes], 1.0)
    test = problem.x_test[:, changes]
    assert np.abs(test.mean(axis=0)).max() > 1e-3
    assert np.abs(test.std(axis=0) - 1.0).max() > 1e-3
    # The test rows went through the mean and scale of the training rows.
    train = problem.train.x[:, changes]
    raw = problem.test.x[:, changes]
    np.testing.assert_allclose(test, (raw - train.mean(axis=0)) / train.std(axis=0))


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9 + 0.1])
def test_a_column_that_never_changes_keeps_its_scale(value):
    # Seven times 0.1 has the standard deviation 1.4e-17, and is constant all the same.
    x = np.column_stack([np.full(7, value), np.arange(7.0)])
    preprocessor = Preprocessor.fit(("x1", "x2"), x, standardize=True)
    assert preprocessor.scale[0] == 1.0
    elsewhere = preprocessor.transform(np.array([[value + 1.0, 3.0]]))
    np.testing.assert_allclose(elsewhere, [[1.0, 0.0]], atol=1e-6)


def test_many_rows_are_standardised_block_by_block():
    # The last column changes in the last block only.
    rows = 2 * BLOCK_ROWS + 3
    x = np.random.default_rng(3).normal(5.0, 2.0, (rows, 4))
    x[:, 2], x[:, 3] = 7.0, 1.0
    x[-1, 3] = 2.0
    names = ("x4", "x1", "x1x2", "x3")
    preprocessor = Preprocessor.fit(names, x, standardize=True)
    values = np.stack([x[:, 3], x[:, 0], x[:, 0] * x[:, 1], x[:, 2]], axis=1)
    scale = np.where([True, True, True, False], values.std(axis=0), 1.0)
    np.testing.assert_allclose(preprocessor.mean, values.mean(axis=0))
    np.testing.assert_allclose(preprocessor.scale, scale)
    expected = (values - preprocessor.mean) / preprocessor.scale
    np.testing.assert_array_equal(preprocessor.transform(x), expected)


@pytest.mark.parametrize("rows", [1, 2, 9, BLOCK_ROWS])
def test_few_rows_have_the_bits_of_the_textbook(rows):
    x = np.random.default_rng(4).normal(5.0, 2.0, (rows, 3))
    preprocessor = Preprocessor.fit(("x1", "x3"), x, standardize=True)
    values = np.ascontiguousarray(x[:, [0, 2]])
    np.testing.assert_array_equal(preprocessor.mean, values.mean(axis=0))
    if rows > 1:
        np.testing.assert_array_equal(preprocessor.scale, values.std(axis=0))


def test_one_row_can_be_standardised():
    preprocessor = Preprocessor.fit(("x1",), np.array([[5.0]]), standardize=True)
    assert preprocessor.transform(np.array([[6.0]]))[0, 0] == 1.0


def test_what_was_fitted_cannot_be_changed():
    preprocessor = Preprocessor.fit(("x1",), np.array([[5.0], [6.0]]), standardize=True)
    for array in (preprocessor.mean, preprocessor.scale):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
