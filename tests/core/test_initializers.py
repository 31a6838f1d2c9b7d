import numpy as np
import pytest

from playground.initializers import INITIALIZERS

FAN_IN, FAN_OUT = 300, 200
EVERY_INITIALIZER = pytest.mark.parametrize("name", INITIALIZERS)


def draw(name: str, seed: int = 0) -> np.ndarray:
    return INITIALIZERS[name](np.random.default_rng(seed), FAN_IN, FAN_OUT)


@EVERY_INITIALIZER
def test_rows_are_the_neurons_that_receive(name: str) -> None:
    assert draw(name).shape == (FAN_OUT, FAN_IN)


@EVERY_INITIALIZER
def test_generator_decides_everything(name: str) -> None:
    np.testing.assert_array_equal(draw(name), draw(name))
    assert name == "zeros" or (draw(name, seed=1) != draw(name, seed=2)).all()


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("xavier", np.sqrt(2.0 / (FAN_IN + FAN_OUT))),
        ("he", np.sqrt(2.0 / FAN_IN)),
        ("uniform", 1.0 / np.sqrt(12.0)),
        ("zeros", 0.0),
    ],
)
def test_spread(name: str, deviation: float) -> None:
    weights = draw(name)
    assert weights.std() == pytest.approx(deviation, rel=0.02)
    assert abs(weights.mean()) <= 5 * deviation / np.sqrt(weights.size)


@pytest.mark.parametrize(
    ("name", "limit"), [("xavier", np.sqrt(6.0 / (FAN_IN + FAN_OUT))), ("uniform", 0.5)]
)
def test_uniform_ones_fill_their_range(name: str, limit: float) -> None:
    weights = draw(name)
    assert 0.99 * limit < np.abs(weights).max() <= limit
