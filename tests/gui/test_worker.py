"""The training loop without its thread: commands in, frames and notices out."""

from collections.abc import Iterator

import pytest

import playground as pg
from playground.errors import PlaygroundError
from playground.frame import Frame, Probe
from ui.training import camera, commands, notices, preparing
from ui.training.pace import LEAST_BURST, LONGEST_BURST
from ui.worker import TrainingWorker


class Desk:
    """A worker and what it says, one cycle at a time."""

    def __init__(self, **options: object) -> None:
        self.calls = 0
        settings = pg.Settings.build(**{"data": "moons", "samples": 40, **options})
        self.worker = TrainingWorker(settings, self.count, engine="reference")
        self.notices: list[notices.Notice] = []

    def count(self) -> None:
        self.calls += 1

    def tell(self, *asked: commands.Command) -> Frame | None:
        """Give commands, let the worker make a round, take what it put out."""
        for command in asked:
            self.worker.commands.put(command)
        self.worker.cycle()
        frame, _, said = self.worker.outbox.take()
        self.notices += said
        return frame

    def look(self) -> Frame:
        """Return the frame of this moment, made anew."""
        frame = self.tell(commands.WantFrame(), commands.Look(Probe(resolution=8)))
        if frame is None:
            self.worker.camera.is_dirty = True
            frame = self.tell(commands.WantFrame())
        assert frame is not None
        return frame


def test_a_frame_comes_when_it_is_wanted_and_only_then() -> None:
    desk = Desk()
    assert desk.tell(commands.Step()) is None
    frame = desk.tell(commands.WantFrame())
    assert frame is not None
    assert frame.update == 1
    # Taken once; without news there is no second one, and no busy loop either.
    desk.worker.commands.put(commands.WantFrame())
    desk.worker.cycle()
    assert desk.worker.outbox.take()[0] is None


def test_playing_makes_updates_and_pausing_stops_them() -> None:
    desk = Desk()
    desk.tell(commands.Play(None))
    for _ in range(5):
        desk.worker.cycle()
    frame = desk.tell(commands.Pause(), commands.WantFrame())
    assert frame is not None
    assert frame.update > 5
    assert desk.notices == [notices.Playing(True), notices.Playing(False)]
    assert desk.look().update == frame.update


def test_the_window_is_called_once_for_all_that_waits() -> None:
    desk = Desk()
    desk.worker.outbox.put(notices.Noted("one"))
    desk.worker.outbox.put(notices.Noted("two"))
    assert desk.calls == 1
    assert desk.worker.outbox.take()[2] == [notices.Noted("one"), notices.Noted("two")]
    desk.worker.outbox.put(notices.Noted("three"))
    assert desk.calls == 2


def test_a_slow_speed_makes_no_more_than_its_updates() -> None:
    desk = Desk()
    desk.tell(commands.Play(2))
    for _ in range(3):
        desk.worker.cycle()
    assert desk.worker.current.update <= 1


def test_one_step_is_one_update_and_an_epoch_ends_where_it_ends() -> None:
    desk = Desk(batch_size=6)
    desk.tell(commands.Step())
    desk.tell(commands.Step(epoch=True))
    # 20 training rows in batches of 6: four updates.
    assert desk.look().update == 4
    assert desk.look().epochs == 1.0
    desk.tell(commands.Step(), commands.StepBack(epoch=True))
    assert desk.look().update == 4
    desk.tell(commands.StepBack(epoch=True))
    assert desk.look().update == 0
    desk.tell(commands.StepBack())
    assert desk.look().update == 0


def test_of_several_places_sought_only_the_last_is_visited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk()
    desk.tell(commands.Step(), commands.Step(epoch=True))
    visited = []
    run = desk.worker.current
    seek = run.seek
    monkeypatch.setattr(run, "seek", lambda k: (visited.append(k), seek(k)))
    desk.tell(commands.Seek(0), commands.Seek(1), commands.Seek(2))
    assert visited == [2]
    assert desk.look().update == 2


