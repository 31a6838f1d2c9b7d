import numpy as np
import pytest

from playground.network import Network
from playground.penalties import PENALTIES, Penalty

EVERY_PENALTY = pytest.mark.parametrize(
    "penalty", PENALTIES.values(), ids=lambda penalty: penalty.name
)
WEIGHTS = np.array([-2.0, 0.0, 0.5, 3.0])


@pytest.mark.parametrize(
    ("name", "value", "gradient"),
    [
        ("l1", 5.5, [-1.0, 0.0, 1.0, 1.0]),
        ("l2", 0.5 * (4.0 + 0.25 + 9.0), [-2.0, 0.0, 0.5, 3.0]),
    ],
)
def test_formula(name: str, value: float, gradient: list[float]) -> None:
    assert PENALTIES[name].value(WEIGHTS) == value
    np.testing.assert_array_equal(PENALTIES[name].gradient(WEIGHTS), gradient)


@EVERY_PENALTY
def test_gradient_is_the_derivative(penalty: Penalty) -> None:
    weights, step = np.array([-2.0, 0.5, 3.0]), 1e-6
    numeric = [
        (penalty.value(weights + shift) - penalty.value(weights - shift)) / (2 * step)
        for shift in step * np.eye(3)
    ]
    np.testing.assert_allclose(penalty.gradient(weights), numeric, 1e-8)


@EVERY_PENALTY
def test_nothing_to_pay_and_nowhere_to_go_at_zero(penalty: Penalty) -> None:
    assert penalty.value(np.zeros(3)) == 0.0
    np.testing.assert_array_equal(penalty.gradient(np.zeros(3)), np.zeros(3))


@EVERY_PENALTY
def test_weights_pay_and_biases_do_not(penalty: Penalty) -> None:
    network = Network((2, 3, 1), ("tanh", "identity"))
    for layer in network.layers:
        layer.weights[:] = 0.5
        layer.bias[:] = 7.0
    x, y = np.ones((4, 2)), np.zeros((4, 1))
    loss, gradient = network.loss_and_gradient(x, y)
    paid, steeper = network.loss_and_gradient(x, y, **{penalty.name: 0.1})
    weights = np.full(9, 0.5)
    assert paid - loss == pytest.approx(0.1 * penalty.value(weights))
    difference = Network((2, 3, 1), ("tanh", "identity"))
    difference.params[:] = steeper - gradient
    for layer in difference.layers:
        np.testing.assert_allclose(layer.weights, 0.1 * penalty.gradient(weights)[0])
        np.testing.assert_array_equal(layer.bias, 0.0)
