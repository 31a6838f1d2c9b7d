"""Runs of many kinds whose networks leave the program and come back."""

from typing import Any

import numpy as np

import playground as pg
from playground.activations import ACTIVATIONS

FORMULAS = ("x1", "x1*x2**2", "cos(x1)/(x2**2+1)", "exp(-abs(x1))", "tan(x2/9)", "x2")


def trained(updates: int = 15, **options: Any) -> pg.Run:
    settings = {"samples": 60, "hidden": (5, 3), "engine": "reference", **options}
    run = pg.Run(pg.Settings.build(**settings))
    run.advance(updates)
    return run


def inputs(run: pg.Run, rows: int = 50) -> np.ndarray:
    """Return raw inputs (N, D) about where the data is."""
    rng = np.random.default_rng(5)
    low, high = run.problem.low, run.problem.high
    return rng.uniform(low, high, (rows, len(low)))


KINDS: dict[str, dict[str, Any]] = {
    **{f"{name}": {"activation": name} for name in ACTIVATIONS},
    **{
        f"ends in {name}": {"loss": "squared_error", "output_activation": name}
        for name in ACTIVATIONS
    },
    "several classes": {"data": "spiral3"},
    "real data": {"data": "iris", "samples": 90},
    "many inputs": {"data": "wine", "samples": 90, "hidden": (4,)},
    "numbers": {"data": "sine"},
    "no hidden layer": {"data": "plane", "hidden": ()},
    "some columns": {"data": "iris", "features": ("x4", "x2"), "samples": 90},
    "registered features": {"features": ("x1", "x1_squared", "x1x2", "sin_x2")},
    "formulas": {"features": FORMULAS, "standardize": True},
    "a bent formula": {"features": ("-sin(2)*x1", "sqrt(x1**2+1)", "log(2+x2**2)")},
    "float32": {"precision": "float32", "data": "moons"},
    "two activations": {"activation": ("relu", "tanh")},
}
