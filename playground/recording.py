"""What is written down of a run: new updates, their losses, and how well it does."""

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import Diverged
from playground.history import is_evaluated, next_evaluated
from playground.learner import Learner
from playground.metrics import Evaluation, evaluate
from playground.timeline import Timeline

if TYPE_CHECKING:
    from playground.settings import Settings

Array = NDArray[np.floating[Any]]


class Recording:
    """Makes new updates at the end of the current branch and keeps what they were.

    Attributes
    ----------
    training_seconds : time that the engine took for new updates
    multiply_adds_timed : what it did in that time
    """

    def __init__(self, learner: Learner, timeline: Timeline) -> None:
        self.learner = learner
        self.timeline = timeline
        self.training_seconds = 0.0
        self.multiply_adds_timed = 0
        self.evaluated: tuple[Settings, Array, Evaluation] | None = None

    # ---- new updates -------------------------------------------------------------

    def go_on(self, most: int) -> None:
        """Make at most so many new updates, up to the next evaluation.

        Raises
        ------
        Diverged
            when a number is no longer finite; the learner stands at the update before.
        """
        learner, branch = self.learner, self.timeline.branch
        state = learner.state
        count = min(most, self.segment())
        losses = np.empty(count)
        learner.get_ready()
        began, before = time.perf_counter(), state.multiply_adds
        done = learner.compute(count, losses)
        self.training_seconds += time.perf_counter() - began
        self.multiply_adds_timed += state.multiply_adds - before
        branch.history.losses.append(losses[:done])
        branch.furthest = state.update
        if done and self.is_evaluation_point():
            self.record_evaluation()
        if branch.wants_keyframe(state.update):
            self.add_keyframe()
        if done < count:
            # Divergence is rare: what explains it is not loaded before.
            from playground.divergence import describe_divergence

            raise Diverged(state.update, describe_divergence(learner))

    def segment(self) -> int:
        """Return how many updates may be made in one go at the end of the branch."""
        state, rows = self.learner.state, len(self.learner.problem.x)
        size = self.learner.plan.batch_size
        to_epoch_end = -(-(rows - state.position) // size)
        whole_epochs = next_evaluated(state.epoch) - state.epoch - 1
        to_evaluation = to_epoch_end + whole_epochs * -(-rows // size)
        return min(to_evaluation, self.timeline.branch.spacing)

    def add_keyframe(self) -> None:
        """Keep where the learner stands, to come back to."""
        branch, keyframe = self.timeline.branch, self.learner.keyframe()
        branch.keyframes.append(keyframe)
        self.timeline.thin(branch, keyframe.size)

    # ---- evaluations -------------------------------------------------------------

    def is_evaluation_point(self) -> bool:
        state = self.learner.state
        return state.position == 0 and is_evaluated(state.epoch)

    def evaluate(self) -> Evaluation:
        """Return loss (without penalties) and accuracy on training and test rows."""
        learner, params = self.learner, self.learner.network.params
        if self.evaluated:
            settings, known, result = self.evaluated
            # Whoever holds the network may have written into it since.
            if settings is learner.settings and np.array_equal(known, params):
                return result
        result = evaluate(learner.network, learner.problem, learner.settings.loss)
        self.evaluated = (learner.settings, params.copy(), result)
        return result

    def record_evaluation(self) -> None:
        with np.errstate(all="ignore"):
            norms = (
                float(np.linalg.norm(self.learner.full_gradient())),
                float(np.linalg.norm(self.learner.params)),
            )
        self.timeline.branch.history.record_evaluation(
            self.learner.update, (*self.evaluate().values(), *norms)
        )

    # ---- patience ----------------------------------------------------------------

    def has_stalled(self) -> bool:
        """Tell whether the loss has just not fallen for `patience` evaluations.

        It is the test loss, or the training loss where there are no test rows. Who goes
        on all the same is not stopped at every evaluation that follows.
        """
        patience = self.learner.settings.patience
        if not patience or not self.is_evaluation_point():
            return False
        history = self.timeline.branch.history.view()
        name = "test_loss" if len(self.learner.problem.x_test) else "train_loss"
        losses = history.column(name)
        known = np.where(np.isnan(losses), np.inf, losses)
        return len(losses) - 1 - int(np.argmin(known)) == patience

    def describe_stall(self) -> str:
        return (
            f"Training ended by itself at update {self.learner.update}: the loss has "
            f"not fallen for {self.learner.settings.patience} evaluations."
        )
