"""What can happen to a run on its way: settings, parameters, wiring, the engine."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.errors import PlaygroundError
from playground.network import as_numbers
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


def make_edit(
    params: Array,
    places: ArrayLike,
    values: ArrayLike,
    words: str = "",
    gesture: int = 0,
) -> ParameterEdit:
    """Return the edit that sets `values` at `places` of the parameters (P,).

    Raises
    ------
    PlaygroundError
        when there is no such place, or a value is no finite number.
    """
    where = np.atleast_1d(as_numbers("places", places))
    with np.errstate(over="ignore"):
        what = np.atleast_1d(as_numbers("values", values)).astype(params.dtype)
    if not np.isfinite(what).all():
        raise PlaygroundError("a parameter must be a finite number")
    check_places(params, where)
    if where.ndim != 1 or what.shape not in ((1,), where.shape):
        raise PlaygroundError(
            f"there must be a value for each of {where.size} places, "
            f"got {what.size} of them"
        )
    each = np.broadcast_to(what, where.shape).copy()
    return ParameterEdit(where.astype(np.intp), each, words, gesture)


def check_places(params: Array, places: NDArray[Any]) -> None:
    """Raise PlaygroundError unless there is a parameter at every place."""
    last = len(params) - 1
    if not ((places >= 0) & (places <= last) & (places == np.floor(places))).all():
        raise PlaygroundError(f"the places of parameters are 0 … {last}")


def time_of(timed: tuple[int, Event]) -> int:
    """Return the update of an event."""
    return timed[0]
