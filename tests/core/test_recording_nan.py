"""A test loss that is no number has not fallen."""

import pytest

from playground import recording
from playground.metrics import Evaluation
from tests.core.small_runs import UPDATES_PER_EPOCH, make_run


def test_patience_ends_where_no_test_loss_was_a_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing = Evaluation(1.0, float("nan"), 0.5, 0.5)
    monkeypatch.setattr(recording, "evaluate", lambda *arguments: nothing)
    run = make_run(patience=2)
    assert not run.advance(UPDATES_PER_EPOCH)
    assert run.advance(5 * UPDATES_PER_EPOCH)
    assert run.update == 2 * UPDATES_PER_EPOCH
