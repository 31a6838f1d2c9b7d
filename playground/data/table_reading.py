"""What was understood of a table, and how it becomes data to learn from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.dataset import Samples
from playground.data.own import OwnData
from playground.data.table_text import distinct
from playground.errors import SettingsError
from playground.ranges import check_choice

# More different words in a column of inputs are names of rows and no categories.
MOST_CATEGORIES = 50
# Whole numbers with at most so many values are taken for classes.
MOST_NUMBERED_CLASSES = 20

KINDS = ("number", "words", "useless")
MISSING_CHOICES = ("drop", "fill")
TASKS = ("classes", "regression")
USUAL_TARGETS = ("target", "class", "label", "species", "y")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table.

    Attributes
    ----------
    kind : "number", "words", or "useless": nothing in it, or as many words as rows
    values : (N,) numbers with NaN where one is missing; or for words their places in
        `words`, -1 where one is missing; (0,) for useless columns
    words : the different words, in the order in which they first come
    missing : how many cells say nothing
    """

    name: str
    kind: str
    values: NDArray[Any]
    words: tuple[str, ...] = ()
    missing: int = 0

    @property
    def is_input(self) -> bool:
        """Whether it can be an input."""
        return self.kind == "number" or (
            self.kind == "words" and len(self.words) <= MOST_CATEGORIES
        )

    @property
    def is_missing(self) -> NDArray[np.bool_]:
        """(N,) where the column says nothing."""
        return np.isnan(self.values) if self.kind == "number" else self.values < 0


@dataclass(frozen=True, slots=True, eq=False)
class TableReading:
    """A table as it was understood; nothing of it is registered yet.

    Attributes
    ----------
    name : what the data will be called
    rows : how many
    preview : the first rows as they were written
    encoding, delimiter, decimal : how the text was written; "" where it was no text
    header : whether the first row named the columns
    warnings : sentences about what a person should know before using it
    """

    name: str
    columns: tuple[Column, ...]
    rows: int
    preview: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    decimal: str = "."
    header: bool = True

    @property
    def usual_target(self) -> str:
        """The column that is probably to be predicted: by its name, else the last."""
        usable = [column.name for column in self.columns if column.kind != "useless"]
        named = [name for name in usable if name.lower() in USUAL_TARGETS]
        return (*named, *usable[-1:], "")[0]

    def column(self, name: str) -> Column:
        """Return a column by its name.

        Raises
        ------
        SettingsError
            lists the names.
        """
        for column in self.columns:
            if column.name == name:
                return column
        names = ", ".join(repr(column.name) for column in self.columns[:20])
        raise SettingsError(
            f"{self.name} has no column {name!r}; its columns are {names}"
            f"{', …' if len(self.columns) > 20 else ''}"
        )

    def inputs_for(
        self, target: str, inputs: tuple[str, ...] | None = None
    ) -> tuple[Column, ...]:
        """Return the columns that are inputs, all usable ones by default.

        Raises
        ------
        SettingsError
            when there is none, or one that was asked for cannot be an input.
        """
        self.column(target)
        if inputs is None:
            found = tuple(c for c in self.columns if c.is_input and c.name != target)
        else:
            found = tuple(self.column(name) for name in inputs)
        for column in found:
            if not column.is_input or column.name == target:
                raise SettingsError(f"the column {column.name!r} cannot be an input")
        if not found:
            raise SettingsError(
                f"{self.name} has no column beside {target!r} that can be an input"
            )
        return found

    def incomplete_rows(
        self, target: str, inputs: tuple[str, ...] | None = None
    ) -> NDArray[np.bool_]:
        """Return (N,) where a used column says nothing."""
        result: NDArray[np.bool_] = np.zeros(self.rows, np.bool_)
        for column in (self.column(target), *self.inputs_for(target, inputs)):
            result |= True if column.kind == "useless" else column.is_missing
        return result

    def task_of(self, target: str) -> str:
        """Return what predicting a column means: "classes" or "regression".

        Words are classes, and so are whole numbers of few different values.
        """
        column = self.column(target)
        if column.kind == "words":
            return "classes"
        known = column.values[~column.is_missing]
        if not np.array_equal(known, np.round(known)):
            return "regression"
        few = len(np.unique(known)) <= min(MOST_NUMBERED_CLASSES, max(len(known), 1))
        return "classes" if few else "regression"

    def to_own_data(
        self,
        target: str,
        *,
        inputs: tuple[str, ...] | None = None,
        missing: str = "drop",
        task: str | None = None,
    ) -> OwnData:
        """Return the table as data to learn from.

        Words among the inputs become one column a word, 1 where it stands and 0 where
        another does.

        Parameters
        ----------
        target : name of the column to predict
        inputs : names of the inputs; all others that can be one by default
        missing : what happens to rows in which an input is missing: "drop" them, or
            "fill" in the mean of the column or its most frequent word. Rows without a
            target are always dropped.
        task : "classes" or "regression"; see `task_of`

        Raises
        ------
        SettingsError
            says what cannot be done with these columns.
        """
        check_choice("missing", missing, MISSING_CHOICES)
        wanted = self.column(target)
        if wanted.kind == "useless":
            raise SettingsError(f"the column {target!r} cannot be predicted")
        task = check_choice("task", task or self.task_of(target), TASKS)
        if task == "regression" and wanted.kind != "number":
            raise SettingsError(
                f"the column {target!r} holds words, so it can only be classes"
            )
        columns = self.inputs_for(target, inputs)
        kept = ~wanted.is_missing
        if missing == "drop":
            kept &= ~self.incomplete_rows(target, inputs)
        if not kept.any():
            raise SettingsError(
                f"no row of {self.name} is complete; missing values can be filled in"
            )
        names: list[str] = []
        parts: list[NDArray[np.float64]] = []
        for column in columns:
            more_names, more = input_columns(column, kept)
            names += more_names
            parts += more
        classes, y = targets(wanted, kept, task)
        return OwnData(
            self.name,
            distinct(names),
            classes,
            Samples(np.stack(parts, axis=1), y),
        )


def input_columns(
    column: Column, kept: NDArray[np.bool_]
) -> tuple[list[str], list[NDArray[np.float64]]]:
    """Return names and numbers (N,) of what one column shows the network."""
    values, gone = column.values[kept], column.is_missing[kept]
    if column.kind == "number":
        if gone.any():
            known = values[~gone]
            values = np.where(gone, known.mean() if len(known) else 0.0, values)
        return [column.name], [values]
    counts = np.bincount(values[~gone], minlength=len(column.words))
    codes = np.where(gone, counts.argmax(), values)
    names = [f"{column.name} = {word}" for word in column.words]
    return names, [(codes == i).astype(np.float64) for i in range(len(column.words))]


def targets(
    column: Column, kept: NDArray[np.bool_], task: str
) -> tuple[tuple[str, ...], NDArray[Any]]:
    """Return the names of the classes and the targets of the rows."""
    values = column.values[kept]
    if task == "regression":
        return (), values[:, None]
    different, y = np.unique(values, return_inverse=True)
    if column.kind == "words":
        return tuple(column.words[i] for i in different), y
    return distinct([f"{number:.15g}" for number in different]), y
