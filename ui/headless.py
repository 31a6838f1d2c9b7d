"""Training without a window, in bursts, so that somebody can watch and interrupt."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from playground.engines.failure import EngineFailed
from playground.errors import Diverged
from playground.run import Run
from playground.settings import Settings
from playground.stopping import StopCondition
from ui.exporting import write_result
from ui.report import report_of
from ui.terminal import complain, say

# A burst lasts about so long: short for a person, long for the engine.
BURST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Training:
    """What happened.

    Attributes
    ----------
    updates : made in all
    seconds : spent in the engine
    divergence : why it ended early, or None
    """

    updates: int
    seconds: float
    divergence: Diverged | None


@dataclass(frozen=True, slots=True)
class Task:
    """What `playground train` was asked to do.

    Attributes
    ----------
    updates : at the most
    stop : ends the training earlier
    seek : the update to report and export, None for the last one
    """

    settings: Settings
    updates: int
    stop: StopCondition | None
    seek: int | None
    exports: tuple[Path, ...]


def train_and_report(task: Task, *, as_json: bool) -> Diverged | None:
    """Train, say the report and write the exports; return why it ended early."""
    # What is not finite is the run's to notice; NumPy need not warn as well.
    with np.errstate(all="ignore"):
        run = Run(task.settings)
        load_engine(run)
        with progress_bar(task.updates) as tell:
            training = train(run, task.updates, tell, task.stop)
        if task.seek is not None:
            # A run that ended early has no later update to show.
            run.seek(min(task.seek, run.furthest))
        diverged = training.divergence is not None
        report = report_of(run, training.updates, training.seconds, diverged=diverged)
    for notice in run.notices:
        complain(notice)
    say(report.to_json() if as_json else report.to_table())
    for path in task.exports:
        write_result(run, path)
        if not as_json:
            say(f"{'written':<18} {path}")
    return training.divergence


def load_engine(run: Run) -> None:
    """Let the engine load, or compile at its first use, before time is taken.

    An engine that cannot is replaced, and the run's notices say so.
    """
    try:
        run.learner.compute(0, np.empty(0))
    except EngineFailed as failure:
        run.fall_back(failure)


def train(
    run: Run,
    updates: int,
    tell: Callable[[int], None],
    stop: StopCondition | None = None,
) -> Training:
    """Make so many updates, fewer when numbers stop being finite or `stop` is met.

    The bursts grow with the speed of the machine. They decide when `tell` hears the
    number of updates so far, and nothing about the numbers.
    """
    begin, target = run.update, run.update + updates
    seconds, burst = 0.0, 1
    divergence, is_done = None, False
    while run.update < target and divergence is None and not is_done:
        started = time.perf_counter()
        try:
            is_done = run.advance(min(burst, target - run.update), stop)
        except Diverged as error:
            divergence = error
        spent = time.perf_counter() - started
        seconds += spent
        burst = 2 * burst if spent < BURST_SECONDS else max(1, burst // 2)
        tell(run.update - begin)
    return Training(run.update - begin, seconds, divergence)


@contextlib.contextmanager
def progress_bar(updates: int) -> Iterator[Callable[[int], None]]:
    """Give what hears the progress: a bar, if standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("training", total=updates)
        yield lambda done: progress.update(task, completed=done)
