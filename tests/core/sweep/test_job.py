"""One run of a sweep: how it ended, and that it can be opened again."""

import hashlib
from typing import Any

import numpy as np
import pytest

import playground as pg
from playground.sweep import OUTCOMES, Job, Row, run_job, run_of
from tests.core.sweep_jobs import PLAN, serial

BASE = {"data": "xor", "samples": 60, "hidden": (4,), "engine": "reference"}


def row(updates: int = 50, stop_when: str | None = None, **options: Any) -> Row:
    return run_job(Job(pg.Settings.build(**{**BASE, **options}), updates, stop_when))


def test_a_row_says_what_the_run_says() -> None:
    found = row(130, learning_rate=0.2)
    twin = pg.Run(pg.Settings.build(**BASE, learning_rate=0.2))
    twin.advance(130)
    evaluation = twin.evaluate()
    assert {name: getattr(found, name) for name in evaluation} == dict(evaluation)
    assert found.digest == hashlib.sha256(twin.params.tobytes()).hexdigest()
    assert (found.updates, found.target, found.engine) == (130, 130, "reference")
    assert (found.error, found.seconds > 0) == ("", True)


@pytest.mark.parametrize(
    "options", [{}, {"learning_rate": 1e9, "loss": "squared_error"}]
)
def test_a_row_opens_as_its_run(options: dict[str, Any]) -> None:
    found = row(70, output_activation="identity", **options)
    run = run_of(found)
    assert run.update == found.updates
    assert hashlib.sha256(run.params.tobytes()).hexdigest() == found.digest


def test_a_network_that_learned_has_converged() -> None:
    options = {"learning_rate": 0.05, "optimizer": "adam", "hidden": (8, 8)}
    assert row(300, **options).outcome == "converged"
    assert row(2, **options).outcome != "converged"


def test_numbers_that_are_explained_have_converged() -> None:
    options = {"data": "plane", "hidden": (), "noise": 0.0}
    assert row(400, **options, learning_rate=0.01).outcome == "converged"
    assert row(400, **options, learning_rate=1e-7).outcome == "stuck"


def test_a_loss_that_falls_is_learning_and_one_that_does_not_is_stuck() -> None:
    options = {"batch_size": "full", "initializer": "xavier", "noise": 0.0}
    assert row(20, **options, learning_rate=0.3).outcome == "learning"
    assert row(20, **options, learning_rate=1e-9).outcome == "stuck"


def test_a_stop_condition_decides_about_convergence() -> None:
    reached = row(500, stop_when="train_loss<0.68", learning_rate=0.3)
    assert reached.outcome == "converged"
    assert reached.updates < 500
    assert reached.train_loss is not None
    assert reached.train_loss < 0.68
    missed = row(50, stop_when="train_accuracy>2", learning_rate=0.3)
    assert missed.outcome in ("learning", "stuck")
    assert missed.updates == 50


def test_patience_ends_a_run_of_a_sweep_as_it_ends_any_other() -> None:
    options = {"batch_size": "full", "learning_rate": 0.3, "patience": 5}
    found = row(30_000, **options)
    twin = pg.Run(pg.Settings.build(**BASE, **options))
    assert twin.advance(30_000)
    assert found.updates == twin.update < 30_000
    assert found.outcome in ("converged", "stuck")
    assert found.digest == hashlib.sha256(twin.params.tobytes()).hexdigest()


def test_divergence_is_a_result() -> None:
    found = row(learning_rate=1e9, loss="squared_error", output_activation="identity")
    assert found.outcome == "diverged"
    assert found.updates < 50
    assert found.digest is not None
    assert "diverged" in found.error


def test_a_failure_is_a_row_with_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(job: Job) -> None:
        raise MemoryError("too many neurons")

    monkeypatch.setattr("playground.sweep.job.begin", refuse)
    found = row()
    assert found.outcome == "failed"
    assert found.error == "MemoryError: too many neurons"
    assert found.digest is found.train_loss is None
    assert pg.Settings.from_json(found.settings).data == "xor"


def test_bursts_decide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def count() -> None:
        nonlocal calls
        calls += 1

    job = Job(pg.Settings.build(**BASE), 200)
    whole = run_job(job)
    monkeypatch.setattr("playground.sweep.job.BURST_SECONDS", -1.0)
    monkeypatch.setattr("playground.sweep.job.FIRST_BURST", 7)
    pieces = run_job(job, count)
    assert calls > 100
    assert (pieces.digest, pieces.outcome) == (whole.digest, whole.outcome)


def test_who_is_told_to_leave_leaves() -> None:
    def leave() -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        run_job(Job(pg.Settings.build(**BASE), 200), leave)


def test_the_plan_of_the_other_tests_has_many_outcomes() -> None:
    rows = serial(PLAN.jobs())
    assert len(rows) == 24
    assert {row.outcome for row in rows} >= {"stuck", "diverged"}
    assert {row.outcome for row in rows} <= set(OUTCOMES)
    assert np.unique([str(row.digest) for row in rows]).size > 20
