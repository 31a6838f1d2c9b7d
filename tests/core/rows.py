"""Rows drawn from data sets, rows written as files, and tables as plain lists."""

from pathlib import Path

import numpy as np

from playground.data import DataSource, Samples
from playground.data.table_reading import TableReading


def draw(source: DataSource, samples: int, noise: float, seed: int = 0) -> Samples:
    return source.make(np.random.default_rng(seed), samples, noise)


def write(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def values(reading: TableReading) -> list[list[object]]:
    """Return the table's columns, words as words and None where one is missing."""
    found: list[list[object]] = []
    for column in reading.columns:
        if column.kind == "words":
            found.append([column.words[c] if c >= 0 else None for c in column.values])
        else:
            found.append([None if np.isnan(v) else float(v) for v in column.values])
    return found
