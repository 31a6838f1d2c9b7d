"""The preferences: at once, remembered, and never broken."""

from pytestqt.qtbot import QtBot

from ui.dialogs.preferences import PreferencesDialog, take_preferences
from ui.preferences import Preferences
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
