"""Runs in processes of this computer, and what to do when one of them dies."""

import contextlib
import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing import connection
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from playground.data.own import OwnData
from playground.errors import PlaygroundError
from playground.sweep.compiling import compile_engine, must_compile
from playground.sweep.job import Job, run_job
from playground.sweep.own_data import needed_data, register_all
from playground.sweep.row import Row

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

MAX_ATTEMPTS = 3

# Jobs that wait in the pipe of a worker while it is at one: so many that a worker of
# short runs never waits for us, and none where runs are long enough to be shared out.
AHEAD = 4
SHORT_SECONDS = 0.05

# How long processes may take to end before they are killed.
GRACE_SECONDS = 2.0

# With several threads, products of matrices would be summed in another order.
THREAD_COUNTS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

Work = Callable[[Job], Row]

CONTEXT = multiprocessing.get_context("spawn")


def processor_count() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# ---- in the worker's process ---------------------------------------------------------


def leave_with_parent() -> None:
    """End this process when the one that started it has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        raise SystemExit


def run_here(job: Job) -> Row:
    return run_job(job, leave_with_parent)


def serve(
    pipe: Connection, work: Work, data: Sequence[OwnData], *, compiles: bool
) -> None:
    """Answer each job with its row until the other end is closed.

    Parameters
    ----------
    compiles : whether to compile the engine before the process says that it is ready
    """
    # Ctrl+C reaches all processes of a terminal; only the first one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        register_all(data)
        if compiles:
            compile_engine()
        pipe.send(None)
        while True:
            pipe.send(work(pipe.recv()))


# ---- in the sweep's process ----------------------------------------------------------


class Worker:
    """A process and the jobs that it was given and has not answered yet, in order."""

    def __init__(
        self, work: Work, data: Sequence[OwnData], *, compiles: bool = False
    ) -> None:
        self.jobs: deque[Job] = deque()
        self.is_ready = False
        self.ahead = 1
        self.pipe, theirs = CONTEXT.Pipe()
        self.process: SpawnProcess = CONTEXT.Process(
            target=serve,
            args=(theirs, work, data),
            kwargs={"compiles": compiles},
            name="sweep",
            daemon=True,
        )
        with one_blas_thread(), without_interrupts():
            self.process.start()
        # Ours must be the only ends, or the death of the process would not be heard.
        theirs.close()

    def give(self, job: Job) -> None:
        self.jobs.append(job)
        # A worker that has just died is noticed when its answer is read.
        with contextlib.suppress(OSError):
            self.pipe.send(job)

    def answer(self) -> Row | None:
        """Return the next row, None for the sign that the process is ready.

        Raises
        ------
        EOFError
            when the process has ended.
        """
        try:
            row: Row | None = self.pipe.recv()
        except OSError as error:
            raise EOFError from error
        if row is None:
            self.is_ready = True
            return None
        self.jobs.popleft()
        self.ahead = AHEAD if row.seconds < SHORT_SECONDS else 1
        return row

    def cause_of_death(self) -> str:
        """Say how the process ended."""
        self.process.join(GRACE_SECONDS)
        code = self.process.exitcode
        if code is None:
            return "without an answer"
        return f"with the exit code {code}" if code >= 0 else f"by the signal {-code}"


class LocalExecutor:
    """Runs in so many processes; see `Executor`.

    Parameters
    ----------
    workers : processes; by default one for each processor
    work : what a process does with a job
    """

    def __init__(self, workers: int | None = None, work: Work = run_here) -> None:
        self.count = workers or processor_count()
        self.work = work
        self.workers: list[Worker] = []
        # Whether the first process must fill the cache of the engine for the others.
        self.is_cold = False

    def rows(self, jobs: Sequence[Job]) -> Generator[Row, None, None]:
        waiting = deque(jobs)
        data = needed_data(jobs)
        attempts: Counter[str] = Counter()
        failed_starts = 0
        self.is_cold = must_compile(jobs)
        try:
            while waiting or any(worker.jobs for worker in self.workers):
                self.hand_out(waiting, data)
                for worker in self.answering():
                    try:
                        row = worker.answer()
                    except EOFError:
                        self.workers.remove(worker)
                        if not worker.is_ready:
                            failed_starts += 1
                            check_starts(failed_starts, worker)
                        else:
                            yield from bury(worker, attempts)
                        waiting.extendleft(reversed(worker.jobs))
                        end([worker])
                        continue
                    if row is None:
                        failed_starts = 0
                        self.is_cold = False
                    else:
                        yield row
        finally:
            end(self.workers)
            self.workers.clear()

    def hand_out(self, waiting: deque[Job], data: Sequence[OwnData]) -> None:
        """Start the workers that are missing, and give each enough to do.

        Raises
        ------
        PlaygroundError
            when not a single process can be started.
        """
        busy = sum(bool(worker.jobs) for worker in self.workers)
        # Side by side they would all compile the same.
        most = 1 if self.is_cold else self.count
        while len(self.workers) < min(most, busy + len(waiting)):
            try:
                worker = Worker(self.work, data, compiles=self.is_cold)
            except OSError as error:
                if not self.workers:
                    raise PlaygroundError(
                        f"no process for the runs can be started: {error}"
                    ) from error
                # Memory or files are short: those that are there do all the work.
                self.count = len(self.workers)
                break
            self.workers.append(worker)
        for round_ in range(1, AHEAD + 1):
            for worker in self.workers:
                if waiting and len(worker.jobs) < min(round_, worker.ahead):
                    worker.give(waiting.popleft())

    def answering(self) -> list[Worker]:
        """Wait until a worker has something to say; return all that have."""
        heard = connection.wait([worker.pipe for worker in self.workers])
        return [worker for worker in self.workers if worker.pipe in heard]


def bury(worker: Worker, attempts: Counter[str]) -> Iterator[Row]:
    """Count the death against the job under way; yield its row if it was the last."""
    if not worker.jobs:
        return
    job = worker.jobs[0]
    attempts[job.key] += 1
    if attempts[job.key] >= MAX_ATTEMPTS:
        worker.jobs.popleft()
        yield job.failure(
            f"its process ended {MAX_ATTEMPTS} times, the last time "
            f"{worker.cause_of_death()}"
        )


def check_starts(failed: int, worker: Worker) -> None:
    """Give up when processes cannot even start."""
    if failed >= MAX_ATTEMPTS:
        raise PlaygroundError(
            f"a process for the runs ended {failed} times before it had begun, the "
            f"last time {worker.cause_of_death()}"
        )


def end(workers: Sequence[Worker]) -> None:
    """End processes, whatever they are doing."""
    for worker in workers:
        worker.pipe.close()
        worker.process.terminate()
    for worker in workers:
        worker.process.join(GRACE_SECONDS)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()
        worker.process.close()


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let processes that start now compute each product on one thread."""
    before = {name: os.environ.get(name) for name in THREAD_COUNTS}
    os.environ.update(dict.fromkeys(THREAD_COUNTS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def without_interrupts() -> Iterator[None]:
    """Keep Ctrl+C from processes that start now; it reaches us a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
