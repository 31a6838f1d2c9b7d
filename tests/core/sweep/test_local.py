"""Runs in processes: the same numbers, whatever happens to the processes."""

import multiprocessing
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from playground.errors import PlaygroundError
from playground.sweep import Job, Journal, LocalExecutor, Row, perform
from playground.sweep.compiling import compile_engine, must_compile
from playground.sweep.local import MAX_ATTEMPTS, Worker
from tests.core.sweep_jobs import (
    DEADLY_SEED,
    PLAN,
    deadly,
    own_jobs,
    serial,
    swept,
    untimed,
)

JOBS = PLAN.jobs()

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills with signals")


@pytest.fixture(autouse=True)
def no_process_left() -> None:
    yield
    assert multiprocessing.active_children() == []


@pytest.fixture(scope="module")
def expected() -> list[Row]:
    return serial(JOBS)


def test_workers_and_order_decide_nothing(tmp_path: Path, expected: list[Row]) -> None:
    shuffled = list(JOBS)
    random.Random(0).shuffle(shuffled)
    assert swept(tmp_path / "one", JOBS, workers=1) == expected
    assert swept(tmp_path / "two", tuple(shuffled), workers=2) == expected


def test_own_data_goes_to_the_processes() -> None:
    jobs = own_jobs()
    rows = untimed(list(LocalExecutor(1).rows(jobs)))
    assert rows == serial(jobs)
    assert {row.error for row in rows} == {""}


def test_a_killed_worker_loses_nothing(expected: list[Row]) -> None:
    executor = LocalExecutor(2)
    rows = []
    for row in executor.rows(JOBS):
        rows.append(row)
        if len(rows) in (3, 12):
            victim = executor.workers[0].process.pid
            assert victim is not None
            os.kill(victim, signal.SIGKILL)
    assert untimed(rows) == expected


def test_a_run_that_kills_its_worker_is_reported(expected: list[Row]) -> None:
    rows = list(LocalExecutor(2, work=deadly).rows(JOBS[:8]))
    seeds = {job.key: job.settings.seed for job in JOBS}
    failed = [row for row in rows if row.outcome == "failed"]
    assert {seeds[row.key] for row in failed} == {DEADLY_SEED}
    assert len(failed) == 2
    assert {row.error for row in failed} == {
        f"its process ended {MAX_ATTEMPTS} times, the last time by the signal 9"
    }
    survivors = {job.key for job in JOBS[:8] if job.settings.seed != DEADLY_SEED}
    others = [row for row in expected if row.key in survivors]
    assert untimed([row for row in rows if row.outcome != "failed"]) == others


def test_an_interrupted_sweep_goes_on(tmp_path: Path, expected: list[Row]) -> None:
    path = tmp_path / "sweep.sqlite"
    for stop in (5, 10):
        with Journal(path) as journal:
            rows = perform(JOBS, journal, LocalExecutor(2))
            for _ in range(stop):
                next(rows)
            rows.close()
            assert multiprocessing.active_children() == []
    with Journal(path) as journal:
        assert len(journal.rows()) == 15
        assert len(list(perform(JOBS, journal, LocalExecutor(1)))) == 9
        assert list(perform(JOBS, journal, LocalExecutor(1))) == []
        assert untimed(journal.rows()) == expected


def test_a_long_run_ends_at_once_with_the_sweep() -> None:
    endless = Job(JOBS[0].settings, 2**40)
    rows = LocalExecutor(1).rows([JOBS[-1], endless])
    assert next(rows).key == JOBS[-1].key
    rows.close()


def test_processes_compute_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    (row,) = LocalExecutor(1, work=say_threads).rows(JOBS[:1])
    assert row.error == "1 1 1"
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


def test_only_one_process_compiles(
    monkeypatch: pytest.MonkeyPatch, expected: list[Row]
) -> None:
    monkeypatch.setattr("playground.sweep.local.must_compile", lambda jobs: True)
    compiling: list[bool] = []

    class NotedWorker(Worker):
        def __init__(self, *arguments: Any, compiles: bool) -> None:
            compiling.append(compiles)
            super().__init__(*arguments, compiles=compiles)

    monkeypatch.setattr("playground.sweep.local.Worker", NotedWorker)
    executor = WatchedExecutor(3)
    assert untimed(list(executor.rows(JOBS))) == expected
    # Alone until it said that it was ready; then the others came.
    assert executor.seen[0] == 1
    assert max(executor.seen) == 3
    assert compiling == [True, False, False]


def test_a_process_that_dies_while_it_compiles_is_replaced(
    monkeypatch: pytest.MonkeyPatch, expected: list[Row]
) -> None:
    monkeypatch.setattr("playground.sweep.local.must_compile", lambda jobs: True)
    executor = WatchedExecutor(2)
    executor.kills_first = True
    assert untimed(list(executor.rows(JOBS))) == expected
    assert executor.seen[:2] == [1, 1]


def test_the_engine_is_compiled_only_where_runs_need_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = [Job(job.settings.replace(engine="compiled"), 5) for job in JOBS[:2]]
    monkeypatch.setattr("playground.sweep.compiling.is_cached", lambda: False)
    assert must_compile([JOBS[0], *compiled])
    assert not must_compile(JOBS)
    monkeypatch.setattr("playground.sweep.compiling.is_cached", lambda: True)
    assert not must_compile(compiled)


def test_fewer_processes_do_where_no_more_can_be_started(
    monkeypatch: pytest.MonkeyPatch, expected: list[Row]
) -> None:
    class FirstWorker(Worker):
        made = 0

        def __init__(self, *arguments: Any, **options: Any) -> None:
            if FirstWorker.made:
                raise BlockingIOError(11, "Resource temporarily unavailable")
            FirstWorker.made += 1
            super().__init__(*arguments, **options)

    monkeypatch.setattr("playground.sweep.local.Worker", FirstWorker)
    assert untimed(list(LocalExecutor(3).rows(JOBS))) == expected
    with pytest.raises(PlaygroundError, match="no process for the runs can be started"):
        list(LocalExecutor(3).rows(JOBS))


def test_a_broken_compiler_is_told_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OSError("no LLVM")

    monkeypatch.setattr("playground.sweep.compiling.prepare_compiled", fail)
    compile_engine()
    assert "the engine cannot be compiled: no LLVM" in caplog.text


class WatchedExecutor(LocalExecutor):
    """Notes how many processes there are whenever it waits for them."""

    kills_first = False

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.seen: list[int] = []

    def answering(self) -> list[Worker]:
        if self.kills_first and not self.seen:
            self.workers[0].process.kill()
        self.seen.append(len(self.workers))
        return super().answering()


def say_threads(job: Job) -> Row:
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return job.failure(" ".join(os.environ[name] for name in names))


def test_processes_that_cannot_start_end_the_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("playground.sweep.local.serve", os._exit)
    with pytest.raises(PlaygroundError, match="ended 3 times before it had begun"):
        list(LocalExecutor(2).rows(JOBS))


def test_no_jobs_need_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.sweep.local.Worker", pytest.fail)
    assert list(LocalExecutor(2).rows([])) == []
