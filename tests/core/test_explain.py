"""The numbers of an opened update: what the engine makes, and nothing disturbed."""

import pickle
from typing import Any

import numpy as np
import pytest

import playground as pg
from playground.activations import ACTIVATIONS
from playground.engines import make_engine, settle_engine
from playground.explain import explain
from playground.explaining.quantities import families
from playground.network import layer_views
from playground.optimizers import OPTIMIZERS
from playground.update_trace import UpdateTrace

CLOSE = {"rtol": 1e-12, "atol": 1e-12}

# Data and loss: a link of each kind, and an output activation where it is free.
TASKS = (
    ("xor", "cross_entropy"),
    ("iris", "cross_entropy"),
    ("xor", "squared_error"),
)


def run_of(engine: str = "reference", updates: int = 0, **options: Any) -> pg.Run:
    given = {"data": "xor", "samples": 30, "hidden": (3, 2), "learning_rate": 0.01}
    run = pg.Run(pg.Settings.build(**{**given, **options}), engine=engine)
    run.advance(updates)
    return run


def assert_is_what_the_engine_does(trace: UpdateTrace, run: pg.Run) -> None:
    """Compare with one update of the run's own engine on a copy of its state."""
    state, losses = run.state.copy(), np.empty(1)
    assert make_engine(run.engine.name, run.plan).advance(state, 1, losses) == 1
    np.testing.assert_allclose(trace.new, state.params, **CLOSE)
    assert trace.slots.keys() == state.slots.keys()
    for name, slot in state.slots.items():
        np.testing.assert_allclose(trace.slots[name], slot, **CLOSE)
    np.testing.assert_allclose(trace.loss + trace.penalty, losses[0], **CLOSE)


@pytest.mark.parametrize("rule", OPTIMIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_update_lands_where_the_engine_lands(activation: str, rule: str) -> None:
    for data, loss in TASKS:
        output = activation if loss == "squared_error" else "identity"
        for l1, l2 in ((0.0, 0.0), (0.01, 0.0), (0.0, 0.1), (0.01, 0.1)):
            run = run_of(
                updates=3,
                data=data,
                loss=loss,
                activation=activation,
                output_activation=output,
                optimizer=rule,
                batch_size=4,
                l1=l1,
                l2=l2,
            )
            assert all(slot.any() for slot in run.state.slots.values())
            assert_is_what_the_engine_does(explain(run), run)


@pytest.mark.skipif(settle_engine("auto") != "compiled", reason="Numba is missing")
@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "adamw"])
def test_an_update_lands_where_the_compiled_engine_lands(rule: str) -> None:
    run = run_of("compiled", 5, data="iris", optimizer=rule, l2=0.1, batch_size=4)
    assert run.engine.name == "compiled"
    assert_is_what_the_engine_does(explain(run), run)


def everything(run: pg.Run) -> bytes:
    """Return all that a run holds, as bytes; its engine's buffers aside."""
    kept = {
        name: value
        for name, value in vars(run).items()
        if name not in ("engine", "plan", "problems", "problem")
    }
    return pickle.dumps(
        (kept, run.problem.x, run.problem.y, run.engine.name, run.plan.hyper)
    )


@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "adam"])
def test_a_run_does_not_notice_that_it_was_opened(rule: str) -> None:
    watched = run_of(updates=5, optimizer=rule, batch_size=4, l1=0.01)
    before = everything(watched)
    trace = explain(watched)
    for name in trace.quantities():
        trace.why(name).render()
    explain(watched, sample=3)
    assert everything(watched) == before
    plain = run_of(updates=5, optimizer=rule, batch_size=4, l1=0.01)
    watched.advance(7)
    plain.advance(7)
    assert watched.params.tobytes() == plain.params.tobytes()


def test_a_trace_stays_as_it_was_while_the_run_goes_on() -> None:
    run = run_of(updates=2, optimizer="momentum")
    trace = explain(run)
    values = {name: trace.value(name) for name in trace.quantities()}
    run.advance(20)
    assert {name: trace.value(name) for name in trace.quantities()} == values
    for array in (trace.new, trace.x, trace.z[0], trace.slots["velocity"]):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0.0


def test_the_batches_of_an_epoch_are_all_rows_once_and_the_last_is_smaller() -> None:
    run = run_of(batch_size=4)
    batches = []
    while run.state.epoch == 0:
        trace = explain(run)
        np.testing.assert_array_equal(trace.x, run.problem.x[trace.indices])
        np.testing.assert_array_equal(trace.y, run.problem.y[trace.indices])
        assert_is_what_the_engine_does(trace, run)
        batches.append(trace.indices)
        run.step()
    assert [len(batch) for batch in batches] == [4, 4, 4, 3]
    assert sorted(np.concatenate(batches)) == list(range(15))


def test_the_full_batch_has_all_rows_in_their_natural_order() -> None:
    run = run_of(batch_size="full", updates=2)
    assert explain(run).indices.tolist() == list(range(15))
    assert_is_what_the_engine_does(explain(run), run)


def test_an_epoch_begun_with_small_batches_is_finished_in_its_order() -> None:
    run = run_of(batch_size=4, updates=1)
    used = explain(run_of(batch_size=4)).indices
    run.change(batch_size="full")
    trace = explain(run)
    assert len(trace.indices) == 11
    assert not set(trace.indices) & set(used)
    assert_is_what_the_engine_does(trace, run)


