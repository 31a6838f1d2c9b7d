"""What is kept of one run of a sweep."""

import math
from typing import Literal

import msgspec

Outcome = Literal["converged", "learning", "stuck", "diverged", "failed"]
OUTCOMES: tuple[Outcome, ...] = (
    "converged",
    "learning",
    "stuck",
    "diverged",
    "failed",
)


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One run and how it ended; None where a number does not exist.

    Attributes
    ----------
    key : SHA-256 of what was to be done, see `Job.key`
    settings : the settings as `Settings.to_json` writes them
    target : updates that were to be made
    stop_when : the condition to stop at, or None
    outcome : *converged*: the goal was reached; *learning*: it was not, and the loss
        still falls; *stuck*: it was not, and the loss no longer falls; *diverged*;
        *failed*: no training, `error` says why
    updates : made; with the settings they give the run back, bit for bit
    engine : which one ended the run
    digest : SHA-256 of the bytes of all parameters; None if it failed
    seconds : spent on the run
    error : what went wrong, "" if nothing did
    """

    key: str
    settings: str
    target: int
    stop_when: str | None
    outcome: Outcome
    updates: int = 0
    train_loss: float | None = None
    test_loss: float | None = None
    train_accuracy: float | None = None
    test_accuracy: float | None = None
    engine: str | None = None
    digest: str | None = None
    seconds: float = 0.0
    error: str = ""


COLUMNS = Row.__struct_fields__


def finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
