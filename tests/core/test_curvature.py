"""The Hessian against second differences and analytic cases; what it is taken for."""

from typing import Any

import numpy as np
import pytest

import playground as pg
from playground import curvature, hessian
from playground.activations import ACTIVATIONS
from playground.curvature import Unwanted, diagnose, stable_rate
from playground.errors import PlaygroundError
from playground.hessian import BENDS, LOSS_BENDS, hessian_products
from playground.losses import LOSSES
from playground.objective import Objective


def objective_and_place(
    updates: int = 40, **options: Any
) -> tuple[Objective, np.ndarray[Any, np.dtype[np.float64]]]:
    settings = pg.Settings.build(
        **{"data": "xor", "samples": 40, "hidden": (4, 3)} | options
    )
    made = pg.Run(settings, "reference")
    made.advance(updates)
    return Objective.of(made.settings, made.problem), made.params.astype(np.float64)


def second_differences(objective: Objective, place: Any) -> Any:
    step = 1e-5
    columns = []
    for index in range(len(place)):
        move = np.zeros(len(place))
        move[index] = step
        above = objective.value_and_gradient(place + move)[1]
        below = objective.value_and_gradient(place - move)[1]
        columns.append((above - below) / (2.0 * step))
    return np.array(columns)


def test_every_activation_and_loss_has_a_second_derivative() -> None:
    assert set(BENDS) == set(ACTIVATIONS)
    assert set(LOSS_BENDS) == set(LOSSES)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_second_derivatives_of_activations(name: str) -> None:
    # No point is 0, where some have a kink; both tails are there.
    z = np.array([-30.0, -7.3, -1.7, -0.4, -1e-3, 1e-3, 0.6, 1.9, 8.1, 40.0])
    step = 1e-6

    def slope(at: Any) -> Any:
        a, out = np.empty_like(at), np.empty_like(at)
        ACTIVATIONS[name].value(at, a)
        ACTIVATIONS[name].slope(at, a, out)
        return out

    a = np.empty_like(z)
    ACTIVATIONS[name].value(z, a)
    want = (slope(z + step) - slope(z - step)) / (2.0 * step)
    np.testing.assert_allclose(BENDS[name](z, a), want, atol=1e-8)


@pytest.mark.parametrize(
    "options",
    [
        *({"activation": name} for name in ACTIVATIONS),
        {"data": "iris", "samples": 60},
        {"data": "iris", "samples": 60, "loss": "squared_error"},
        {"data": "sine"},
        {"loss": "squared_error", "activation": "sigmoid"},
        {"hidden": ()},
        {"hidden": (3,), "l2": 0.3, "l1": 0.1},
    ],
)
def test_hessian_is_the_second_differences(options: dict[str, Any]) -> None:
    objective, place = objective_and_place(**options)
    matrix = hessian.hessian(objective, place)
    np.testing.assert_array_equal(matrix, matrix.T)
    want = second_differences(objective, place)
    np.testing.assert_allclose(matrix, want, rtol=1e-6, atol=1e-7)


def test_pieces_do_not_change_the_products(monkeypatch: pytest.MonkeyPatch) -> None:
    objective, place = objective_and_place()
    whole = hessian.hessian(objective, place)
    monkeypatch.setattr(hessian, "PIECE_NUMBERS", 150)
    np.testing.assert_allclose(hessian.hessian(objective, place), whole, atol=1e-14)


def test_a_linear_neuron_has_the_analytic_hessian() -> None:
    objective, place = objective_and_place(data="plane", hidden=(), l2=0.25)
    rows = np.concatenate([objective.x, np.ones((len(objective.x), 1))], axis=1)
    want = rows.T @ rows / len(rows) + np.diag([0.25, 0.25, 0.0])
    np.testing.assert_allclose(hessian.hessian(objective, place), want, rtol=1e-12)
    found = diagnose(objective, place)
    assert found.largest == pytest.approx(np.linalg.eigvalsh(want)[-1])
    assert found.stable_rate == pytest.approx(2.0 / np.linalg.eigvalsh(want)[-1])


def test_beyond_the_stable_rate_descent_diverges_and_below_it_does_not() -> None:
    settings = pg.Settings.build(data="plane", hidden=(), method="gd")
    made = pg.Run(settings, "reference")
    found = diagnose(Objective.of(settings, made.problem), made.params)
    for rule in ("gradient_descent", "momentum", "nesterov"):
        edge = stable_rate(found.largest, rule, 0.8)
        assert edge is not None
        losses = []
        for factor in (0.97, 1.03):
            run = pg.Run(
                settings.replace(
                    method=None,
                    optimizer=rule,
                    momentum=0.8,
                    learning_rate=factor * edge,
                ),
                "reference",
            )
            run.advance(600)
            losses.append(run.evaluate().train_loss)
        assert losses[0] is not None
        assert losses[1] is not None
        assert losses[0] < 1.0 < 1e3 < losses[1]
    assert stable_rate(-1.0) is None
    assert stable_rate(3.0, "adam") is None


