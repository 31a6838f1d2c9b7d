"""Runs of forty rows, and when two of them are the same."""

from typing import Any

import numpy as np

from playground.history import HistoryView
from playground.run import Run
from playground.settings import Settings

ROWS, UPDATES_PER_EPOCH = 20, 4


def make_run(**changes: Any) -> Run:
    """Return a run of 20 training rows in batches of 6, 6, 6 and 2."""
    choices = {
        "data": "xor",
        "samples": 40,
        "hidden": (3, 2),
        "batch_size": 6,
        "engine": "reference",
    }
    return Run(Settings.build(**{**choices, **changes}))


def history_of(run: Run) -> HistoryView:
    return run.timeline.branch.history.view()


def copied_slots(run: Run) -> dict[str, np.ndarray]:
    return {name: slot.copy() for name, slot in run.state.slots.items()}


def assert_same_run(got: Run, want: Run) -> None:
    assert (got.update, got.epochs, got.samples_seen) == (
        want.update,
        want.epochs,
        want.samples_seen,
    )
    np.testing.assert_array_equal(got.params, want.params)
    np.testing.assert_equal(got.state.slots, want.state.slots)
    a, b = history_of(got), history_of(want)
    assert (a.count, a.block) == (b.count, b.block)
    np.testing.assert_array_equal(a.low, b.low)
    np.testing.assert_array_equal(a.high, b.high)
    np.testing.assert_array_equal(a.updates, b.updates)
    np.testing.assert_array_equal(a.evaluations, b.evaluations)
