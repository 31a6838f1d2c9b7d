"""The surfaces tab: its balls are those of a SurfaceRun, to the bit."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.quadratic import contraction
from playground.surface_run import SurfaceRun
from tests.gui.opening import Opening
from ui.canvas.ticks import number
from ui.main_window import MainWindow
from ui.panels.surface_balls import COLUMNS, ball_numbers
from ui.panels.surface_controls import (
    NAMES,
    QUADRATIC,
    Dials,
    curvatures_of,
    make_surface,
    spread_of,
)
from ui.panels.surfaces import SurfacesPanel

WAIT = 15_000


@pytest.fixture
def panel(qtbot: QtBot) -> SurfacesPanel:
    panel = SurfacesPanel()
    qtbot.addWidget(panel)
    panel.resize(760, 640)
    panel.show()
    return panel


@pytest.fixture
def opening() -> Opening:
    settings = pg.Settings.build(engine=REFERENCE, samples=60)
    return Opening(settings, (1024, 700), active=True)


def twin(panel: SurfacesPanel, dials: Dials, updates: int) -> SurfaceRun:
    """Return what the core makes of the same choices."""
    surface = make_surface(panel.key, dials.ratio)
    balls = [dials.ball(rule) for rule in panel.table.rules]
    run = SurfaceRun(
        surface, balls, panel.start, spread_of(surface), batch_size=dials.batch
    )
    run.advance(updates)
    return run


@pytest.mark.parametrize("key", NAMES)
def test_the_balls_are_the_cores(panel: SurfacesPanel, key: str) -> None:
    panel.choose_surface(key)
    for _ in range(12):
        panel.buttons["step"].click()
    wanted = twin(panel, panel.dials, 12).frame()
    assert panel.view.frame is not None
    shown = {ball.ball.rule: ball for ball in panel.view.frame.balls}
    for ball in wanted.balls:
        np.testing.assert_array_equal(shown[ball.ball.rule].path, ball.path)
        cells = panel.table.cells[ball.ball.rule]
        assert cells["value"].text() == number(float(ball.value), 3)
        step = float(np.linalg.norm(ball.path[-1] - ball.path[-2]))
        assert cells["length"].text() == number(step, 3)
        minima = np.array(wanted.surface.minima)
        distance = float(np.linalg.norm(minima - ball.path[-1], axis=1).min())
        assert cells["distance"].text() == number(distance, 3)


@pytest.mark.parametrize("key", NAMES)
def test_no_suggested_rate_throws_descent_out(panel: SurfacesPanel, key: str) -> None:
    panel.choose_surface(key)
    surface = panel.run.surface
    panel.run.advance(300)
    for ball in panel.run.frame().balls:
        if ball.ball.rule == "gradient_descent":
            assert ball.value <= float(surface.value(ball.path[0])) + 1e-12


def test_a_click_starts_all_balls_there(qtbot: QtBot, panel: SurfacesPanel) -> None:
    view = panel.view
    panel.step()
    assert view.ground is not None
    rect = view.place(view.ground).area.rect
    spot = QPoint(round(rect.center().x() + 40), round(rect.center().y() - 30))
    there = view.place(view.ground).area.to_data(spot.toPointF())
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
    assert panel.run.update == 0
    for ball in panel.run.frame().balls:
        np.testing.assert_array_equal(ball.path, [there])


def test_time_goes_both_ways_with_the_same_bits(panel: SurfacesPanel) -> None:
    panel.controls.turn(batch=5.0)
    assert panel.dials.batch == 5
    for _ in range(30):
        panel.step()
    there = [ball.path for ball in panel.run.frame().balls]
    panel.time.setValue(7)
    assert panel.run.update == 7
    assert [len(ball.path) for ball in panel.run.frame().balls] == [8, 8, 8]
    panel.step_back()
    assert panel.time.value() == 6
    panel.time.setValue(30)
    for before, ball in zip(there, panel.run.frame().balls, strict=True):
        np.testing.assert_array_equal(before, ball.path)
    for made, ball in zip(there, twin(panel, panel.dials, 30).tracks, strict=True):
        np.testing.assert_array_equal(made, ball.places.view())


def test_the_bar_of_a_run_without_updates_can_be_moved(panel: SurfacesPanel) -> None:
    assert panel.run.furthest == 0
    panel.time.setValue(panel.time.maximum())
    assert panel.run.update == 0
    assert panel.time.value() == 0


def test_a_ball_that_flew_away_is_infinitely_far(panel: SurfacesPanel) -> None:
    panel.run.step()
    frame = panel.run.frame()
    away = replace(frame.balls[0], path=np.array([[0.0, 0.0], [1e200, 1e200]]))
    assert ball_numbers(frame, away, None).step == np.inf


def test_a_turned_dial_goes_on_from_here(panel: SurfacesPanel) -> None:
    for _ in range(5):
        panel.step()
    before = panel.run.frame().balls[1].path.copy()
    panel.controls.turn(momentum=0.5)
    panel.step()
    ball = panel.run.frame().balls[1]
    np.testing.assert_array_equal(ball.path[:-1], before)
    assert ball.ball.hyper["momentum"] == 0.5


def test_each_ball_can_be_switched(panel: SurfacesPanel) -> None:
    for _ in range(4):
        panel.step()
    panel.table.boxes["adagrad"].click()
    panel.table.boxes["adam"].click()
    rules = [ball.ball.rule for ball in panel.run.frame().balls]
    assert rules == ["gradient_descent", "momentum", "adagrad"]
    assert panel.run.update == 4
    assert panel.table.cells["adam"]["value"].text() == ""
    for rule in rules:
        panel.table.boxes[rule].click()
    # With none left the last ones stay, and nothing breaks.
    panel.step()
    assert panel.run.update == 5


def test_measured_and_expected_rates_agree_on_a_quadratic(
    panel: SurfacesPanel,
) -> None:
    panel.choose_surface(QUADRATIC)
    panel.controls.turn(ratio=10.0, rate=1.0)
    panel.run.advance(200)
    panel.refresh()
    curvatures = curvatures_of(QUADRATIC, 10.0)
    assert curvatures == (0.1, 1.0)
    frame = panel.run.frame()
    numbers = ball_numbers(frame, frame.balls[0], curvatures)
    assert numbers.theory == max(
        contraction("gradient_descent", 1.0, 0.0, curve) for curve in curvatures
    )
    assert numbers.measured == pytest.approx(numbers.theory, rel=1e-6)
    assert panel.table.cells["gradient_descent"]["rate"].text() == "0.900 (0.900)"
    # With noise there is no such rate, and no surface but a quadratic has one.
    panel.controls.turn(batch=10.0)
    assert panel.table.cells["gradient_descent"]["rate"].text() == ""
    panel.choose_surface("beale")
    assert panel.table.heads["rate"].isHidden()


def test_space_and_arrows_are_the_balls_while_they_are_in_front(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.center.show_page(window.surfaces)
    panel = window.surfaces
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert panel.run.update == 2
    qtbot.keyClick(window, Qt.Key.Key_Left)
    assert panel.run.update == 1
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.run.update > 3, timeout=WAIT)
    assert not window.trainer.playing
    window.center.show_page(window.network)
    assert not panel.playing
    assert window.frame is not None
    assert window.frame.update == 0


def test_it_is_complete_where_there_is_little_room(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.center.show_page(window.surfaces)
    panel = window.surfaces
    assert panel.table.is_narrow
    assert panel.table.shown_columns(has_rate=True) == ("distance", "rate")
    hint = window.centralWidget().minimumSizeHint()
    assert hint.width() <= 1024
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not panel.table.is_narrow, timeout=WAIT)
    assert panel.table.shown_columns(has_rate=True) == COLUMNS
