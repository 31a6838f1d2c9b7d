"""Painting with the mouse: the tools, the picture, the settings, and the way back."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import playground as pg
from playground.data.dataset import Samples
from playground.data.own import OwnData, find_own, is_own, register
from playground.frame import Probe, take_frame
from ui.panels.data import DataPanel
from ui.panels.model import ModelPanel
from ui.panels.output import OutputPanel
from ui.panels.training import TrainingPanel
from ui.store import SettingsStore
from ui.theme import APPEARANCE
from ui.themes import DARK


class Desk:
    """An output panel, a store and a run, joined as in the window."""

    def __init__(self, panel: OutputPanel, **options: Any) -> None:
        settings = pg.Settings.build(hidden=(3,), engine="reference", **options)
        self.panel = panel
        self.store = SettingsStore(settings)
        self.run = pg.Run(settings)
        self.restarts: list[bool] = []
        self.clicked: list[object] = []
        panel.edited.connect(self.store.edit)
        panel.view.sample_clicked.connect(self.clicked.append)
        self.store.settings_changed.connect(panel.show_settings)
        self.store.applied.connect(lambda new, restart: self.apply(new, restart))
        panel.show_settings(settings)
        self.show_frame()

    def apply(self, settings: pg.Settings, restart: bool) -> None:
        self.restarts.append(restart)
        self.run.apply(settings)

    def show_frame(self) -> None:
        probe = Probe(resolution=5, axes=self.panel.probe.axes)
        self.panel.show_frame(take_frame(self.run, probe))
        self.panel.view.grab()

    def at(self, x: float, y: float) -> QPoint:
        area = self.panel.view.area
        assert area is not None
        column, line = area.to_pixels(np.array([x]), np.array([y]))
        return QPoint(round(float(column[0])), round(float(line[0])))

    def stroke(
        self,
        qtbot: QtBot,
        *places: tuple[float, float],
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        view = self.panel.view
        spots = [self.at(*place) for place in places]
        qtbot.mousePress(view, button, pos=spots[0])
        for spot in spots[1:]:
            where = QPointF(spot)
            move = QMouseEvent(
                *(QEvent.Type.MouseMove, where, where, Qt.MouseButton.NoButton),
                *(button, Qt.KeyboardModifier.NoModifier),
            )
            QApplication.sendEvent(view, move)
        qtbot.mouseRelease(view, button, pos=spots[-1])


@pytest.fixture
def panel(qtbot: QtBot) -> OutputPanel:
    panel = OutputPanel()
    qtbot.addWidget(panel)
    panel.resize(370, 470)
    panel.show()
    return panel


def test_the_tools_come_with_the_toggle(panel: OutputPanel) -> None:
    desk = Desk(panel, data="xor")
    assert not panel.paint_bar.isVisible()
    panel.paint_toggle.click()
    assert panel.paint_bar.isVisible()
    assert panel.test_data.isChecked()
    assert len(panel.paint_bar.label_buttons) == 2
    for button in (
        *panel.paint_bar.tools.values(),
        *(panel.paint_bar.fresh, *panel.paint_bar.label_buttons),
    ):
        assert button.accessibleName()
        assert button.toolTip()
    panel.paint_toggle.click()
    assert not panel.test_data.isChecked()
    assert desk.store.undo_stack.count() == 0


def test_another_theme_has_other_brushes(panel: OutputPanel) -> None:
    Desk(panel, data="xor")
    panel.paint_toggle.click()
    panel.paint_bar.label_buttons[1].click()
    before = panel.paint_bar.label_buttons[0].icon().pixmap(18).toImage()
    APPEARANCE.apply(DARK)
    after = panel.paint_bar.label_buttons[0].icon().pixmap(18).toImage()
    assert after != before
    assert panel.paint_bar.label_buttons[1].isChecked()
    assert panel.paint.color == DARK.class_color(1, 2)


def test_without_a_tool_a_click_chooses_a_sample(
    panel: OutputPanel, qtbot: QtBot
) -> None:
    desk = Desk(panel, data="gaussians", samples=20)
    x, y = desk.run.problem.train.x[4].tolist()
    desk.stroke(qtbot, (x, y))
    assert desk.clicked == [4]
    panel.paint_toggle.click()
    desk.stroke(qtbot, (x, y))
    assert desk.clicked == [4]
    panel.paint_toggle.click()
    desk.stroke(qtbot, (-5.5, 5.5))
    assert desk.clicked == [4, None]


def test_a_brush_of_other_data_is_no_brush_any_more(panel: OutputPanel) -> None:
    Desk(panel, data="spiral3", samples=80)
    panel.paint_toggle.click()
    third = panel.paint_bar.label_buttons[2]
    Desk(panel, data="xor")
    third.click()
    assert not third.isVisible()
    assert panel.paint_bar.label == 0


def test_a_stroke_is_one_step_and_training_goes_on(
    panel: OutputPanel, qtbot: QtBot
) -> None:
    desk = Desk(panel, data="xor", samples=60)
    desk.run.advance(50)
    desk.show_frame()
    panel.paint_toggle.click()
    panel.paint_bar.label_buttons[1].click()
    desk.stroke(qtbot, (-5.0, 5.5), (-4.0, 5.5), (0.0, 5.5), (3.0, 5.5))
    assert desk.store.undo_stack.count() == 1
    painted = desk.store.settings
    assert is_own(painted.data)
    assert painted.samples > 68
    data = find_own(painted.data)
    new = data.samples.x[:, 1] > 5.2
    assert data.samples.y[new & (data.samples.x[:, 0] < 0)].all()
    assert set(desk.restarts) == {False}
    assert desk.run.update == 50
    desk.run.advance(20)
    desk.show_frame()
    desk.stroke(qtbot, (5.5, -5.5))
    assert desk.store.undo_stack.count() == 2
    assert desk.store.settings.samples == painted.samples + 1
    desk.store.undo_stack.undo()
    assert desk.store.settings == painted
    desk.store.undo_stack.undo()
    assert desk.store.settings.data == "xor"
    assert desk.run.update == 70
    assert set(desk.restarts) == {False}
    # Back to the start, and forward through every change, to the same bits.
    after = desk.run.params.copy()
    desk.run.seek(0)
    desk.run.seek(70)
    np.testing.assert_array_equal(desk.run.params, after)


def test_a_second_stroke_need_not_wait_for_a_frame(
    panel: OutputPanel, qtbot: QtBot
) -> None:
    desk = Desk(panel, data="xor", samples=60)
    panel.paint_toggle.click()
    for place in ((5.0, 5.0), (4.0, 5.0), (3.0, 5.0)):
        desk.stroke(qtbot, place)
    assert desk.store.settings.samples == 63


def test_the_right_button_erases_with_every_tool(
    panel: OutputPanel, qtbot: QtBot
) -> None:
    desk = Desk(panel, data="gaussians", samples=60)
    panel.paint_toggle.click()
    x, y = desk.run.problem.train.x[0].tolist()
    desk.stroke(qtbot, (x, y), button=Qt.MouseButton.RightButton)
    assert desk.store.settings.samples < 60
    assert desk.restarts == [False]


def test_an_empty_canvas_begins_with_the_first_point(
    panel: OutputPanel, qtbot: QtBot
) -> None:
    desk = Desk(panel, data="xor", batch_size=10)
    panel.paint_toggle.click()
    panel.paint_bar.fresh.click()
    desk.stroke(qtbot, (-5.0, 0.0), (5.0, 0.0))
    assert not panel.paint_bar.fresh.isChecked()
    settings = desk.store.settings
    assert 10 < settings.samples < 60
    first = settings.samples
    desk.stroke(qtbot, (0.0, 3.0))
    assert desk.store.settings.samples == first + 1
    desk.store.undo_stack.undo()
    desk.store.undo_stack.undo()
    assert desk.store.settings.batch_size == 10


def test_a_stroke_does_not_keep_what_its_first_point_forced(
    panel: OutputPanel, qtbot: QtBot
) -> None:
    desk = Desk(panel, data="xor", batch_size=4)
    panel.paint_toggle.click()
    panel.paint_bar.fresh.click()
    desk.stroke(qtbot, (-5.0, 0.0), (5.0, 0.0))
    assert desk.store.settings.batch_size == 4


@pytest.mark.parametrize(
    ("data", "buttons", "listed"),
    [("spiral3", 3, 0), ("digits", 0, 10), ("plane", 5, 0), ("sine", 1, 0)],
)
def test_every_kind_of_data_can_be_painted_on(
    panel: OutputPanel, qtbot: QtBot, data: str, buttons: int, listed: int
) -> None:
    desk = Desk(panel, data=data, samples=80)
    panel.paint_toggle.click()
    bar = panel.paint_bar
    assert (len(bar.label_buttons), bar.list.count()) == (buttons, listed)
    bar.choose_label(max(buttons, listed) - 1)
    area = panel.view.area
    assert area is not None
    place = area.to_data(area.rect.center())
    axes = panel.probe.axes
    desk.stroke(qtbot, place)
    settings = desk.store.settings
    assert settings.samples == 81
    assert panel.probe.axes == axes
    assert settings.standardize == pg.Settings.build(data=data).standardize
    desk.run.advance(3)
    desk.show_frame()


def test_brushes_have_the_targets_of_the_data_that_is_there(
    panel: OutputPanel,
) -> None:
    Desk(panel, data="plane", samples=60)
    x = np.random.default_rng(0).normal(size=(40, 2))
    rows = Samples(x, np.linspace(100.0, 500.0, 40)[:, None])
    key = register(OwnData("prices", ("size", "age"), (), rows))
    Desk(panel, data=key)
    labels = panel.paint_bar.labels
    assert (labels[0], labels[-1]) == (100.0, 500.0)


def test_another_set_still_starts_over(panel: OutputPanel, qtbot: QtBot) -> None:
    desk = Desk(panel, data="xor", samples=60)
    panel.paint_toggle.click()
    desk.stroke(qtbot, (0.0, 5.0))
    painted = desk.store.settings.data
    desk.store.edit({"data": "circles"})
    desk.store.edit({"data": painted})
    assert desk.restarts == [False, True, True]


def test_every_panel_shows_painted_points(panel: OutputPanel, qtbot: QtBot) -> None:
    desk = Desk(panel, data="xor", samples=60)
    panel.paint_toggle.click()
    panel.paint_bar.fresh.click()
    desk.stroke(qtbot, (0.0, 5.0))
    assert desk.store.settings.samples == 1
    for other in (DataPanel(), ModelPanel(), TrainingPanel()):
        qtbot.addWidget(other)
        other.show_settings(desk.store.settings)
        other.grab()
        if isinstance(other, DataPanel):
            assert other.own.isChecked()
            assert other.heading.remark.text() == "painted points · 2 classes"
