"""What can happen to a run on its way: settings, parameters, wiring, the engine."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.settings import Settings
from playground.wiring import Wiring

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """From this update on other settings hold."""

    settings: Settings


@dataclass(frozen=True, slots=True, eq=False)
class ParameterEdit:
    """Some parameters were set by hand.

    Attributes
    ----------
    places : (E,) where in the parameter vector
    values : (E,) what they became
    words : what was edited, "w[1][2,1]" say
    gesture : edits of one movement of the hand share a number that is not 0
    """

    places: NDArray[np.intp]
    values: Array
    words: str = ""
    gesture: int = 0


@dataclass(frozen=True, slots=True)
class EngineSwitch:
    """From this update on another engine computes."""

    engine: str


@dataclass(frozen=True, slots=True)
class WiringChange:
    """Parameters were locked or freed, links cut or mended.

    A cut sets the links to 0 and a mended link gets its value back.
    """

    wiring: Wiring
    words: str = ""


Event = SettingsChange | ParameterEdit | EngineSwitch | WiringChange


def time_of(timed: tuple[int, Event]) -> int:
    """Return the update of an event."""
    return timed[0]