def test_lanczos_finds_the_ends_of_the_exact_spectrum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    objective, place = objective_and_place(hidden=(6, 5), updates=200)
    exact = diagnose(objective, place)
    monkeypatch.setattr(curvature, "EXACT_PARAMETERS", 10)
    ends = diagnose(objective, place)
    assert exact.is_exact
    assert not ends.is_exact
    assert exact.smallest < 0.0
    np.testing.assert_allclose(ends.eigenvalues[:6], exact.eigenvalues[:6], atol=1e-4)
    assert ends.largest == pytest.approx(exact.largest, rel=1e-3)
    assert abs(ends.escape @ exact.escape) == pytest.approx(1.0, abs=1e-3)
    assert ends.kind == exact.kind
    again = diagnose(objective, place)
    np.testing.assert_array_equal(again.eigenvalues, ends.eigenvalues)


def test_the_start_descends() -> None:
    objective, place = objective_and_place(data="circles", updates=5)
    found = diagnose(objective, place)
    assert found.kind == "descending"
    norm = np.linalg.norm(objective.value_and_gradient(place)[1])
    assert found.gradient_norm == pytest.approx(norm)


def test_zero_is_a_saddle_and_the_escape_leads_down() -> None:
    objective, place = objective_and_place(
        hidden=(4,), initializer="zeros", batch_size="full", updates=3000
    )
    found = diagnose(objective, place)
    assert found.kind == "saddle"
    assert found.down == 4
    assert found.down + found.up + found.flat == objective.count
    assert found.gradient_norm < 1e-6
    here = found.loss
    for sign in (-0.3, 0.3):
        assert objective.values((place + sign * found.escape)[None])[0] < here
    assert np.linalg.norm(found.escape) == pytest.approx(1.0)


def test_the_escape_points_downhill() -> None:
    for updates in range(10, 100, 10):
        objective, place = objective_and_place(updates=updates)
        gradient = objective.value_and_gradient(place)[1]
        assert diagnose(objective, place).escape @ gradient < 0.0


def test_two_zero_layers_are_a_plateau() -> None:
    objective, place = objective_and_place(
        hidden=(4, 3), initializer="zeros", batch_size="full", updates=3000
    )
    assert diagnose(objective, place).kind == "plateau"


def test_a_solved_linear_problem_is_a_minimum() -> None:
    objective, place = objective_and_place(
        data="plane", hidden=(), noise=0.3, updates=3000
    )
    found = diagnose(objective, place)
    assert found.kind == "minimum"
    assert found.down == 0
    assert found.up == 3


def test_a_zigzag_across_a_ravine_is_not_a_minimum() -> None:
    objective, _ = objective_and_place(
        data="plane", hidden=(), features=("x1", "x1_squared"), noise=0.1
    )
    rows = np.concatenate([objective.x, np.ones((len(objective.x), 1))], axis=1)
    best = np.linalg.lstsq(rows, objective.y[:, 0], rcond=None)[0]
    _, axes = np.linalg.eigh(rows.T @ rows)
    # Far along the valley, and a little up its steep side.
    found = diagnose(objective, best + 2.0 * axes[:, 0] + 0.05 * axes[:, -1])
    assert found.kind == "descending"
    assert diagnose(objective, best).kind == "minimum"


@pytest.mark.parametrize("exact", [10, 1000])
def test_nobody_waits_for_what_is_not_wanted(
    exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curvature, "EXACT_PARAMETERS", exact)
    objective, place = objective_and_place()
    with pytest.raises(Unwanted):
        diagnose(objective, place, lambda: False)


def test_infinite_numbers_are_refused_with_a_sentence() -> None:
    objective, place = objective_and_place(data="plane", hidden=())
    with pytest.raises(PlaygroundError, match="not finite"):
        diagnose(objective, place * np.inf)


def test_a_product_is_the_derivative_of_the_gradient() -> None:
    objective, place = objective_and_place(hidden=(9, 7), data="moons")
    direction = np.random.default_rng(0).normal(size=objective.count)
    step = 1e-6
    above = objective.value_and_gradient(place + step * direction)[1]
    below = objective.value_and_gradient(place - step * direction)[1]
    got = hessian_products(objective, place, direction[None])[0]
    np.testing.assert_allclose(got, (above - below) / (2 * step), atol=1e-7)
    assert not diagnose(objective, place).eigenvalues.flags.writeable
