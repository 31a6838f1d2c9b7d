"""Going back and forth in time gives the bits of a run that never went back."""

import pytest

from playground import timeline
from playground.errors import PlaygroundError
from playground.events import EngineSwitch
from playground.run import Run
from tests.core.travelled_runs import bits, changed_run, losses, small


@pytest.fixture(params=["reference", "compiled"])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "compiled":
        pytest.importorskip("numba")
    return str(request.param)


def test_seek_gives_the_bits_of_the_first_time_at_every_update(engine: str) -> None:
    twin = Run(small(optimizer="momentum", engine=engine))
    run = Run(small(optimizer="momentum", engine=engine))
    expected = [bits(twin)]
    for _ in range(200):
        twin.step()
        expected.append(bits(twin))
    run.timeline.branch.spacing = 32
    run.advance(200)
    for update in (0, 200, 199, 1, 63, 64, 65, 128, 31, 32, 100, 100, 7):
        run.seek(update)
        assert bits(run) == expected[update], update


def test_seek_replays_every_kind_of_event(engine: str) -> None:
    run = changed_run(engine)
    final, history = bits(run), losses(run)
    marks = {}
    for update in range(0, 701, 25):
        run.seek(update)
        marks[update] = bits(run)
    for update in (700, 25, 400, 375, 150, 600, 250, 0, 350, 675):
        run.seek(update)
        assert bits(run) == marks[update], update
    run.seek(700)
    assert bits(run) == final
    assert losses(run) == history
    assert len(run.timeline.branches) == 1


def test_going_on_from_the_past_retraces_the_recorded_future(engine: str) -> None:
    run = changed_run(engine)
    final = bits(run)
    run.seek(0)
    for count in (1, 149, 1, 200, 349):
        run.advance(count)
    assert bits(run) == final
    assert len(run.timeline.branches) == 1
    run.advance(10)
    assert run.furthest == 710


@pytest.mark.parametrize("update", [-1, 101])
def test_an_update_that_was_never_reached_is_refused(update: int) -> None:
    run = Run(small())
    run.advance(100)
    with pytest.raises(PlaygroundError, match=r"0 … 100"):
        run.seek(update)
    assert run.update == 100


def test_evaluations_do_not_depend_on_how_a_run_was_advanced() -> None:
    whole, parts = Run(small()), Run(small())
    whole.advance(500)
    for count in (1, 2, 3, 94, 100, 300):
        parts.advance(count)
    first, second = (
        whole.timeline.branch.history.view(),
        parts.timeline.branch.history.view(),
    )
    assert first.updates.tobytes() == second.updates.tobytes()
    assert first.evaluations.tobytes() == second.evaluations.tobytes()


def test_keyframes_stay_within_their_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "KEYFRAME_BYTES", 20_000)
    run = Run(small(optimizer="adam"))
    run.timeline.branch.spacing = 8
    for _ in range(40):
        run.advance(50)
    size = run.keyframe().size
    assert sum(frame.size for frame in run.timeline.branch.keyframes) <= 20_000 + size
    end = bits(run)
    run.seek(13)
    run.seek(2000)
    assert bits(run) == end


def test_a_failing_engine_is_replaced_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = Run(small(engine="reference"))
    run.advance(60)

    class Broken:
        name = "broken"

        def advance(self, state: object, count: int, losses: object) -> int:
            state.params[:] = 7.0  # type: ignore[attr-defined]
            raise RuntimeError("no kernel")

    run.learner.engine = Broken()
    run.advance(40)
    twin = Run(small(engine="reference"))
    twin.advance(100)
    assert run.state.params.tobytes() == twin.state.params.tobytes()
    assert run.engine.name == "reference"
    assert "no kernel" in run.notices[0]
    assert [type(event) for _, event in run.timeline.branch.events] == [EngineSwitch]


def test_losses_beyond_the_limit_keep_their_extremes_through_a_fork() -> None:
    run, twin = Run(small()), Run(small())
    for each in (run, twin):
        each.timeline.branch.history.losses.limit = 64
    run.advance(1000)
    run.seek(333)
    run.change(learning_rate=0.2)
    run.advance(100)
    twin.advance(333)
    twin.change(learning_rate=0.2)
    twin.advance(100)
    own, others = (
        run.timeline.branch.history.losses,
        twin.timeline.branch.history.losses,
    )
    assert own.count == others.count == 433
    assert own.low.view().min() == others.low.view().min()
    assert own.high.view().max() == others.high.view().max()
    assert run.state.params.tobytes() == twin.state.params.tobytes()


def test_markers_name_what_happened() -> None:
    run = changed_run("reference")
    view = run.timeline.view().branch
    assert [(mark.update, mark.kind, mark.what) for mark in view.markers][:3] == [
        (150, "settings", ("batch_size", "learning_rate")),
        (251, "edit", ("w[1][1,1]",)),
        (350, "settings", ("hidden", "activation")),
    ]


def test_keyframes_are_what_they_say() -> None:
    run = Run(small())
    run.advance(10)
    keyframe: timeline.Keyframe = run.keyframe()
    run.advance(10)
    assert keyframe.update == 10
    assert keyframe.state.params is not run.state.params
