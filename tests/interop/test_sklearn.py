"""scikit-learn's estimators answer as the network, and its sets are tables."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from playground.data.reading import read_table
from playground.exporters import Record, export
from tests.core.exporters.test_scripts_and_tables import SKLEARN_KINDS
from tests.core.networks import KINDS, inputs, trained

pytest.importorskip("sklearn", reason="scikit-learn is not installed")


@pytest.mark.parametrize("kind", SKLEARN_KINDS)
def test_the_estimator_answers_as_the_network(kind: str, tmp_path: Path) -> None:
    run = trained(**KINDS[kind])
    path = tmp_path / "net.sklearn.py"
    export(Record.of_run(run), path)
    script = runpy.run_path(str(path))
    x = inputs(run)
    expected = run.predict(x)
    limit = 1e-12 if run.settings.precision == "float64" else 1e-5
    answers = script["predict"](x)
    assert answers.shape == expected.shape
    assert (np.abs(answers - expected) <= limit * (1 + np.abs(expected))).all()


def test_the_estimator_scores(tmp_path: Path) -> None:
    run = trained(data="iris", samples=90, updates=400)
    export(Record.of_run(run), tmp_path / "net.sklearn.py")
    script = runpy.run_path(str(tmp_path / "net.sklearn.py"))
    x, y = run.problem.test.x, run.problem.test.y
    score = script["make_model"]().score(script["features"](x), y)
    assert score == pytest.approx(run.evaluate().test_accuracy)


@pytest.mark.parametrize(
    "name", ["iris", "wine", "breast_cancer", "digits", "diabetes"]
)
def test_its_sets_are_tables(name: str) -> None:
    reading = read_table(f"sklearn:{name}")
    data = reading.to_own_data("target")
    assert len(data.samples.x) == reading.rows