def test_a_batch_of_one_row_is_that_sample_s_own_trace() -> None:
    run = run_of(batch_size=1, updates=4, optimizer="momentum", l2=0.1)
    trace = explain(run)
    alone = explain(run, sample=int(trace.indices[0]))
    assert trace.sample is None
    assert_is_what_the_engine_does(alone, run)
    for name in trace.quantities():
        assert alone.value(name) == trace.value(name)


def test_batch_numbers_are_means_over_its_samples() -> None:
    run = run_of(data="iris", batch_size=4, updates=3, l1=0.01, l2=0.1)
    trace = explain(run)
    samples = [explain(run, sample=int(row)) for row in trace.indices]
    # Linear in the samples: all but what the rule makes of the gradient.
    for name in trace.quantities():
        mean = np.mean([sample.value(name) for sample in samples])
        np.testing.assert_allclose(trace.value(name), mean, **CLOSE)
    assert samples[1].sample == trace.indices[1]


def test_a_sample_outside_the_batch_can_be_opened_from_the_trace_too() -> None:
    run = run_of(batch_size=4, updates=3, optimizer="adam")
    trace = explain(run)
    outside = next(row for row in range(15) if row not in trace.indices)
    asked = trace.at_sample(outside)
    np.testing.assert_array_equal(asked.x[0], run.problem.x[outside])
    run.advance(3)
    assert trace.at_sample(outside).new.tobytes() == asked.new.tobytes()


@pytest.mark.parametrize("sample", [-1, 15, 2.5, "first"])
def test_a_sample_that_is_no_training_row_is_refused(sample: Any) -> None:
    with pytest.raises(pg.PlaygroundError, match="0 … 14"):
        explain(run_of(), sample=sample)


def test_a_run_of_single_precision_is_explained_in_double() -> None:
    run = run_of(precision="float32", updates=3, optimizer="momentum")
    trace = explain(run)
    assert trace.new.dtype == np.float64
    np.testing.assert_array_equal(trace.params, run.params.astype(np.float64))
    run.step()
    np.testing.assert_allclose(trace.new, run.params, rtol=1e-5, atol=1e-6)


def test_an_update_that_diverges_can_be_opened() -> None:
    run = run_of(loss="squared_error", activation="identity", learning_rate=1e300)
    with pytest.raises(pg.Diverged):
        run.advance(50)
    trace = explain(run)
    assert not np.isfinite(trace.new).all()
    for name in trace.quantities():
        assert trace.why(name).text


def test_the_names_are_complete_and_in_order() -> None:
    trace = explain(run_of(hidden=(1,), optimizer="momentum"))
    parameters = ["w[1][1,1]", "w[1][1,2]", "b[1][1]", "w[2][1,1]", "b[2][1]"]
    assert trace.quantities() == [
        *("x[1]", "x[2]", "y[1]"),
        *parameters,
        *("z[1][1]", "z[2][1]", "a[1][1]", "a[2][1]", "loss", "penalty"),
        *("delta[1][1]", "delta[2][1]"),
        *(
            f"{family}.{name}"
            for family in ("gradient", "velocity", "change", "new")
            for name in parameters
        ),
    ]


def test_values_are_those_of_the_arrays() -> None:
    run = run_of(hidden=(3, 2), optimizer="adam", updates=3, l2=0.1)
    trace = explain(run)
    weights = layer_views(trace.gradient, trace.plan.sizes)[1].weights
    assert trace.value("gradient.w[2][1,3]") == weights[0, 2]
    bias = layer_views(trace.slots["squares"], trace.plan.sizes)[0].bias
    assert trace.value("squares.b[1][3]") == bias[2]
    assert trace.value("z[2][2]") == trace.z[1][:, 1].mean()
    for family in families(tuple(trace.slots)):
        names = [name for name in trace.quantities() if name.startswith(f"{family}.")]
        values = [trace.value(name) for name in names]
        np.testing.assert_array_equal(values, trace.family(family))
    np.testing.assert_array_equal(trace.new, trace.params + trace.change)
    assert trace.value("penalty") == trace.penalty > 0.0


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("foo", "there are x"),
        ("", "there are x"),
        ("x", "there are x"),
        ("velocity.w[1][1,1]", "there are x"),
        ("new.z[1][1]", "there are x"),
        ("z[4][1]", "layers 1 … 3"),
        ("z[0][1]", "layers 1 … 3"),
        ("z[1][4]", "units there are 1 … 3"),
        ("x[0]", "units there are 1 … 2"),
        ("y[2]", "units there are 1 … 1"),
        ("w[2][1,4]", "units of the layer before are 1 … 3"),
        ("w[2][1]", "there are x"),
    ],
)
def test_an_unknown_name_is_answered_with_a_hint(name: str, hint: str) -> None:
    trace = explain(run_of())
    for ask in (trace.value, trace.why):
        with pytest.raises(pg.PlaygroundError, match=hint):
            ask(name)


def test_the_stages_go_forward_and_back_through_the_layers() -> None:
    stages = explain(run_of(hidden=(3,), optimizer="momentum")).stages
    assert [(stage.kind, stage.layer) for stage in stages] == [
        ("batch", None),
        ("forward", 1),
        ("forward", 2),
        ("loss", None),
        ("backward", 2),
        ("backward", 1),
        ("slots", None),
        ("update", None),
    ]
    plain = explain(run_of(hidden=(3,))).stages
    assert "slots" not in [stage.kind for stage in plain]


def test_the_package_s_explain_is_the_function() -> None:
    assert pg.explain is explain
