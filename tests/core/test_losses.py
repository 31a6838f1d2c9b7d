import numpy as np
import pytest

from playground.losses import LOSSES, Loss

EVERY_LOSS = pytest.mark.parametrize(
    "loss", LOSSES.values(), ids=lambda loss: loss.name
)
SQUARED_ERROR = LOSSES["squared_error"]
CROSS_ENTROPY = LOSSES["cross_entropy"]


def test_squared_error_is_half_the_squared_distance_summed_over_outputs() -> None:
    z, y = np.array([[1.0, 2.0], [0.0, 0.5]]), np.array([[0.0, 0.0], [0.0, 1.5]])
    np.testing.assert_array_equal(SQUARED_ERROR.per_sample(z, y), [2.5, 0.5])
    np.testing.assert_array_equal(SQUARED_ERROR.delta(z, y), z - y)
    np.testing.assert_array_equal(SQUARED_ERROR.link(z), z)


@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
@pytest.mark.parametrize("z", [-3.0, 0.0, 0.7, 5.0])
def test_cross_entropy_of_one_output_is_that_of_the_sigmoid(z: float, y: float) -> None:
    p = 1.0 / (1.0 + np.exp(-z))
    logit, target = np.array([[z]]), np.array([[y]])
    expected = -(y * np.log(p) + (1.0 - y) * np.log(1.0 - p))
    assert CROSS_ENTROPY.link(logit)[0, 0] == pytest.approx(p, rel=1e-15)
    assert CROSS_ENTROPY.per_sample(logit, target)[0] == pytest.approx(expected)
    assert CROSS_ENTROPY.delta(logit, target)[0, 0] == pytest.approx(p - y, abs=1e-15)


def test_cross_entropy_of_several_outputs_is_that_of_softmax() -> None:
    z = np.array([[1.0, -2.0, 0.5], [0.0, 0.0, 0.0]])
    y = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(CROSS_ENTROPY.link(z), p, 1e-15)
    expected = -np.log([p[0, 2], p[1, 0]])
    np.testing.assert_allclose(CROSS_ENTROPY.per_sample(z, y), expected, 1e-14)
    np.testing.assert_allclose(CROSS_ENTROPY.delta(z, y), p - y, atol=1e-15)


@pytest.mark.parametrize(
    ("z", "y", "loss", "delta"),
    [
        ([1000.0], [1.0], 0.0, [0.0]),
        ([1000.0], [0.0], 1000.0, [1.0]),
        ([-1000.0], [1.0], 1000.0, [-1.0]),
        ([-1000.0], [0.0], 0.0, [0.0]),
        ([1000.0, -1000.0], [1.0, 0.0], 0.0, [0.0, 0.0]),
        ([1000.0, -1000.0], [0.0, 1.0], 2000.0, [1.0, -1.0]),
        ([-1000.0, -1000.0], [0.0, 1.0], np.log(2.0), [0.5, -0.5]),
    ],
)
def test_logits_of_a_thousand(
    z: list[float], y: list[float], loss: float, delta: list[float]
) -> None:
    logits, target = np.array([z]), np.array([y])
    assert CROSS_ENTROPY.per_sample(logits, target)[0] == pytest.approx(loss, rel=1e-15)
    np.testing.assert_array_equal(CROSS_ENTROPY.delta(logits, target), [delta])


@pytest.mark.parametrize("z", [20.0, 36.0, 50.0])
def test_small_loss_keeps_its_digits(z: float) -> None:
    expected = np.log1p(np.exp(-z))
    one = CROSS_ENTROPY.per_sample(np.array([[z]]), np.array([[1.0]]))
    assert one[0] == pytest.approx(expected, rel=1e-14)


@EVERY_LOSS
@pytest.mark.parametrize("outputs", [1, 3])
def test_delta_is_the_derivative_of_each_rows_loss(loss: Loss, outputs: int) -> None:
    rng = np.random.default_rng(outputs)
    z = rng.normal(size=(5, outputs))
    y = np.eye(3)[rng.integers(0, 3, 5)][:, :outputs]
    step = 1e-6
    for column in range(outputs):
        shift = step * np.eye(outputs)[column]
        numeric = loss.per_sample(z + shift, y) - loss.per_sample(z - shift, y)
        np.testing.assert_allclose(
            loss.delta(z, y)[:, column], numeric / (2 * step), 1e-7, 1e-9
        )


@EVERY_LOSS
@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shapes_and_precision(loss: Loss, outputs: int, dtype: type) -> None:
    z, y = np.ones((4, outputs), dtype), np.zeros((4, outputs), dtype)
    before = z.copy()
    assert loss.link(z).shape == loss.delta(z, y).shape == (4, outputs)
    assert loss.per_sample(z, y).shape == (4,)
    assert loss.per_sample(z, y).dtype == loss.delta(z, y).dtype == dtype
    np.testing.assert_array_equal(z, before)


def test_codes_differ() -> None:
    assert len({loss.code for loss in LOSSES.values()}) == len(LOSSES)
