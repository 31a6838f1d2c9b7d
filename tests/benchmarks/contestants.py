"""Contestants, each in a process of its own, so that their threads do not meet.

BLAS lets its threads spin for a tenth of a second after a product, and PyTorch, SciPy
and NumPy each bring their own: in one process they would take the processors from each
other. A contestant times itself; the parent says when and how much. What may use one
thread counts the time of the processor, which is not longer where others use it too;
what may use more counts the time that passes.

`python -m tests.benchmarks.contestants NAME WORK DTYPE` is such a process.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from playground.engines import make_engine
from playground.engines.plan import State
from tests.benchmarks.jax_scan import JaxScan
from tests.benchmarks.peers import Products, PyTorch, ScikitLearn
from tests.benchmarks.textbook import Textbook
from tests.benchmarks.workloads import WORKLOADS, Workload

STRETCH_SECONDS = 0.1
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
# Until threads that wait for another product have gone to sleep.
SPIN_SECONDS = 0.2

Run = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Entrant:
    """What can be timed.

    Attributes
    ----------
    make : (work) -> what makes at least so many updates and returns how many
    is_for : whether it can do a work
    """

    title: str
    make: Callable[[Workload], Run]
    is_for: Callable[[Workload], bool] = lambda work: True


def engine(name: str) -> Callable[[Workload], Run]:
    def make(work: Workload) -> Run:
        made = make_engine(name, work.plan())
        state = State(work.start())
        return lambda count: made.advance(state, count, np.empty(count))

    return make


def is_wide(work: Workload) -> bool:
    return max(work.sizes) >= 512


ENTRANTS: dict[str, Entrant] = {
    "compiled": Entrant("compiled", engine("compiled")),
    "reference": Entrant("reference", engine("reference")),
    "textbook": Entrant("textbook", lambda work: Textbook(work, True).run),
    "lossless": Entrant("without its loss", lambda work: Textbook(work, False).run),
    "sklearn": Entrant("scikit-learn", lambda work: ScikitLearn(work).run),
    "torch": Entrant("PyTorch", lambda work: PyTorch(work).run),
    "jax": Entrant("JAX scan", lambda work: JaxScan(work).run),
    "products": Entrant("its products", lambda work: Products(work).run, is_wide),
}


class Contestant:
    """A process that makes updates of one work when it is told to."""

    def __init__(self, name: str, work: Workload) -> None:
        self.threads = work.threads
        environment = dict(os.environ)
        environment.update(dict.fromkeys(THREADS, str(work.threads)))
        if work.threads == 1:
            environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__, name, work.name, work.dtype],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        # "ready", or why not.
        self.answer = self.read()
        self.count = 1
        if self.answer == "ready":
            self.find_stretch()

    def read(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip() or "it ended by itself"

    def seconds(self, count: int) -> float:
        """Return the time of one update, over at least so many of them."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        each = float(self.read())
        if self.threads > 1:
            time.sleep(SPIN_SECONDS)
        return each

    def find_stretch(self) -> None:
        """Set `count` to a number of updates that takes about STRETCH_SECONDS."""
        while True:
            self.seconds(self.count)
            each = self.seconds(self.count)
            if each * self.count > 0.2 * STRETCH_SECONDS:
                self.count = max(1, round(STRETCH_SECONDS / each))
                return
            self.count *= 4

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def serve(name: str, work: Workload) -> None:
    """Answer every count on standard input by the seconds of an update."""
    try:
        run = ENTRANTS[name].make(work)
    except ImportError as error:
        print(f"not installed ({error})", flush=True)
        return
    print("ready", flush=True)
    clock = time.process_time if work.threads == 1 else time.perf_counter
    for line in sys.stdin:
        count = int(line)
        began = clock()
        made = run(count)
        print((clock() - began) / made, flush=True)


if __name__ == "__main__":
    entrant, workload, precision = sys.argv[1:]
    serve(entrant, WORKLOADS[workload].with_precision(precision))
