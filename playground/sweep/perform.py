"""A sweep from its plan to its results: what is missing is made and kept at once."""

import contextlib
from collections.abc import Generator, Sequence

from playground.sweep.executor import Executor
from playground.sweep.job import Job
from playground.sweep.journal import Journal
from playground.sweep.row import Row


def missing(jobs: Sequence[Job], journal: Journal) -> list[Job]:
    """Return the jobs that have no row yet, each once."""
    known = journal.keys()
    return [
        job for key, job in {job.key: job for job in jobs}.items() if key not in known
    ]


def perform(
    jobs: Sequence[Job], journal: Journal, executor: Executor
) -> Generator[Row, None, None]:
    """Make the jobs that the journal lacks; yield each row when it is on the disk.

    Whatever ends this early, everything that was yielded is kept, and the same call
    goes on from there.

    Raises
    ------
    PlaygroundError
        when the journal cannot be written, or no further run can be made.
    """
    with contextlib.closing(executor.rows(missing(jobs, journal))) as rows:
        for row in rows:
            journal.add(row)
            yield row
