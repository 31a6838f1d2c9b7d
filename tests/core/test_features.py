import numpy as np
import pytest

from playground.features import FEATURES, compute_features, raw_features

X = np.array([[2.0, -3.0], [-0.5, 4.0], [0.0, 0.0]])


def test_raw_features_are_the_columns_by_number():
    assert raw_features(3) == ("x1", "x2", "x3")
    assert raw_features(64)[-1] == "x64"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x1", [2.0, -0.5, 0.0]),
        ("x2", [-3.0, 4.0, 0.0]),
        ("x1_squared", [4.0, 0.25, 0.0]),
        ("x2_squared", [9.0, 16.0, 0.0]),
        ("x1x2", [-6.0, -2.0, 0.0]),
        ("sin_x1", [0.9092974268256817, -0.479425538604203, 0.0]),
        ("sin_x2", [-0.1411200080598672, -0.7568024953079282, 0.0]),
    ],
)
def test_values_by_hand(name, expected):
    values = compute_features((name,), X)
    assert values.shape == (3, 1)
    np.testing.assert_allclose(values[:, 0], expected, rtol=1e-15)


def test_the_registry_holds_the_features_of_the_lesson():
    assert tuple(FEATURES) == ("x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2")
    assert all(feature.name == name for name, feature in FEATURES.items())


def test_features_come_in_the_order_of_their_names():
    values = compute_features(("x1x2", "x2", "x1"), X)
    np.testing.assert_array_equal(values[0], [-6.0, -3.0, 2.0])


def test_features_are_a_copy():
    values = compute_features(("x1", "x2"), X)
    assert not np.shares_memory(values, X)


def test_features_of_no_rows():
    assert compute_features(("x1", "sin_x2"), X[:0]).shape == (0, 2)


@pytest.mark.parametrize("name", FEATURES)
def test_the_python_text_computes_the_same(name):
    feature = FEATURES[name]
    text = eval(feature.python, {"np": np, "x": X})
    np.testing.assert_array_equal(text, feature.value(X))


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_needs_the_columns_it_says_and_no_more(name):
    feature = FEATURES[name]
    feature.value(X[:, : feature.columns])
    if feature.columns > 1:
        with pytest.raises(IndexError):
            feature.value(X[:, : feature.columns - 1])
