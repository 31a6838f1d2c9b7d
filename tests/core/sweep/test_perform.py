"""A sweep makes what is missing, once, and keeps each row before it is told."""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import pytest

from playground.sweep import Job, Journal, Row, perform
from playground.sweep.perform import missing
from tests.core.sweep_jobs import PLAN

JOBS = PLAN.jobs()[:5]


def row_of(job: Job) -> Row:
    return job.failure("not made", 0.5)


class Told:
    """An executor that notes what it is asked for, and when it was ended."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.stop_after = stop_after
        self.asked: list[str] = []
        self.has_ended = False

    def rows(self, jobs: Sequence[Job]) -> Generator[Row, None, None]:
        try:
            for count, job in enumerate(jobs):
                if count == self.stop_after:
                    raise KeyboardInterrupt
                self.asked.append(job.key)
                yield row_of(job)
        finally:
            self.has_ended = True


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "results.sqlite") as opened:
        yield opened


def test_each_missing_job_is_made_once(journal: Journal) -> None:
    journal.add(row_of(JOBS[1]))
    twice = [*JOBS, *JOBS[:2]]
    assert missing(twice, journal) == [JOBS[0], *JOBS[2:]]
    executor = Told()
    rows = list(perform(twice, journal, executor))
    assert executor.asked == [job.key for job in (JOBS[0], *JOBS[2:])]
    assert [row.key for row in rows] == executor.asked
    assert journal.keys() == {job.key for job in JOBS}
    again = Told()
    assert list(perform(JOBS, journal, again)) == []
    assert again.asked == []


def test_a_row_is_on_the_disk_when_it_is_told(journal: Journal) -> None:
    for count, row in enumerate(perform(JOBS, journal, Told()), start=1):
        kept = journal.keys()
        assert row.key in kept
        assert len(kept) == count


def test_what_ends_it_early_ends_the_executor_and_loses_nothing(
    journal: Journal,
) -> None:
    executor = Told(stop_after=2)
    with pytest.raises(KeyboardInterrupt):
        list(perform(JOBS, journal, executor))
    assert executor.has_ended
    assert journal.keys() == {job.key for job in JOBS[:2]}
    rest = Told()
    list(perform(JOBS, journal, rest))
    assert rest.asked == [job.key for job in JOBS[2:]]


def test_who_looks_no_further_ends_the_executor(journal: Journal) -> None:
    executor = Told()
    rows = perform(JOBS, journal, executor)
    next(rows)
    assert not executor.has_ended
    rows.close()
    assert executor.has_ended
    assert journal.keys() == {JOBS[0].key}
