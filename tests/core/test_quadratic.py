"""The theory of descent on quadratics against the oracle and against what happens."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.errors import PlaygroundError
from playground.quadratic import (
    best_tuning,
    contraction,
    convergence_rate,
    critical_momentum,
    measured_rate,
)
from playground.surface_run import Ball, SurfaceRun
from playground.surfaces import quadratic_surface

ORACLE: Any = json.loads(
    (Path(__file__).parents[1] / "oracle" / "quadratic.json").read_text("utf-8")
)
RULES = {"gd": "gradient_descent", "momentum": "momentum", "nesterov": "nesterov"}


@pytest.mark.parametrize("case", ORACLE["cases"], ids=lambda case: str(case["name"]))
def test_rates_are_the_spectral_radii(case: Any) -> None:
    rule = RULES[case["method"]]
    radii = case.get("radius_per_eigenvalue", [])
    for curvature, want in zip(case["eigenvalues"], radii, strict=bool(radii)):
        got = contraction(rule, case["alpha"], case["beta"], curvature)
        assert got == pytest.approx(want, rel=1e-6, abs=1e-6)
    got = convergence_rate(rule, case["alpha"], case["beta"], case["eigenvalues"])
    assert got == pytest.approx(case["rate_closed_form"], rel=1e-6, abs=1e-6)
    if "optimal" in case["name"]:
        best = best_tuning(rule, min(case["eigenvalues"]), max(case["eigenvalues"]))
        assert best.learning_rate == pytest.approx(case["alpha"])
        assert best.momentum == pytest.approx(case["beta"], abs=1e-12)
        assert best.rate == pytest.approx(case["rate_closed_form"], abs=1e-12)


@pytest.mark.parametrize("case", ORACLE["stability_boundary"])
def test_the_edge_of_stability(case: Any) -> None:
    got = contraction(
        RULES[case["method"]], case["alpha"], case["beta"], case["lambda"]
    )
    assert got == pytest.approx(case["spectral_radius"], rel=1e-6)
    assert (got < 1.0) == case["converges"]


def test_critical_damping() -> None:
    for case in ORACLE["damping"]:
        gone = case["alpha_lambda"]
        assert critical_momentum(gone, 1.0) == pytest.approx(case["critical_beta"])
        got = contraction("momentum", gone, case["beta"], 1.0)
        assert got == pytest.approx(case["spectral_radius"], rel=1e-6)


def test_the_grid_of_radii() -> None:
    grid = ORACLE["momentum_radius_grid"]
    for beta, row in zip(grid["beta"], grid["radius"], strict=True):
        for gone, want in zip(grid["alpha_lambda"], row, strict=True):
            got = contraction("momentum", gone, beta, 1.0)
            assert got == pytest.approx(want, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("kappa", [4.0, 25.0, 100.0])
@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "nesterov"])
def test_balls_approach_at_the_rate_of_theory(rule: str, kappa: float) -> None:
    curvatures = (1.0 / kappa, 1.0)
    surface = quadratic_surface(curvatures, angle=0.4)
    # A little beside the best tuning, where no root is double.
    best = best_tuning(rule, *curvatures)
    rate, beta = 0.9 * best.learning_rate, 0.95 * best.momentum
    run = SurfaceRun(surface, [Ball(rule, {"learning_rate": rate, "momentum": beta})])
    want = convergence_rate(rule, rate, beta, curvatures)
    run.advance(int(25 / -np.log(want)))
    distances = np.linalg.norm(run.frame().balls[0].path, axis=1)
    got = measured_rate(distances)
    assert got == pytest.approx(want, abs=0.01)


def test_what_has_no_rate() -> None:
    assert measured_rate([1.0]) is None
    assert measured_rate([0.0, 0.0, 0.0]) is None
    assert measured_rate([1.0, np.inf, np.inf]) is None
    assert measured_rate(0.5 ** np.arange(20)) == pytest.approx(0.5)
    with pytest.raises(PlaygroundError, match="adam"):
        contraction("adam", 0.1, 0.9, 1.0)
    with pytest.raises(PlaygroundError, match="adam"):
        best_tuning("adam", 1.0, 2.0)
    with pytest.raises(PlaygroundError, match="positive"):
        best_tuning("momentum", 0.0, 1.0)
