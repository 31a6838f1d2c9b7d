"""Why a run diverged: the first number that is not finite, and the largest."""

import numpy as np
import pytest

import playground as pg
from playground.divergence import describe_divergence, first_failure
from playground.engines import REFERENCE


def make_run(**options: object) -> pg.Run:
    chosen = {
        "data": "plane",
        "samples": 40,
        "hidden": (3,),
        "activation": "relu",
        "batch_size": 6,
        "engine": REFERENCE,
    }
    return pg.Run(pg.Settings.build(**{**chosen, **options}))


def test_it_names_the_unit_whose_sum_is_not_finite_first() -> None:
    run = make_run()
    run.network.layers[0].weights[1] = 1e308
    run.network.layers[0].bias[1] = 1e308
    sentence = describe_divergence(run.learner)
    assert "the sum z[1][2] of layer 1" in sentence
    assert "= 1e+308, in layer 1" in sentence


def test_a_loss_that_is_no_number_comes_before_its_gradient() -> None:
    run = make_run(hidden=())
    run.network.params[:] = 1e200
    with np.errstate(all="ignore"):
        assert first_failure(pg.explain(run)) == "the loss"


def test_finite_numbers_up_to_the_step_blame_the_step() -> None:
    run = make_run(hidden=(), learning_rate=1e308, optimizer="gradient_descent")
    run.network.params[:] = 1e3
    assert first_failure(pg.explain(run)).startswith("the step of ")


@pytest.mark.parametrize("rate", [0.1, 3.0])
def test_it_recommends_a_smaller_rate_than_this(rate: float) -> None:
    run = make_run(learning_rate=rate)
    assert f"than {rate:g} usually helps" in describe_divergence(run.learner)
