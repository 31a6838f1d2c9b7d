"""Runs on a Dask cluster, found at an address or started here.

It needs the package `distributed` (`pip install network-playground[cluster]`), here and
on the cluster, and this package on the cluster too.
"""

import contextlib
import logging
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from playground.data.own import OwnData
from playground.errors import PlaygroundError
from playground.sweep.job import Job, run_job
from playground.sweep.own_data import needed_data, register_all
from playground.sweep.row import Row

if TYPE_CHECKING:
    from distributed import Client

# A task is a chunk of jobs, because a task costs about a millisecond; each worker gets
# so many chunks, so that they are shared out evenly.
CHUNKS_PER_WORKER = 16
MAX_CHUNK = 64

# How long a cluster may take to answer, its workers to start among it.
ANSWER_SECONDS = 30


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
        from distributed import as_completed

        if not jobs:
            return
        with self.client() as client:
            workers = self.probe(client)
            size = min(MAX_CHUNK, len(jobs) // (workers * CHUNKS_PER_WORKER) + 1)
            chunks = [jobs[at : at + size] for at in range(0, len(jobs), size)]
            data = client.submit(keep, needed_data(jobs), pure=False)
            under_way = {submit(client, chunk, data): chunk for chunk in chunks}
            try:
                completed = as_completed(list(under_way), raise_errors=False)
                for future in completed:
                    chunk = under_way.pop(future)
                    if future.status == "finished":
                        yield from future.result()
                        continue
                    failure = self.failure(future)
                    if len(chunk) == 1:
                        yield chunk[0].failure(failure)
                        continue
                    # One of them kills its worker: find out which.
                    for job in chunk:
                        alone = submit(client, [job], data)
                        under_way[alone] = [job]
                        completed.add(alone)
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

    def probe(self, client: "Client") -> int:
        """Return how many workers there are, at least one of them able to make runs.

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
                f"the cluster at {self.name(client)} cannot make runs: "
                f"{type(error).__name__}: {error}"
            ) from error
        return max(1, sum(int(count) for count in client.nthreads().values()))

    def failure(self, future: Any) -> str:
        """Say why a chunk has no result.

        Raises
        ------
        PlaygroundError
            when the cluster itself is lost.
        """
        if future.status != "error":
            raise PlaygroundError(
                f"the cluster at {self.address or 'this computer'} was lost"
            )
        error = future.exception()
        return f"{type(error).__name__}: {error}"

    def name(self, client: "Client") -> str:
        return self.address or str(client.scheduler.address)


def submit(client: "Client", jobs: Sequence[Job], data: Any) -> Any:
    # Never taken from the cluster's memory: the journal knows what was made before.
    return client.submit(run_jobs, list(jobs), data, pure=False)
