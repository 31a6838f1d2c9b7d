"""Where each number comes from: its terms, its text, its symbols."""

import math
import re

import numpy as np
import pytest

from playground.activations import ACTIVATIONS
from playground.explain import explain
from playground.explaining.formulas import EXPLAINED_ACTIVATIONS, EXPLAINED_LOSSES
from playground.explaining.rules import EXPLAINED_PENALTIES, EXPLAINED_RULES
from playground.explaining.symbols import ROLE_SYMBOLS, SLOT_SYMBOLS
from playground.losses import LOSSES
from playground.optimizers import OPTIMIZERS
from playground.penalties import PENALTIES
from playground.update_trace import UpdateTrace
from tests.core.opened_runs import run_of

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
