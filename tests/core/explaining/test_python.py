"""Every line of Python computes the number that it explains."""

import ast
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import playground as pg
from playground.activations import ACTIVATIONS
from playground.explain import explain
from playground.explaining.expressions import leaf
from playground.explaining.formulas import EXPLAINED_ACTIVATIONS, EXPLAINED_LOSSES
from playground.explaining.rendering import PYTHON, join, write
from playground.losses import LOSSES
from playground.optimizers import OPTIMIZERS
from playground.update_trace import UpdateTrace
from tests.core.opened_runs import run_of

ALLOWED = {"abs": abs, "max": max, "min": min, "sum": sum, "math": math}


def evaluate(python: str) -> float:
    """Evaluate what may hold numbers, operators, math, abs, max, min, sum; no more."""
    tree = ast.parse(python, mode="eval")
    summed = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "sum"
        for argument in node.args
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=value):
                assert type(value) in (int, float)
            case ast.Name(id=name):
                assert name in ALLOWED
            case ast.Attribute(value=ast.Name(id=name)):
                assert name == "math"
            case ast.Tuple():
                assert id(node) in summed
            case _:
                assert isinstance(
                    node,
                    ast.Expression
                    | ast.BinOp
                    | ast.UnaryOp
                    | ast.Call
                    | ast.operator
                    | ast.unaryop
                    | ast.expr_context,
                ), ast.dump(node)
    result = eval(python, {"__builtins__": {}, **ALLOWED})
    return float(result)


def assert_python_is_right(trace: UpdateTrace) -> None:
    for name in trace.quantities():
        value, reason = trace.value(name), trace.why(name)
        error = abs(evaluate(reason.python) - value)
        assert error <= 1e-12 * max(1.0, abs(value)), (name, reason.python, value)


@st.composite
def drawn_runs(draw: st.DrawFn) -> pg.Run:
    """Draw a small network of any shape, activation, loss, penalty and rule."""
    data = draw(st.sampled_from(["xor", "iris", "sine"]))
    hidden = draw(st.lists(st.integers(1, 4), max_size=3))
    names = st.sampled_from(list(ACTIVATIONS))
    options: dict[str, Any] = {"loss": "squared_error"}
    if data != "sine":
        options["loss"] = draw(st.sampled_from(list(LOSSES)))
    if not LOSSES[options["loss"]].owns_output:
        options["output_activation"] = draw(names)
    run = run_of(
        updates=0,
        data=data,
        samples=draw(st.integers(8, 24)),
        hidden=hidden,
        activation=[draw(names) for _ in hidden],
        optimizer=draw(st.sampled_from(list(OPTIMIZERS))),
        l1=draw(st.sampled_from([0.0, 0.01])),
        l2=draw(st.sampled_from([0.0, 0.1])),
        batch_size=draw(st.sampled_from([1, 3, "full"])),
        **options,
    )
    size = draw(st.sampled_from([0.1, 1.0, 5.0]))
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    run.edit(np.arange(len(run.params)), rng.normal(0.0, size, len(run.params)))
    try:
        run.advance(draw(st.integers(0, 3)))
    except pg.Diverged:
        assume(False)
    return run


@settings(max_examples=40)
@given(run=drawn_runs())
def test_every_line_of_python_is_the_number_it_explains(run: pg.Run) -> None:
    assert_python_is_right(explain(run))
    assert_python_is_right(explain(run, sample=len(run.problem.x) - 1))


@pytest.mark.parametrize("rule", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_python_for_every_rule_and_loss(rule: str, loss: str) -> None:
    for data in ("xor", "iris"):
        run = run_of(
            optimizer=rule, loss=loss, data=data, batch_size=3, l1=0.01, l2=0.1
        )
        assert_python_is_right(explain(run))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_python_of_activations_keeps_its_digits_far_out(name: str) -> None:
    z = np.array(
        [
            *(-1e4, -1000.0, -745.0, -101.0, -36.0, -3.0, -1e-9, -0.0, 0.0),
            *(1e-9, 0.5, 4.0, 5.0, 36.0, 99.0, 101.0, 710.0, 1000.0, 1e4),
        ]
    )
    a, slope = np.empty_like(z), np.empty_like(z)
    ACTIVATIONS[name].value(z, a)
    ACTIVATIONS[name].slope(z, a, slope)
    formula = EXPLAINED_ACTIVATIONS[name]
    for number, value, steepness in zip(
        z.tolist(), a.tolist(), slope.tolist(), strict=True
    ):
        python = join(write(formula.value(leaf(number)), PYTHON))
        assert evaluate(python) == pytest.approx(value, rel=1e-12, abs=1e-12), python
        if formula.slope is None:
            assert steepness == 1.0
            continue
        python = join(write(formula.slope(leaf(number), leaf(value)), PYTHON))
        # The slope is multiplied by errors of any size, so its small values count too;
        # tanh's is made of a, as the engines make it.
        close = pytest.approx(steepness, rel=1e-12, abs=1e-300)
        assert evaluate(python) == close, (number, python)


@pytest.mark.parametrize("outputs", [1, 3])
def test_python_of_losses_keeps_its_digits_far_out(outputs: int) -> None:
    for size in (1.0, 30.0, 150.0, 1000.0, 1e6):
        for answer in range(max(outputs, 2)):
            z = size * np.array([[0.6, -0.3, 1.0]])[:, :outputs]
            y = np.eye(3)[[answer], :outputs]
            for name, formula in EXPLAINED_LOSSES.items():
                value = LOSSES[name].per_sample(z, y)[0]
                error = LOSSES[name].delta(z, y)[0]
                a, target = ([leaf(v) for v in row[0].tolist()] for row in (z, y))
                python = join(write(formula.value(a, target), PYTHON))
                assert evaluate(python) == pytest.approx(value, rel=1e-12, abs=1e-12)
                for k in range(outputs):
                    python = join(write(formula.error(a, target, k), PYTHON))
                    close = pytest.approx(error[k], rel=1e-12, abs=1e-12)
                    assert evaluate(python) == close


def test_a_wide_layer_does_not_nest_too_deep() -> None:
    run = run_of(updates=1, hidden=(1500, 2), batch_size=2, l2=0.1)
    trace = explain(run)
    for name in ("z[2][1]", "delta[1][7]", "penalty", "new.w[2][1,1500]"):
        assert evaluate(trace.why(name).python) == pytest.approx(
            trace.value(name), rel=1e-12, abs=1e-12
        )


def test_numbers_that_are_not_finite_are_written_as_such() -> None:
    run = run_of(updates=0, optimizer="rmsprop", epsilon=0.0, activation="relu")
    run.edit(np.arange(len(run.params)), np.full(len(run.params), -1.0))
    trace = explain(run)
    name = next(n for n in trace.quantities() if math.isnan(trace.value(n)))
    assert trace.why(name).python == "math.nan"
    infinite = pg.Run(run.settings, engine="reference")
    infinite.edit([0], [1e308])
    infinite.edit([1], [1e308])
    sample = int(np.argmax(np.abs(infinite.problem.x).min(axis=1)))
    opened = explain(infinite, sample=sample)
    for name in opened.quantities():
        value = opened.value(name)
        if math.isinf(value):
            assert evaluate(opened.why(name).python) == value
