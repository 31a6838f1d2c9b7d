"""A formula computes what it says; a text that is none is refused with its place."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import playground as pg
from playground.exporters import Record
from playground.exporters.numpy_script import encode_script
from playground.features import FEATURES, compute_features, feature_of, is_formula
from playground.formulas import FUNCTIONS, LONGEST, FormulaError, parse

X = np.random.default_rng(3).uniform(0.2, 3.0, (40, 3))

EXPECTED = {
    "x1*x2**2": X[:, 0] * X[:, 1] ** 2,
    "sin(3*x1)": np.sin(3 * X[:, 0]),
    "x1 - (x2 - x3)": X[:, 0] - (X[:, 1] - X[:, 2]),
    "x1 - x2 - x3": X[:, 0] - X[:, 1] - X[:, 2],
    "x1/(x2*x3)": X[:, 0] / (X[:, 1] * X[:, 2]),
    "(x1**x2)**x3": (X[:, 0] ** X[:, 1]) ** X[:, 2],
    "x1**x2**x3": X[:, 0] ** X[:, 1] ** X[:, 2],
    "-x1**2": -(X[:, 0] ** 2),
    "(-x1)**2": X[:, 0] ** 2,
    "2**-x1": 2.0 ** -X[:, 0],
    "exp(-(x1**2+x2**2)/2)": np.exp(-(X[:, 0] ** 2 + X[:, 1] ** 2) / 2),
    "sqrt(abs(x1-x2))+log(x3)": np.sqrt(np.abs(X[:, 0] - X[:, 1])) + np.log(X[:, 2]),
    "cos(2*pi*x1)*e": np.cos(2 * math.pi * X[:, 0]) * math.e,
    "tan(x1)*tanh(x2)": np.tan(X[:, 0]) * np.tanh(X[:, 1]),
    "+x3 + 1e-3": X[:, 2] + 1e-3,
}


@pytest.mark.parametrize("text", EXPECTED)
def test_a_formula_computes_what_it_says(text: str) -> None:
    formula = parse(text)
    np.testing.assert_allclose(formula.value(X), EXPECTED[text], rtol=1e-14)
    again = parse(formula.text())
    assert again == formula
    assert again.text() == formula.text()


@pytest.mark.parametrize("text", EXPECTED)
def test_the_python_text_computes_the_same_bits(text: str) -> None:
    formula = parse(text)
    result = eval(formula.python(), {"np": np, "x": X})
    np.testing.assert_array_equal(result, formula.value(X))


def test_spaces_and_needless_brackets_do_not_matter() -> None:
    assert parse(" ( x1 )*(( x2 )**2.0) ").text() == "x1*x2**2"
    assert parse("x1").text() == "x1"


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["x1", "x2", "x3", "2", "0.5", "pi"])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds("({}){}({})".format, inner, st.sampled_from("+-*/"), inner),
            st.builds("({})**({})".format, inner, inner),
            st.builds("-({})".format, inner),
            st.builds("{}({})".format, st.sampled_from(FUNCTIONS), inner),
        ),
        max_leaves=8,
    )


@given(expressions())
def test_the_canonical_text_means_the_same(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaError:
        return
    again = parse(formula.text())
    assert again == formula
    assert len(formula.text()) <= max(len(text), 1)
    np.testing.assert_array_equal(again.value(X), formula.value(X))


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_refused_with_a_place(text: str) -> None:
    error = None
    try:
        parse(text)
    except FormulaError as refusal:
        error = refusal
    assert error is None or 0 <= error.position <= max(len(text), LONGEST)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ("", 0, "it is empty"),
        ("  ", 0, "it is empty"),
        ("x1*", 3, "no complete expression"),
        ("x1 + y", 5, "'y' is no column"),
        ("  x1 + x0", 7, "'x0' is no column"),
        ("x1 + x2000", 5, "columns end at x1000"),
        ("__import__('os')", 0, "a formula has columns"),
        ("x1.real", 0, "a formula has columns"),
        ("x1[0]", 0, "a formula has columns"),
        ("sin(x1, x2)", 0, "a formula has columns"),
        ("sin(*x1)", 0, "a formula has columns"),
        ("sin(x=x1)", 0, "a formula has columns"),
        ("sinh(x1)", 0, "functions sin, cos"),
        ("(lambda: x1)()", 0, "a formula has columns"),
        ("[x1 for x1 in x2]", 0, "a formula has columns"),
        ("x1 if x1 else x2", 0, "a formula has columns"),
        ("x1 // 2", 0, "a formula has columns"),
        ("x1 == x2", 0, "a formula has columns"),
        ("True + x1", 0, "a formula has columns"),
        ("'a'*x1", 0, "a formula has columns"),
        ("1j*x1", 0, "a formula has columns"),
        ("(x := x1)", 1, "a formula has columns"),
        ("f'{x1}'", 0, "a formula has columns"),
        ("x1 + 1/0", 5, "1/0 is no finite number"),
        ("x1 + 9**9**9**9", 8, "is no finite number"),
        ("x1*(-8)**0.5", 3, "(-8)**0.5 is no finite number"),
        ("log(0)*x1", 0, "log(0) is no finite number"),
        ("1e999*x1", 0, "is no finite number"),
        ("3*4", 0, "it needs a column"),
        ("x１", 1, "only plain letters"),
        ("x1 +\nx2", 0, "only plain letters"),
        ("x1\x00", 0, "only plain letters"),
        ("-" * 40 + "x1", 32, "nested deeper than 32"),
        ("(" * 150 + "x1", 0, "no complete expression"),
        ("x1+" * 100 + "x1", 200, "longer than 200"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(
    text: str, position: int, part: str
) -> None:
    with pytest.raises(FormulaError, match=re.escape(part)) as caught:
        parse(text)
    if part != "no complete expression":
        assert caught.value.position == position
    assert "cannot be read at character" in str(caught.value)


def test_what_overflows_is_infinite_and_no_warning() -> None:
    value = parse("exp(1000*x1)/x2 + log(x1-9)").value(X)
    assert np.isnan(value).any()


# ---- as a feature ----------------------------------------------------------------


def test_settings_keep_the_canonical_text() -> None:
    settings = pg.Settings.build(features=("x1", "x1 * x2**2.0"), engine="reference")
    assert settings.features == ("x1", "x1*x2**2")
    assert pg.Settings.from_json(settings.to_json()) == settings
    with pytest.raises(pg.SettingsError, match="must differ"):
        pg.Settings.build(features=("x1*2", " x1 * 2 "))
    with pytest.raises(pg.SettingsError, match="needs x3, but spiral has 2"):
        pg.Settings.build(features=("x1+x3",))
    with pytest.raises(FormulaError, match="at character 4"):
        pg.Settings.build(features=("x1*)",))


def test_a_network_learns_from_a_formula() -> None:
    settings = pg.Settings.build(
        data="circles", features=("x1**2+x2**2",), hidden=(), engine="reference"
    )
    run = pg.Run(settings)
    run.advance(600)
    assert run.evaluate().test_accuracy > 0.9
    run.change(features=("x1**2+x2**2", "x2"))
    run.advance(10)
    after = run.params.copy()
    run.seek(3)
    run.seek(610)
    np.testing.assert_array_equal(run.params, after)


def test_a_formula_reaches_the_exported_script() -> None:
    features = ("sin(3*x1)", "x1*x2**2", "-x1/(x2**2+1)", "x2")
    run = pg.Run(pg.Settings.build(features=features, engine="reference"))
    run.advance(20)
    scope: dict[str, object] = {}
    exec(encode_script(Record.of_run(run)), scope)
    predict = scope["predict"]
    assert callable(predict)
    np.testing.assert_array_equal(predict(X[:, :2]), run.predict(X[:, :2]))


def test_the_registered_features_are_formulas_too() -> None:
    for name, feature in FEATURES.items():
        assert not is_formula(name)
        np.testing.assert_array_equal(
            compute_features((name,), X)[:, 0], feature.formula.value(X)
        )
    assert is_formula("x1*x2")
    assert not is_formula("x12")
    np.testing.assert_array_equal(feature_of("x3").value(X), X[:, 2])


def test_a_feature_that_is_not_finite_on_the_data_is_refused() -> None:
    with pytest.raises(pg.PlaygroundError, match=r"feature log\(x1\) is not finite"):
        pg.Run(pg.Settings.build(features=("log(x1)",), engine="reference"))
    run = pg.Run(pg.Settings.build(engine="reference"))
    with pytest.raises(pg.PlaygroundError, match="is not finite"):
        run.change(features=("1/(x1-x1)",))
    assert run.settings.features == ("x1", "x2")
    assert run.timeline.branch.events == []
