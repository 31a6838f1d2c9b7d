"""A sweep over two settings as a table of cells, and the plan behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.errors import SettingsError
from playground.settings import Settings
from playground.sweep import Cell, Job, Plan, Row
from ui.labels import glued, listed, text
from ui.sweep_options import read_vary
from ui.sweep_table import value_text

# More cells than this cannot be read.
MOST_VALUES = 24
# What follows from a lesson's method, and cannot be chosen beside it.
OF_METHOD = ("optimizer", "batch_size")

# A cell of the grid: (column, row), the first row at the bottom.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Order:
    """What a person wants swept.

    Attributes
    ----------
    across, upward : (setting, values as text); the second may be None
    """

    across: tuple[str, str]
    upward: tuple[str, str] | None
    seeds: int
    updates: int


@dataclass(slots=True, eq=False)
class Grid:
    """The cells of a sweep and the rows that have come.

    Attributes
    ----------
    names : of the settings across and upward; "" if there is no second one
    columns, rows : the values of each as words
    keys : (column, row) -> the keys of its runs, seed by seed
    """

    names: tuple[str, str]
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    jobs: tuple[Job, ...]
    keys: Mapping[Place, tuple[str, ...]]
    values: Mapping[Place, Mapping[str, Any]]
    known: dict[str, Row] = field(default_factory=dict)

    def learn(self, rows: list[Row]) -> None:
        self.known |= {row.key: row for row in rows}

    @property
    def done(self) -> int:
        """How many runs are there."""
        return len(self.known)

    def cell(self, place: Place) -> Cell | None:
        """Return the runs of a cell that are there, None if there are none."""
        rows = tuple(self.known[key] for key in self.keys[place] if key in self.known)
        return Cell(self.values[place], rows) if rows else None

    def all_rows(self) -> list[Row]:
        """Return what is there in the order of the plan."""
        return [self.known[job.key] for job in self.jobs if job.key in self.known]

    def words(self, place: Place) -> str:
        """Return the values of a cell with their names."""
        column, row = place
        parts = [glued("{} {}", setting_name(self.names[0]), self.columns[column])]
        if self.names[1]:
            parts.append(glued("{} {}", setting_name(self.names[1]), self.rows[row]))
        return listed(parts)


def make_grid(settings: Settings, order: Order) -> Grid:
    """Return the cells of an order around some settings, all of them checked.

    Raises
    ------
    SettingsError
        says what is wrong, in a sentence.
    """
    axes = [order.across] + ([order.upward] if order.upward else [])
    names = tuple(name for name, _ in axes)
    if len(set(names)) < len(names):
        raise SettingsError(text("sweep.same_twice"))
    put_aside = {*names, *(OF_METHOD if "method" in names else ())}
    if set(names) & set(OF_METHOD):
        put_aside.add("method")
    base = {
        name: value
        for name, value in settings.choices().items()
        if name not in put_aside
    }
    vary = dict(read_vary(f"{name}={values}") for name, values in axes)
    plan = Plan(settings=base, vary=vary, seeds=order.seeds, updates=order.updates)
    plan.check()
    lists = [axis.grid() for axis in plan.axes()]
    for name, values in zip(names, lists, strict=True):
        if len(values) > MOST_VALUES:
            raise SettingsError(
                text(
                    "sweep.too_many",
                    name=setting_name(name),
                    most=MOST_VALUES,
                    count=len(values),
                )
            )
    upward = lists[1] if len(lists) > 1 else (None,)
    keys: dict[Place, tuple[str, ...]] = {}
    values_of: dict[Place, dict[str, Any]] = {}
    jobs: dict[str, Job] = {}
    for column, first in enumerate(lists[0]):
        for row, second in enumerate(upward):
            chosen = dict(zip(names, (first, second), strict=False))
            one = Plan(
                settings=base,
                vary={name: [value] for name, value in chosen.items()},
                seeds=order.seeds,
                updates=order.updates,
            ).jobs()
            keys[column, row] = tuple(job.key for job in one)
            values_of[column, row] = chosen
            jobs |= {job.key: job for job in one}
    return Grid(
        (names[0], names[1] if len(names) > 1 else ""),
        tuple(map(value_text, lists[0])),
        tuple("" if value is None else value_text(value) for value in upward),
        tuple(jobs.values()),
        keys,
        values_of,
    )


def setting_name(name: str) -> str:
    return text(f"settings.{name}")
