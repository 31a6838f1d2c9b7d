"""What lessons say beside their predictions, run: each number and each "always".

The claims that stand in the files are run by `test_lessons`.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from playground.objective import Objective
from ui.lessons.chapter import Action, Condition
from ui.lessons.checks import holds
from ui.lessons.numbers import NUMBERS
from ui.lessons.reading import chapters
from ui.lessons.rehearsal import Rehearsal, stand_before

KEYS = tuple(chapters("en"))


def before(chapter: int, step: int) -> Rehearsal:
    """Return a rehearsal at the beginning of a step; both are counted from 1."""
    return stand_before(chapters("en")[KEYS[chapter - 1]], step - 1)


def after(chapter: int, step: int, **actions: object) -> Rehearsal:
    """Return a rehearsal that has done some actions from the beginning of a step."""
    rehearsal = before(chapter, step)
    rehearsal.do(tuple(Action(**{name: given}) for name, given in actions.items()))
    return rehearsal


def number(rehearsal: Rehearsal, of: str, lane: int | None = None) -> float:
    value = NUMBERS[of](rehearsal.evidence(), lane, None)
    assert value is not None
    return value


def quantity(rehearsal: Rehearsal, name: str) -> float:
    trace = rehearsal.evidence().frame.trace
    assert trace is not None
    return float(trace.value(name))


def losses(rehearsal: Rehearsal) -> np.ndarray:
    return rehearsal.evidence().recent_losses(rehearsal.run.update)


# ---- 1: a network, 2: the forward pass -----------------------------------------------


def test_18_weights_and_7_biases() -> None:
    layers = before(1, 1).run.network.layers
    assert [layer.weights.size + layer.bias.size for layer in layers] == [9, 12, 4]
    assert sum(layer.weights.size for layer in layers) == 18
    assert sum(layer.bias.size for layer in layers) == 7


def test_without_a_hidden_layer_training_longer_does_not_help() -> None:
    longer = after(1, 2, updates=5000)
    assert number(longer, "train_accuracy") < 0.8


def test_one_row_of_w_for_each_neuron_and_one_column_for_each_input() -> None:
    layer = before(2, 1).run.network.layers[0]
    assert layer.weights.shape == (3, 2)
    assert layer.bias.shape == (3,)


def test_the_sum_before_the_bias_grows_is_the_one_that_is_named() -> None:
    first = before(2, 2)
    assert quantity(first, "b[1][1]") == 0.0
    assert f"{quantity(first, 'z[1][1]'):.3f}" == "1.398"


# ---- 3: descent and its rate ---------------------------------------------------------


def test_the_loss_falls_at_every_update() -> None:
    falling = losses(after(3, 1, updates=200))
    assert len(falling) == 200
    assert (np.diff(falling) < 0.0).all()


def test_a_tenth_of_the_rate_gets_a_tenth_as_far() -> None:
    slow = losses(after(3, 2, set={"learning_rate": 0.03}, updates=200))
    fast = losses(after(3, 2, updates=200))
    assert fast[-1] < 0.5 < slow[-1]
    tenth = losses(after(3, 2, updates=20))
    assert slow[-1] == pytest.approx(tenth[-1], abs=0.02)


@pytest.mark.parametrize("rate", [3.0, 5.0, 7.0, 10.0])
def test_all_rates_that_are_named_oscillate(rate: float) -> None:
    rehearsal = after(3, 3, set={"learning_rate": rate})
    looking = Condition(kind="oscillates", parameters={"updates": 20})
    for _ in range(15):
        rehearsal.do((Action(updates=20),))
        if holds(looking, rehearsal.evidence()):
            return
    pytest.fail(f"{rate} does not oscillate within 300 updates")


def test_the_bowl_is_left_by_7_5_times_at_each_update() -> None:
    assert number(after(3, 4, updates=200), "train_loss") < 0.01, "0.1 works well"
    growing = losses(after(3, 4, set={"learning_rate": 0.3}, updates=100))
    assert growing[1:] / growing[:-1] == pytest.approx(7.5, abs=0.06)


# ---- 4: the chain rule ---------------------------------------------------------------


def test_the_error_shrinks_on_its_way_back() -> None:
    rehearsal = before(4, 1)
    sizes = [
        max(abs(quantity(rehearsal, f"delta[{layer}][{unit}]")) for unit in units)
        for layer, units in ((3, (1,)), (2, (1, 2, 3)), (1, (1, 2, 3)))
    ]
    assert all(later < 0.25 * earlier for earlier, later in pairwise(sizes))


def test_nothing_is_zero_before_it_is_made_so() -> None:
    assert quantity(before(4, 2), "delta[2][1]") != 0.0
    assert quantity(before(4, 3), "gradient.w[3][1,1]") != 0.0


# ---- 5, 6, 7: the batch --------------------------------------------------------------


def test_an_epoch_of_sgd_costs_one_full_batch() -> None:
    full, single = after(5, 1, updates=1), after(6, 1, epochs=1)
    assert number(full, "multiply_adds") == number(single, "multiply_adds") == 7600
    assert number(full, "samples_seen") == number(single, "samples_seen") == 200


def test_twice_the_samples_twice_the_price() -> None:
    one, two = before(5, 2), after(5, 2, samples=2_000_000)
    for price in ("asked_multiply_adds", "asked_bytes"):
        assert number(two, price) == 2 * number(one, price)


def test_the_batches_of_sgd_jump_and_fall() -> None:
    jumping = losses(after(6, 2, updates=100))
    assert jumping[50:].mean() < jumping[:50].mean()
    assert (np.diff(jumping) > 0.0).mean() > 0.3


def test_the_single_samples_point_along_the_full_gradient_on_average() -> None:
    run = before(6, 3).run
    whole = Objective.of(run.settings, run.problem)
    single = [
        replace(whole, x=whole.x[[row]], y=whole.y[[row]]).value_and_gradient(
            run.params
        )[1]
        for row in range(len(whole.x))
    ]
    full = whole.value_and_gradient(run.params)[1]
    np.testing.assert_allclose(np.mean(single, axis=0), full, atol=1e-12)


def test_four_times_the_samples_halve_the_noise() -> None:
    noise = {size: number(after(7, 1, noise_batch=size), "noise") for size in (4, 16)}
    assert f"{noise[4]:.2f}" == "0.53"
    assert f"{noise[16]:.2f}" == "0.27"
    single = number(after(7, 1, noise_batch=1), "noise")
    assert noise[4] == pytest.approx(single / 2, rel=0.1)


# ---- 8: traps ------------------------------------------------------------------------


def test_neurons_that_begin_alike_stay_alike() -> None:
    rehearsal = after(8, 1, updates=150)
    for layer in rehearsal.run.network.layers:
        assert np.ptp(layer.weights) < 1e-12
    assert number(rehearsal, "gradient_norm") < 1e-6
    before_it = before(8, 1).run.settings.learning_rate
    assert before_it == pytest.approx(0.3), "ten times as large is 3"


def test_plain_descent_still_waits_where_momentum_left() -> None:
    waiting = after(8, 3, updates=150)
    assert waiting.run.settings.optimizer == "gradient_descent"
    assert number(waiting, "train_loss") > 0.69


def test_descent_stops_where_the_slope_is_zero() -> None:
    rehearsal = after(8, 4, surface_updates=100)
    table = rehearsal.table.run
    assert table is not None
    ends = {ball.ball.rule: ball.path for ball in table.frame().balls}
    stopped = ends["gradient_descent"]
    assert np.linalg.norm(stopped[-1] - stopped[-2]) < 1e-3
    assert stopped[-1][0] > 0.0 > ends["momentum"][-1][0], "one in each valley"


# ---- 9: momentum ---------------------------------------------------------------------


def test_both_lanes_start_alike() -> None:
    race = after(9, 1, race_updates=100).race
    assert race is not None
    plain, carried = (lane.settings for lane in race.lanes)
    assert plain.learning_rate == carried.learning_rate
    assert carried.momentum == 0.9
    first = after(9, 1, race_updates=1)
    assert number(first, "lane_train_loss", 1) == number(first, "lane_train_loss", 2)


def test_across_the_ravine_descent_turns_back_at_every_step() -> None:
    rehearsal = after(9, 3, updates=1)
    places = [rehearsal.run.params.copy()]
    for _ in range(60):
        rehearsal.do((Action(updates=1),))
        places.append(rehearsal.run.params.copy())
    steps = np.diff(places, axis=0)
    turned = np.einsum("ij,ij->i", steps[1:], steps[:-1]) < 0.0
    assert turned.mean() > 0.9


# ---- 10: convergence -----------------------------------------------------------------


def test_fast_at_first_slower_later_then_stable() -> None:
    rehearsal = before(10, 1)
    seen = []
    for _ in range(4):
        rehearsal.do((Action(updates=200),))
        seen.append(number(rehearsal, "train_loss"))
    start = losses(rehearsal)[0]
    assert start - seen[0] == pytest.approx(0.7, abs=0.05)
    assert f"{seen[0]:.2f}" == "0.07"
    assert 0.0 < seen[1] < seen[0] < 0.1
    ways = -np.diff(seen)
    assert (np.diff(ways) < 0.0).all(), "each 200 updates bring less"


@pytest.mark.parametrize(
    ("step", "axis", "expected"),
    [
        (2, "updates", [23, 200, 40, 40]),
        (3, "samples", [4600, 200, 400, 400]),
    ],
)
def test_the_lanes_finish_where_the_words_say(
    step: int, axis: str, expected: list[int]
) -> None:
    actions = {2: {"race_updates": 210}, 3: {"race_samples": 5000}}[step]
    rehearsal = after(10, step, **actions)
    found = [number(rehearsal, f"lane_finish_{axis}", lane) for lane in (1, 2, 3, 4)]
    assert found == expected
