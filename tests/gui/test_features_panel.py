"""The features card, in both directions and for every kind of data."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from playground.data import DATASETS
from playground.settings import Settings
from ui.panels.features import FeaturesPanel
from ui.widgets.elided import ElidedCheckBox
from ui.widgets.tile import Tile


@pytest.fixture
def panel(qtbot: QtBot) -> FeaturesPanel:
    panel = FeaturesPanel()
    qtbot.addWidget(panel)
    panel.show_settings(Settings.build())
    panel.setFixedWidth(205)
    panel.show()
    return panel


def switched_on(panel: FeaturesPanel) -> list[str]:
    return [name for name, toggle in panel.toggles.items() if toggle.isChecked()]


def test_features_are_shown_without_an_echo(
    panel: FeaturesPanel, edits: list[dict[str, Any]]
) -> None:
    assert len(panel.toggles) == 7
    assert panel.heading.remark.text() == "2 of 7"
    panel.show_settings(Settings.build(features=("x2", "x1x2", "sin_x1")))
    assert switched_on(panel) == ["x2", "x1x2", "sin_x1"]
    assert panel.heading.remark.text() == "3 of 7"
    assert edits == []


def test_a_click_asks_for_all_features_in_order(
    panel: FeaturesPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    panel.show_settings(Settings.build(features=("x1x2", "x1")))
    qtbot.mouseClick(panel.toggles["x1_squared"], Qt.MouseButton.LeftButton)
    assert edits.pop() == {"features": ("x1", "x1_squared", "x1x2")}
    qtbot.mouseClick(panel.toggles["x1"], Qt.MouseButton.LeftButton)
    assert edits.pop() == {"features": ("x1x2",)}


def test_the_last_feature_stays_and_says_why(
    panel: FeaturesPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    refused: list[str] = []
    panel.refused.connect(refused.append)
    panel.show_settings(Settings.build(features=("x2",)))
    qtbot.mouseClick(panel.toggles["x2"], Qt.MouseButton.LeftButton)
    assert edits == []
    assert "at least one feature" in refused[0]
    assert switched_on(panel) == ["x2"]


@pytest.mark.parametrize("data", DATASETS)
def test_every_set_can_have_every_feature(
    panel: FeaturesPanel, edits: list[dict[str, Any]], data: str
) -> None:
    settings = Settings.build(data=data)
    panel.show_settings(settings)
    assert settings.replace(features=panel.available).features == panel.available
    shown = len(panel.toggles) + (len(panel.grid.names) if panel.grid else 0)
    assert shown == len(panel.available)
    for toggle in panel.toggles.values():
        assert toggle.accessibleName()
        assert toggle.toolTip()
    assert edits == []


@pytest.mark.parametrize("data", DATASETS)
def test_the_height_does_not_depend_on_the_width(
    panel: FeaturesPanel, qtbot: QtBot, data: str
) -> None:
    # Else a scroll bar beside it comes and goes for ever.
    panel.show_settings(Settings.build(data=data))
    heights = set()
    for width in (200, 212, 226):
        panel.setFixedWidth(width)
        qtbot.waitUntil(lambda width=width: panel.width() == width)
        QApplication.processEvents()
        heights.add((panel.sizeHint().height(), panel.minimumSizeHint().height()))
        assert not panel.hasHeightForWidth() or panel.heightForWidth(200) == (
            panel.heightForWidth(226)
        )
    assert len(heights) == 1
    assert panel.minimumSizeHint().width() <= 200


def test_small_sets_have_maps_and_large_ones_names(panel: FeaturesPanel) -> None:
    assert all(isinstance(toggle, Tile) for toggle in panel.toggles.values())
    panel.show_settings(Settings.build(data="wine"))
    assert isinstance(panel.toggles["x1"], ElidedCheckBox)
    assert panel.toggles["x1"].text() == "alcohol"
    panel.show_settings(Settings.build(data="three_inputs"))
    assert panel.toggles["x3"].text() == "x₃"


def test_pixels_are_switched_together(
    panel: FeaturesPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    settings = Settings.build(data="digits")
    panel.show_settings(settings)
    assert panel.grid is not None
    assert panel.grid.on == frozenset(range(64))
    qtbot.mouseClick(
        panel.grid,
        Qt.MouseButton.LeftButton,
        pos=panel.grid.cell(9).center().toPoint(),
    )
    wanted = edits.pop()["features"]
    assert len(wanted) == 63
    assert "x10" not in wanted
    panel.show_settings(settings.replace(features=wanted))
    assert panel.heading.remark.text() == "63 of 69"
    everything = next(
        button
        for button in panel.content.findChildren(QPushButton)
        if button.text() == "All"
    )
    qtbot.mouseClick(everything, Qt.MouseButton.LeftButton)
    assert edits.pop() == {"features": panel.raw}


def test_the_last_pixel_stays(
    panel: FeaturesPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    panel.show_settings(Settings.build(data="digits", features=("x1",)))
    assert panel.grid is not None
    panel.grid.setFocus()
    qtbot.keyClick(panel.grid, Qt.Key.Key_Space)
    assert edits == []
    assert panel.grid.on == frozenset({0})


def test_going_back_to_small_data_brings_the_maps_back(
    panel: FeaturesPanel, qtbot: QtBot
) -> None:
    panel.show_settings(Settings.build(data="digits"))
    panel.show_settings(Settings.build(data="spiral"))
    assert panel.grid is None
    assert panel.toggles["x1"].isVisible()
