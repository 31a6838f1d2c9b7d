"""The data card, in both directions."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.data import DATASETS
from playground.settings import Settings
from ui import theme
from ui.panels.data import DataPanel, noise_stops, sample_stops


@pytest.fixture
def panel(qtbot: QtBot) -> DataPanel:
    panel = DataPanel()
    qtbot.addWidget(panel)
    panel.show_settings(Settings.build())
    panel.setFixedWidth(205)
    panel.show()
    return panel


def test_every_setting_is_shown_without_an_echo(
    panel: DataPanel, edits: list[dict[str, Any]]
) -> None:
    panel.show_settings(
        Settings.build(
            data="circles",
            samples=137,
            test_fraction=0.25,
            noise=0.33,
            standardize=True,
            data_seed=42,
        )
    )
    assert [name for name, tile in panel.tiles.items() if tile.isChecked()] == [
        "circles"
    ]
    assert panel.samples.number.text() == "137"
    assert panel.share.number.text() == "25 %"
    assert panel.noise.number.text() == "0.33"
    assert panel.standardize.isChecked()
    assert panel.seed.field.text() == "42"
    assert panel.heading.remark.text() == "Circles · 2 classes"
    panel.show_settings(Settings.build(data="sine"))
    assert panel.tiles["sine"].isChecked()
    assert not panel.tiles["circles"].isChecked()
    assert not panel.standardize.isChecked()
    assert panel.heading.remark.text() == "Sine · regression"
    assert edits == []


@pytest.mark.parametrize("name", DATASETS)
def test_every_set_has_a_tile_that_asks_for_it(
    panel: DataPanel, edits: list[dict[str, Any]], qtbot: QtBot, name: str
) -> None:
    tile = panel.tiles[name]
    assert tile.accessibleName()
    assert tile.toolTip()
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert edits == ([] if name == "spiral" else [{"data": name}])


def test_no_two_pictures_are_alike(panel: DataPanel) -> None:
    for name in ("light", "dark"):
        theme.APPEARANCE.choose(name)
        pictures = {
            bytes(tile.grab().toImage().constBits()) for tile in panel.tiles.values()
        }
        assert len(pictures) == len(DATASETS)


def test_choices_without_meaning_are_put_aside(
    panel: DataPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    settings = Settings.build(
        samples=1000,
        noise=0.4,
        features=("x1", "sin_x2"),
        loss="cross_entropy",
        standardize=True,
        learning_rate=0.5,
    )
    panel.show_settings(settings)
    qtbot.mouseClick(panel.tiles["moons"], Qt.MouseButton.LeftButton)
    assert edits.pop() == {"data": "moons"}
    qtbot.mouseClick(panel.tiles["sine"], Qt.MouseButton.LeftButton)
    change = edits.pop()
    assert change == {"data": "sine", "noise": None, "features": None, "loss": None}
    assert settings.replace(**change).loss == "squared_error"
    qtbot.mouseClick(panel.tiles["iris"], Qt.MouseButton.LeftButton)
    change = edits.pop()
    changed = settings.replace(**change)
    assert (changed.samples, changed.noise, changed.learning_rate) == (150, 0.0, 0.5)


def test_sliders_and_boxes_ask_for_one_thing(
    panel: DataPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    for row, change in (
        (panel.samples, {"samples": 500}),
        (panel.share, {"test_fraction": 0.55}),
        (panel.noise, {"noise": 0.15}),
    ):
        qtbot.keyClick(row.slider, Qt.Key.Key_Right)
        assert edits == [change]
        assert [type(value) for value in edits.pop().values()] == [
            type(value) for value in change.values()
        ]
    panel.standardize.click()
    assert edits == [{"standardize": True}]


def test_new_sample_changes_the_data_seed_only(
    panel: DataPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    settings = Settings.build(seed=5)
    panel.show_settings(settings)
    qtbot.mouseClick(panel.seed.button, Qt.MouseButton.LeftButton)
    assert list(edits[0]) == ["data_seed"]
    assert edits[0]["data_seed"] != 5
    assert settings.replace(**edits[0]).seed == 5


def test_a_bad_seed_is_refused(
    panel: DataPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    refused: list[str] = []
    panel.refused.connect(refused.append)
    panel.seed.field.selectAll()
    qtbot.keyClicks(panel.seed.field, "1.5")
    qtbot.keyClick(panel.seed.field, Qt.Key.Key_Return)
    assert "data_seed must be a whole number" in refused[0]
    assert panel.seed.field.text() == "0"
    assert edits == []


@pytest.mark.parametrize("name", DATASETS)
def test_the_stops_of_a_set_are_all_legal(name: str) -> None:
    source = DATASETS[name]
    for samples in sample_stops(source):
        Settings.build(data=name, samples=int(samples))
    for noise in noise_stops(source):
        Settings.build(data=name, noise=noise)
    assert source.samples in sample_stops(source)
    assert source.noise in noise_stops(source)


def test_the_title_names_the_set_under_the_mouse(panel: DataPanel) -> None:
    panel.tiles["iris"].hovered.emit(True)
    assert panel.heading.remark.text() == "Iris · 3 classes"
    panel.tiles["iris"].hovered.emit(False)
    assert panel.heading.remark.text() == "Spiral · 2 classes"


def test_arrow_keys_go_from_set_to_set(
    panel: DataPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.tiles["spiral"].setFocus()
    qtbot.keyClick(panel.tiles["spiral"], Qt.Key.Key_Right)
    assert edits == [{"data": "moons"}]


def test_it_fits_into_the_narrowest_column(panel: DataPanel) -> None:
    assert panel.minimumSizeHint().width() <= 200
    assert not panel.hasHeightForWidth()


def test_sets_of_scikit_learn_are_offered_where_it_is_installed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.data.array_reader.find_spec", lambda name: name)
    panel = DataPanel()
    qtbot.addWidget(panel)
    assert panel.minimumSizeHint().width() <= 200
    wanted: list[str] = []
    panel.table_wanted.connect(wanted.append)
    words = {action.text(): action for action in panel.sklearn_menu.actions()}
    assert len(words) == 6
    words["&Breast cancer"].trigger()
    panel.table_button.click()
    assert wanted == ["sklearn:breast_cancer", ""]
    monkeypatch.setattr("playground.data.array_reader.find_spec", lambda name: None)
    without = DataPanel()
    qtbot.addWidget(without)
    assert not without.sklearn_menu.actions()
