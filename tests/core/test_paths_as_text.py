"""Files may be named by plain text, as one writes it in a notebook."""

from pathlib import Path

import numpy as np
import pytest

from playground.experiment import describe, load, save
from playground.exporters import Record, export, verify
from playground.importers import read_network, run_with
from playground.sweep import Journal, Plan
from tests.core.small_runs import make_run


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_experiment() -> None:
    run = make_run()
    run.advance(3)
    save(run, "mine.playground")
    opened, _ = load("mine.playground")
    np.testing.assert_array_equal(opened.params, run.params)
    assert "update 3" in str(describe("mine.playground"))


def test_weights() -> None:
    run = make_run()
    run.advance(3)
    record = Record.of_run(run)
    export(record, "mine.npz")
    assert verify(record, "mine.npz").agrees
    again = run_with(read_network("mine.npz"), run.settings)
    np.testing.assert_array_equal(again.params, run.params)


def test_a_sweep() -> None:
    Path("plan.toml").write_text("updates = 7\n", "utf-8")
    assert Plan.read("plan.toml").updates == 7
    with Journal("results.sqlite") as journal:
        assert journal.rows() == []
