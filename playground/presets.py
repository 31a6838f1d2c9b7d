"""Named starting points: experiments that are worth seeing and that learn well.

Each is a file of `assets/presets`: the settings that are chosen (all others follow as
they always do), and what the experiment reaches in how many updates, which a test holds
it to. A further file is a further preset.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from playground.errors import PlaygroundError
from playground.resources import resource
from playground.settings import Settings


class Goal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is reached on the test rows, and when.

    Attributes
    ----------
    updates : how many updates it takes
    accuracy : share of test rows that are right at least; None for regression
    loss : test loss at most; None for classes
    """

    updates: int
    accuracy: float | None = None
    loss: float | None = None


class PresetFile(msgspec.Struct, forbid_unknown_fields=True):
    """A preset as it is stored; the file's name is its key.

    Attributes
    ----------
    place : smaller numbers are listed first
    settings : options of `Settings.build`
    reaches : what training must give
    """

    place: int
    settings: dict[str, Any]
    reaches: Goal


@dataclass(frozen=True, slots=True)
class Preset:
    """A named starting point."""

    key: str
    settings: Settings
    goal: Goal


@cache
def presets() -> dict[str, Preset]:
    """Return every preset by its key, in the order in which they are listed.

    Raises
    ------
    PlaygroundError
        names the file that is not a preset.
    """
    found = []
    for path in resource("presets").glob("*.json"):
        try:
            stored = msgspec.json.decode(path.read_bytes(), type=PresetFile)
            settings = Settings.build(**stored.settings)
        except (OSError, msgspec.DecodeError, PlaygroundError) as error:
            raise PlaygroundError(f"{path.name} is not a preset: {error}") from error
        found.append((stored.place, Preset(path.stem, settings, stored.reaches)))
    found.sort(key=lambda entry: (entry[0], entry[1].key))
    return {preset.key: preset for _, preset in found}
