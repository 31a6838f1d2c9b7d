"""Settings that another version of the program wrote."""

import msgspec
import pytest

import playground as pg
from playground.errors import SettingsError
from playground.stored_settings import settings_from

SETTINGS = pg.Settings.build(data="spiral", hidden=(5,), learning_rate=0.07)


def stored() -> dict[str, object]:
    found = msgspec.to_builtins(SETTINGS)
    assert isinstance(found, dict)
    return found


def test_what_was_stored_comes_back() -> None:
    assert settings_from(stored()) == SETTINGS


def test_what_a_later_version_added_has_its_usual_value() -> None:
    old = stored()
    for name in ("patience", "clip_norm", "schedule"):
        del old[name]
    found = settings_from(old)
    assert found == SETTINGS
    assert found.patience == pg.Settings.build(data="spiral").patience


def test_what_has_no_meaning_is_refused() -> None:
    for changes in ({"learning_rate": -1.0}, {"hidden": "many"}, {"newer": 1}):
        with pytest.raises(SettingsError):
            settings_from({**stored(), **changes})
    with pytest.raises(SettingsError):
        settings_from({})
