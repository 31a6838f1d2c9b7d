"""What all parts of the monkey share: the action under way and its generator."""

import collections
import random
from pathlib import Path
from typing import TextIO

from PySide6.QtWidgets import QApplication

from tests.soak.faults import Faults
from tests.soak.samples import make_files

KEPT = 30


class Acting:
    """The action under way, what it draws from, and where what it finds is kept.

    Each action draws from a generator of its own, made of the seed and the action's
    number, so that what one action does is not changed by how much another one drew.

    Attributes
    ----------
    number : of the action under way, counted from 1
    rng : its generator
    files, out : files to open; the folder in which new ones are written
    last : the last actions, in words

    Parameters
    ----------
    trace : where each action is told before it is done, for one that kills the process
    """

    def __init__(
        self,
        application: QApplication,
        seed: int,
        folder: Path,
        trace: TextIO | None = None,
    ) -> None:
        self.application, self.seed, self.folder = application, seed, folder
        self.faults = Faults()
        self.files = make_files(folder / "files")
        self.out = folder / "out"
        self.out.mkdir()
        self.last: collections.deque[str] = collections.deque(maxlen=KEPT)
        self.rng = random.Random(seed)
        self.number = 0
        self.trace = trace

    def begin(self) -> int:
        """Go on to the next action; return its number."""
        self.number += 1
        self.faults.action = self.number
        self.rng = random.Random(f"{self.seed} {self.number}")
        return self.number

    def note(self, words: str) -> None:
        self.last.append(f"{self.number}: {words}")
        if self.trace is not None:
            self.trace.write(f"{self.number}: {words!r}\n")
            self.trace.flush()

    def far(self, most: int) -> tuple[int, int]:
        """Return how far a drag goes, in pixels."""
        return self.rng.randint(-most, most), self.rng.randint(-most, most)
