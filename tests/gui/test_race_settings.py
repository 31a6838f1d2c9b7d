"""Lanes that differ in any setting: taken from the run, and said on the card."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.race import four_methods
from ui.panels.race import RacePanel
from ui.panels.race_words import lane_details, short_details
from ui.racing import StartRace

SETTINGS = pg.Settings.build(data="xor", samples=40, hidden=(3, 2))


@pytest.fixture
def race(qtbot: QtBot) -> RacePanel:
    panel = RacePanel()
    qtbot.addWidget(panel)
    panel.show_settings(SETTINGS)
    panel.start(tuple(four_methods(SETTINGS)))
    return panel


def test_a_lane_takes_every_setting_of_the_current_run(
    qtbot: QtBot, race: RacePanel
) -> None:
    commands: list[object] = []
    race.commanded.connect(commands.append)
    current = SETTINGS.replace(l2=0.01, activation="relu", schedule="cosine")
    race.show_settings(current)
    race.choose(2)
    qtbot.mouseClick(race.editor.current, Qt.MouseButton.LeftButton)
    assert race.lanes[2] == current
    assert race.lanes[:2] == tuple(four_methods(SETTINGS)[:2])
    assert race.chosen == 2
    (started,) = (one for one in commands if isinstance(one, StartRace))
    assert started.settings == race.lanes
    for words in ("L2 0.01", "ReLU"):
        assert words in race.cards.cards[2].words.details
        assert words in race.cards.cards[2].words.short
    assert "L2 0" in race.cards.cards[0].words.details


def test_another_network_is_refused(race: RacePanel) -> None:
    refused: list[str] = []
    race.refused.connect(refused.append)
    before = race.lanes
    race.show_settings(SETTINGS.replace(hidden=(5,)))
    race.choose(1)
    race.editor.current.click()
    assert race.lanes == before
    assert len(refused) == 1
    assert "hidden" in refused[0]


def test_only_what_differs_and_matters_is_said() -> None:
    slow, fast = (
        SETTINGS.replace(method="momentum", momentum=beta) for beta in (0.5, 0.9)
    )
    plain = SETTINGS.replace(method="sgd", momentum=0.1, schedule_updates=7)
    lanes = (slow, fast, plain)
    assert lane_details(slow, lanes).endswith("momentum 0.5")
    assert short_details(fast, lanes).endswith("momentum 0.9")
    # Descent has no momentum, a constant rate no length, and nobody differs in L2.
    assert lane_details(plain, lanes) == lane_details(plain, ())
    assert lane_details(slow, (slow, plain)) == lane_details(slow, ())
