"""What training makes small, at one parameter vector or at many."""

import numpy as np
import pytest

import playground as pg
from playground import objective as module
from playground.objective import Objective, frozen, stacked_layers
from playground.problem import make_problem


def objective_of(**options: object) -> Objective:
    settings = pg.Settings.build(**{"samples": 40, "hidden": (3, 2), **options})
    return Objective.of(settings, make_problem(settings))


def by_hand() -> Objective:
    """Return y = w x + b on the rows (1, 2) and (3, -1), with both penalties."""
    return Objective(
        (1, 1),
        ("identity",),
        "squared_error",
        0.5,
        0.25,
        np.array([[1.0], [3.0]]),
        np.array([[2.0], [-1.0]]),
    )


def test_value_and_gradient_by_hand() -> None:
    # w = 2, b = -1: answers 1 and 5, differences -1 and 6; (1 + 36) / 2 / 2 = 9.25.
    # Penalties: 0.5·2 + 0.25/2·4 = 1.5. Slopes: w (-1 + 18)/2 + 0.5 + 0.5, b 5/2.
    value, gradient = by_hand().value_and_gradient([2.0, -1.0])
    assert value == 10.75
    assert gradient.tolist() == [9.5, 2.5]
    one, slope = by_hand().value_and_gradient([2.0, -1.0], np.array([0]))
    assert one == 0.5 + 1.5
    assert slope.tolist() == [-1.0 + 1.0, -1.0]


def test_many_vectors_at_once_by_hand() -> None:
    values = by_hand().values([[2.0, -1.0], [0.0, 0.0], [-2.0, 0.0]])
    # At zero (4 + 1)/4; at -2: answers -2 and -6, (16 + 25)/4, penalties 1.5 again.
    assert values.tolist() == [10.75, 1.25, 11.75]


@pytest.mark.parametrize("numbers", [8, 64, 1 << 14])
@pytest.mark.parametrize(
    "options",
    [{"data": "xor"}, {"data": "iris", "l1": 0.1}, {"data": "sine", "l2": 0.3}],
    ids=str,
)
def test_pieces_give_the_values_of_the_whole(
    options: dict[str, object], numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE_NUMBERS", numbers)
    objective = objective_of(**options)
    vectors = np.random.default_rng(3).normal(size=(7, objective.count))
    expected = [objective.value_and_gradient(vector)[0] for vector in vectors]
    np.testing.assert_allclose(objective.values(vectors), expected, rtol=1e-12)


def test_penalties_and_their_slope_leave_biases_alone() -> None:
    objective = by_hand()
    assert objective.penalties(np.array([[2.0, -1.0], [-4.0, 9.0]])).tolist() == [
        1.5,
        4.0,
    ]
    assert objective.penalty_gradient(np.array([-4.0, 9.0])).tolist() == [-1.5, 0.0]


def test_numbers_that_overflow_are_no_warning() -> None:
    values = by_hand().values([[1e200, 0.0], [np.nan, 0.0]])
    assert np.isposinf(values[0])
    assert np.isnan(values[1])
    assert not np.isfinite(by_hand().value_and_gradient([1e200, 0.0])[0])


def test_a_run_of_single_precision_is_pictured_in_double() -> None:
    objective = objective_of(precision="float32")
    assert objective.x.dtype == objective.y.dtype == np.float64
    assert not objective.x.flags.writeable
    assert (
        objective.value_and_gradient(np.zeros(objective.count))[1].dtype == np.float64
    )


def test_an_objective_is_a_picture_that_stays() -> None:
    settings = pg.Settings.build(samples=40)
    problem = make_problem(settings)
    objective = Objective.of(settings, problem)
    assert not np.shares_memory(objective.x, problem.x)
    network = objective.network(np.arange(float(objective.count)))
    network.params[:] = 7.0
    assert objective.network(np.zeros(objective.count)).params.any() == np.False_


def test_stacked_layers_are_the_layers_of_each_vector() -> None:
    vectors = np.arange(22.0).reshape(2, 11)
    (weights, bias), (last, last_bias) = stacked_layers(vectors, (2, 2, 1, 2)[:3])[:2]
    assert weights[1].tolist() == [[11, 12], [13, 14]]
    assert bias[1].tolist() == [15, 16]
    assert last[1].tolist() == [[17, 18]]
    assert last_bias[1].tolist() == [19]


def test_frozen_arrays_cannot_be_written() -> None:
    array = frozen(np.zeros(2))
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1.0
