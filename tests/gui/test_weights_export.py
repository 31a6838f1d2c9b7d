"""Weights that leave the window are read back, and the message bar says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.errors import LoadError
from playground.exporters import EXPORTERS, Verification
from playground.frame import Frame, Probe, take_frame
from ui.messages import MessageBar
from ui.weights_export import WeightsExport

WAIT = 15_000


@pytest.fixture(scope="module")
def frame() -> Frame:
    run = pg.Run(pg.Settings.build(data="circles", hidden=(3,), engine=REFERENCE))
    run.advance(7)
    return take_frame(run, Probe(4))


@pytest.fixture
def exporting(qtbot: QtBot) -> Iterator[WeightsExport]:
    window = QWidget()
    qtbot.addWidget(window)
    made = WeightsExport(window, MessageBar(window))
    yield made
    made.close()


def wait(qtbot: QtBot, exporting: WeightsExport) -> str:
    qtbot.waitUntil(lambda: not exporting.checks, timeout=WAIT)
    return exporting.messages.label.text()


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_what_was_written_is_read_back(
    qtbot: QtBot, exporting: WeightsExport, frame: Frame, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"net{suffix}"
    assert exporting.write(frame, path)
    assert path.exists()
    said = wait(qtbot, exporting)
    assert said.startswith(f"Exported the weights of update 7 to {path}. Verified: ")
    assert "outputs" in said


def test_a_file_that_answers_otherwise_is_told(
    qtbot: QtBot,
    exporting: WeightsExport,
    frame: Frame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = Verification(1000, 0.25, agrees=False)
    monkeypatch.setattr("ui.weights_export.verify", lambda *_: wrong)
    exporting.write(frame, tmp_path / "net.npz")
    said = wait(qtbot, exporting)
    assert "does not answer as the network does" in said
    assert "2e-01" in said
    assert exporting.messages.property("level") == "error"


def test_a_file_that_is_gone_again_is_told(
    qtbot: QtBot,
    exporting: WeightsExport,
    frame: Frame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def vanish(*_: object) -> Verification:
        raise LoadError("net.npz cannot be read: there is no such file")

    monkeypatch.setattr("ui.weights_export.verify", vanish)
    exporting.write(frame, tmp_path / "net.npz")
    assert "no such file" in wait(qtbot, exporting)


def test_what_cannot_be_written_is_not_read(
    exporting: WeightsExport, frame: Frame, tmp_path: Path
) -> None:
    assert not exporting.write(frame, tmp_path / "no" / "net.npz")
    assert not exporting.checks
    assert "does not exist" in exporting.messages.label.text()
