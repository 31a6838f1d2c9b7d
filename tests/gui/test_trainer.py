"""The handle of the training thread, with its thread."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

import playground as pg
from playground.frame import Frame, Probe
from ui import trainer as trainer_module
from ui.trainer import LATENESS, QUICK_FRAME, Trainer


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    settings = pg.Settings.build(data="moons", samples=60, learning_rate=0.1)
    trainer = Trainer(settings, engine="reference")
    trainer.look(Probe(resolution=8))
    trainer.start()
    yield trainer
    trainer.shutdown()


def test_the_first_frame_comes_by_itself(qtbot: QtBot, trainer: Trainer) -> None:
    with qtbot.waitSignal(trainer.frame_ready) as first:
        pass
    assert first.args[0].update == 0


def test_frames_come_while_it_trains_and_in_the_windows_thread(
    qtbot: QtBot, trainer: Trainer
) -> None:
    frames: list[Frame] = []
    threads: set[threading.Thread] = set()

    trainer.frame_ready.connect(frames.append)
    trainer.frame_ready.connect(lambda _: threads.add(threading.current_thread()))
    trainer.play(None)
    qtbot.waitUntil(lambda: len(frames) > 10, timeout=10_000)
    updates = [frame.update for frame in frames]
    assert updates == sorted(updates)
    assert updates[-1] > 10
    assert threads == {threading.main_thread()}


def test_pausing_leaves_the_last_frame_of_the_pause(
    qtbot: QtBot, trainer: Trainer
) -> None:
    frames: list[Frame] = []
    trainer.frame_ready.connect(frames.append)
    trainer.play(None)
    qtbot.waitUntil(lambda: trainer.playing, timeout=10_000)
    with qtbot.waitSignal(trainer.playing_changed, timeout=10_000):
        trainer.pause()
    assert not trainer.playing
    run = trainer.worker.current
    qtbot.waitUntil(
        lambda: bool(frames) and frames[-1].update == run.update, timeout=10_000
    )


def test_no_frame_is_shown_that_is_older_than_the_last_change(
    qtbot: QtBot, trainer: Trainer
) -> None:
    trainer.play(None)
    shown: list[tuple[int, str]] = []
    wanted = {"now": "moons"}
    trainer.frame_ready.connect(
        lambda frame: shown.append((frame.settings.data == wanted["now"], "frame"))
    )
    for name in ("circles", "xor", "gaussians", "spiral") * 5:
        wanted["now"] = name
        count = len(shown)
        trainer.apply(pg.Settings.build(data=name, samples=60), restart=name == "xor")
        qtbot.waitUntil(lambda count=count: len(shown) > count, timeout=10_000)
    assert all(fits for fits, _ in shown)


def test_seeking_while_it_trains(qtbot: QtBot, trainer: Trainer) -> None:
    frames: list[Frame] = []
    trainer.frame_ready.connect(frames.append)
    trainer.play(None)
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].update > 50, timeout=10_000)
    trainer.seek(17)
    qtbot.waitUntil(lambda: frames[-1].update == 17, timeout=10_000)
    assert not trainer.playing
    assert frames[-1].furthest > 50


def test_shutting_down_while_it_trains_leaves_no_thread(qtbot: QtBot) -> None:
    trainer = Trainer(pg.Settings.build(samples=60), engine="reference")
    trainer.start()
    trainer.play(None)
    qtbot.waitUntil(lambda: trainer.playing, timeout=10_000)
    trainer.shutdown()
    trainer.shutdown()
    assert not trainer.thread_of_worker.is_alive()


def test_data_change_while_the_hand_drags_through_time(
    qtbot: QtBot, trainer: Trainer
) -> None:
    frames: list[Frame] = []
    trainer.frame_ready.connect(frames.append)
    trainer.play(None)
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].update > 50, timeout=10_000)
    for number in range(40):
        trainer.seek(number)
        if number % 5 == 0:
            settings = pg.Settings.build(data="moons", samples=60, data_seed=number)
            trainer.apply(settings)
            if number % 10 == 0:
                trainer.play(None)
    trainer.play(None)
    last = trainer.generation
    qtbot.waitUntil(
        lambda: trainer.worker.camera.generation == last and frames[-1].update > 20,
        timeout=10_000,
    )
    trainer.seek(3)
    qtbot.waitUntil(lambda: frames[-1].update == 3, timeout=10_000)
    # The first change was made in the past, so the old future is another branch.
    assert len(frames[-1].timeline.branches) >= 2


@pytest.mark.parametrize(
    ("late", "next_due"),
    [
        (0.0, QUICK_FRAME),
        (QUICK_FRAME + LATENESS / 2, QUICK_FRAME),
        # No pile of pictures to be made good after the screen stood still.
        (10.0, 10.0 - LATENESS),
    ],
)
def test_one_late_frame_does_not_make_all_others_late(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, late: float, next_due: float
) -> None:
    trainer = Trainer(pg.Settings.build(), engine="reference")
    asked: list[float] = []
    monkeypatch.setattr(trainer, "_want_frame", asked.append)
    monkeypatch.setattr(
        trainer_module, "time", SimpleNamespace(perf_counter=lambda: 100.0 + late)
    )
    trainer.frame_due = 100.0
    trainer._show(None)
    assert asked == [pytest.approx(100.0 + next_due)]
    trainer.shutdown()
