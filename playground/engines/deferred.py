"""An engine that is made at its first update: until then it is a name."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground.engines.plan import Engine, State


class DeferredEngine:
    """Stands for an engine that is dear to make, and passes updates on to it.

    Who opens a run only to look at its numbers loads no compiler for it. See `Engine`
    for the contract of `advance`, which also raises what `make` does.

    Attributes
    ----------
    name : of the engine
    make : makes it
    """

    def __init__(self, name: str, make: Callable[[], Engine]) -> None:
        self.name = name
        self.make = make

    @cached_property
    def made(self) -> Engine:
        """The engine itself, made when this is first read."""
        return self.make()

    def advance(self, state: State, count: int, losses: NDArray[np.float64]) -> int:
        return self.made.advance(state, count, losses)
