"""Runs on a Dask cluster, found at an address or started here.

It needs the package `distributed` (`pip install network-playground[cluster]`), here and
on the cluster, and this package on the cluster too.
"""

import contextlib
import logging
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from playground.data.own import OwnData
from playground.errors import PlaygroundError
from playground.sweep.compiling import compile_engine, must_compile
from playground.sweep.job import Job, run_job
from playground.sweep.own_data import needed_data, register_all
from playground.sweep.row import Row

if TYPE_CHECKING:
    from distributed import Client

# A task is a chunk of jobs, because a task costs about a millisecond: as many as take
# so long, and one where that is not known yet.
CHUNK_SECONDS = 0.5
MAX_CHUNK = 64

# While a worker is at one task, so many more wait for it.
AHEAD = 1

# How long a cluster may take to answer, its workers to start among it.
ANSWER_SECONDS = 30

# So often a cluster of ours is looked after while all its workers are busy.
LOOK_SECONDS = 1.0


def keep(data: Sequence[OwnData]) -> Sequence[OwnData]:
    """Hold own data on the cluster, which can ask for it again if it loses it."""
    return data


def run_jobs(jobs: Sequence[Job], data: Sequence[OwnData]) -> list[Row]:
    """Make some runs, one after the other, in a worker of the cluster."""
    register_all(data)
    return [run_job(job) for job in jobs]


class DaskExecutor:
    """Runs on a cluster; see `Executor`.

    Parameters
    ----------
    address : of a scheduler, like "tcp://127.0.0.1:8786"; None: start a cluster here
    workers : processes of a cluster that is started here

    Raises
    ------
    PlaygroundError
        when Dask is not installed.
    """

    def __init__(self, address: str | None, workers: int | None = None) -> None:
        try:
            import distributed  # noqa: F401 - only to know it now
        except ImportError:
            raise PlaygroundError(
                "a cluster needs Dask, which is not installed; "
                "pip install network-playground[cluster] does it"
            ) from None
        self.address = address
        self.workers = workers

    def rows(self, jobs: Sequence[Job]) -> Generator[Row, None, None]:
        if not jobs:
            return
        if self.address is None and must_compile(jobs):
            compile_engine()
        with self.client() as client:
            self.probe(client)
            data = client.submit(keep, needed_data(jobs), pure=False)
            suspects: list[Job] = []
            try:
                yield from self.side_by_side(client, jobs, data, suspects)
                # Whoever dies takes others along: each alone shows whose fault it is.
                for job in suspects:
                    try:
                        (future,) = self.first_done(
                            client, [submit(client, [job], data)]
                        )
                        yield from self.answer(future)
                    except TaskFailed as failure:
                        yield job.failure(str(failure))
            except OSError as error:
                raise PlaygroundError(f"{self.place} was lost: {error}") from error

    def side_by_side(
        self, client: "Client", jobs: Sequence[Job], data: Any, suspects: list[Job]
    ) -> Iterator[Row]:
        """Yield the rows of all tasks; the jobs of those that failed are suspects."""
        waiting = deque(jobs)
        under_way: dict[Any, Sequence[Job]] = {}
        size = 1

        def hand_out() -> None:
            # Asked again each time: workers come and go.
            places = (1 + AHEAD) * max(1, sum(client.nthreads().values()))
            while waiting and len(under_way) < places:
                chunk = [waiting.popleft() for _ in range(min(size, len(waiting)))]
                future = submit(client, chunk, data)
                under_way[future] = chunk

        try:
            hand_out()
            while under_way:
                for future in self.first_done(client, list(under_way)):
                    chunk = under_way.pop(future)
                    try:
                        rows = self.answer(future)
                    except TaskFailed:
                        suspects += chunk
                    else:
                        size = chunk_size(rows)
                        yield from rows
                    hand_out()
        finally:
            with contextlib.suppress(OSError):
                client.cancel(list(under_way), force=True)

    @contextlib.contextmanager
    def client(self) -> Iterator["Client"]:
        """Give a connection to the cluster; end what was started for it.

        Raises
        ------
        PlaygroundError
            when there is no scheduler at the address.
        """
        from distributed import Client, LocalCluster

        with contextlib.ExitStack() as stack:
            target: Any = self.address
            if self.address is None:
                target = stack.enter_context(
                    LocalCluster(
                        n_workers=self.workers,
                        threads_per_worker=1,
                        processes=True,
                        host="127.0.0.1",
                        dashboard_address=None,
                        silence_logs=logging.CRITICAL,
                    )
                )
            try:
                client = stack.enter_context(Client(target, timeout=ANSWER_SECONDS))
            except (OSError, ValueError) as error:
                raise PlaygroundError(
                    f"there is no Dask scheduler at {self.address}: {error}"
                ) from error
            yield client

    def probe(self, client: "Client") -> None:
        """Find out whether there is a worker that can make runs.

        Raises
        ------
        PlaygroundError
            when there is none.
        """
        probe = client.submit(run_jobs, [], [], pure=False)
        try:
            probe.result(timeout=ANSWER_SECONDS)
        except Exception as error:
            # Whatever the workers raised: there will be no run.
            probe.cancel()
            raise PlaygroundError(
                f"{self.place} cannot make runs: {type(error).__name__}: {error}"
            ) from error

    def first_done(self, client: "Client", futures: Sequence[Any]) -> set[Any]:
        """Wait until tasks are done, well or badly; return all that are.

        A worker that dies while it starts is not started again by Dask, and a task
        that kills its worker at once makes it so: then there would soon be none left.
        Whoever watches over a cluster at an address does that there.

        Raises
        ------
        PlaygroundError
            when the cluster is lost.
        """
        from distributed import wait

        while True:
            try:
                done = wait(futures, LOOK_SECONDS, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                cluster = client.cluster
                if cluster is not None:
                    cluster.scale(len(cluster.worker_spec))
            except CancelledError:
                raise PlaygroundError(f"{self.place} was lost") from None
            else:
                return set(done)

    def answer(self, future: Any) -> list[Row]:
        """Return the rows of a task, waiting if a worker took them with it.

        Raises
        ------
        TaskFailed
            when there are none.
        PlaygroundError
            when the cluster itself is lost.
        """
        try:
            rows: list[Row] = future.result()
        except CancelledError:
            raise PlaygroundError(f"{self.place} was lost") from None
        except OSError:
            raise
        # Whatever ended the worker, or kept it from beginning.
        except Exception as error:
            raise TaskFailed(f"{type(error).__name__}: {error}") from error
        return rows

    @property
    def place(self) -> str:
        where = "on this computer" if self.address is None else f"at {self.address}"
        return f"the cluster {where}"


class TaskFailed(Exception):  # noqa: N818 - it names an event, as Diverged does
    """A task of the cluster has no result; the message says why."""


def chunk_size(rows: Sequence[Row]) -> int:
    """Return how many jobs the next task has, by the time that the last ones took."""
    seconds = sum(row.seconds for row in rows) / len(rows)
    return max(1, min(MAX_CHUNK, int(CHUNK_SECONDS / max(seconds, 1e-6))))


def submit(client: "Client", jobs: Sequence[Job], data: Any) -> Any:
    # Never taken from the cluster's memory: the journal knows what was made before.
    return client.submit(run_jobs, list(jobs), data, pure=False)
