"""The cost meter shows what was counted."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.frame import Probe, take_frame
from ui.numbers import format_bytes, format_count, format_quantity, format_seconds
from ui.panels.cost import CostPanel


@pytest.fixture
def panel(qtbot: QtBot) -> CostPanel:
    panel = CostPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def cells(panel: CostPanel, column: int) -> list[str]:
    return [line[column].text() for line in panel.now.cells]


def test_numbers_are_those_of_the_run(panel: CostPanel) -> None:
    run = pg.Run(pg.Settings.build(samples=100, engine=REFERENCE))
    panel.show_frame(take_frame(run, Probe(resolution=4)))
    # Before the first update nothing was timed, and no time is invented.
    assert cells(panel, 0)[-1] == "–"
    run.advance(10)
    panel.show_frame(take_frame(run, Probe(resolution=4)))
    # 2-4-2-1: 60 multiply-adds a sample, counted by hand in the core's tests.
    assert cells(panel, 0)[:3] == ["10", "600", "720 B"]
    assert cells(panel, 1)[:2] == ["100", "6\u2009000"]
    assert cells(panel, 1)[-1] == format_seconds(run.training_seconds)


def test_a_larger_set_makes_only_the_full_batch_dearer(
    qtbot: QtBot, panel: CostPanel
) -> None:
    run = pg.Run(pg.Settings.build(samples=100, engine=REFERENCE))
    run.advance(10)
    panel.show_frame(take_frame(run, Probe(resolution=4)))
    for count in (1_000_000, 2_000):
        panel.asked.selectAll()
        qtbot.keyClicks(panel.asked, str(count))
        qtbot.keyClick(panel.asked, Qt.Key.Key_Return)
        assert panel.asked_count == count
        columns = list(
            zip(*([c.text() for c in r] for r in panel.then.cells), strict=True)
        )
        full, mini, one = columns
        assert full[:2] == ("1", format_count(count))
        assert full[2] == format_quantity(60 * count)
        assert mini[:3] == (format_count(count / 10), "10", "600")
        assert one[:3] == (format_count(count), "1", "60")


def test_numbers_are_written_in_short() -> None:
    assert format_quantity(1_250_000) == "1.25 · 10⁶"
    assert format_bytes(1500) == "1.5 kB"
    assert [format_seconds(s) for s in (7200, 90, 2, 0.0032, 5e-6)] == [
        "2 h", "1.5 min", "2 s", "3.2 ms", "5 µs",
    ]  # fmt: skip
