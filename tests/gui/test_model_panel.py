"""The model card, in both directions."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.presets import presets
from playground.settings import Settings
from ui.labels import text
from ui.panels.model import ModelPanel
from ui.widgets.choice import Choice


@pytest.fixture
def panel(qtbot: QtBot) -> ModelPanel:
    panel = ModelPanel()
    qtbot.addWidget(panel)
    panel.show_settings(Settings.build())
    panel.setFixedWidth(205)
    panel.show()
    return panel


def pick(choice: Choice, identifier: str) -> None:
    place = choice.findData(identifier)
    choice.setCurrentIndex(place)
    choice.activated.emit(place)


def test_settings_are_shown_without_an_echo(
    panel: ModelPanel, edits: list[dict[str, Any]]
) -> None:
    chosen: list[str] = []
    panel.preset_chosen.connect(chosen.append)
    panel.show_settings(
        Settings.build(
            loss="squared_error",
            output_activation="sigmoid",
            initializer="zeros",
            seed=77,
        )
    )
    assert panel.output.currentText() == "sigmoid"
    assert panel.initializer.currentText() == "All zero"
    assert panel.seed.field.text() == "77"
    assert panel.preset.currentIndex() == -1
    panel.show_settings(presets()["iris"].settings)
    assert panel.preset.currentText() == text("presets.iris")
    assert edits == []
    assert chosen == []


def test_every_preset_has_a_name_and_can_be_chosen(
    panel: ModelPanel, edits: list[dict[str, Any]]
) -> None:
    chosen: list[str] = []
    panel.preset_chosen.connect(chosen.append)
    for key in presets():
        pick(panel.preset, key)
    assert chosen == list(presets())
    assert edits == []


def test_output_says_what_is_there(panel: ModelPanel) -> None:
    assert not panel.output.isEnabled()
    assert panel.output.placeholderText() == "sigmoid"
    panel.show_settings(Settings.build(data="iris"))
    assert panel.output.placeholderText() == "softmax"
    panel.show_settings(Settings.build(data="sine"))
    assert panel.output.isEnabled()
    assert panel.output.currentText() == "auto: identity"
    panel.show_settings(Settings.build(loss="squared_error", activation="sigmoid"))
    assert panel.output.currentText() == "auto: sigmoid"


def test_controls_ask_for_one_thing(
    panel: ModelPanel, edits: list[dict[str, Any]]
) -> None:
    settings = Settings.build(loss="squared_error")
    panel.show_settings(settings)
    pick(panel.output, "identity")
    assert edits == [{"output_activation": "identity"}]
    panel.show_settings(settings.replace(**edits.pop()))
    pick(panel.output, "")
    assert edits == [{"output_activation": None}]
    edits.clear()
    pick(panel.initializer, "he")
    assert edits == [{"initializer": "he"}]


def test_new_start_keeps_the_data(
    panel: ModelPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    settings = Settings.build(seed=4)
    panel.show_settings(settings)
    qtbot.mouseClick(panel.seed.button, Qt.MouseButton.LeftButton)
    assert edits[0]["seed"] != 4
    changed = settings.replace(**edits[0])
    assert changed.data_seed == settings.data_seed == 4
    panel.seed.field.selectAll()
    qtbot.keyClicks(panel.seed.field, "123")
    qtbot.keyClick(panel.seed.field, Qt.Key.Key_Return)
    assert edits[1] == {"seed": 123, "data_seed": 4}


def test_a_bad_seed_is_refused(
    panel: ModelPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    refused: list[str] = []
    panel.refused.connect(refused.append)
    panel.seed.field.selectAll()
    qtbot.keyClicks(panel.seed.field, "many")
    qtbot.keyClick(panel.seed.field, Qt.Key.Key_Return)
    assert "seed must be a whole number" in refused[0]
    assert "'many'" in refused[0]
    assert panel.seed.field.text() == "0"
    assert edits == []


def test_every_control_is_named_and_explained(panel: ModelPanel) -> None:
    for control in panel.tab_order():
        assert control.accessibleName()
        assert control.toolTip()


def test_it_fits_into_the_narrowest_column(panel: ModelPanel) -> None:
    assert panel.minimumSizeHint().width() <= 200
    assert not panel.hasHeightForWidth()
