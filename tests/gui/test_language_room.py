"""Nothing is cut off, in either language, in the narrowest usual window."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from tests.gui.clipped import clipped
from ui.app import create_window
from ui.canvas.diagram_selection import Selection
from ui.labels import languages
from ui.main_window import MainWindow
from ui.preferences import Preferences

WAIT = 20_000
NARROW, USUAL = (1024, 700), (1440, 900)


def window_in(qtbot: QtBot, language: str) -> MainWindow:
    preferences = Preferences()
    preferences.set_text("language", language)
    preferences.set_text("bubbles", "seen")
    settings = pg.Settings.build(
        data="spiral", hidden=(4, 3), method="momentum", engine=REFERENCE, samples=80
    )
    window = create_window(settings)
    window.show()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    qtbot.waitUntil(lambda: window.frame is not None, timeout=WAIT)
    return window


def laid_out(window: QWidget) -> list[str]:
    """Return what is cut off once every layout has done its work."""
    for _ in range(4):
        QApplication.processEvents()
    return list(clipped(window))


@pytest.mark.parametrize("size", [NARROW, USUAL])
@pytest.mark.parametrize("language", languages())
def test_nothing_is_cut_off(qtbot: QtBot, language: str, size: tuple[int, int]) -> None:
    window = window_in(qtbot, language)
    try:
        window.resize(*size)
        found = {}
        for place in range(window.center.bar.count()):
            window.center.bar.setCurrentIndex(place)
            found[window.center.bar.tabText(place)] = laid_out(window)
        window.center.show_page(window.traps)
        detector = window.traps.detector
        qtbot.waitUntil(lambda: detector.finding is not None, timeout=WAIT)
        found["finding"] = laid_out(window)
        window.center.show_page(window.race)
        window.race.race_four()
        qtbot.waitUntil(lambda: window.race.frame is not None, timeout=WAIT)
        window.race.choose(1)
        found["race"] = laid_out(window)
        window.center.show_page(window.network)
        for selection in (Selection("weight", 1, 0, 0), Selection("neuron", 1, 1)):
            window.network.view.select(selection)
            qtbot.wait(1)
            found[selection.kind] = laid_out(window)
        window.inspector.show_sample(3)
        found["sample"] = laid_out(window)
        window.probing.look_inside()
        stages = window.network.stages
        qtbot.waitUntil(lambda: stages.mode.stage is not None, timeout=WAIT)
        for place in range(len(stages.mode.stages)):
            stages.go_to(place)
            found[f"stage {place}"] = laid_out(window)
    finally:
        window.close()
        window.deleteLater()
    assert not {place: lines for place, lines in found.items() if lines}


@pytest.mark.parametrize("language", languages())
def test_nothing_is_cut_off_in_a_dialog(qtbot: QtBot, language: str) -> None:
    window = window_in(qtbot, language)
    try:
        window.resize(*NARROW)
        found = {}
        for key in (
            *("save_picture", "make_film", "check_gradient", "history"),
            *("shortcuts", "preferences"),
        ):
            before = set(QApplication.topLevelWidgets())
            window.actions_by_key[key].trigger()
            opened = [
                widget
                for widget in set(QApplication.topLevelWidgets()) - before
                if widget.isVisible()
            ]
            assert opened, f"{key} opened nothing"
            found[key] = [line for widget in opened for line in laid_out(widget)]
            for widget in opened:
                widget.close()
    finally:
        window.close()
        window.deleteLater()
    assert not {place: lines for place, lines in found.items() if lines}


def test_what_is_cut_off_is_found(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    column = QVBoxLayout(parent)
    fits, narrow, low = QLabel("fits"), QPushButton("too narrow"), QLabel("a " * 50)
    low.setWordWrap(True)
    for widget in (fits, narrow, low):
        column.addWidget(widget)
    narrow.setFixedWidth(20)
    low.setFixedSize(60, 18)
    parent.show()
    lines = list(clipped(parent))
    assert len(lines) == 2
    assert "too narrow" in lines[0]
    assert "a a" in lines[1]
