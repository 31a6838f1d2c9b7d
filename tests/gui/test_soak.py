"""Short versions of `make soak`; each is a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.soak.growth import take_census

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("monkey", "--actions", "300", "--seed", "1", "--seeds", "1"),
        ("memory", "--seconds", "8", "--seed", "1"),
        ("busy", "--actions", "150", "--seed", "1"),
        ("kill", "--actions", "10", "--seed", "1"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_short_campaign_finds_nothing(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tests.soak", *arguments, "--any-speed"]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_rich_words_are_no_growth_and_a_connection_is(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    label = QLabel("plain", root)
    root.show()
    first = take_census(root)
    label.setText("<b>rich</b>")
    qtbot.waitUntil(lambda: label.grab().width() > 0)
    assert take_census(root).connections == first.connections
    QTimer(label).timeout.connect(label.clear)
    grown = take_census(root)
    assert grown.connections > first.connections
    assert grown.timers == first.timers + 1
