"""The card of schedule, clipping and patience, in both directions."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import playground as pg
from ui.panels.stepping import SteppingPanel


@pytest.fixture
def panel(qtbot: QtBot) -> SteppingPanel:
    panel = SteppingPanel()
    qtbot.addWidget(panel)
    panel.show_settings(pg.Settings.build())
    return panel


def test_it_shows_settings_and_says_nothing(panel: SteppingPanel) -> None:
    said: list[dict[str, object]] = []
    panel.edited.connect(said.append)
    panel.show_settings(
        pg.Settings.build(
            schedule="cosine", schedule_updates=77, clip_norm=0.5, patience=4
        )
    )
    assert panel.schedule.currentText() == "cosine to zero"
    fields = {name: field.text() for name, field in panel.fields.items()}
    assert fields == {"schedule_updates": "77", "clip_norm": "0.5", "patience": "4"}
    assert said == []


def test_the_length_matters_only_with_a_schedule(panel: SteppingPanel) -> None:
    assert not panel.fields["schedule_updates"].isEnabled()
    panel.show_settings(pg.Settings.build(schedule="step"))
    assert panel.fields["schedule_updates"].isEnabled()


@pytest.mark.parametrize(
    ("name", "typed", "value"), [("clip_norm", "1.5", 1.5), ("patience", "9", 9)]
)
def test_a_typed_number_is_asked_for(
    qtbot: QtBot, panel: SteppingPanel, name: str, typed: str, value: float
) -> None:
    field = panel.fields[name]
    field.selectAll()
    qtbot.keyClicks(field, typed)
    with qtbot.waitSignal(panel.edited) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == [{name: value}]


def test_a_negative_patience_is_refused(qtbot: QtBot, panel: SteppingPanel) -> None:
    field = panel.fields["patience"]
    field.selectAll()
    qtbot.keyClicks(field, "-1")
    with qtbot.waitSignal(panel.refused) as refused:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "patience must be a whole number" in refused.args[0]
    assert field.text() == "0"
