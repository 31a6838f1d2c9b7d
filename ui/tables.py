"""A table on the command line: `--data FILE --target COLUMN --missing drop`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playground.data import DATASETS
from playground.data.own import register
from playground.data.reading import is_table, read_table
from playground.errors import SettingsError
from ui.terminal import complain


def with_table(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments with the key of its content in place of a table's name.

    What a person should know about the table is said on standard error.

    Raises
    ------
    LoadError
        when the table cannot be read.
    SettingsError
        when it cannot be learned from as the arguments ask.
    """
    name, target, missing = (arguments[key] for key in ("data", "target", "missing"))
    is_file = name is not None and name not in DATASETS and Path(name).is_file()
    if name is None or not (is_file or is_table(name)):
        if target is not None or missing is not None:
            raise SettingsError(
                f"target and missing belong to a table, but data is {name or 'spiral'}"
            )
        return arguments
    reading = read_table(name)
    target, missing = target or reading.usual_target, missing or "drop"
    data = reading.to_own_data(target, missing=missing)
    for warning in reading.warnings:
        complain(f"{name}: {warning}")
    left_out = reading.rows - len(data.samples.x)
    if left_out:
        complain(
            f"{name}: {left_out:,} of {reading.rows:,} rows are incomplete and left out"
        )
    return {**arguments, "data": register(data)}
