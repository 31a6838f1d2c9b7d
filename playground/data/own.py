"""Data that a person brings or paints, known by a key that follows from its content.

A key travels through `Settings.data` like the name of any other data set, so a change
to other own data is a change of settings like any other. The rows stay registered for
the whole life of the process, because undo and time travel may come back to them.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import DATASETS
from playground.data.dataset import DataSource, Samples
from playground.errors import SettingsError
from playground.network import as_numbers
from playground.ranges import check_choice

PREFIX = "own:"
KEY_DIGITS = 16

# More would be numbers or names of rows rather than classes, and an output each.
MOST_CLASSES = 1000
MOST_COLUMNS = 1000
MOST_NUMBERS = 10**8


@dataclass(frozen=True, slots=True, eq=False)
class OwnData:
    """Rows that are not part of the program; the arrays become read-only.

    Attributes
    ----------
    name : what a person calls it
    columns : what each raw input column is, D of them
    classes : what each class is called; () for regression
    samples : all rows
    framed : whether the inputs lie in about [-6, 6], as painted points do; see
        `DataSource.framed`
    ordered : whether the last rows are those to test on; see `DataSource.ordered`
    """

    name: str
    columns: tuple[str, ...]
    classes: tuple[str, ...]
    samples: Samples
    framed: bool = False
    ordered: bool = False

    def __post_init__(self) -> None:
        x = as_numbers("inputs", self.samples.x)
        y = as_numbers("targets", self.samples.y)
        self.check(x, y)
        # Copies: whoever made the arrays may write into them.
        own_x = np.array(x, np.float64, order="C")
        own_y = np.array(y, np.int64 if self.classes else np.float64, order="C")
        own_x.flags.writeable = own_y.flags.writeable = False
        object.__setattr__(self, "samples", Samples(own_x, own_y))

    def check(self, x: NDArray[Any], y: NDArray[Any]) -> None:
        """Refuse what cannot be learned from.

        Raises
        ------
        SettingsError
            says what is wrong.
        """
        what = self.name or "the data"
        if x.ndim != 2 or not x.size or x.shape[1] != len(self.columns):
            raise SettingsError(
                f"{what} must have at least one row of {len(self.columns)} inputs (at "
                f"least one), got an array of shape {x.shape}"
            )
        if x.shape[1] > MOST_COLUMNS or x.size > MOST_NUMBERS:
            raise SettingsError(
                f"{what} must have at most {MOST_COLUMNS:,} input columns and "
                f"{MOST_NUMBERS:,} numbers, got {x.shape[0]:,} × {x.shape[1]:,}"
            )
        if y.shape != ((len(x),) if self.classes else (len(x), 1)):
            raise SettingsError(f"{what} must have one target for each row")
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise SettingsError(f"{what} holds numbers that are not finite")
        if not self.classes:
            return
        if not 2 <= len(self.classes) <= MOST_CLASSES:
            raise SettingsError(
                f"{what} must have 2 … {MOST_CLASSES:,} classes, "
                f"got {len(self.classes):,}"
            )
        if len(set(self.classes)) != len(self.classes):
            raise SettingsError(f"{what} has two classes of the same name")
        is_whole = np.array_equal(y, np.floor(y))
        if not is_whole or y.min() < 0 or y.max() >= len(self.classes):
            raise SettingsError(
                f"{what} has class numbers outside 0 … {len(self.classes) - 1}"
            )

    @property
    def key(self) -> str:
        """The name for `Settings.data`: equal content has an equal key."""
        words: list[Any] = [self.name, self.columns, self.classes, self.framed]
        if self.ordered:
            # Left out where it is not so: keys in older files stay what they were.
            words.append(self.ordered)
        digest = hashlib.sha256(json.dumps(words).encode())
        for array in (self.samples.x, self.samples.y):
            digest.update(repr((array.shape, array.dtype.str)).encode())
            digest.update(array.data)
        return PREFIX + digest.hexdigest()[:KEY_DIGITS]

    @property
    def source(self) -> DataSource:
        """The same as an entry of DATASETS; all rows are used by default."""
        return DataSource(
            name=self.name,
            columns=self.columns,
            classes=self.classes,
            make=partial(choose_rows, self.samples, ordered=self.ordered),
            samples=len(self.samples.x),
            rows=len(self.samples.x),
            noise=0.0,
            framed=self.framed,
            ordered=self.ordered,
        )


def choose_rows(
    table: Samples,
    rng: np.random.Generator,
    samples: int,
    noise: float,
    *,
    ordered: bool = False,
) -> Samples:
    """Return `samples` rows, in random order or as they stand in the table.

    The noise is that of `playground.data.tables`.
    """
    chosen = rng.permutation(len(table.x))[:samples]
    if ordered:
        chosen.sort()
    rows = table.at(chosen)
    if not noise:
        return rows
    blur = noise * table.x.std(axis=0) * rng.standard_normal(rows.x.shape)
    return Samples(rows.x + blur, rows.y)


@dataclass(frozen=True, slots=True)
class Entry:
    """Registered data with its source."""

    data: OwnData
    source: DataSource


OWN: dict[str, Entry] = {}


def register(data: OwnData) -> str:
    """Make own data known and return its key; the same data again gives the same."""
    key = data.key
    if key not in OWN:
        OWN[key] = Entry(data, data.source)
    return key


def is_own(key: str) -> bool:
    """Tell whether a name of `Settings.data` is the key of own data."""
    return key.startswith(PREFIX)


def find_own(key: str) -> OwnData:
    """Return registered data.

    Raises
    ------
    SettingsError
        when it is not there.
    """
    if key not in OWN:
        raise SettingsError(
            f"the rows of the own data {key[:80]!r} are not there; open the table or "
            f"the experiment that holds them"
        )
    return OWN[key].data


def find_source(key: Any) -> DataSource:
    """Return a data set by its name in DATASETS or the key of own data.

    Raises
    ------
    SettingsError
        when there is none.
    """
    if isinstance(key, str) and is_own(key):
        find_own(key)
        return OWN[key].source
    return DATASETS[check_choice("data", key, DATASETS)]
