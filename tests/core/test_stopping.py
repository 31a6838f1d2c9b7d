"""Training ends by itself where it was told to."""

import pytest

import playground as pg
from playground.errors import SettingsError
from playground.metrics import Evaluation
from playground.stopping import StopCondition


def test_a_condition_is_read() -> None:
    assert StopCondition.parse("test_loss<0.05") == StopCondition(
        "test_loss", True, 0.05
    )
    assert StopCondition.parse(" train_accuracy > 9e-1 ") == StopCondition(
        "train_accuracy", False, 0.9
    )


@pytest.mark.parametrize(
    "text", ["", "loss<1", "test_loss=1", "test_loss<", "test_loss<1.2.3", "<3"]
)
def test_what_is_no_condition_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SettingsError, match=r"like test_loss<0\.05"):
        StopCondition.parse(text)


def test_a_number_that_does_not_exist_fulfils_nothing() -> None:
    condition = StopCondition.parse("test_loss<1")
    assert not condition.is_met(Evaluation(0.1, None, None, None))


def test_a_run_stops_at_the_first_evaluation_that_fulfils_it() -> None:
    settings = pg.Settings.build(data="gaussians", learning_rate=0.1)
    run = pg.Run(settings)
    assert run.advance(5000, StopCondition.parse("train_loss<0.2"))
    assert 0 < run.update < 5000
    history = run.timeline.branch.history.view()
    assert history.updates[-1] == run.update
    train = history.column("train_loss")
    assert train[-1] < 0.2 <= train[-2]
    assert not run.advance(10, StopCondition.parse("train_loss<0"))
