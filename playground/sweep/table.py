"""The results of a sweep as a table for other programs: CSV."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from playground.settings import FIELDS
from playground.sweep.row import COLUMNS, Row

# What a person looks for first; `settings` is taken apart into columns.
RESULTS = tuple(name for name in COLUMNS if name not in ("key", "settings"))


def to_csv(rows: Iterable[Row]) -> str:
    """Return a line for each row: every setting, what came out, and the key.

    Lists are written as the command line takes them (`8+4`), a number that does not
    exist is an empty field, and all digits are kept.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*FIELDS, *RESULTS, "key"))
    for row in rows:
        settings = json.loads(row.settings)
        writer.writerow(
            (
                *(plain(settings[name]) for name in FIELDS),
                *(getattr(row, name) for name in RESULTS),
                row.key,
            )
        )
    return text.getvalue()


def plain(value: Any) -> Any:
    """Return a setting's value as a field: lists joined by +, an empty one as none."""
    if isinstance(value, (list, tuple)):
        return "+".join(map(str, value)) or "none"
    return value


def row_values(row: Row, names: Sequence[str] = COLUMNS) -> dict[str, Any]:
    """Return a row by column, its settings taken out of their text."""
    values = {name: getattr(row, name) for name in names}
    if "settings" in values:
        values["settings"] = json.loads(row.settings)
    return values