def test_a_dragged_picture_is_coarse_and_then_fine() -> None:
    desk = Desk()
    desk.tell(commands.Look(Probe(resolution=10)), commands.Step(), commands.Step())
    coarse = desk.tell(commands.Seek(1), commands.WantFrame())
    assert coarse is not None
    assert coarse.field.shape[-1] == 10
    fine = desk.tell(commands.WantFrame())
    assert fine is not None
    assert fine.field.shape[-1] == 20


def test_other_settings_go_on_or_start_over() -> None:
    desk = Desk()
    settings = desk.worker.settings
    desk.tell(commands.Step(epoch=True))
    desk.tell(commands.Apply(settings.replace(learning_rate=0.5), False, 1))
    frame = desk.look()
    assert (frame.update, frame.settings.learning_rate) == (2, 0.5)
    desk.tell(commands.Apply(settings.replace(seed=7), True, 2))
    frame = desk.look()
    assert (frame.update, frame.settings.seed) == (0, 7)
    assert len(frame.timeline.branches) == 2


def test_divergence_stops_with_a_sentence_and_the_thread_lives_on() -> None:
    desk = Desk(data="plane", learning_rate=1e300, activation="relu")
    desk.tell(commands.Play(None))
    for _ in range(3):
        desk.worker.commands.put(commands.WantFrame())
        desk.worker.cycle()
    desk.notices += desk.worker.outbox.take()[2]
    stopped = [n for n in desk.notices if isinstance(n, notices.Stopped)]
    assert stopped
    assert "learning rate" in stopped[0].reason
    assert not desk.worker.motion.playing
    assert desk.look().evaluation.train_loss is not None


def test_an_unexpected_failure_pauses_and_reports(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk()
    desk.tell(commands.Step())
    monkeypatch.setattr(
        desk.worker.current, "advance", lambda count: 1 / 0, raising=True
    )
    desk.tell(commands.Step(), commands.WantFrame())
    failed = [n for n in desk.notices if isinstance(n, notices.Failed)]
    assert "ZeroDivisionError" in failed[0].details
    monkeypatch.undo()
    # What was asked after the failing command is answered all the same.
    assert desk.tell(commands.Step()) is not None


def test_a_picture_that_cannot_be_taken_is_reported_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk()
    desk.look()
    with monkeypatch.context() as broken:
        broken.setattr(camera, "take_frame", lambda run, probe: 1 / 0)
        desk.tell(commands.Step(), commands.WantFrame())
        for _ in range(3):
            # Nothing else waits, so nothing is done until somebody asks again.
            desk.tell(commands.Forget("nothing"))
    failed = [n for n in desk.notices if isinstance(n, notices.Failed)]
    assert len(failed) == 1
    frame = desk.tell(commands.Step())
    assert frame is not None
    assert frame.update == 2


def test_going_back_in_time_ends_at_the_start() -> None:
    desk = Desk()
    for _ in range(3):
        desk.tell(commands.Step())
    desk.tell(commands.PlayBack(1000.0))
    for _ in range(200):
        if not desk.worker.motion.playing:
            break
        desk.worker.commands.put(commands.WantFrame())
        desk.worker.cycle()
    assert desk.look().update == 0


def test_branches_and_bookmarks_are_kept() -> None:
    desk = Desk()
    desk.tell(commands.Step(epoch=True))
    desk.tell(commands.Seek(1))
    desk.tell(commands.SetBookmark("here"))
    desk.tell(commands.BranchOff("other"))
    view = desk.look().timeline
    assert [branch.name for branch in view.branches][1:] == ["other"]
    assert view.branch.bookmarks == ((1, "here"),)
    desk.tell(commands.RenameBranch(1, "first"), commands.SelectBranch(1, 1))
    desk.tell(commands.DeleteBranch(2))
    assert [branch.name for branch in desk.look().timeline.branches] == ["first"]


def test_questions_are_answered_beside_the_training() -> None:
    desk = Desk()

    def count(run: pg.Run) -> Iterator[object]:
        yield from range(3)

    desk.tell(commands.Play(None), commands.Ask("count", 1, count))
    for _ in range(5):
        desk.worker.cycle()
    desk.notices += desk.worker.outbox.take()[2]
    said = [n.value for n in desk.notices if isinstance(n, notices.Answered)]
    assert said == [0, 1, 2]
    assert desk.worker.current.update > 0
    assert not desk.worker.questions


def test_a_newer_question_ends_the_older_and_a_forgotten_one_is_not_answered() -> None:
    desk = Desk()

    def forever(run: pg.Run) -> Iterator[object]:
        while True:
            yield "more"

    desk.tell(commands.Ask("a", 1, forever), commands.Ask("a", 2, forever))
    numbers = {n.number for n in desk.notices if isinstance(n, notices.Answered)}
    assert numbers == {2}
    desk.tell(commands.Forget("a"), commands.Step())
    assert not desk.worker.questions


def test_a_question_that_cannot_be_answered_is_a_sentence() -> None:
    desk = Desk()

    def refuse(run: pg.Run) -> Iterator[object]:
        raise PlaygroundError("no plane")
        yield

    desk.tell(commands.Ask("plane", 1, refuse))
    assert notices.Stopped("no plane", diverged=False) in desk.notices
    assert desk.look().update == 0


@pytest.mark.parametrize(
    ("left", "burst"),
    [(1.0, LONGEST_BURST), (0.005, 0.005), (0.0002, LEAST_BURST), (-1.0, LEAST_BURST)],
)
def test_a_burst_ends_with_the_time_for_a_picture(left: float, burst: float) -> None:
    worker = Desk().worker
    worker.camera.want(100.0)
    assert worker.motion.burst_seconds(100.0 - left) == pytest.approx(burst)


def other(samples: int, **options: object) -> pg.Settings:
    return pg.Settings.build(**{"data": "circles", "samples": samples, **options})


def test_many_rows_that_nobody_wants_any_more_are_not_prepared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preparing, "MANY_NUMBERS", 200)
    desk = Desk()
    desk.tell(commands.Step())
    before = desk.worker.current.settings
    frame = desk.tell(
        commands.WantFrame(),
        commands.Apply(other(100), restart=True, generation=1),
        commands.Apply(before, restart=True, generation=2),
    )
    # Taken back before it was done: the run goes on where it stood.
    assert frame is not None
    assert frame.settings == before
    assert frame.update == 1
    assert len(desk.worker.current.timeline.branches) == 1
    assert desk.worker.camera.generation == 2
    assert desk.notices == []
    # Later the same command starts over, as ever.
    frame = desk.tell(
        commands.WantFrame(), commands.Apply(before, restart=True, generation=3)
    )
    assert frame is not None
    assert frame.update == 0


