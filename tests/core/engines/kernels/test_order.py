"""The order of the samples as the kernels make it: that of `playground.batches`."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("numba")

from playground.batches import sample_order
from playground.engines.compiled import CompiledEngine
from tests.core.kernel_calls import plan_of, random_state


@pytest.mark.parametrize("seed", [0, 1, 2**53 - 1])
@pytest.mark.parametrize("rows", [2, 3, 17, 100])
def test_each_epoch_has_the_order_that_numpy_makes(rows: int, seed: int) -> None:
    plan = plan_of((2, 1), rows, batch_size=max(rows // 2, 1), shuffle=True, seed=seed)
    engine = CompiledEngine(plan)
    state = random_state(plan)
    orders = []
    for epoch in range(3):
        state.epoch, state.position = epoch, 0
        assert engine.advance(state, 1, np.zeros(1)) == 1
        order = engine.binding.order
        np.testing.assert_array_equal(order, sample_order(seed, epoch, rows))
        assert sorted(order) == list(range(rows))
        orders.append(tuple(order))
    assert rows < 17 or len(set(orders)) == 3


def test_the_full_batch_keeps_the_natural_order() -> None:
    plan = plan_of((2, 1), 33)
    engine = CompiledEngine(plan)
    engine.advance(random_state(plan), 3, np.zeros(3))
    np.testing.assert_array_equal(engine.binding.order, np.arange(33))


def test_an_epoch_that_has_begun_is_finished_in_its_own_order() -> None:
    small = plan_of((2, 1), 20, batch_size=5, shuffle=True, seed=4)
    full = replace(small, batch_size=20, shuffle=False)
    engine = CompiledEngine(full)
    state = random_state(full)
    state.epoch, state.position = 6, 10
    engine.advance(state, 1, np.zeros(1))
    np.testing.assert_array_equal(engine.binding.order, sample_order(4, 6, 20))
    assert (state.epoch, state.position) == (7, 0)
    engine.advance(state, 1, np.zeros(1))
    np.testing.assert_array_equal(engine.binding.order, np.arange(20))
