"""Where the runs of a sweep are made: here in processes, or on a cluster."""

from collections.abc import Generator, Sequence
from typing import Protocol

from playground.sweep.job import Job
from playground.sweep.row import Row


class Executor(Protocol):
    """Something that makes runs."""

    def rows(self, jobs: Sequence[Job]) -> Generator[Row, None, None]:
        """Make every job and yield its row, as they are done, in any order.

        A job that fails, or whose process dies again and again, has a row that says so.
        When the generator is closed or raises, everything it began has ended.

        Raises
        ------
        PlaygroundError
            when no further run can be made.
        """
        ...
