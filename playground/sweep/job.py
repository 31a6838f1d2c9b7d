"""One run of a sweep: what is to be done, and doing it."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from playground.errors import Diverged
from playground.recording import Recording
from playground.run import Run
from playground.settings import FIELDS, Settings
from playground.stopping import StopCondition
from playground.sweep.row import Outcome, Row, finite

# A run has converged when it reached its own stop condition; without one, when so many
# training rows are right, or so much of the targets' variance is explained.
GOAL = 0.95

# A run that has not converged is stuck when its training loss fell by less than this
# share in the last part of its updates.
LEAST_PROGRESS = 0.01
LAST_PART = 0.25

# Between two bursts a run may be told to end. They decide nothing about the numbers.
BURST_SECONDS = 0.2
FIRST_BURST = 64


def do_nothing() -> None:
    pass


@dataclass(frozen=True)
class Job:
    """A run that is to be made.

    Attributes
    ----------
    updates : at the most
    stop_when : as `StopCondition.parse` reads it, or None
    """

    settings: Settings
    updates: int
    stop_when: str | None = None

    @cached_property
    def key(self) -> str:
        """SHA-256 of all that decides the numbers, the same for the same work."""
        settings = {name: getattr(self.settings, name) for name in FIELDS}
        text = json.dumps([settings, self.updates, self.stop_when], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def failure(self, error: str, seconds: float = 0.0) -> Row:
        """Return the row that says why there is no result."""
        return Row(
            key=self.key,
            settings=self.settings.to_json(),
            target=self.updates,
            stop_when=self.stop_when,
            outcome="failed",
            seconds=seconds,
            error=error,
        )


class WithoutEvaluations(Recording):
    """Keeps no history of evaluations: they cost ten times the updates.

    The parameters are those of any other run, bit for bit.
    """

    def record_evaluation(self) -> None:
        pass


class WithoutPauses(WithoutEvaluations):
    """Does not even pause where an evaluation would be: nobody looks there."""

    def segment(self) -> int:
        return self.timeline.branch.spacing


def begin(job: Job) -> Run:
    """Return the run of a job at its update 0, with no more records than it needs."""
    if job.settings.patience:
        # Patience counts the evaluations that are kept.
        return Run(job.settings)
    if job.stop_when is not None:
        return Run(job.settings, recording=WithoutEvaluations)
    return Run(job.settings, recording=WithoutPauses)


def run_job(job: Job, between: Callable[[], None] = do_nothing) -> Row:
    """Make the run and return its row; whatever goes wrong is a row as well.

    Parameters
    ----------
    between : called now and then while the run goes on; it may raise SystemExit
    """
    began = time.perf_counter()
    try:
        # What is not finite is the run's to notice; NumPy need not warn as well.
        with np.errstate(all="ignore"):
            run = begin(job)
            outcome, error = train(run, job, between)
            evaluation = run.evaluate()
    except Exception as failure:  # noqa: BLE001 - one bad run must not end a sweep
        seconds = time.perf_counter() - began
        return job.failure(f"{type(failure).__name__}: {failure}", seconds)
    return Row(
        key=job.key,
        settings=job.settings.to_json(),
        target=job.updates,
        stop_when=job.stop_when,
        outcome=outcome,
        updates=run.update,
        train_loss=finite(evaluation.train_loss),
        test_loss=finite(evaluation.test_loss),
        train_accuracy=finite(evaluation.train_accuracy),
        test_accuracy=finite(evaluation.test_accuracy),
        engine=run.engine.name,
        digest=hashlib.sha256(run.params.tobytes()).hexdigest(),
        seconds=time.perf_counter() - began,
        error=error,
    )


def train(run: Run, job: Job, between: Callable[[], None]) -> tuple[Outcome, str]:
    """Make the updates; return how it ended, and a sentence if numbers overflowed."""
    stop = StopCondition.parse(job.stop_when) if job.stop_when is not None else None
    last_part = job.updates - int(LAST_PART * job.updates)
    try:
        has_ended = advance(run, last_part, stop, between)
        before = run.evaluate().train_loss
        has_ended = has_ended or advance(run, job.updates, stop, between)
    except Diverged as divergence:
        return "diverged", divergence.reason
    evaluation = run.evaluate()
    is_met = has_ended and stop.is_met(evaluation) if stop else has_learned(run)
    if is_met:
        return "converged", ""
    if has_ended:
        # Its patience came to its end: the loss no longer falls.
        return "stuck", ""
    after = evaluation.train_loss
    if before is None or after is None:
        return "stuck", ""
    # Written so that a loss that is not a number is no progress.
    is_falling = before - after >= LEAST_PROGRESS * before > 0
    return ("learning" if is_falling else "stuck"), ""


def advance(
    run: Run, target: int, stop: StopCondition | None, between: Callable[[], None]
) -> bool:
    """Train up to an update, in bursts; return whether it ended by itself."""
    burst = FIRST_BURST
    while run.update < target:
        between()
        began = time.perf_counter()
        if run.advance(min(burst, target - run.update), stop):
            return True
        spent = time.perf_counter() - began
        burst = 2 * burst if spent < BURST_SECONDS else max(1, burst // 2)
    return False


def has_learned(run: Run) -> bool:
    """Tell whether the training rows are learned well enough, see `GOAL`."""
    evaluation = run.evaluate()
    if evaluation.train_accuracy is not None:
        return evaluation.train_accuracy >= GOAL
    y = run.problem.y
    # The loss of the best constant answer: half of the targets' variance.
    constant = 0.5 * float(np.square(y - y.mean(axis=0)).sum(axis=1).mean())
    loss = evaluation.train_loss
    return loss is not None and loss <= (1.0 - GOAL) * constant


def run_of(row: Row) -> Run:
    """Make the run of a row again and stand at its last update.

    Raises
    ------
    PlaygroundError
        when the row's settings have no meaning here.
    """
    run = Run(Settings.from_json(row.settings))
    run.advance(row.updates)
    return run
