"""Mazur's worked example, opened number by number."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.engines.plan import Plan, State
from playground.engines.reference import ReferenceEngine
from playground.network import layer_views
from playground.optimizers import HYPER_DEFAULTS
from playground.update_trace import UpdateTrace, open_update

CLOSE = {"rtol": 1e-12, "atol": 1e-12}


def mazur_trace() -> tuple[UpdateTrace, dict[str, Any]]:
    path = Path(__file__).parents[2] / "oracle" / "mazur.json"
    given = json.loads(path.read_text(encoding="utf-8"))
    plan = Plan(
        sizes=(2, 2, 2),
        activations=("sigmoid", "sigmoid"),
        loss="squared_error",
        l1=0.0,
        l2=0.0,
        optimizer="gradient_descent",
        hyper={**HYPER_DEFAULTS, "learning_rate": given["network"]["lr"]},
        batch_size=1,
        shuffle=False,
        seed=0,
        x=np.array(given["X"]),
        y=np.array(given["T"]),
    )
    state = State(np.zeros(12))
    for layer, weights, bias in zip(
        layer_views(state.params, plan.sizes), given["W"], given["b"], strict=True
    ):
        layer.weights[:] = weights
        layer.bias[:] = bias
    return open_update(plan, state, ("x1", "x2")), given


# His names for the numbers of the first update, and ours. The biases of his example
# stay where they are, which changes nothing before the second update.
MAZUR_NAMES = {
    "net_h1": "z[1][1]",
    "out_h1": "a[1][1]",
    "out_h2": "a[1][2]",
    "out_o1": "a[2][1]",
    "out_o2": "a[2][2]",
    "E_total": "loss",
    "dE_dw5": "gradient.w[2][1,1]",
    "dE_dw1": "gradient.w[1][1,1]",
    "w1": "new.w[1][1,1]",
    "w2": "new.w[1][1,2]",
    "w3": "new.w[1][2,1]",
    "w4": "new.w[1][2,2]",
    "w5": "new.w[2][1,1]",
    "w6": "new.w[2][1,2]",
    "w7": "new.w[2][2,1]",
    "w8": "new.w[2][2,2]",
}


@pytest.mark.parametrize("theirs", MAZUR_NAMES)
def test_numbers_that_mazur_published(theirs: str) -> None:
    trace, given = mazur_trace()
    ours = trace.value(MAZUR_NAMES[theirs])
    allowed = given["tolerance"]["published_abs"]
    assert ours == pytest.approx(given["published"][theirs], abs=allowed)


def test_the_first_update_of_mazur_with_all_digits() -> None:
    trace, given = mazur_trace()
    first = next(c for c in given["modes"]["fixed"]["checkpoints"] if c["updates"] == 1)
    for layer, weights in zip(
        layer_views(trace.new, trace.plan.sizes), first["W"], strict=True
    ):
        np.testing.assert_allclose(layer.weights, weights, rtol=1e-14)


def test_the_reference_engine_lands_on_mazur_s_trace() -> None:
    trace, _ = mazur_trace()
    state = trace.before.copy()
    state.params = state.params.copy()
    assert ReferenceEngine(trace.plan).advance(state, 1, np.empty(1)) == 1
    np.testing.assert_allclose(trace.new, state.params, **CLOSE)
