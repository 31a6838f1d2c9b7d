"""The results of a sweep, the runs that differ in their seed only taken together."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from playground.sweep.row import OUTCOMES, Outcome, Row

# What differs from seed to seed without being a choice.
SEEDS = ("seed", "data_seed")


@dataclass(frozen=True, slots=True)
class Cell:
    """The runs of one combination of settings.

    Attributes
    ----------
    values : the settings in which the cells differ
    rows : the runs, in the order of their seeds
    """

    values: Mapping[str, Any]
    rows: tuple[Row, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def outcome(self) -> Outcome:
        """How most runs ended; of equals, the worse."""
        return max(reversed(OUTCOMES), key=self.count)

    def median(self, column: str) -> float | None:
        """Return the median of a number over the runs that have it, None if none."""
        numbers = [getattr(row, column) for row in self.rows]
        known = [number for number in numbers if number is not None]
        return median(known) if known else None


def summarize(rows: Iterable[Row], vary: Sequence[str]) -> tuple[Cell, ...]:
    """Put rows of the same combination together.

    Parameters
    ----------
    rows : in the order in which the cells shall come
    vary : the settings that the plan varies; `method` stands for what it decides
    """
    names: list[str] = []
    for name in vary:
        names += ("optimizer", "batch_size") if name == "method" else (name,)
    names = [name for name in dict.fromkeys(names) if name not in SEEDS]
    cells: dict[str, list[Row]] = {}
    values: dict[str, dict[str, Any]] = {}
    for row in rows:
        settings = json.loads(row.settings)
        chosen = {name: settings[name] for name in names}
        token = repr(chosen)
        values[token] = chosen
        cells.setdefault(token, []).append(row)
    return tuple(Cell(values[token], tuple(found)) for token, found in cells.items())
