"""The gradient noise in the window: the core's numbers, asked only while seen."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.noise import gradient_noise, noise_curve
from tests.gui.opening import Opening
from ui.canvas.noise_view import BOTTOM, MARGIN, NoiseView, wanted_reach
from ui.canvas.ticks import number, percent
from ui.main_window import MainWindow
from ui.panels.noise import CLOUD, NoisePanel, batch_stops
from ui.type_scale import scaled

WAIT = 15_000


@pytest.fixture
def opening() -> Opening:
    settings = pg.Settings.build(
        data="circles", hidden=(4,), engine=REFERENCE, samples=120, batch_size=10
    )
    return Opening(settings)


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow) -> NoisePanel:
    window.center.show_page(window.noise)
    qtbot.waitUntil(lambda: window.noise.noise is not None, timeout=WAIT)
    return window.noise


def drag_to(qtbot: QtBot, panel: NoisePanel, size: int) -> None:
    panel.batch.slider.setValue(panel.batch.stops.index(float(size)))
    qtbot.waitUntil(
        lambda: panel.noise is not None and panel.noise.batch_size == size, timeout=WAIT
    )


def test_the_numbers_are_the_cores(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    alone = gradient_noise(pg.Run(window.store.settings, REFERENCE))
    assert panel.noise is not None
    np.testing.assert_array_equal(panel.noise.points, alone.points)
    shown = {name: reading.value.text() for name, reading in panel.readings.items()}
    assert shown == {
        "angle": f"{math.degrees(alone.mean_angle):.1f}°",
        "signal": number(alone.signal_to_noise, 3),
        "opposing": percent(alone.opposing),
        "norm": number(alone.noise_norm, 3),
        "full": number(alone.full_norm, 3),
    }


def test_the_cloud_shrinks_to_a_point(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    norms, pictures = [], []
    for size in (1, 10, 60):
        drag_to(qtbot, panel, size)
        assert panel.noise is not None
        norms.append(panel.noise.noise_norm)
        pictures.append(panel.view.grab().toImage())
    assert norms[0] > norms[1] > norms[2] == 0.0
    assert pictures[0] != pictures[1]
    assert panel.readings["signal"].value.text() == "∞"


def test_a_smaller_cloud_keeps_the_scale_so_that_it_seems_smaller(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    drag_to(qtbot, panel, 5)
    before, reach = panel.noise, panel.view.reach
    drag_to(qtbot, panel, 10)
    assert before is not None
    assert panel.noise is not None
    assert wanted_reach(panel.noise) < wanted_reach(before)
    assert panel.view.reach == reach


def test_the_curve_is_the_cores(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    alone = noise_curve(pg.Run(window.store.settings, REFERENCE))
    plot = panel.plot
    qtbot.waitUntil(
        lambda: plot.curve is not None and len(plot.curve.sizes) == len(alone.sizes),
        timeout=WAIT,
    )
    assert plot.curve is not None
    np.testing.assert_allclose(plot.curve.measured, alone.measured)
    np.testing.assert_allclose(plot.curve.expected, alone.expected)
    assert plot.spread == pytest.approx(alone.inverse_root[0])
    # With all rows there is no noise: the line of theory leaves the picture there.
    assert plot.line("expected").last().y() > plot.area().bottom()
    assert plot.line("inverse_root").last().y() < plot.area().bottom()
    # At one row both are the same.
    assert plot.line("expected").first() == plot.line("inverse_root").first()


def test_it_follows_the_run(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    window.trainer.step()
    run = pg.Run(window.store.settings, REFERENCE)
    run.advance(1)
    wanted = gradient_noise(run)
    qtbot.waitUntil(
        lambda: panel.noise is not None and panel.noise.full_norm == wanted.full_norm,
        timeout=WAIT,
    )


def test_a_hidden_panel_asks_nothing(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    window.center.show_page(window.network)
    asked = window.trainer.questions[CLOUD]
    window.trainer.step()
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.update == 1, timeout=WAIT
    )
    assert window.trainer.questions[CLOUD] == asked
    qtbot.waitUntil(lambda: not window.trainer.worker.questions, timeout=WAIT)


def test_the_batch_that_was_dragged_to_is_trained_with(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    assert not panel.use.isEnabled()
    drag_to(qtbot, panel, 5)
    assert window.store.settings.batch_size == 10
    qtbot.mouseClick(panel.use, Qt.MouseButton.LeftButton)
    assert window.store.settings.batch_size == 5
    qtbot.waitUntil(lambda: not panel.use.isEnabled(), timeout=WAIT)


def test_stops_go_from_one_row_to_all() -> None:
    for rows in (1, 2, 60, 1437):
        stops = batch_stops(rows)
        assert stops[0] == 1.0
        assert stops[-1] == float(rows)
        assert list(stops) == sorted(set(stops))


def test_hover_says_what_was_measured(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    plot = panel.plot
    qtbot.waitUntil(
        lambda: plot.curve is not None and len(plot.curve.sizes) > 3, timeout=WAIT
    )
    assert plot.curve is not None
    plot.mouse = plot.place(float(plot.curve.sizes[2]), float(plot.curve.measured[2]))
    words = [value for _, value in plot.hover_rows()]
    assert words[:2] == [
        str(int(plot.curve.sizes[2])),
        number(float(plot.curve.measured[2]), 3),
    ]


def test_a_view_without_room_paints_nothing(
    qtbot: QtBot, window: MainWindow, panel: NoisePanel
) -> None:
    drag_to(qtbot, panel, 10)
    assert panel.noise is not None
    view = NoiseView()
    qtbot.addWidget(view)
    view.show_noise(panel.noise)
    blank = QPixmap(300, 200)
    blank.fill(Qt.GlobalColor.white)
    for height in (0, 1, 20, round(scaled(BOTTOM) + MARGIN), 200):
        view.setGeometry(0, 0, 300, height)
        picture = QPixmap(blank)
        view.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        assert (picture.toImage() != blank.toImage()) == (height == 200)
