"""Where each number comes from: every rendering of every quantity of an update."""

import ast
import math
import re
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
from playground.explaining.rules import EXPLAINED_PENALTIES, EXPLAINED_RULES
from playground.explaining.symbols import ROLE_SYMBOLS, SLOT_SYMBOLS
from playground.losses import LOSSES
from playground.optimizers import OPTIMIZERS
from playground.penalties import PENALTIES
from playground.update_trace import UpdateTrace

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


def run_of(updates: int = 3, **options: Any) -> pg.Run:
    given = {"data": "xor", "samples": 24, "hidden": (3, 2), "learning_rate": 0.01}
    run = pg.Run(pg.Settings.build(**{**given, **options}), engine="reference")
    run.advance(updates)
    return run


# ---- Python --------------------------------------------------------------------------


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


# ---- terms ---------------------------------------------------------------------------


def ask_down(trace: UpdateTrace, name: str) -> set[str]:
    """Return all names that one comes to by asking on from a name."""
    known, waiting = set(), {name}
    while waiting:
        name = waiting.pop()
        known.add(name)
        waiting |= {str(term.name) for term in trace.why(name).terms} - known
    return known


@pytest.mark.parametrize("sample", [None, 2])
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_terms_lead_down_to_the_inputs(rule: str, sample: int | None) -> None:
    run = run_of(optimizer=rule, batch_size=4, l1=0.01, l2=0.1)
    trace = explain(run, sample=sample)
    names = set(trace.quantities())
    every_weight = {name for name in names if name.startswith("w")}
    for name in names:
        assert {str(term.name) for term in trace.why(name).terms} <= names - {name}
    for name in ("loss", "delta[1][2]", "new.w[1][2,1]", "change.b[2][1]"):
        found = ask_down(trace, name)
        assert {"x[1]", "x[2]", "y[1]"} <= found
        assert every_weight <= found


@pytest.mark.parametrize("sample", [None, 2])
def test_a_term_has_the_number_of_what_it_names(sample: int | None) -> None:
    trace = explain(run_of(optimizer="adamw", batch_size=4, l1=0.01), sample=sample)
    for name in trace.quantities():
        for term in trace.why(name).terms:
            whose = trace if term.sample is None else trace.at_sample(term.sample)
            assert term.name is not None
            assert term.value == pytest.approx(whose.value(term.name), rel=1e-12)
            assert term.sample is None or term.sample in trace.indices


def test_what_an_update_only_reads_has_no_terms() -> None:
    trace = explain(run_of(), sample=3)
    for name in ("x[1]", "y[1]", "w[1][2,1]", "b[2][1]"):
        assert trace.why(name).terms == ()
        assert trace.why(name).expression is None


def test_the_slot_before_the_update_stands_in_the_formula() -> None:
    run = run_of(optimizer="momentum")
    reason = explain(run).why("velocity.b[1][1]")
    terms = [piece.term for piece in reason.pieces() if piece.term]
    before = next(term for term in terms if term.role == "before")
    assert before.value in run.state.slots["velocity"]
    assert [term.name for term in reason.terms] == ["gradient.b[1][1]"]


# ---- text ----------------------------------------------------------------------------


def test_text_reads_as_by_hand() -> None:
    run = run_of(updates=0, hidden=(2,), samples=8, activation="sigmoid")
    x = run.problem.x[3]
    run.edit(np.arange(9), [0.5, -0.25, 0.1, 0.2, 0.0, 1.0, 0.8, -0.1, 0.05])
    trace = explain(run, sample=3)
    a = [f"{1 / (1 + math.exp(-z)):.4g}" for z in trace.z[0][0]]
    z = f"{trace.value('z[2][1]'):.4g}".replace("-", "−")
    assert trace.why("z[2][1]").text == (
        f"z[2][1] = {z} = 0.8·{a[0]} + (−0.1)·{a[1]} + 0.05·1"
    )
    value = f"{x[0]:.4g}".replace("-", "−")
    assert trace.why("x[1]").text == f"x[1] = {value}, feature 1 (x1) of sample 3"
    assert trace.why("w[2][1,2]").text == (
        "w[2][1,2] = −0.1, the weight from a[1][2] to a[2][1], before the update"
    )
    assert trace.why("penalty").text == "penalty = 0 = 0, no penalty is set"


