"""The preferences: at once, remembered, and never broken."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.opening import CIRCLES, Opening, opened
from ui import type_scale
from ui.app import create_window
from ui.appearance import take_preferences
from ui.dialogs.preferences import PreferencesDialog
from ui.labels import text
from ui.language import LANGUAGE
from ui.main_window import MainWindow
from ui.palettes import PALETTES
from ui.preferences import COMFORT, Preferences
from ui.theme import APPEARANCE


def test_a_choice_applies_at_once_and_is_remembered(qtbot: QtBot) -> None:
    preferences = Preferences()
    preferences.set_text("calm", "off")
    dialog = PreferencesDialog(preferences)
    qtbot.addWidget(dialog)
    for key, choice in (("theme", "contrast_dark"), ("palette", "navy_amber")):
        dialog.rows[key].chosen.emit(choice)
    assert APPEARANCE.theme.name == "contrast_dark.navy_amber"
    dialog.rows["calm"].chosen.emit("on")
    assert APPEARANCE.is_calm
    APPEARANCE.restore("light")
    assert not APPEARANCE.is_calm
    take_preferences(Preferences())
    assert APPEARANCE.theme.name == "contrast_dark.navy_amber"
    assert APPEARANCE.is_calm


def test_broken_values_are_the_defaults(qtbot: QtBot) -> None:
    preferences = Preferences()
    for key in ("theme", "palette", "calm"):
        preferences.set_text(key, "\x00mauve")
    take_preferences(preferences)
    assert (APPEARANCE.choice, APPEARANCE.palette) == ("system", "blue_orange")
    preferences.store.setValue("palette", 7)
    assert preferences.choice("palette", ("blue_orange", "x")) == "blue_orange"


def test_size_and_language_are_rows_too(qtbot: QtBot) -> None:
    dialog = PreferencesDialog(Preferences())
    qtbot.addWidget(dialog)
    dialog.rows["text_size"].chosen.emit("130")
    assert type_scale.factor() == pytest.approx(1.3)
    dialog.rows["language"].chosen.emit("zh")
    assert dialog.windowTitle() == text("comfort.title") != "Preferences"
    assert LANGUAGE.choice == "zh"
    assert Preferences().text("language", "") == "zh"
    take_preferences(Preferences())
    assert APPEARANCE.text_size == 130
    with qtbot.waitSignal(dialog.defaults_wanted):
        dialog.defaults.click()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = create_window()
    yield window
    window.close()
    window.deleteLater()


def test_menu_and_dialog_say_the_same(qtbot: QtBot, window: MainWindow) -> None:
    actions = window.actions_by_key
    dialog = PreferencesDialog(window.preferences)
    qtbot.addWidget(dialog)
    actions["theme_contrast_light"].trigger()
    actions["text_115"].trigger()
    assert dialog.rows["theme"].shown == "contrast_light"
    assert dialog.rows["text_size"].shown == "115"
    dialog.rows["theme"].chosen.emit("dark")
    assert actions["theme_dark"].isChecked()
    actions["projector"].trigger()
    assert type_scale.factor() == pytest.approx(1.5)
    take_preferences(Preferences())
    assert APPEARANCE.is_projected
    actions["projector"].trigger()
    assert type_scale.factor() == pytest.approx(1.15)


def test_the_layout_is_as_it_was_left(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1440, 900)
    window.show()
    qtbot.waitUntil(lambda: window.has_pages, timeout=30_000)
    first = window.speed_place
    window.center.show_page(window.noise)
    window.curves.log.setChecked(False)
    window.output.discretize.setChecked(True)
    window.transport.set_speed(2)
    window.right.setSizes([300, 400])
    sizes = window.right.sizes()
    window.close()
    again = create_window()
    again.resize(1440, 900)
    again.show()
    try:
        qtbot.waitUntil(lambda: again.has_pages, timeout=30_000)
        assert again.center.pages.currentWidget() is again.noise
        assert not again.curves.log.isChecked()
        assert again.output.discretize.isChecked()
        assert not again.output.test_data.isChecked()
        assert again.speed_place == 2
        # The rows above may still be some pixels from their last height.
        scale = sum(sizes) / sum(again.right.sizes())
        split = [size * scale for size in again.right.sizes()]
        assert split == pytest.approx(sizes, abs=3)
        again.comfort.restore_defaults()
        qtbot.waitUntil(lambda: again.speed_place == first)
        assert again.center.pages.currentWidget() is again.network
        assert again.curves.log.isChecked()
    finally:
        again.close()


def test_the_layout_outlives_a_window_that_is_never_closed(qtbot: QtBot) -> None:
    with opened(qtbot, Opening(CIRCLES)) as window:
        window.center.show_page(window.traps)
        window.transport.set_speed(2)
        window.resize(1111, 777)
        geometry = window.saveGeometry()
        assert window.arrangement.timer.isActive()
        window.arrangement.timer.timeout.emit()
        known = Preferences()
        assert known.text("view/tab", "") == "traps"
        assert known.text("view/speed", "") == "2"
        assert known.geometry() == geometry


def test_the_defaults_give_everything_back(qtbot: QtBot, window: MainWindow) -> None:
    window.show()
    qtbot.waitUntil(lambda: window.has_pages, timeout=30_000)
    # Every few seconds it would write down what the window looks like.
    window.arrangement.timer.stop()
    usual = outlook(window)
    begun = window.size()
    for key, choice in (
        ("theme", "contrast_dark"),
        ("palette", list(PALETTES)[1]),
        ("text_size", "130"),
        ("projector", "on"),
        ("calm", "on"),
    ):
        window.comfort.choose(key, choice)
    LANGUAGE.choose("zh")
    window.preferences.set_text("language", "zh")
    window.actions_by_key["show_velocity"].setChecked(True)
    window.transport.set_speed(0)
    window.curves.log.setChecked(False)
    window.output.discretize.setChecked(True)
    window.center.show_page(window.traps)
    window.resize(690, 520)
    window.right.setSizes([300, 400])
    assert all(value != usual[name] for name, value in outlook(window).items())
    window.comfort.restore_defaults()

    def is_usual() -> None:
        assert outlook(window) == usual

    qtbot.waitUntil(is_usual)
    assert window.size() == begun
    assert not (set(window.preferences.store.allKeys()) & set(COMFORT))
    # What is remembered at the end is the default, too.
    window.close()
    again = create_window()
    try:
        # A small screen takes some of it for the frame.
        assert again.width() > 0.95 * begun.width()
        assert APPEARANCE.choice == "system"
        assert not again.actions_by_key["show_velocity"].isChecked()
    finally:
        again.close()
        again.deleteLater()


def outlook(window: MainWindow) -> dict[str, object]:
    """Return all that "back to the defaults" is about."""
    appearance, sizes = APPEARANCE, window.right.sizes()
    return {
        "theme": appearance.choice,
        "palette": appearance.palette,
        "text size": appearance.text_size,
        "projector": appearance.is_projected,
        "type": type_scale.factor(),
        "calm": appearance.is_calm,
        "language": LANGUAGE.choice,
        "velocity": window.actions_by_key["show_velocity"].isChecked(),
        "speed": window.speed_place,
        "log": window.curves.log.isChecked(),
        "discretize": window.output.discretize.isChecked(),
        "page": window.center.pages.currentIndex(),
        "size": window.size(),
        "share of the upper part": round(sizes[0] / sum(sizes), 1),
    }


def test_a_broken_layout_is_the_default(qtbot: QtBot) -> None:
    preferences = Preferences()
    for key in ("log", "speed", "splitter", "tab"):
        preferences.set_text(f"view/{key}", "\x00__class__")
    window = create_window()
    assert window.curves.log.isChecked()
    window.close()


def test_the_defaults_come_after_one_question(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.comfort.choose("theme", "dark")
    window.preferences.set_text("export_path", "kept")
    asked = []

    def answer(yes: bool) -> None:
        def run(box: QMessageBox) -> int:
            asked.append(box.informativeText())
            buttons = box.findChildren(QPushButton)
            words = text("comfort.defaults_accept")
            next(b for b in buttons if (b.text() == words) == yes).click()
            return 0

        monkeypatch.setattr(QMessageBox, "exec", run)

    answer(False)
    window.actions_by_key["restore_defaults"].trigger()
    assert APPEARANCE.choice == "dark"
    answer(True)
    window.actions_by_key["restore_defaults"].trigger()
    qtbot.waitUntil(lambda: APPEARANCE.choice == "system")
    assert "files" in asked[1]
    assert window.preferences.text("export_path", "") == "kept"
