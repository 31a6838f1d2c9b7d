"""Costs against counts by hand."""

import playground as pg
from playground.cost import cost_of_update, multiply_adds_per_sample

# 2-4-2-1. Forward: 4·3 + 2·5 + 1·3 = 25. Gradient of weights and biases: 25 again.
# Error handed back: 1·2 to the second layer, 2·4 to the first: 10.
BY_HAND = 25 + 25 + 10


def test_one_sample_of_2_4_2_1_costs_what_the_hand_counts() -> None:
    assert multiply_adds_per_sample((2, 4, 2, 1)) == BY_HAND


def test_without_hidden_layers_nothing_is_handed_back() -> None:
    assert multiply_adds_per_sample((3, 1)) == 4 + 4


def test_an_update_costs_its_rows() -> None:
    cost = cost_of_update((2, 4, 2, 1), rows=10, itemsize=8)
    assert cost.samples == 10
    assert cost.multiply_adds == 10 * BY_HAND
    # Every number of every layer, the inputs too, 8 bytes each: 2 + 4 + 2 + 1.
    assert cost.activation_bytes == 10 * 9 * 8


def test_a_run_counts_what_its_engine_did() -> None:
    settings = pg.Settings.build(samples=50, test_fraction=0.5, batch_size=10)
    run = pg.Run(settings)
    run.advance(3)
    # 25 rows in batches of 10: the third has the last five.
    assert run.samples_seen == 25
    assert run.state.multiply_adds == 25 * BY_HAND
    run.change(hidden=())
    run.advance(1)
    assert run.state.multiply_adds == 25 * BY_HAND + 10 * (3 + 3)
    run.seek(3)
    assert run.state.multiply_adds == 25 * BY_HAND
