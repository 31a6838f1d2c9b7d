"""The race in the window: pictures, axes, tables, and the run beside it."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.frame import Probe
from playground.lanes import AXES
from playground.race import four_methods
from tests.gui.opening import Opening
from ui.canvas.race_plot import BADGE, spread
from ui.main_window import MainWindow
from ui.numbers import format_loss
from ui.panels.race import RacePanel
from ui.panels.race_controls import PACES
from ui.panels.race_words import places
from ui.racing import PlayRace, RaceShown, Racing, StartRace, StepRace, WantRaceFrame

WAIT = 15_000


@pytest.fixture
def opening() -> Opening:
    settings = pg.Settings.build(
        data="xor", hidden=(4,), learning_rate=0.3, engine=REFERENCE, samples=60
    )
    return Opening(settings, active=True)


@pytest.fixture
def race(qtbot: QtBot, window: MainWindow) -> RacePanel:
    window.center.show_page(window.race)
    return window.race


def updates(race: RacePanel) -> list[int]:
    if race.frame is None:
        return [-1]
    return [int(lane.position["updates"]) for lane in race.frame.lanes]


def run_until(qtbot: QtBot, race: RacePanel, update: int) -> None:
    """Race until the last lane is there, and stand."""
    qtbot.waitUntil(lambda: min(updates(race)) >= update, timeout=WAIT)
    race.toggle_play()
    qtbot.waitUntil(lambda: not race.playing, timeout=WAIT)
    # The last picture is the one of where it stands.
    race.make_step()
    before = updates(race)
    qtbot.waitUntil(lambda: updates(race) != before, timeout=WAIT)


def test_one_click_races_the_four_methods(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    assert race.empty.isVisible()
    assert not race.editor.isVisible()
    before = window.frame
    qtbot.mouseClick(race.controls.four, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: race.playing, timeout=WAIT)
    assert not race.empty.isVisible()
    run_until(qtbot, race, 20)
    assert race.frame is not None
    assert [lane.settings for lane in race.frame.lanes] == four_methods(
        window.store.settings
    )
    # The current run was not touched.
    assert window.frame is before


def test_cards_show_the_numbers_of_the_core(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    race.race_four()
    run_until(qtbot, race, 15)
    assert race.frame is not None
    for card, lane in zip(race.cards.cards, race.frame.lanes, strict=True):
        alone = pg.Run(lane.settings, REFERENCE)
        alone.advance(int(lane.position["updates"]))
        assert card.loss == format_loss(alone.evaluate().train_loss)
        np.testing.assert_array_equal(alone.params, lane.params)


def test_pictures_change(qtbot: QtBot, window: MainWindow, race: RacePanel) -> None:
    race.race_four()
    qtbot.waitUntil(lambda: race.frame is not None, timeout=WAIT)
    first = race.cards.cards[1].image
    run_until(qtbot, race, 30)
    assert race.cards.cards[1].image != first


def test_space_plays_the_race_while_it_is_in_front(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: race.playing, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not race.playing, timeout=WAIT)
    assert not window.trainer.playing
    window.center.show_page(window.network)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.trainer.playing, timeout=WAIT)
    assert not race.playing


def test_training_waits_while_the_race_goes_on(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    window.trainer.play(None)
    qtbot.waitUntil(lambda: window.trainer.playing, timeout=WAIT)
    race.race_four()
    qtbot.waitUntil(lambda: race.playing and not window.trainer.playing, timeout=WAIT)


def test_a_hidden_race_pauses_and_asks_nothing(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    race.race_four()
    qtbot.waitUntil(lambda: race.frame is not None and race.playing, timeout=WAIT)
    asked: list[object] = []
    window.center.show_page(window.network)
    race.commanded.connect(asked.append)
    qtbot.waitUntil(lambda: not race.playing, timeout=WAIT)
    race.want_frame()
    assert asked == []


def test_the_axis_switches_and_the_plot_shows_what_was_counted(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    race.race_four()
    run_until(qtbot, race, 40)
    plot = race.outcome.plot
    assert plot is not None
    # Curves are drawn less often than pictures.
    qtbot.waitUntil(lambda: plot.frame is race.frame, timeout=WAIT)
    assert race.frame is not None
    for axis in AXES:
        qtbot.mouseClick(race.outcome.axis.buttons[axis], Qt.MouseButton.LeftButton)
        assert plot.axis == axis
        for lane, shown in enumerate(race.frame.lanes):
            x, y = plot.points(lane)
            assert x[-1] == shown.position[axis]
            assert y[-1] == shown.evaluation.train_loss
            assert plot.ranges()[0][1] >= x[-1]


def test_who_is_first_depends_on_the_axis(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    race.race_four()
    run_until(qtbot, race, 200)
    assert race.frame is not None
    # Everybody is below their worst loss, so a high line has been crossed by all.
    worst = max(lane.curve.train_loss.min() for lane in race.frame.lanes)
    race.controls.finish.take(float(worst) * 1.001)
    qtbot.waitUntil(
        lambda: (
            race.frame is not None
            and all(lane.first_below is not None for lane in race.frame.lanes)
        ),
        timeout=WAIT,
    )
    frame = race.frame
    for axis in AXES:
        reached = [lane.first_below[axis] for lane in frame.lanes if lane.first_below]
        winners = [lane for lane, place in places(frame, axis).items() if place == 1]
        assert [reached[lane] for lane in winners] == [min(reached)] * len(winners)
        race.show_axis(axis)
        assert all(race.cards.cards[lane].words.flag == "1st" for lane in winners)


def test_lanes_are_added_edited_and_removed(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    race.race_four()
    qtbot.mouseClick(race.controls.add, Qt.MouseButton.LeftButton)
    assert len(race.lanes) == 5
    assert race.chosen == 4
    race.edit_lane({"optimizer": "adam", "learning_rate": 0.01})
    assert race.lanes[4].optimizer == "adam"
    assert race.lanes[0].method == "gd"
    qtbot.waitUntil(
        lambda: race.frame is not None and len(race.frame.lanes) == 5, timeout=WAIT
    )
    for _ in range(9):
        race.remove_lane()
        race.choose(0)
    assert len(race.lanes) == 2
    assert not race.editor.remove.isEnabled()
    for _ in range(9):
        race.add_lane()
    assert len(race.lanes) == 9 - 1
    assert not race.controls.add.isEnabled()


def test_a_number_without_meaning_is_refused(window: MainWindow) -> None:
    window.race.race_four()
    window.race.choose(1)
    window.race.edit_lane({"batch_size": 10_000})
    assert "batch_size" in window.messages.label.text()
    assert window.race.lanes[1].batch_size == 1


def test_the_table_is_the_cores(
    qtbot: QtBot, window: MainWindow, race: RacePanel, tmp_path: Path
) -> None:
    race.race_four()
    run_until(qtbot, race, 10)
    qtbot.mouseClick(race.controls.results, Qt.MouseButton.LeftButton)
    assert race.frame is not None
    assert race.outcome.table.table.rowCount() == 4
    first = race.outcome.table.table.item(1, 1)
    assert first is not None
    assert first.text() == format_loss(race.frame.table[1]["train_loss"])
    target = tmp_path / "race.csv"
    race.outcome.table.save_csv_to(target)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",") == list(race.frame.table[0])
    for line, row in zip(lines[1:], race.frame.table, strict=True):
        assert line.split(",") == [
            "" if value is None else str(value) for value in row.values()
        ]
    race.outcome.table.copy_table()
    copied = QApplication.clipboard().text()
    assert copied.splitlines()[1].split("\t") == lines[1].split(",")
    race.save_picture(tmp_path / "race.png")
    assert (tmp_path / "race.png").stat().st_size > 1000


def test_a_lane_becomes_the_current_run(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    race.race_four()
    run_until(qtbot, race, 25)
    assert race.frame is not None
    lane = race.frame.lanes[3]
    race.choose(3)
    qtbot.mouseClick(race.editor.open, Qt.MouseButton.LeftButton)
    update = int(lane.position["updates"])
    qtbot.waitUntil(
        lambda: (
            window.frame is not None
            and window.frame.update == update
            and not window.trainer.playing
        ),
        timeout=WAIT,
    )
    assert window.frame is not None
    assert window.frame.settings == lane.settings
    np.testing.assert_array_equal(window.frame.params, lane.params)
    assert window.store.settings == lane.settings
    assert window.network.isVisible()
    # The run before is another start on the timeline.
    assert len(window.frame.timeline.branches) == 2


def test_a_lane_that_diverges_says_so_and_the_others_go_on(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    wild = window.store.settings.replace(
        data="plane", activation=("relu",), loss="squared_error", learning_rate=1e200
    )
    race.start((wild, wild.replace(learning_rate=1e-3)))
    race.go_on()
    qtbot.waitUntil(
        lambda: bool(race.cards.cards[0].words.state) and max(updates(race)) > 5,
        timeout=WAIT,
    )
    assert race.cards.cards[0].words.state == "diverged"
    assert "nan" not in race.cards.cards[0].loss
    assert race.cards.cards[1].words.state == ""
    assert "learning rate" in race.cards.cards[0].toolTip()


def test_other_data_are_told_from_those_of_the_lanes(window: MainWindow) -> None:
    window.center.show_page(window.race)
    window.race.race_four()
    assert not window.race.stale.isVisible()
    window.store.edit({"learning_rate": 0.05})
    assert not window.race.stale.isVisible()
    window.store.edit({"data": "circles"})
    assert window.race.stale.isVisible()


def test_every_speed_is_there_for_every_measure() -> None:
    settings = tuple(four_methods(pg.Settings.build(samples=40, engine=REFERENCE)))
    for speeds in PACES.values():
        for by, pace in speeds.items():
            shown: list[object] = []
            racing = Racing(shown.append)
            racing.obey(StartRace(settings, 0.3, 1), REFERENCE)
            racing.obey(PlayRace(by, pace), REFERENCE)
            assert racing.race is not None
            while not racing.race.lanes[0].update:
                racing.cycle()
            racing.obey(StepRace(by, 1.0), REFERENCE)
            assert not racing.playing


def test_at_most_one_picture_is_under_way() -> None:
    settings = tuple(four_methods(pg.Settings.build(samples=40, engine=REFERENCE)))
    shown: list[object] = []
    racing = Racing(shown.append)
    racing.obey(StartRace(settings, 0.3, 1), REFERENCE)
    racing.obey(WantRaceFrame(Probe(resolution=8)), REFERENCE)
    racing.obey(PlayRace("updates", None), REFERENCE)
    for _ in range(5):
        racing.cycle()
    assert sum(isinstance(notice, RaceShown) for notice in shown) == 1


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
@pytest.mark.parametrize("count", [2, 4, 8])
def test_nothing_is_cut_off(
    qtbot: QtBot,
    window: MainWindow,
    race: RacePanel,
    size: tuple[int, int],
    count: int,
) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: window.size().toTuple() == size, timeout=WAIT)
    race.start((window.store.settings,) * count)
    race.choose(0)
    # The window settles in some rounds of the event loop.
    qtbot.waitUntil(
        lambda: race.body.minimumSizeHint().width() <= race.width(), timeout=WAIT
    )


def test_the_invitation_fits_into_the_smallest_window(
    qtbot: QtBot, window: MainWindow, race: RacePanel
) -> None:
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.size().toTuple() == (1024, 700), timeout=WAIT)
    assert race.empty.isVisible()
    qtbot.waitUntil(
        lambda: race.body.minimumSizeHint().width() <= race.width(), timeout=WAIT
    )


def test_numbers_at_the_ends_of_curves_never_cover_each_other() -> None:
    for tops in ([5.0, 5.0, 5.0], [90.0, 95.0, 99.0], [0.0, 50.0, 51.0]):
        placed = spread(tops, 100.0)
        gaps = np.diff(placed)
        assert (gaps >= BADGE).all()
        assert placed[-1] <= 100.0
