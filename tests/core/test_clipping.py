"""Gradient clipping against PyTorch's trajectories."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.clipping import clip_by_norm, clip_by_value
from playground.errors import SettingsError
from playground.network import Network, layer_views

ORACLE: Any = json.loads(
    (Path(__file__).parents[1] / "oracle" / "trajectories.json").read_text("utf-8")
)
CLIPPED = [
    run for run in ORACLE["runs"] if run["clip_norm"] or run["clip_value"] is not None
]


@pytest.mark.parametrize("run", CLIPPED, ids=lambda run: str(run["name"]))
def test_clipped_training_is_pytorchs(run: Any) -> None:
    problem = ORACLE["problems"][run["problem"]]
    assert problem["loss"] == "bce"
    network = Network(tuple(problem["layers"]), ("tanh", "identity"))
    for layer, weights, bias in zip(
        network.layers, problem["W0"], problem["b0"], strict=True
    ):
        layer.weights[:], layer.bias[:] = weights, bias
    x, y = np.array(problem["X"]), np.array(problem["T"])
    clipped = 0
    for step, rows in enumerate(problem["batches"][run["batches"]]):
        loss, gradient = network.loss_and_gradient(x[rows], y[rows], "cross_entropy")
        assert loss == pytest.approx(run["batch_loss"][step], rel=1e-9, abs=1e-12)
        before = gradient.copy()
        if run["clip_norm"]:
            clip_by_norm(gradient, run["clip_norm"])
        else:
            clip_by_value(gradient, run["clip_value"])
        clipped += not np.array_equal(before, gradient)
        network.params -= run["hyper"]["lr"] * gradient
        wanted = run["params"].get(str(step + 1))
        if wanted:
            for layer, weights, bias in zip(
                layer_views(network.params, network.sizes),
                wanted["W"],
                wanted["b"],
                strict=True,
            ):
                np.testing.assert_allclose(layer.weights, weights, 1e-8, 1e-10)
                np.testing.assert_allclose(layer.bias, bias, 1e-8, 1e-10)
    assert clipped > 10


def test_there_are_clipped_runs_of_both_kinds() -> None:
    assert {run["name"] for run in CLIPPED} == {"sgd-clip-norm", "sgd-clip-value"}


def test_norm_keeps_the_direction_and_short_gradients() -> None:
    gradient = np.array([3.0, -4.0])
    assert clip_by_norm(gradient, 1.0) == 5.0
    np.testing.assert_allclose(gradient, np.array([0.6, -0.8]), rtol=1e-6)
    short = np.array([0.03, -0.04])
    clip_by_norm(short, 1.0)
    np.testing.assert_array_equal(short, [0.03, -0.04])
    zero = np.zeros(3)
    assert clip_by_norm(zero, 1.0) == 0.0
    assert not zero.any()


def test_value_brings_every_component_into_range() -> None:
    gradient = np.array([3.0, -4.0, 0.1])
    clip_by_value(gradient, 0.5)
    np.testing.assert_array_equal(gradient, [0.5, -0.5, 0.1])


@pytest.mark.parametrize("clip", [clip_by_norm, clip_by_value])
@pytest.mark.parametrize("bound", [0.0, -1.0, float("nan")])
def test_a_bound_must_be_above_zero(clip: Any, bound: float) -> None:
    with pytest.raises(SettingsError, match="above 0"):
        clip(np.ones(2), bound)
