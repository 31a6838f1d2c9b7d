"""Check my gradient, in the window and on the command line."""

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from typer.testing import CliRunner

import playground as pg
from playground.engines import REFERENCE
from playground.explain import explain
from tests.gui.opening import Opening
from ui.canvas.diagram_selection import Selection
from ui.commands import commands
from ui.gradient_table import checked_places, read_gradient
from ui.main_window import MainWindow

WAIT = 15_000


@pytest.fixture
def opening() -> Opening:
    settings = pg.Settings.build(
        data="circles", hidden=(4, 2), l2=0.01, engine=REFERENCE, samples=80
    )
    return Opening(settings)


def test_the_dialog_shows_both_gradients_and_their_difference(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.actions_by_key["check_gradient"].trigger()
    dialog = window.probing.gradient_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.checked is not None, timeout=WAIT)
    assert dialog.checked is not None
    assert window.frame is not None
    assert dialog.table.rowCount() == len(window.frame.params)
    assert dialog.table.item(0, 0).text() == "gradient.w[1][1,1]"
    assert dialog.table.item(0, 4).text() == "agrees"
    assert "is right" in dialog.verdict.text()
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == len(window.frame.params) + 1
    assert float(copied[1].split("\t")[1]) == dialog.checked.rows[0].backpropagated
    # Not more is asked of the training than before.
    qtbot.waitUntil(lambda: window.frame.trace is None, timeout=WAIT)
    window.playback.toggle_play()
    qtbot.waitUntil(lambda: window.frame.update > 20, timeout=WAIT)
    window.trainer.pause()
    first = dialog.checked
    dialog.again.click()
    qtbot.waitUntil(lambda: dialog.checked is not first, timeout=WAIT)
    assert dialog.checked.is_passed


def test_an_update_that_the_inspector_opened_is_checked_too(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.network.view.choose(Selection("weight", 1, 0, 0))
    qtbot.waitUntil(lambda: window.frame.trace is not None, timeout=WAIT)
    # Paused, and nothing else is to be seen: no other frame comes by itself.
    window.actions_by_key["check_gradient"].trigger()
    dialog = window.probing.gradient_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.checked is not None, timeout=WAIT)
    first = dialog.checked
    dialog.again.click()
    qtbot.waitUntil(lambda: dialog.checked is not first, timeout=WAIT)
    assert not dialog.is_waiting


def test_it_is_the_gradient_of_the_coming_update() -> None:
    run = pg.Run(pg.Settings.build(data="moons", l1=0.01, l2=0.1), engine=REFERENCE)
    run.advance(17)
    trace = explain(run)
    table = read_gradient(trace)
    ours = [row.backpropagated for row in table.rows]
    np.testing.assert_allclose(ours, trace.gradient, rtol=1e-12, atol=1e-15)
    assert table.is_passed
    assert run.update == 17


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    run = pg.Run(pg.Settings.build(data="moons"), engine=REFERENCE)
    backward = pg.Network.backward

    def wrong(self: pg.Network, *arguments: object) -> object:
        gradient = backward(self, *arguments)  # type: ignore[arg-type]
        gradient[3] *= 1.01
        return gradient

    trace = explain(run)
    monkeypatch.setattr(pg.Network, "backward", wrong)
    table = read_gradient(trace)
    assert [row.name for row in table.rows if not row.agrees] == ["gradient.w[1][2,2]"]
    assert "DIFFERS" in table.text
    assert "1 differ" in table.summary


def test_of_a_large_network_some_numbers_are_checked() -> None:
    assert checked_places(94, 16) == list(range(94))
    places = checked_places(101_770, 128)
    assert 20 <= len(places) < 1000
    assert places[0] == 0
    assert places[-1] == 101_769
    assert len(set(places)) == len(places)


def test_the_doctor_prints_it() -> None:
    done = CliRunner().invoke(commands, ["doctor", "--gradient"])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == [
        *("number", "backpropagated", "central", "difference", "difference", "verdict"),
    ]
    parameters = len(pg.Run(pg.Settings.build(), engine=REFERENCE).params)
    assert len(lines) == parameters + 2
    assert all(line.endswith("agrees") for line in lines[1:-1])
    assert "all agree" in lines[-1]