def test_of_two_big_sets_the_newer_is_prepared_and_the_end_waits_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preparing, "MANY_NUMBERS", 200)
    desk = Desk()
    frame = desk.tell(
        commands.WantFrame(),
        commands.Apply(other(100), restart=True, generation=1),
        commands.Apply(other(120), restart=True, generation=2),
    )
    assert frame is not None
    assert frame.settings.samples == 120
    assert len(desk.worker.current.timeline.branches) == 2
    # Of two changes of one run the newer says all.
    share = other(120, test_fraction=0.25)
    desk.tell(
        commands.Apply(other(120, test_fraction=0.75), restart=False, generation=3),
        commands.Apply(share, restart=False, generation=4),
    )
    assert desk.worker.current.settings == share
    assert len(desk.worker.current.timeline.branch.events) == 1
    # What goes on from there needs the rows; what ends everything does not.
    rate = other(140, learning_rate=0.5)
    desk.tell(
        commands.Apply(other(140), restart=True, generation=3),
        commands.Apply(rate, restart=False, generation=4),
    )
    assert desk.worker.current.settings == rate
    assert len(desk.worker.current.timeline.branches) == 3
    desk.tell(commands.Apply(other(160), restart=True, generation=5), commands.Quit())
    assert desk.worker.current.settings == rate
    assert desk.worker.stopping


def test_few_rows_are_prepared_whatever_comes_next() -> None:
    desk = Desk()
    before = desk.worker.settings
    desk.tell(
        commands.Apply(other(60), restart=True, generation=1),
        commands.Apply(before, restart=True, generation=2),
    )
    assert len(desk.worker.current.timeline.branches) == 3
