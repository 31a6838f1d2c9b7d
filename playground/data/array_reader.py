"""Reading data that is arrays already: .npy, .npz and the sets of scikit-learn."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import NUMBERS, TEXTS, decode_array
from playground.data.own import MOST_CLASSES, MOST_COLUMNS
from playground.data.table_reading import Column, TableReading
from playground.data.table_text import LONGEST_NAME, distinct
from playground.errors import LoadError
from playground.loading import Archive, plain, read_file

PREVIEW_ROWS = 20
TARGET = "target"

# Arrays of yes and no are inputs of 1 and 0, and targets of two words.
BOOLEANS = "b"

# Names under which archives keep inputs and targets.
INPUT_NAMES = ("x", "data", "inputs", "x_train")
TARGET_NAMES = ("y", "target", "labels", "targets", "y_train")

# scikit-learn's sets that are part of it; the others would have to be fetched.
SKLEARN = "sklearn:"
SKLEARN_SETS = ("iris", "wine", "breast_cancer", "digits", "diabetes", "linnerud")


def read_npy(path: Path) -> TableReading:
    """Read one array, a row a sample; its last column is the usual target.

    Raises
    ------
    LoadError
        says what is wrong, as the end of a sentence that begins with the file's name.
    """
    array = decode_array(read_file(path), NUMBERS + BOOLEANS)
    if array.ndim != 2:
        raise LoadError(f"it must have rows and columns, got the shape {array.shape}")
    return reading_of(path.stem, array, default_names(array), None, ())


def read_npz(path: Path) -> TableReading:
    """Read an archive with inputs and targets, as X and y, or with a single array.

    Raises
    ------
    LoadError
        as `read_npy`.
    """
    archive = Archive(read_file(path))
    names = {
        name.removesuffix(".npy").lower(): name
        for name in archive.members
        if name.endswith(".npy")
    }
    found = {key: name for key, name in names.items() if key in INPUT_NAMES}
    if not found and len(names) == 1:
        found = names
    if not found:
        listed = ", ".join(plain(name) for name in list(names)[:10]) or "nothing"
        raise LoadError(
            f"it must hold X and y, or data and target, or one array; it holds {listed}"
        )
    x = decode_array(archive.read(next(iter(found.values()))), NUMBERS + BOOLEANS)
    if x.ndim != 2:
        raise LoadError(f"inputs must have rows and columns, got the shape {x.shape}")
    rest = {key: name for key, name in names.items() if key not in found}
    wanted = next((rest[key] for key in TARGET_NAMES if key in rest), None)
    y = None
    if wanted is not None:
        y = decode_array(archive.read(wanted), NUMBERS + BOOLEANS + TEXTS)
        if y.ndim == 2 and y.shape[1] == 1:
            y = y[:, 0]
        if y.shape != (len(x),):
            raise LoadError(
                f"there must be a target for each of the {len(x):,} rows, got an array "
                f"of shape {y.shape}"
            )
    return reading_of(path.stem, x, default_names(x), y, ())


def sklearn_names() -> tuple[str, ...]:
    """Return what `read_table` calls the sets of scikit-learn, none without it."""
    if find_spec("sklearn") is None:
        return ()
    return tuple(f"{SKLEARN}{name}" for name in SKLEARN_SETS)


def read_sklearn(name: str) -> TableReading:
    """Read a set that is part of scikit-learn.

    Raises
    ------
    LoadError
        when there is none of this name, or scikit-learn is not installed.
    """
    if name not in SKLEARN_SETS:
        raise LoadError(f"scikit-learn has {', '.join(SKLEARN_SETS)}")
    try:
        from sklearn import datasets
    except ImportError:
        raise LoadError("scikit-learn is not installed") from None
    bunch = getattr(datasets, f"load_{name}")()
    y = np.asarray(bunch.target)
    # linnerud has three targets; the first stands for them.
    y = y[:, 0] if y.ndim == 2 else y
    labels = getattr(bunch, "target_names", None)
    classes = () if labels is None or y.dtype.kind != "i" else tuple(map(str, labels))
    columns = tuple(str(column) for column in bunch.feature_names)
    return reading_of(name, np.asarray(bunch.data), columns, y, classes)


def default_names(x: NDArray[Any]) -> tuple[str, ...]:
    return tuple(f"column {number}" for number in range(1, x.shape[1] + 1))


def reading_of(
    name: str,
    x: NDArray[Any],
    columns: tuple[str, ...],
    y: NDArray[Any] | None,
    classes: tuple[str, ...],
) -> TableReading:
    """Return arrays as a table, the targets as its last column."""
    if not x.size:
        raise LoadError("it has no rows or no columns")
    if x.shape[1] > MOST_COLUMNS:
        raise LoadError(f"it has more than {MOST_COLUMNS:,} columns")
    names = distinct([*columns, TARGET] if y is not None else [*columns])
    found = [number_column(names[i], x[:, i]) for i in range(x.shape[1])]
    if y is not None:
        found.append(target_column(names[-1], y, classes))
    rows = [
        tuple(cell(column, row) for column in found)
        for row in range(min(PREVIEW_ROWS, len(x)))
    ]
    warnings = [
        f"{column.name!r}: {column.missing:,} of {len(x):,} values are missing"
        for column in found
        if column.missing
    ]
    return TableReading(
        name=plain(name)[:LONGEST_NAME] or "table",
        columns=tuple(found),
        rows=len(x),
        preview=tuple(rows),
        warnings=tuple(warnings),
        header=columns != default_names(x),
    )


def number_column(name: str, values: NDArray[Any]) -> Column:
    numbers = np.array(values, np.float64)
    numbers[~np.isfinite(numbers)] = np.nan
    missing = int(np.isnan(numbers).sum())
    if missing == len(numbers):
        return Column(name, "useless", numbers[:0], (), missing)
    return Column(name, "number", numbers, (), missing)


def target_column(name: str, y: NDArray[Any], classes: tuple[str, ...]) -> Column:
    """Return targets as words where they are some or stand for some."""
    if y.dtype.kind in NUMBERS:
        if classes and y.min() >= 0 and y.max() < len(classes):
            return Column(name, "words", y.astype(np.int64), distinct(list(classes)))
        return number_column(name, y)
    words, first, codes = np.unique(y, return_index=True, return_inverse=True)
    if len(words) > MOST_CLASSES:
        raise LoadError(f"its targets are more than {MOST_CLASSES:,} different words")
    order = np.argsort(first)
    places = np.empty(len(words), np.int64)
    places[order] = np.arange(len(words))
    texts = [
        plain(w.decode("utf-8", "replace") if isinstance(w, bytes) else str(w))
        for w in words[order]
    ]
    return Column(name, "words", places[codes], distinct(texts))


def cell(column: Column, row: int) -> str:
    if column.kind == "useless" or column.is_missing[row]:
        return ""
    value = column.values[row]
    return column.words[value] if column.kind == "words" else f"{value:.6g}"
