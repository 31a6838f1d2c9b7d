"""One update, opened: every number of it by name, and where each one comes from.

`explain(run)` reads the update that the run would make next and changes nothing.
"""

from typing import TYPE_CHECKING

from playground.run import Run

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace


def explain(run: Run, sample: int | None = None) -> "UpdateTrace":
    """Open the update that a run would make next; the run stays as it is.

    Parameters
    ----------
    run : where it stands is where the update begins
    sample : a training row, 0 … N-1, in the coming batch or not: the same names for
        this one sample, as if the batch were this row alone

    Raises
    ------
    PlaygroundError
        when there is no such training row.
    """
    from playground.update_trace import open_update

    features = run.problem.preprocessor.features
    return open_update(run.plan, run.state, features, sample)
