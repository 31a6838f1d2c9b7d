"""Opening a table of any kind that is understood, by the end of its name."""

from collections.abc import Callable
from pathlib import Path

from playground.data.array_reader import SKLEARN, read_npy, read_npz, read_sklearn
from playground.data.table_reader import Tell, never_cancelled, read_text_table
from playground.data.table_reading import TableReading
from playground.loading import refusing

# Suffixes that are no text; everything else is tried as a table of text.
ARRAYS: dict[str, Callable[[Path], TableReading]] = {
    ".npy": read_npy,
    ".npz": read_npz,
}
TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".data", ".dat")
SUFFIXES = (*TEXT_SUFFIXES, *ARRAYS)


def is_table(name: str) -> bool:
    """Tell whether a name says that it is a table, and no data set of the program."""
    return name.startswith(SKLEARN) or Path(name).suffix.lower() in SUFFIXES


def read_table(name: Path | str, tell: Tell = never_cancelled) -> TableReading:
    """Read a file, or a set of scikit-learn by the name `sklearn:NAME`.

    Parameters
    ----------
    tell : is given how much is done, 0 … 1, now and then; false ends the reading

    Raises
    ------
    LoadError
        a sentence that says what is wrong with the file.
    Cancelled
        when `tell` said so.
    """
    with refusing(name, "a table"):
        if isinstance(name, str) and name.startswith(SKLEARN):
            return read_sklearn(name.removeprefix(SKLEARN))
        path = Path(name)
        if path.suffix.lower() in ARRAYS:
            return ARRAYS[path.suffix.lower()](path)
        return read_text_table(path, tell)
