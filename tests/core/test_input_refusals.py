"""What the tools of a notebook are given without a meaning is refused in a sentence."""

from typing import Any

import numpy as np
import pytest

from playground.data.dataset import Samples
from playground.data.own import OwnData
from playground.errors import PlaygroundError
from playground.gradient_check import check_gradient
from playground.landscape import scan
from playground.network import Network
from playground.noise import gradient_noise, noise_curve
from playground.objective import Objective
from playground.planes import weights_plane
from playground.surface_run import Ball, SurfaceRun
from playground.surfaces import SURFACES
from tests.core.small_runs import make_run


def own(x: Any, y: Any) -> OwnData:
    return OwnData("mine", ("a", "b"), ("no", "yes"), Samples(x, y))


@pytest.mark.parametrize(
    ("y", "reason"),
    [
        ([0.5, 1.0], "class numbers outside 0 … 1"),
        ([np.nan, 1.0], "not finite"),
        (["no", "yes"], "targets must be numbers"),
    ],
)
def test_class_numbers_are_whole_and_none_is_made_so(y: Any, reason: str) -> None:
    with pytest.raises(PlaygroundError, match=reason):
        own(np.ones((2, 2)), np.array(y))


def test_inputs_are_numbers_of_any_type_and_become_the_datas_own() -> None:
    with pytest.raises(PlaygroundError, match="inputs must be numbers"):
        own(np.array([["a", "b"]]), np.zeros(1))
    x = np.array([[1, 2], [3, 4]], np.int8)
    data = own(x, np.array([0.0, 1.0]))
    x[:] = 9
    assert data.samples.x.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert data.samples.y.dtype == np.int64
    assert data.key == own([[1.0, 2.0], [3.0, 4.0]], [0, 1]).key


@pytest.mark.parametrize("size", [2.5, "ten"])
def test_a_batch_has_a_whole_number_of_rows(size: Any) -> None:
    run = make_run()
    with pytest.raises(PlaygroundError, match="a batch has 1 … 20 rows"):
        gradient_noise(run, size)
    with pytest.raises(PlaygroundError, match="a batch has 1 … 20 rows"):
        noise_curve(run, [size])


@pytest.mark.parametrize("resolution", [0, -1, 2.5])
def test_a_landscape_has_points(resolution: Any) -> None:
    run = make_run()
    plane = weights_plane(run.params, 0, 1)
    objective = Objective.of(run.settings, run.problem)
    with pytest.raises(PlaygroundError, match="resolution must be a whole number"):
        next(scan(objective, plane, resolution))


@pytest.mark.parametrize("start", [(1.0,), (1.0, np.nan), (1.0, 2.0, 3.0)])
def test_a_ball_starts_at_two_finite_numbers(start: Any) -> None:
    with pytest.raises(PlaygroundError, match="two finite numbers"):
        SurfaceRun(SURFACES["bowl"], [Ball("adam")], start=start)


def test_a_gradient_of_no_parameters_has_no_error() -> None:
    network = Network((2, 1), ("tanh",))
    checked = check_gradient(network, np.ones((3, 2)), np.ones((3, 1)), places=[])
    assert checked.error == 0.0
    assert checked.is_passed
