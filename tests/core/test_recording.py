"""New updates are written down; how well a run does is known without asking twice."""

import pytest

import playground as pg
from playground import recording
from playground.engines import REFERENCE
from playground.errors import Diverged


def make_run(**options: object) -> pg.Run:
    chosen = {"data": "xor", "samples": 40, "batch_size": 6, "engine": REFERENCE}
    return pg.Run(pg.Settings.build(**{**chosen, **options}))


def test_it_goes_on_to_the_next_evaluation_and_no_further() -> None:
    run = make_run()
    # 20 training rows in batches of 6: four updates an epoch.
    run.recording.go_on(1000)
    assert run.update == 4
    run.recording.go_on(3)
    assert run.update == 7
    assert run.timeline.branch.history.losses.count == run.furthest == 7
    assert run.timeline.branch.history.view().updates.tolist() == [0, 4]


def test_a_keyframe_comes_where_the_branch_wants_one() -> None:
    run = make_run()
    run.timeline.branch.spacing = 8
    run.advance(20)
    assert [frame.update for frame in run.timeline.branch.keyframes] == [0, 8, 16]


def test_time_and_work_are_counted_for_new_updates_only() -> None:
    run = make_run()
    run.advance(8)
    work, seconds = run.multiply_adds_timed, run.training_seconds
    assert work == run.state.multiply_adds
    assert seconds > 0.0
    run.seek(0)
    run.advance(8)
    assert (run.multiply_adds_timed, run.training_seconds) == (work, seconds)


def test_an_evaluation_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run()
    calls = []

    def count(*arguments: object) -> object:
        calls.append(arguments)
        return real(*arguments)

    real = recording.evaluate
    monkeypatch.setattr(recording, "evaluate", count)
    assert run.evaluate() == run.evaluate()
    # It was computed for the history already.
    assert len(calls) == 0
    run.step()
    run.evaluate()
    run.evaluate()
    assert len(calls) == 1


@pytest.mark.parametrize(
    "changes",
    [{"activation": "relu"}, {"data_seed": 5}, {"loss": "squared_error"}],
    ids=str,
)
def test_the_same_weights_are_evaluated_anew_where_they_mean_something_else(
    changes: dict[str, object],
) -> None:
    run = make_run()
    run.advance(4)
    before, params = run.evaluate(), run.params.copy()
    run.change(**changes)
    assert (run.params == params).all()
    assert run.evaluate() != before
    run.seek(3)
    run.seek(4)
    after = run.evaluate()
    run.recording.evaluated = None
    assert run.evaluate() == after


def test_divergence_stands_at_the_last_finite_update() -> None:
    run = make_run(
        data="plane",
        learning_rate=1e200,
        hidden=(3,),
        activation="relu",
        optimizer="gradient_descent",
    )
    with pytest.raises(Diverged) as caught:
        run.recording.go_on(4)
    assert caught.value.update == run.update == run.furthest < 4


def test_patience_ends_once() -> None:
    # So small a rate changes no digit: the loss stays what it was at the start.
    run = make_run(patience=3, batch_size="full", learning_rate=1e-300)
    stalls = []
    for _ in range(40):
        run.recording.go_on(1)
        stalls.append(run.recording.has_stalled())
    assert [at for at, stalled in enumerate(stalls, start=1) if stalled] == [3]
    assert "at update 40" in run.recording.describe_stall()


def test_nobody_without_patience_is_stopped() -> None:
    run = make_run(patience=0, batch_size="full", learning_rate=1e-300)
    assert not run.advance(40)
