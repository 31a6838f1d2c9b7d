"""When training may end by itself: "test_loss<0.05"."""

import re
from dataclasses import dataclass
from typing import Self

from playground.errors import SettingsError
from playground.metrics import Evaluation

NAMES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
PATTERN = re.compile(r"\s*(\w+)\s*([<>])\s*([-+.\deE]+)\s*")


@dataclass(frozen=True, slots=True)
class StopCondition:
    """A bound on one number of an evaluation."""

    name: str
    below: bool
    bound: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "NAME<NUMBER" or "NAME>NUMBER".

        Raises
        ------
        SettingsError
            says how a condition is written.
        """
        match = PATTERN.fullmatch(text)
        if match and match[1] in NAMES:
            try:
                return cls(match[1], match[2] == "<", float(match[3]))
            except ValueError:
                pass
        raise SettingsError(
            f"a stop condition is one of {', '.join(NAMES)}, then < or >, then a "
            f"number, like test_loss<0.05; got {text!r}"
        )

    def is_met(self, evaluation: Evaluation) -> bool:
        value = evaluation[self.name]
        if value is None:
            return False
        return value < self.bound if self.below else value > self.bound