def test_text_of_a_delta_is_the_error_that_arrives_times_the_slope() -> None:
    run = run_of(hidden=(2, 2), activation="tanh")
    trace = explain(run, sample=0)
    w = [f"{trace.value(f'w[2][{k},1]'):.4g}" for k in (1, 2)]
    deltas = [f"{trace.value(f'delta[2][{k}]'):.4g}" for k in (1, 2)]
    text = trace.why("delta[1][1]").text.replace("−", "-")
    plain = re.sub(r"\((-[0-9.e-]+)\)", r"\1", text)
    a = f"{trace.value('a[1][1]'):.4g}"
    assert plain.endswith(f" = ({w[0]}·{deltas[0]} + {w[1]}·{deltas[1]})·(1 - {a}²)")


def test_every_text_begins_with_name_and_value() -> None:
    for sample in (None, 5):
        trace = explain(run_of(optimizer="adam", batch_size=3, l2=0.1), sample=sample)
        for name in trace.quantities():
            reason = trace.why(name)
            value = f"{trace.value(name):.4g}".partition("e")[0].replace("-", "−")
            assert reason.text.startswith(f"{name} = {value}")
            assert "-" not in reason.text
            assert repr(trace.value(name)).partition("e")[0].replace(
                "-", "−"
            ) in reason.render(None)


def test_pieces_joined_are_the_text_and_name_what_can_be_clicked() -> None:
    trace = explain(run_of(batch_size=3))
    reason = trace.why("gradient.w[2][1,3]")
    pieces = reason.pieces(4)
    assert "".join(piece.text for piece in pieces) == reason.text
    named = [piece.term for piece in pieces if piece.term and piece.term.name]
    assert [(term.name, term.sample) for term in named] == [
        (name, int(row)) for row in trace.indices for name in ("delta[2][1]", "a[1][3]")
    ]


def test_a_long_sum_is_shortened_and_says_by_how_much() -> None:
    trace = explain(run_of(hidden=(40,)), sample=0)
    reason = trace.why("z[2][1]")
    assert "… (36 more) …" in reason.text
    assert reason.text.count("·") == 5
    assert reason.render(4, limit=None).count("·") == 41
    assert r"\cdots" in reason.latex
    assert len(reason.terms) == 81


# ---- LaTeX ---------------------------------------------------------------------------


def test_latex_has_symbols_numbers_and_value() -> None:
    trace = explain(run_of(hidden=(1,), optimizer="momentum", l2=0.1), sample=0)
    latex = trace.why("velocity.w[1][1,2]").latex
    symbol, symbols, _, value = latex.split(" = ")
    assert symbol == r"v\left(w_{1,2}^{(1)}\right)"
    assert symbols == (
        r"\beta \cdot v_{old}\left(w_{1,2}^{(1)}\right)"
        r" + \frac{\partial L}{\partial w_{1,2}^{(1)}}"
    )
    assert float(value) == pytest.approx(trace.value("velocity.w[1][1,2]"), rel=1e-3)
    assert trace.why("new.w[1][1,2]").latex.startswith(r"w_{1,2}^{\prime (1)} = ")
    assert trace.why("a[1][1]").latex.startswith(
        r"a_{1}^{(1)} = \tanh\left(z_{1}^{(1)}\right) = "
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_latex_is_well_formed(name: str) -> None:
    run = run_of(data="iris", activation=name, optimizer="adam", batch_size=3, l1=0.1)
    trace = explain(run)
    for quantity in trace.quantities():
        latex = trace.why(quantity).latex
        depth = 0
        for mark in latex:
            depth += {"{": 1, "}": -1}.get(mark, 0)
            assert depth >= 0
        assert depth == 0
        assert latex.count(r"\left") == latex.count(r"\right")
        # An exponent on an exponent has no meaning without parentheses.
        assert not re.search(r"\^\{[^{}]*\}\^", latex), latex
        assert latex.isascii()


# ---- registries ----------------------------------------------------------------------


def test_every_entry_of_the_registries_is_explained() -> None:
    assert EXPLAINED_ACTIVATIONS.keys() == ACTIVATIONS.keys()
    assert EXPLAINED_LOSSES.keys() == LOSSES.keys()
    assert EXPLAINED_PENALTIES.keys() == PENALTIES.keys()
    assert EXPLAINED_RULES.keys() == OPTIMIZERS.keys()
    for name, rule in OPTIMIZERS.items():
        assert EXPLAINED_RULES[name].slots.keys() == set(rule.slots)
        assert set(rule.slots) <= SLOT_SYMBOLS.keys()
        assert set(rule.uses) <= ROLE_SYMBOLS.keys()
    assert PENALTIES.keys() <= ROLE_SYMBOLS.keys()
