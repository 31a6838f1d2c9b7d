"""The layer as matrices: the numbers of one sample, and a window onto large layers."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import playground as pg
from playground.explaining.stages import Stage
from playground.losses import LOSSES
from playground.update_trace import UpdateTrace
from ui.panels.matrix import LayerNumbers, MatrixPanel


def opened(sample: int | None = None, **changes: object) -> UpdateTrace:
    settings = {"samples": 60, "hidden": (4, 3), "engine": "reference", **changes}
    return pg.explain(pg.Run(pg.Settings.build(**settings)), sample)


@pytest.fixture
def panel(qtbot: QtBot) -> MatrixPanel:
    panel = MatrixPanel()
    qtbot.addWidget(panel)
    panel.resize(700, 180)
    panel.show()
    return panel


@pytest.mark.parametrize("sample", [None, 7])
@pytest.mark.parametrize("loss", LOSSES)
def test_w_x_plus_b_is_z_and_its_function_is_a(sample: int | None, loss: str) -> None:
    trace = opened(sample, loss=loss, output_activation=None)
    for layer in (1, 2, 3):
        n = LayerNumbers.of(trace, layer)
        assert n.weights @ n.x + n.bias == pytest.approx(n.z, abs=1e-12)
        if n.answer == "ŷ":
            assert n.a == pytest.approx(1 / (1 + np.exp(-n.z)))
        else:
            assert n.a == pytest.approx(trace.a[layer - 1][0])
    assert n.sample == trace.indices[0]
    assert n.is_first_of_batch is (sample is None)


def test_a_small_layer_is_drawn_whole(panel: MatrixPanel) -> None:
    panel.show_stage((opened(5), Stage("forward", 2)))
    assert panel.window_shown.rows == range(3)
    assert panel.window_shown.columns == range(4)
    assert panel.missing() == ""
    assert "Hidden 2" in panel.caption()
    assert "Sample 5" in panel.caption()


def test_stages_without_a_layer_have_the_nearest_one(panel: MatrixPanel) -> None:
    trace = opened()
    for stage, layer in ((Stage("batch"), 1), (Stage("loss"), 3), (Stage("update"), 3)):
        panel.show_stage((trace, stage))
        assert panel.numbers is not None
        assert panel.numbers.layer == layer
    panel.show_stage(None)
    assert panel.numbers is None


def turn(panel: MatrixPanel, steps: float, modifier: Qt.KeyboardModifier) -> None:
    middle = QPointF(panel.rect().center())
    event = QWheelEvent(
        middle,
        panel.mapToGlobal(middle),
        QPoint(),
        QPoint(0, round(-120 * steps)),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel, event)


def test_of_a_large_layer_a_window_is_drawn_and_the_rest_is_said(
    panel: MatrixPanel,
) -> None:
    trace = opened(3, data="digits", hidden=(40,), loss="cross_entropy")
    panel.show_stage((trace, Stage("forward", 1)))
    shown = panel.window_shown
    assert 2 <= len(shown.rows) < 40
    assert 2 <= len(shown.columns) < 64
    assert f"{40 - len(shown.rows)} of 40 neurons" in panel.missing()
    assert f"{64 - len(shown.columns)} of 64 inputs" in panel.missing()
    turn(panel, 5, Qt.KeyboardModifier.NoModifier)
    assert panel.window_shown.rows.start == 5
    turn(panel, 100, Qt.KeyboardModifier.NoModifier)
    assert panel.window_shown.rows.stop == 40
    turn(panel, 3, Qt.KeyboardModifier.ShiftModifier)
    assert panel.window_shown.columns.start == 3
    turn(panel, -100, Qt.KeyboardModifier.ShiftModifier)
    assert panel.window_shown.columns.start == 0
    assert not panel.grab().isNull()


def test_a_touchpad_turns_both_ways_alike(panel: MatrixPanel) -> None:
    trace = opened(3, data="digits", hidden=(40,), loss="cross_entropy")
    panel.show_stage((trace, Stage("forward", 1)))
    none = Qt.KeyboardModifier.NoModifier
    for _ in range(20):
        turn(panel, 0.1, none)
    assert panel.window_shown.rows.start == 2
    for _ in range(10):
        turn(panel, -0.1, none)
    assert panel.window_shown.rows.start == 1
    turn(panel, 1000, none)
    last = panel.window_shown.rows.start
    turn(panel, -1, none)
    assert panel.window_shown.rows.start == last - 1


def test_it_fits_into_any_width(panel: MatrixPanel) -> None:
    trace = opened(3, data="digits", hidden=(20,), loss="cross_entropy")
    for width in (220, 360, 500, 900, 1400):
        panel.resize(width, 150)
        panel.show_stage((trace, Stage("forward", 1)))
        assert len(panel.window_shown.columns) >= 1
        assert not panel.grab().isNull()
