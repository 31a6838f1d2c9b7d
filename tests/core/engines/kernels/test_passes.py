"""Forward and backward, layer kernels and losses, against plain NumPy on odd sizes."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from playground.engines import packing
from tests.core.kernel_calls import gradient_of, plan_of, random_state

# Fan-ins and fan-outs below, at and above the tiles of four rows, the vectors, and the
# number of inputs from which they are turned.
SIZES = [
    *((1, 1), (2, 1), (1, 5), (3, 4, 1), (7, 9, 2), (5, 1, 6), (17, 8, 3)),
    *((16, 9, 1), (33, 19, 11, 2), (40, 7, 13)),
]


def by_hand(
    sizes: tuple[int, ...], params: np.ndarray, x: np.ndarray, y: np.ndarray, loss: str
) -> tuple[float, np.ndarray]:
    """Return loss and gradient of a tanh network, layer by layer, in float64."""
    layers, start = [], 0
    for before, after in pairwise(sizes):
        weights = params[start : start + before * after].reshape(after, before)
        start += before * after
        layers.append((weights, params[start : start + after]))
        start += after
    activations = [x]
    for number, (weights, bias) in enumerate(layers):
        z = activations[-1] @ weights.T + bias
        activations.append(np.tanh(z) if number + 1 < len(layers) else z)
    z, n = activations[-1], len(x)
    if loss == "squared_error":
        value, delta = 0.5 * ((z - y) ** 2).sum() / n, (z - y) / n
    elif z.shape[1] == 1:
        value = (np.logaddexp(0.0, z) - y * z).sum() / n
        delta = (1.0 / (1.0 + np.exp(-z)) - y) / n
    else:
        peak = z.max(axis=1, keepdims=True)
        sums = np.exp(z - peak).sum(axis=1, keepdims=True)
        value = (y * (peak + np.log(sums) - z)).sum() / n
        delta = (np.exp(z - peak) / sums - y) / n
    parts: list[np.ndarray] = []
    for number in reversed(range(len(layers))):
        parts[:0] = [(delta.T @ activations[number]).ravel(), delta.sum(axis=0)]
        slope = 1.0 - activations[number] ** 2
        delta = (delta @ layers[number][0]) * slope
    return float(value), np.concatenate(parts)


def targets(rows: int, outputs: int, loss: str, dtype: Any) -> np.ndarray:
    rng = np.random.default_rng(9)
    if loss == "squared_error":
        return rng.normal(size=(rows, outputs)).astype(dtype)
    if outputs == 1:
        return rng.integers(0, 2, (rows, 1)).astype(dtype)
    return np.eye(outputs, dtype=dtype)[rng.integers(0, outputs, rows)]


@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy"])
@pytest.mark.parametrize("rows", [1, 7, 16, 29])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_loss_and_gradient(sizes: tuple[int, ...], rows: int, loss: str) -> None:
    y = targets(rows, sizes[-1], loss, np.float64)
    plan = plan_of(sizes, rows, loss=loss, y=y)
    state = random_state(plan)
    value, gradient = gradient_of(plan, state, 0, rows)
    wanted, expected = by_hand(sizes, state.params, plan.x, y, loss)
    assert value == pytest.approx(wanted, rel=1e-12, abs=1e-13)
    np.testing.assert_allclose(gradient, expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_products_by_blas(
    sizes: tuple[int, ...], loss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "BLAS_WEIGHTS", 1)
    y = targets(13, sizes[-1], loss, np.float64)
    plan = plan_of(sizes, 13, loss=loss, y=y)
    state = random_state(plan)
    value, gradient = gradient_of(plan, state, 0, 13)
    wanted, expected = by_hand(sizes, state.params, plan.x, y, loss)
    assert value == pytest.approx(wanted, rel=1e-12, abs=1e-13)
    np.testing.assert_allclose(gradient, expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_single_precision(sizes: tuple[int, ...]) -> None:
    y = targets(11, sizes[-1], "squared_error", np.float32)
    plan = plan_of(sizes, 11, y=y, dtype=np.float32)
    state = random_state(plan)
    value, gradient = gradient_of(plan, state, 0, 11)
    exact = (np.asarray(one, float) for one in (state.params, plan.x, y))
    wanted, expected = by_hand(sizes, *exact, "squared_error")
    assert value == pytest.approx(wanted, rel=1e-5)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-5 * scale)


@pytest.mark.parametrize("sizes", [(3, 4, 1), (33, 19, 11, 2)], ids=str)
def test_strips_of_a_batch_add_up_to_the_whole(sizes: tuple[int, ...]) -> None:
    plan = plan_of(sizes, 29)
    state = random_state(plan)
    value, gradient = gradient_of(plan, state, 0, 29)
    parts = [gradient_of(plan, state, *ends) for ends in ((0, 1), (1, 17), (17, 29))]
    assert sum(part[0] for part in parts) == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(
        sum(part[1] for part in parts), gradient, rtol=1e-11, atol=1e-13
    )


def test_cross_entropy_far_out_is_the_distance_and_not_infinite() -> None:
    """With weights of 1000 a wrong class costs z, and a right one nothing."""
    x = np.array([[1.0], [-1.0]])
    plan = plan_of((1, 1), 2, loss="cross_entropy", x=x, y=np.array([[0.0], [1.0]]))
    state = random_state(plan)
    state.params[:] = [1000.0, 0.0]
    value, gradient = gradient_of(plan, state, 0, 2)
    assert value == 1000.0
    np.testing.assert_allclose(gradient, [1.0, 0.0], atol=1e-15)
    state.params[:] = [-1000.0, 0.0]
    value, gradient = gradient_of(plan, state, 0, 2)
    assert value == pytest.approx(0.0, abs=1e-300)
    np.testing.assert_allclose(gradient, [0.0, 0.0], atol=1e-300)
