"""Velocities on the links: drawn when wanted, as long as they say, and no oftener."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.frame import Frame, Probe, take_frame
from ui.app import create_window
from ui.canvas.diagram_selection import Selection
from ui.canvas.link_paths import MOST_WIDE
from ui.canvas.link_velocity import outlines
from ui.panels.network import NetworkPanel
from ui.theme import APPEARANCE, current

WAIT = 15_000


def make_frame(updates: int = 30, **options: object) -> Frame:
    choices = {"hidden": (3, 2), "optimizer": "momentum", "seed": 3, **options}
    run = pg.Run(pg.Settings.build(engine=REFERENCE, **choices))
    run.advance(updates)
    return take_frame(run, Probe(resolution=12, trace=True))


def make_panel(qtbot: QtBot, frame: Frame) -> NetworkPanel:
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(780, 620)
    panel.show_settings(frame.settings)
    panel.show_frame(frame)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def with_velocity(frame: Frame, velocity: np.ndarray) -> Frame:
    return dataclasses.replace(frame, velocity=velocity)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_arrows_are_drawn_only_while_they_are_wanted(qtbot: QtBot, theme: str) -> None:
    APPEARANCE.choose(theme)
    panel = make_panel(qtbot, make_frame())
    plain = picture(panel.view)
    qtbot.mouseClick(panel.velocity, Qt.MouseButton.LeftButton)
    assert picture(panel.view) != plain
    assert "arrow = velocity" in panel.legend.words()
    qtbot.mouseClick(panel.velocity, Qt.MouseButton.LeftButton)
    assert picture(panel.view) == plain
    assert "arrow = velocity" not in panel.legend.words()


def test_nothing_moves_before_the_first_update(qtbot: QtBot) -> None:
    panel = make_panel(qtbot, make_frame(0))
    plain = picture(panel.view)
    panel.velocity.setChecked(True)
    assert picture(panel.view) == plain


def test_a_rule_without_velocity_disables_it_and_says_why(qtbot: QtBot) -> None:
    panel = make_panel(qtbot, make_frame())
    assert panel.velocity.isEnabled()
    panel.velocity.setChecked(True)
    adam = make_frame(optimizer="adam")
    panel.show_frame(adam)
    assert not panel.velocity.isEnabled()
    assert "Adam keeps no velocity" in panel.velocity.toolTip()
    assert "arrow = velocity" not in panel.legend.words()
    panel.view.repaint_links()
    other = make_panel(qtbot, adam)
    assert picture(panel.view) == picture(other.view)
    panel.show_frame(make_frame())
    assert panel.velocity.isEnabled()
    assert panel.velocity.isChecked()


def test_stages_look_the_same_with_it_and_without(qtbot: QtBot) -> None:
    frame = make_frame()
    panel = make_panel(qtbot, frame)
    assert frame.trace is not None
    staged = (frame.trace, frame.trace.stages[0])
    panel.show_stage(staged)
    plain = picture(panel.view)
    panel.show_stage(None)
    panel.velocity.setChecked(True)
    shown = picture(panel.view)
    panel.show_stage(staged)
    assert picture(panel.view) == plain
    assert "arrow = velocity" not in panel.legend.words()
    panel.show_stage(None)
    assert picture(panel.view) == shown


def test_length_follows_the_velocity_and_colour_the_way(qtbot: QtBot) -> None:
    frame = make_frame(hidden=())
    panel = make_panel(qtbot, frame)
    # Two weights and a bias: one shrinks fast, one grows half as fast, one stands.
    frame = with_velocity(frame, np.array([4.0, -2.0, 0.0]))
    panel.velocity.setChecked(True)
    panel.show_frame(frame)
    panel.view.repaint_links()
    scene = panel.view.scene
    assert scene is not None
    velocities = scene.backdrop.velocities
    starts, normals, moves = velocities.arrows(frame)
    np.testing.assert_allclose(moves, [-1.0, 0.5, 0.0])
    # Up on the screen is the smaller y.
    assert (normals[:, 1] < 0).all()
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0)
    image = picture(panel.view)
    ratio = panel.view.devicePixelRatioF()
    for start, normal, move in zip(starts[:2], normals[:2], moves[:2], strict=True):
        length = velocities.longest * move
        x, y = (start + 0.6 * length * normal) * ratio
        seen, due = image.pixelColor(int(x), int(y)), current().weight_color(move)
        # A screen of 16 bits rounds colours.
        for channel in ("red", "green", "blue"):
            assert abs(getattr(seen, channel)() - getattr(due, channel)()) <= 8


def test_arrow_is_as_long_as_it_says() -> None:
    lengths = np.array([2.0, 5.0, 20.0])
    up = np.tile([0.0, -1.0], (3, 1))
    for shape, length in zip(
        outlines(np.zeros((3, 2)), up, lengths), lengths, strict=True
    ):
        area = shape.boundingRect()
        assert area.top() == pytest.approx(-length)
        assert area.bottom() == pytest.approx(0.0)


def test_arrows_of_crossing_links_stand_apart(qtbot: QtBot) -> None:
    panel = make_panel(qtbot, make_frame(hidden=(8, 8)))
    scene = panel.view.scene
    assert scene is not None
    starts, _ = scene.backdrop.velocities.weights[1]
    apart = np.linalg.norm(starts[:, None] - starts[None, :], axis=2)
    assert apart[~np.eye(len(starts), dtype=bool)].min() > 2
    for index, start in enumerate(starts):
        points = scene.curves.points(Selection("weight", 2, *divmod(index, 8)))
        assert np.linalg.norm(points - start, axis=1).min() < 6


def test_crowded_networks_have_arrows_on_wide_links_only(qtbot: QtBot) -> None:
    frame = make_frame(3, data="digits", hidden=(30, 30))
    panel = make_panel(qtbot, frame)
    panel.resize(1400, 1600)
    scene = panel.view.scene
    assert scene is not None
    assert sum(np.prod(w.shape[:2]) for w in scene.layout.weights) > MOST_WIDE
    assert len(scene.backdrop.velocities.arrows(frame)[2]) == MOST_WIDE


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_none_have_no_arrow(qtbot: QtBot, bad: float) -> None:
    frame = make_frame(hidden=())
    frame = with_velocity(frame, np.array([bad, -2.0, 1.0]))
    panel = make_panel(qtbot, frame)
    panel.velocity.setChecked(True)
    assert panel.view.scene is not None
    _, _, moves = panel.view.scene.backdrop.velocities.arrows(frame)
    np.testing.assert_allclose(moves, [0.0, 1.0, -0.5])
    assert not picture(panel.view).isNull()


def test_the_menu_and_the_button_agree_and_are_remembered(qtbot: QtBot) -> None:
    settings = pg.Settings.build(
        hidden=(3,), optimizer="momentum", samples=80, engine=REFERENCE
    )
    for was_on in (False, True, False):
        window = create_window(settings)
        window.show()
        qtbot.waitUntil(lambda window=window: window.frame is not None, timeout=WAIT)
        action, button = window.actions_by_key["show_velocity"], window.network.velocity
        assert action.isEnabled()
        assert action.isChecked() == button.isChecked() == was_on
        assert window.network.view.draws_velocity == was_on
        if was_on:
            action.trigger()
        else:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert action.isChecked() == button.isChecked() != was_on
        window.close()
        window.deleteLater()
