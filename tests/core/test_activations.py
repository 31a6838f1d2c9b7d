import numpy as np
import pytest

from playground.activations import ACTIVATIONS, LEAKY_SLOPE, Activation

SLOPES_AT_ZERO = {"relu": 0.0, "leaky_relu": LEAKY_SLOPE, "elu": 1.0}
EVERY_ACTIVATION = pytest.mark.parametrize(
    "activation", ACTIVATIONS.values(), ids=lambda activation: activation.name
)
EVERY_DTYPE = pytest.mark.parametrize("dtype", [np.float64, np.float32])


def both(activation: Activation, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return value and slope at z, from arrays that hold rubbish before."""
    a, slope = np.full_like(z, np.nan), np.full_like(z, np.nan)
    activation.value(z, a)
    activation.slope(z, a, slope)
    return a, slope


@pytest.mark.parametrize(
    ("name", "at_one"),
    [
        ("identity", 1.0),
        ("sigmoid", 0.7310585786300049),
        ("tanh", 0.7615941559557649),
        ("relu", 1.0),
        ("leaky_relu", 1.0),
        ("elu", 1.0),
        ("softplus", 1.3132616875182228),
        ("gelu", 0.8413447460685429),
        ("silu", 0.7310585786300049),
        ("sine", 0.8414709848078965),
    ],
)
def test_value_at_one(name: str, at_one: float) -> None:
    a, _ = both(ACTIVATIONS[name], np.ones((1, 1)))
    assert a[0, 0] == pytest.approx(at_one, rel=1e-15)


def test_names_are_those_of_the_specification() -> None:
    assert list(ACTIVATIONS) == [
        *("identity", "sigmoid", "tanh", "relu", "leaky_relu"),
        *("elu", "softplus", "gelu", "silu", "sine"),
    ]


def test_codes_differ() -> None:
    codes = [activation.code for activation in ACTIVATIONS.values()]
    assert len(set(codes)) == len(codes)


@EVERY_ACTIVATION
def test_slope_is_the_derivative(activation: Activation) -> None:
    z = np.linspace(-6.0, 6.0, 121) + 0.013
    step = 1e-6
    _, slope = both(activation, z)
    above, _ = both(activation, z + step)
    below, _ = both(activation, z - step)
    np.testing.assert_allclose(slope, (above - below) / (2 * step), 1e-7, 1e-9)


@pytest.mark.parametrize(("name", "slope_at_zero"), SLOPES_AT_ZERO.items())
def test_slope_at_the_kink_is_that_of_the_left_branch(
    name: str, slope_at_zero: float
) -> None:
    _, slope = both(ACTIVATIONS[name], np.zeros((1, 1)))
    assert slope[0, 0] == slope_at_zero


@EVERY_ACTIVATION
@EVERY_DTYPE
def test_huge_numbers_neither_warn_nor_lose_their_meaning(
    activation: Activation, dtype: type
) -> None:
    z = np.array([[-1e4, -800.0, -100.0, 0.0, 100.0, 800.0, 1e4]], dtype)
    a, slope = both(activation, z)
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()


@EVERY_ACTIVATION
@EVERY_DTYPE
def test_arrays_keep_their_shape_precision_and_input(
    activation: Activation, dtype: type
) -> None:
    z = np.linspace(-2.0, 2.0, 12, dtype=dtype).reshape(3, 4)
    before = z.copy()
    a, slope = both(activation, z)
    expected, _ = both(activation, z.astype(np.float64))
    np.testing.assert_array_equal(z, before)
    np.testing.assert_allclose(a, expected, 8 * np.finfo(dtype).eps, 1e-7)
    assert a.dtype == slope.dtype == dtype


@EVERY_ACTIVATION
def test_transposed_arrays_give_the_same(activation: Activation) -> None:
    z = np.linspace(-2.0, 2.0, 12).reshape(3, 4)
    a, slope = both(activation, z)
    turned_a, turned_slope = np.empty((4, 3)).T, np.empty((4, 3)).T
    activation.value(z, turned_a)
    activation.slope(z, turned_a, turned_slope)
    np.testing.assert_allclose(turned_a, a, 1e-15)
    np.testing.assert_allclose(turned_slope, slope, 1e-15)


@EVERY_ACTIVATION
def test_lowest_target_is_within_reach(activation: Activation) -> None:
    lowest = both(activation, np.linspace(-200.0, 200.0, 4001))[0].min()
    if activation.lowest_target == 0.0:
        assert lowest > -0.5
    else:
        assert lowest < 0.99 * activation.lowest_target
