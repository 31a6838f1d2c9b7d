"""Reading a table of text, CSV or TSV, piece by piece.

Polars takes the pieces apart; it does so without holding the interpreter, so a window
stays alive. Measured on two cores with 1,000,000 × 20 numbers (148 MB): Polars 0.7 s,
pandas 3.4 s for the same cells as text; importing them 0.17 s and 0.41 s.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.data.own import MOST_CLASSES, MOST_NUMBERS
from playground.data.table_reading import MOST_CATEGORIES, Column, TableReading
from playground.data.table_text import (
    LONGEST_LINE,
    LONGEST_NAME,
    MISSING,
    Dialect,
    decode_text,
    distinct,
    understand,
)
from playground.errors import LoadError
from playground.loading import Cancelled, plain, read_file

if TYPE_CHECKING:
    from polars import DataFrame, Series

PIECE_BYTES = 4 * 2**20
PREVIEW_ROWS = 20
MOST_ROWS = 5_000_000
# A column of numbers with so few words in it was probably meant as one.
STRAY_SHARE = 0.05

Tell = Callable[[float], bool]


def never_cancelled(fraction: float) -> bool:
    return True


@dataclass(slots=True)
class Words:
    """The different words of a column and which row has which."""

    places: dict[str, int] = field(default_factory=dict)
    parts: list[NDArray[Any]] = field(default_factory=list)
    is_useless: bool = False


@dataclass(slots=True)
class Numbers:
    """The numbers of a column, as long as it holds nothing else.

    Attributes
    ----------
    strange : how many cells say something that is no number, and the first of them
    """

    parts: list[NDArray[np.float64]] = field(default_factory=list)
    missing: int = 0
    strange: int = 0
    example: str = ""


def read_text_table(path: Path, tell: Tell = never_cancelled) -> TableReading:
    """Read a table of text.

    Parameters
    ----------
    tell : is given how much is done, 0 … 1, now and then; false ends the reading

    Raises
    ------
    LoadError
        says what is wrong, as the end of a sentence that begins with the file's name.
    Cancelled
        when `tell` said so.
    """
    content, encoding = decode_text(read_file(path))
    dialect = understand(content, encoding)
    reader = TextTableReader(content, dialect, tell)
    return reader.read(path.stem)


class TextTableReader:
    """Reads one text, twice where it has columns of words.

    Attributes
    ----------
    content : UTF-8
    """

    def __init__(self, content: bytes, dialect: Dialect, tell: Tell) -> None:
        self.content = content
        self.dialect = dialect
        self.tell = tell
        self.rows = 0
        self.preview: list[tuple[str, ...]] = []

    def read(self, name: str) -> TableReading:
        names = self.dialect.names
        numbers = self.read_numbers()
        if not self.rows:
            raise LoadError("it has no rows of data")
        strange = [i for i, column in enumerate(numbers) if column.strange]
        words = dict(zip(strange, self.read_words(strange), strict=True))
        columns = tuple(
            column_of(names[i], numbers[i], words.get(i), self.rows)
            for i in range(len(names))
        )
        warnings = self.warnings(columns, numbers)
        self.say(1.0)
        dialect = self.dialect
        return TableReading(
            name=plain(name)[:LONGEST_NAME] or "table",
            columns=columns,
            rows=self.rows,
            preview=tuple(self.preview),
            warnings=warnings,
            encoding=dialect.encoding,
            delimiter=dialect.delimiter,
            decimal=dialect.decimal,
            header=dialect.header,
        )

    def say(self, fraction: float) -> None:
        if not self.tell(fraction):
            raise Cancelled("reading the table was cancelled")

    # ---- pieces ------------------------------------------------------------------

    def pieces(self) -> Iterator[tuple[bytes, float]]:
        """Give pieces that end between two records, and how much is done with each."""
        content, start, whole = self.content, self.dialect.start, len(self.content)
        while start < whole:
            end = self.end_of_record(start, min(start + PIECE_BYTES, whole))
            yield content[start:end], end / whole
            start = end

    def end_of_record(self, start: int, wanted: int) -> int:
        """Return the end of the first record that ends at `wanted` or after it.

        A line end inside quotes belongs to a cell: the quotes before it are odd.
        """
        content = self.content
        end, quotes = start, 0
        limit = wanted + LONGEST_LINE
        position = wanted - 1
        while True:
            line_end = content.find(b"\n", position) + 1 or len(content)
            quotes += content.count(b'"', end, line_end)
            end = line_end
            if quotes % 2 == 0:
                return end
            if end >= len(content):
                raise LoadError("a quotation mark is never closed")
            if end > limit:
                raise LoadError("a row is longer than 1 MB")
            position = end

    def frame(self, piece: bytes, row: int) -> "DataFrame":
        """Return the cells of a piece as text, null where there is nothing."""
        import polars

        width = len(self.dialect.names)
        delimiter = self.dialect.delimiter
        # A header of our own says how many cells a row has; shorter rows are filled.
        header = delimiter.join(map(str, range(width))).encode() + b"\n"
        try:
            frame = polars.read_csv(
                header + piece, separator=delimiter, infer_schema=False
            )
        except polars.exceptions.ComputeError as error:
            if "more fields" in str(error):
                raise LoadError(
                    f"after row {row:,} a row has more cells than the {width} columns"
                ) from None
            raise
        cells = polars.all().str.strip_chars()
        frame = frame.select(cells)
        # Blank lines, and rows in which nothing is said.
        return frame.filter(~polars.all_horizontal(polars.all().is_null()))

    # ---- the first time: numbers -------------------------------------------------

    def read_numbers(self) -> list[Numbers]:
        width = len(self.dialect.names)
        columns = [Numbers() for _ in range(width)]
        for piece, done in self.pieces():
            frame = self.frame(piece, self.rows)
            self.keep_preview(frame)
            self.rows += frame.height
            if self.rows > MOST_ROWS or self.rows * width > MOST_NUMBERS:
                raise LoadError(
                    f"it has more than {MOST_ROWS:,} rows or {MOST_NUMBERS:,} cells"
                )
            for column, series in zip(columns, frame, strict=True):
                self.add_numbers(column, series)
            self.say(0.6 * done)
        return columns

    def keep_preview(self, frame: "DataFrame") -> None:
        missing = PREVIEW_ROWS - len(self.preview)
        for row in frame.head(missing).rows():
            cells = ("" if cell is None else plain(cell)[:LONGEST_NAME] for cell in row)
            self.preview.append(tuple(cells))

    def add_numbers(self, column: Numbers, series: "Series") -> None:
        import polars

        text = series
        if self.dialect.decimal == ",":
            grouped = text.str.contains(r"^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$")
            plain_text = text.str.replace_all(".", "", literal=True)
            text = plain_text.zip_with(grouped.fill_null(value=False), text)
            text = text.str.replace(",", ".", literal=True)
        values = text.cast(polars.Float64, strict=False)
        values = values.set(values.is_infinite() | values.is_nan(), None)
        if values.null_count():
            rest = series.filter(values.is_null())
            strange = rest.filter(~is_missing(rest))
            column.missing += len(rest) - len(strange)
            if len(strange):
                column.example = column.example or str(strange[0])
                column.strange += len(strange)
                column.parts.clear()
        if column.strange:
            return
        column.parts.append(values.to_numpy().astype(np.float64))

    # ---- the second time: words --------------------------------------------------

    def read_words(self, places: list[int]) -> list[Words]:
        columns = [Words() for _ in places]
        if not places:
            return columns
        row = 0
        for piece, done in self.pieces():
            frame = self.frame(piece, row)
            row += frame.height
            for place, column in zip(places, columns, strict=True):
                add_words(column, frame.to_series(place))
            self.say(0.6 + 0.4 * done)
        return columns

    def warnings(
        self, columns: tuple[Column, ...], numbers: list[Numbers]
    ) -> tuple[str, ...]:
        """Return what a person should know."""
        found = []
        for column, cells in zip(columns, numbers, strict=True):
            name = repr(column.name)
            if column.missing:
                found.append(
                    f"{name}: {column.missing:,} of {self.rows:,} values are missing"
                )
            if column.kind == "useless":
                found.append(
                    f"{name} is different in too many rows and cannot be used"
                    if cells.strange
                    else f"{name} has no values and cannot be used"
                )
            elif cells.strange and not column.is_input:
                found.append(
                    f"{name} has {len(column.words):,} different words, more than the "
                    f"{MOST_CATEGORIES} that an input may have"
                )
            if cells.strange and cells.strange <= STRAY_SHARE * self.rows:
                found.append(
                    f"{name} would be numbers without {cells.strange:,} cell(s) like "
                    f"{plain(cells.example)[:LONGEST_NAME]!r}"
                )
        return tuple(found)


def is_missing(series: "Series") -> "Series":
    """Return where a column of text says nothing."""
    lower = series.str.to_lowercase()
    return series.is_null() | lower.is_in(list(MISSING)).fill_null(value=False)


def add_words(column: Words, series: "Series") -> None:
    """Give the words of a piece their numbers, new words new ones."""
    import polars

    if column.is_useless:
        return
    words = series.set(is_missing(series), None)
    for word in words.drop_nulls().unique(maintain_order=True):
        column.places.setdefault(word, len(column.places))
    if len(column.places) > MOST_CLASSES:
        column.is_useless = True
        column.parts.clear()
        return
    codes = words.replace_strict(
        column.places, default=-1, return_dtype=polars.Int32
    ).fill_null(-1)
    column.parts.append(codes.to_numpy().astype(np.int64))


def column_of(name: str, numbers: Numbers, words: Words | None, rows: int) -> Column:
    """Return a column from what was gathered of it."""
    if words is not None and not words.is_useless:
        return Column(
            name,
            "words",
            np.concatenate(words.parts),
            distinct(list(words.places)),
            numbers.missing,
        )
    if words is not None or numbers.missing == rows:
        return Column(name, "useless", np.empty(0), (), numbers.missing)
    return Column(name, "number", np.concatenate(numbers.parts), (), numbers.missing)
