"""Rows whose numbers overflow, in the run's own precision, are refused."""

from typing import Any

import numpy as np
import pytest

from playground import SettingsError
from playground.data.dataset import Samples
from playground.data.own import OwnData, register
from playground.run import Run
from playground.settings import Settings


def build(**options: Any) -> Settings:
    return Settings.build(**{"samples": 40, "engine": "reference", **options})


@pytest.mark.parametrize(
    ("noise", "precision"),
    [(1e308, "float64"), (1e308, "float32"), (1e200, "float32")],
)
def test_noise_that_overflows_is_refused_without_a_warning(
    noise: float, precision: str
) -> None:
    settings = build(noise=noise, precision=precision)
    with pytest.raises(SettingsError, match=f"x[12] is not finite in {precision} at "):
        Run(settings)


def test_targets_that_overflow_are_refused() -> None:
    with pytest.raises(SettingsError, match="the targets are not finite in float64"):
        Run(build(data="sine", noise=1e308))


@pytest.mark.parametrize("noise", [1e200, 1e308])
def test_what_cannot_be_standardised_is_refused_and_does_not_become_zero(
    noise: float,
) -> None:
    with pytest.raises(SettingsError, match="x1 is too large to be standardised"):
        Run(build(noise=noise, standardize=True))


@pytest.mark.parametrize(
    ("standardize", "reason"), [(False, "not finite in float64"), (True, "too large")]
)
def test_a_named_feature_that_overflows_is_refused(
    standardize: bool, reason: str
) -> None:
    x = np.array([[1e200, 1.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0]])
    samples = Samples(x, np.array([0, 1, 0, 1]))
    key = register(OwnData("large", ("a", "b"), ("no", "yes"), samples))
    settings = Settings.build(
        data=key,
        test_fraction=0.0,
        features=("x2", "x1_squared"),
        standardize=standardize,
        engine="reference",
    )
    with pytest.raises(SettingsError, match=f"x1_squared is {reason}"):
        Run(settings)


def test_a_change_to_such_rows_leaves_a_run_as_it_was() -> None:
    run = Run(build())
    run.advance(3)
    params = run.params.copy()
    with pytest.raises(SettingsError, match="not finite"):
        run.change(noise=1e308)
    assert run.timeline.branch.events == []
    run.advance(1)
    run.seek(3)
    np.testing.assert_array_equal(run.params, params)


def test_large_numbers_that_standardisation_makes_small_are_taken() -> None:
    run = Run(build(noise=1e39, precision="float32", standardize=True))
    run.advance(3)
    assert np.isfinite(run.params).all()
