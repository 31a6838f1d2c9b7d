import numpy as np
import pytest

from playground.data import DATASETS, Samples
from playground.loading import Cancelled
from playground.problem import (
    Problem,
    ProblemCache,
    make_problem,
    shown_range,
    split_samples,
)
from playground.settings import Settings


def problem_of(**options) -> Problem:
    return make_problem(Settings.build(**options))


@pytest.mark.parametrize("name", DATASETS)
def test_every_set_becomes_a_problem(name):
    problem = problem_of(data=name)
    source = DATASETS[name]
    columns, classes = len(source.columns), len(source.classes)
    outputs = classes if classes > 2 else 1
    test_rows = round(source.samples * 0.5)
    assert problem.columns == source.columns
    assert problem.classes == source.classes
    assert problem.outputs == outputs
    assert problem.x.shape == (source.samples - test_rows, columns)
    assert problem.y.shape == (source.samples - test_rows, outputs)
    assert problem.x_test.shape == (test_rows, columns)
    assert problem.y_test.shape == (test_rows, outputs)
    assert problem.low.shape == problem.high.shape == problem.center.shape == (columns,)
    assert (problem.low < problem.high).all()
    np.testing.assert_allclose(problem.center, problem.train.x.mean(axis=0))


def test_all_arrays_are_read_only():
    problem = problem_of()
    for array in (problem.x, problem.y_test, problem.train.x, problem.low):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_the_split_is_a_partition():
    rows = Samples(np.arange(20.0).reshape(10, 2), np.arange(10))
    train, test = split_samples(rows, 3, np.random.default_rng(0))
    assert len(train.x) == 7
    assert len(test.x) == 3
    assert sorted([*train.y, *test.y]) == list(range(10))
    for part in (train, test):
        np.testing.assert_array_equal(part.x[:, 0], 2.0 * part.y)


@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.5, 0.999])
def test_the_problem_keeps_every_row_once(fraction):
    problem = problem_of(samples=50, test_fraction=fraction)
    test_rows = min(round(50 * fraction), 49)
    assert len(problem.x_test) == test_rows
    assert len(problem.x) == 50 - test_rows
    together = np.concatenate([problem.train.x, problem.test.x])
    assert len(np.unique(together, axis=0)) == 50


def test_without_test_rows_all_samples_are_trained_on():
    problem = problem_of(data="iris", test_fraction=0.0)
    assert problem.x.shape == (150, 4)
    assert problem.x_test.shape == (0, 4)
    assert problem.y_test.shape == (0, 3)


def test_one_sample_is_enough():
    problem = problem_of(samples=1, test_fraction=0.9, batch_size=1)
    assert len(problem.x) == 1
    assert len(problem.x_test) == 0


def test_data_seed_changes_rows_and_split():
    first, again, other = (problem_of(data_seed=seed, noise=0.2) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.x_test, again.x_test)
    assert not np.array_equal(first.x, other.x)


def test_seed_leaves_the_data_alone_when_data_seed_is_said():
    first, second = (problem_of(seed=seed, data_seed=7) for seed in (1, 2))
    np.testing.assert_array_equal(first.x, second.x)
    np.testing.assert_array_equal(first.y_test, second.y_test)


def test_data_follow_seed_when_data_seed_is_not_said():
    np.testing.assert_array_equal(problem_of(seed=3).x, problem_of(data_seed=3).x)
    assert not np.array_equal(problem_of(seed=3).x, problem_of(seed=4).x)


def test_what_is_no_setting_of_the_problem_leaves_it_alone():
    first = problem_of(seed=3)
    second = problem_of(seed=3, hidden=(7,), optimizer="adam", batch_size=5, l2=0.1)
    np.testing.assert_array_equal(first.x, second.x)
    np.testing.assert_array_equal(first.y, second.y)


@pytest.mark.parametrize(
    ("options", "low"),
    [
        ({"loss": "cross_entropy"}, 0.0),
        ({"loss": "squared_error", "activation": "sigmoid"}, 0.0),
        ({"loss": "squared_error", "activation": "tanh"}, -1.0),
        ({"loss": "squared_error", "activation": "relu"}, -1.0),
        ({"loss": "squared_error", "output_activation": "identity"}, -1.0),
        ({"loss": "squared_error", "output_activation": "sigmoid"}, 0.0),
    ],
)
def test_two_classes_share_one_output(options, low):
    problem = problem_of(data="xor", **options)
    expected = np.where(problem.train.y == 1, 1.0, low)[:, None]
    np.testing.assert_array_equal(problem.y, expected)
    assert set(problem.y[:, 0]) == {low, 1.0}


@pytest.mark.parametrize(
    ("loss", "low"), [("cross_entropy", 0.0), ("squared_error", -1.0)]
)
def test_several_classes_have_one_output_each(loss, low):
    problem = problem_of(data="blobs", loss=loss)
    assert problem.y.shape == (200, 4)
    np.testing.assert_array_equal(problem.y.argmax(axis=1), problem.train.y)
    np.testing.assert_array_equal(np.sort(problem.y)[0], [low, low, low, 1.0])


def test_numbers_to_predict_stay_as_they_are():
    problem = problem_of(data="sine")
    np.testing.assert_array_equal(problem.y, problem.train.y)


def test_features_and_standardisation_are_applied():
    problem = problem_of(data="circles", features=("x2", "x1_squared"))
    np.testing.assert_array_equal(problem.x[:, 0], problem.train.x[:, 1])
    np.testing.assert_array_equal(problem.x[:, 1], problem.train.x[:, 0] ** 2)
    problem = problem_of(data="circles", features=("x1_squared",), standardize=True)
    np.testing.assert_allclose(problem.x.mean(), 0.0, atol=1e-12)
    np.testing.assert_allclose(problem.x.std(), 1.0)


def test_the_precision_is_the_one_asked_for():
    problem = make_problem(Settings.build(data="iris"), np.float32)
    assert problem.x.dtype == problem.y_test.dtype == np.float32
    assert problem.train.x.dtype == np.float64


@pytest.mark.parametrize("noise", [0.0, 0.2, 3.0])
@pytest.mark.parametrize("name", ["spiral", "gaussians", "plane", "sine"])
def test_made_sets_always_have_the_same_frame(name, noise):
    problem = problem_of(data=name, noise=noise)
    assert set(problem.low) == {-6.0}
    assert set(problem.high) == {6.0}


def test_real_rows_are_all_shown():
    problem = problem_of(data="digits")
    for part in (problem.train, problem.test):
        assert (part.x > problem.low).all()
        assert (part.x < problem.high).all()


def test_a_column_that_never_changes_still_has_a_width():
    low, high = shown_range(np.array([[3.0, 1.0], [3.0, 2.0]]), framed=False)
    assert low[0] < 3.0 < high[0]
    assert low.tolist()[1] == pytest.approx(0.92)
    assert high.tolist()[1] == pytest.approx(2.08)


def test_preparing_can_be_given_up_at_every_step():
    settings = Settings.build(data="iris")
    asked = []
    make_problem(settings, is_wanted=lambda: not asked.append(None))
    assert len(asked) > 2
    for last in range(len(asked)):
        cache, left = ProblemCache(), iter([True] * last)
        with pytest.raises(Cancelled):
            cache.get(settings, lambda left=left: next(left, False))
        assert not cache.problems
