"""Settings out of a file that another version of the program may have written."""

from typing import Any

import msgspec

from playground.settings import Settings


def settings_from(stored: dict[str, Any]) -> Settings:
    """Read settings; what a later version added has its usual value.

    Raises
    ------
    SettingsError
        says what is wrong and where.
    """
    if "data" in stored:
        usual = msgspec.to_builtins(Settings.build(data=stored["data"]))
        stored = {**usual, "chosen": (), **stored}
    return Settings.from_json(msgspec.json.encode(stored))
