"""The command palette and the shortcut sheet: everything is found, by keys alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import delete

import playground as pg
from playground.data import DATASETS
from playground.engines import REFERENCE
from playground.presets import presets
from playground.traps import traps
from tests.gui.opening import Opening
from ui.actions import ACTIONS
from ui.command_list import Command, all_commands, bare, menu_commands
from ui.dialogs.command_palette import CommandPalette
from ui.dialogs.shortcuts import KeyCap, ShortcutSheet, groups_of
from ui.fuzzy import fit
from ui.gestures import GESTURES, key_words
from ui.labels import name_of, text
from ui.main_window import MainWindow

WAIT = 10_000


@pytest.fixture
def opening() -> Opening:
    return Opening(pg.Settings.build(engine=REFERENCE), active=True)


def opened(window: MainWindow) -> CommandPalette:
    window.actions_by_key["palette"].trigger()
    palette = window.guidance.palette
    assert palette is not None
    assert palette.isVisible()
    return palette


def typed(qtbot: QtBot, palette: CommandPalette, words: str) -> list[Command]:
    palette.line.clear()
    qtbot.keyClicks(palette.line, words)
    return palette.model.commands


# ---- fitting ---------------------------------------------------------------------


def test_letters_are_found_where_they_matter() -> None:
    words = ["Learning rate", "Loss: Squared error", "Look inside the update"]
    best = {
        query: max(words, key=lambda one: fit(query, one) or -1)
        for query in ("lrn rate", "lr", "squ err", "look upd", "LEARNING")
    }
    assert best == {
        "lrn rate": "Learning rate",
        "lr": "Learning rate",
        "squ err": "Loss: Squared error",
        "look upd": "Look inside the update",
        "LEARNING": "Learning rate",
    }


def test_what_does_not_fit_is_not_shown() -> None:
    assert fit("zebra", "Learning rate") is None
    assert fit("learning zebra", "Learning rate") is None
    # The right letters, strewn over the words by accident.
    assert fit("nnrt", "Prepared experiment, handwritten digits") is None


def test_indices_and_accents_need_not_be_typed() -> None:
    assert fit("x1", "Feature x₁") is not None
    assert fit("prazise", "Präzise") is not None


def test_signs_that_underline_letters_are_gone() -> None:
    assert bare("Save &as…\tCtrl+S") == "Save as…"
    assert bare("播放(&P)") == "播放"
    assert bare("a && b") == "a & b"


# ---- the list --------------------------------------------------------------------


def test_everything_is_in_the_list(window: MainWindow) -> None:
    commands = {command.key: command for command in all_commands(window)}
    for key, spec in ACTIONS.items():
        assert f"action:{key}" in commands
        if spec.shortcut:
            assert commands[f"action:{key}"].shortcut
    for place in range(window.center.bar.count()):
        assert f"tab:{place}" in commands
    for kind, registry in (
        ("preset", presets()),
        ("data", DATASETS),
        ("trap", traps()),
        ("way_out", traps()),
        ("chapter", window.lessons.chapters()),
    ):
        for key in registry:
            assert f"{kind}:{key}" in commands
    for name in ("learning_rate", "noise", "seed", "patience", "batch_size", "speed"):
        assert f"setting:{name}" in commands
    assert "choice:optimizer:adam" in commands
    assert all(command.title for command in commands.values())
    assert len(commands) == len(all_commands(window))


def test_the_palette_is_used_by_keys_alone(qtbot: QtBot, window: MainWindow) -> None:
    before = window.store.settings
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.guidance.palette
    assert palette is not None
    qtbot.waitUntil(palette.line.hasFocus)
    # What one does oftenest and can do now comes first, what cannot be done last.
    shown = palette.model.commands
    assert shown[0].is_enabled
    assert not shown[-1].is_enabled
    assert typed(qtbot, palette, "adamw")[0].key == "choice:optimizer:adamw"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.store.settings == before.replace(optimizer="adamw")
    # Used last, shown first.
    palette = opened(window)
    assert palette.model.commands[0].key == "choice:optimizer:adamw"
    # Arrows choose, round and round; Tab does not leave.
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    for _ in range(2):
        qtbot.keyClick(palette.line, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == len(palette.model.commands) - 1
    qtbot.keyClick(palette.line, Qt.Key.Key_Tab)
    assert palette.line.hasFocus()
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()

    values_are_set(qtbot, window)
    controls_get_the_focus(qtbot, window)
    impossible_things_do_nothing(qtbot, window)
    other_kinds_are_run(qtbot, window)


def values_are_set(qtbot: QtBot, window: MainWindow) -> None:
    palette = opened(window)
    first = typed(qtbot, palette, "learning rate 0.125")[0]
    assert first.title == text(
        "palette.value", name=text("training.learning_rate"), value="0.125"
    )
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.store.settings.learning_rate == 0.125
    palette = opened(window)
    typed(qtbot, palette, "batch all")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.store.settings.batch_size == "full"
    # What is not allowed says why, and does nothing.
    palette = opened(window)
    first = typed(qtbot, palette, "learn rate -3")[0]
    assert not first.is_enabled
    assert "learning_rate" in first.place
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert window.store.settings.learning_rate == 0.125
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)


def controls_get_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    palette = opened(window)
    assert typed(qtbot, palette, "noise setting")[0].key == "setting:noise"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.data.noise.slider.hasFocus()
    # Closed without a choice, the focus is where it was.
    palette = opened(window)
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert window.data.noise.slider.hasFocus()


def impossible_things_do_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_by_key["mark_worst"].setEnabled(False)
    palette = opened(window)
    first = typed(qtbot, palette, "five worst")[0]
    assert first.key == "action:mark_worst"
    assert not first.is_enabled
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert not window.inspector.sample.marks["worst"].isChecked()
    window.actions_by_key["mark_worst"].setEnabled(True)
    # A click elsewhere closes it.
    window.training.optimizer.setFocus()
    assert not palette.isVisible()


def other_kinds_are_run(qtbot: QtBot, window: MainWindow) -> None:
    for words, is_done in (
        (f"{name_of('data', 'moons')} {text('palette.data')}", "data"),
        (f"{text('window.tab_race')} {text('palette.tab')}", "tab"),
        (text("presets.xor"), "preset"),
    ):
        palette = opened(window)
        typed(qtbot, palette, words)
        qtbot.keyClick(palette.line, Qt.Key.Key_Return)
        if is_done == "data":
            assert window.store.settings.data == "moons"
        elif is_done == "tab":
            assert window.center.pages.currentWidget() is window.race
        else:
            assert window.store.settings == presets()["xor"].settings


# ---- the sheet -------------------------------------------------------------------


def test_the_sheet_has_every_key(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window, "?")
    sheet = window.guidance.sheet
    assert isinstance(sheet, ShortcutSheet)
    assert sheet.isVisible()
    shown = {cap.text() for cap in sheet.findChildren(KeyCap)}
    for action in window.actions_by_key.values():
        for key in action.shortcuts():
            assert key.toString(key.SequenceFormat.NativeText) in shown
    for gestures in GESTURES.values():
        for gesture in gestures:
            assert {key_words(key) for key in gesture.keys} <= shown
    titles = [group.title for group in groups_of(window.menuBar())]
    assert len(set(titles)) == len(titles)
    qtbot.keyClicks(sheet, "?")
    assert not sheet.isVisible()
    window.actions_by_key["shortcuts"].trigger()
    sheet = window.guidance.sheet
    assert sheet is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_every_gesture_has_words() -> None:
    for group, gestures in GESTURES.items():
        assert text(f"shortcuts.{group}")
        for gesture in gestures:
            assert text(f"shortcuts.{group}.{gesture.key}")
            assert all(key_words(key) for key in gesture.keys)


def test_it_closes_after_the_editor_that_had_the_focus_is_gone(
    qtbot: QtBot, window: MainWindow
) -> None:
    editor = QLineEdit(window)
    editor.show()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus, timeout=WAIT)
    palette = opened(window)
    delete(editor)
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_an_entry_that_a_menu_took_away_meanwhile_does_nothing(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "lately.playground"
    path.touch()
    window.recent.remember(path)
    entry = next(one for one in menu_commands(window) if str(path) in one.title)
    chosen: list[object] = []
    window.recent.chosen.disconnect()
    window.recent.chosen.connect(chosen.append)
    window.recent.keep([])
    window.recent.fill()
    entry.run()
    assert chosen == []
