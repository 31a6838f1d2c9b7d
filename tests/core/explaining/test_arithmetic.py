"""The numbers of an update, sample by sample, as they are worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

import playground as pg
from playground.batches import sample_order
from playground.engines.plan import Plan, State
from playground.errors import PlaygroundError
from playground.explaining.arithmetic import (
    chain_rule,
    coming_rows,
    mean_of,
    one_row,
    penalties_of,
    strengths,
)
from playground.network import Network
from playground.problem import make_problem


def plan_of(**options: object) -> Plan:
    settings = pg.Settings.build(**{"data": "xor", "samples": 40, **options})
    return Plan.of(settings, make_problem(settings))


def state_at(epoch: int, position: int) -> State:
    return State(np.zeros(1), epoch=epoch, position=position)


def test_the_rows_to_come_are_those_of_the_engine() -> None:
    plan = plan_of(batch_size=6, seed=3)
    order = sample_order(3, 2, 20)
    for position in (0, 6, 12):
        rows = coming_rows(plan, state_at(2, position))
        np.testing.assert_array_equal(rows, order[position : position + 6])
    assert coming_rows(plan, state_at(2, 18)).tolist() == order[18:].tolist()


def test_a_full_batch_comes_as_it_lies_unless_an_epoch_has_begun() -> None:
    plan = plan_of(batch_size="full", seed=3)
    assert coming_rows(plan, state_at(2, 0)).tolist() == list(range(20))
    expected = sample_order(3, 2, 20)[12:]
    np.testing.assert_array_equal(coming_rows(plan, state_at(2, 12)), expected)


@pytest.mark.parametrize("row", [0, 19, np.int64(7)])
def test_one_row_is_a_batch(row: int) -> None:
    assert one_row(plan_of(), row).tolist() == [int(row)]


@pytest.mark.parametrize("row", [-1, 20, 1.0, "3", None])
def test_what_is_no_training_row_is_refused(row: object) -> None:
    with pytest.raises(PlaygroundError) as error:
        one_row(plan_of(), row)
    assert str(error.value) == f"sample must be a training row, 0 … 19, got {row!r}"


def test_the_chain_rule_by_hand() -> None:
    """x = 1 and 2; a = 3 x, identity; y = -a + 0.5: two weights and their biases."""
    network = Network((1, 1, 1), ("identity", "identity"))
    network.params[:] = [3.0, 0.0, -1.0, 0.5]
    forward = network.forward(np.array([[1.0], [2.0]]))
    deltas, gradient = chain_rule(network, forward, np.array([[1.0], [-4.0]]))
    # Backwards the error is multiplied by the weight of the second layer, -1.
    assert deltas[1].tolist() == [[1.0], [-4.0]]
    assert deltas[0].tolist() == [[-1.0], [4.0]]
    # Means over two rows of delta times what entered: (-1·1 + 4·2)/2, (1·3 - 4·6)/2.
    assert gradient.tolist() == [3.5, 1.5, -10.5, -1.5]


def test_the_slope_is_that_of_the_activation() -> None:
    network = Network((1, 1), ("tanh",))
    network.params[:] = [2.0, -1.0]
    forward = network.forward(np.array([[0.75]]))
    (delta,), _ = chain_rule(network, forward, np.array([[5.0]]))
    # z = 2·0.75 - 1 = 0.5, and the slope of tanh is 1 - tanh².
    assert delta[0, 0] == pytest.approx(5.0 * (1.0 - np.tanh(0.5) ** 2), rel=1e-15)


def test_only_penalties_that_count_are_named() -> None:
    assert strengths(plan_of()) == ()
    assert strengths(plan_of(l2=0.25)) == (("l2", 0.25),)
    assert dict(strengths(plan_of(l1=0.5, l2=0.25))) == {"l1": 0.5, "l2": 0.25}


def test_weights_pay_and_biases_do_not() -> None:
    plan = replace(plan_of(l1=0.5, l2=0.25), sizes=(1, 1))
    value, gradient = penalties_of(plan, np.array([-4.0, 9.0]))
    # 0.5·4 + 0.25/2·16, and -0.5 + 0.25·(-4).
    assert value == 4.0
    assert gradient.tolist() == [-1.5, 0.0]


def test_a_mean_of_what_overflows_is_no_warning() -> None:
    assert mean_of(np.array([1e308, 1e308])) == np.inf
    assert np.isnan(mean_of(np.array([np.inf, -np.inf])))
    assert mean_of(np.array([1.0, 2.0])) == 1.5
