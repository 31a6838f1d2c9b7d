"""Small sweeps for the tests, and what a worker may do with their jobs."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from playground.data import Samples
from playground.data.own import OwnData, register
from playground.sweep import Job, Journal, LocalExecutor, Plan, Row, perform, run_job

# 24 runs of four outcomes, a few milliseconds each.
PLAN = Plan(
    settings={
        "data": "xor",
        "samples": 40,
        "hidden": [3],
        "engine": "reference",
        "loss": "squared_error",
        "output_activation": "identity",
    },
    vary={"learning_rate": [1e-9, 0.1, 1e9], "batch_size": [5, "full"]},
    seeds=4,
    updates=60,
)

DEADLY_SEED = 2
# Names the file that says that a worker was killed already.
MARKER = "PLAYGROUND_TEST_KILLED"


def own_jobs() -> tuple[Job, ...]:
    """Return jobs that learn from rows which only this process knows."""
    x = np.random.default_rng(0).normal(size=(30, 3))
    y = (x[:, 0] > x[:, 1]).astype(np.int64)
    data = OwnData("mine", ("a", "b", "c"), ("no", "yes"), Samples(x, y))
    chosen = {"data": register(data), "hidden": [3], "engine": "reference"}
    return Plan(settings=chosen, vary={"learning_rate": [0.1, 1.0]}, updates=40).jobs()


def deadly(job: Job) -> Row:
    """Kill the process at some jobs, as running out of memory would."""
    if job.settings.seed == DEADLY_SEED:
        os.kill(os.getpid(), signal.SIGKILL)
    return run_job(job)


def deadly_jobs(jobs: Sequence[Job], data: object) -> list[Row]:
    """Do what a worker of a cluster does with a chunk of jobs, and kill it at some."""
    return [deadly(job) for job in jobs]


def deadly_once(jobs: Sequence[Job], data: object) -> list[Row]:
    """Kill the worker of a cluster at the first chunk, and at no other."""
    marker = Path(os.environ[MARKER])
    if jobs and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return [run_job(job) for job in jobs]


def untimed(rows: list[Row]) -> list[Row]:
    """Return the rows in the order of their keys, without what the clock decided."""
    timeless = []
    for row in sorted(rows, key=lambda row: row.key):
        fields = {name: getattr(row, name) for name in row.__struct_fields__}
        timeless.append(Row(**{**fields, "seconds": 0.0}))
    return timeless


def serial(jobs: tuple[Job, ...]) -> list[Row]:
    return untimed([run_job(job) for job in jobs])


def swept(path: Path, jobs: tuple[Job, ...], workers: int) -> list[Row]:
    """Make what the journal lacks; return all that it then holds."""
    with Journal(path) as journal:
        for _ in perform(jobs, journal, LocalExecutor(workers)):
            pass
        return untimed(journal.rows())
