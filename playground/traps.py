"""Prepared experiments in which learning fails, and what gets out of them.

Each is a file of `assets/traps`: settings, the parameters to start from where they
matter, what happens in so many updates, and a change of settings that escapes from the
same start, with what that reaches. A test holds every file to its word.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.errors import Diverged, PlaygroundError
from playground.resources import resource
from playground.run import Run
from playground.settings import Settings
from playground.trap_measures import MEASURES


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bound on one number of a run.

    Attributes
    ----------
    measure : a name of MEASURES
    above, below : the number lies beyond these; None: no such bound
    """

    measure: str
    above: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        return (self.above is None or value > self.above) and (
            self.below is None or value < self.below
        )


class Escape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What gets out.

    Attributes
    ----------
    changes : settings that differ from the trap's
    updates : how many it takes
    claims : what is true then
    """

    changes: dict[str, Any]
    updates: int
    claims: tuple[Claim, ...]


class TrapFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A trap as it is stored; the file's name is its key."""

    place: int
    settings: dict[str, Any]
    start: tuple[float, ...] | None = None
    updates: int
    claims: tuple[Claim, ...]
    escape: Escape


@dataclass(frozen=True, slots=True, eq=False)
class Trap:
    """An experiment that gets stuck.

    Attributes
    ----------
    settings : what gets stuck
    start : (P,) parameters to begin with; None: those that the seed draws
    updates : after so many the claims are true
    claims : what is true then
    escape_settings : what escapes from the same start
    escape : how many updates it takes and what is true then
    """

    key: str
    settings: Settings
    start: NDArray[np.float64] | None
    updates: int
    claims: tuple[Claim, ...]
    escape_settings: Settings
    escape: Escape

    def begin(self, *, escaping: bool = False, engine: str | None = None) -> Run:
        """Return a run at the trap's start, with the settings that escape if wanted."""
        run = Run(self.escape_settings if escaping else self.settings, engine)
        if self.start is not None:
            run.edit(np.arange(len(self.start)), self.start, "θ")
        return run

    def train(self, *, escaping: bool = False, engine: str | None = None) -> Run:
        """Return a run after the updates of the trap or of its escape.

        A run that diverges on the way stands at its last finite update.
        """
        run = self.begin(escaping=escaping, engine=engine)
        try:
            run.advance(self.escape.updates if escaping else self.updates)
        except Diverged:
            return run
        return run

    def check(self, run: Run, *, escaping: bool = False) -> list[tuple[Claim, float]]:
        """Return every claim with the number that the run has for it."""
        claims = self.escape.claims if escaping else self.claims
        return [(claim, MEASURES[claim.measure](run)) for claim in claims]


@cache
def traps() -> dict[str, Trap]:
    """Return every trap by its key, in the order in which they are listed.

    Raises
    ------
    PlaygroundError
        names the file that is not a trap.
    """
    found = []
    for path in resource("traps").glob("*.json"):
        try:
            stored = msgspec.json.decode(path.read_bytes(), type=TrapFile)
            trap = make_trap(path.stem, stored)
        except (OSError, msgspec.DecodeError, PlaygroundError) as error:
            raise PlaygroundError(f"{path.name} is not a trap: {error}") from error
        found.append((stored.place, trap))
    found.sort(key=lambda entry: (entry[0], entry[1].key))
    return {trap.key: trap for _, trap in found}


def make_trap(key: str, stored: TrapFile) -> Trap:
    for claim in (*stored.claims, *stored.escape.claims):
        if claim.measure not in MEASURES:
            raise PlaygroundError(f"there is no measure {claim.measure!r}")
    settings = Settings.build(**stored.settings)
    start = None
    if stored.start is not None:
        start = np.array(stored.start, np.float64)
        start.flags.writeable = False
    return Trap(
        key=key,
        settings=settings,
        start=start,
        updates=stored.updates,
        claims=stored.claims,
        escape_settings=settings.replace(**stored.escape.changes),
        escape=stored.escape,
    )
