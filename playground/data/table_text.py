"""How the text of a table is to be read: encoding, delimiter, header, decimal sign.

Everything is decided by simple rules that can be explained, never by Python's
`csv.Sniffer`, which takes seconds on some texts and mistakes decimal commas.
"""

import csv
import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from playground.errors import LoadError

DELIMITERS = (";", ",", "\t", "|")
MOST_COLUMNS = 1000
LONGEST_LINE = 2**20
LONGEST_NAME = 100
SAMPLE_BYTES = 256 * 1024
SAMPLE_ROWS = 200

MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-", "inf", "-inf", "+inf")
)
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(
    r"[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+),[0-9]+([eE][+-]?[0-9]+)?"
)
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+")
POINT_NUMBER = re.compile(r"[+-]?[0-9]*\.[0-9]+([eE][+-]?[0-9]+)?")

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Chinese text in GB 2312 has its high bytes in pairs; in Western text they stand alone.
CHINESE = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe]|[\x00-\x7f])*+")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    Attributes
    ----------
    encoding : Python's name of it
    delimiter : the sign between two cells
    decimal : "." or ","
    header : whether the first row names the columns
    names : of the columns, all different
    start : where in the text the first row of data begins, in bytes of UTF-8
    """

    encoding: str
    delimiter: str
    decimal: str
    header: bool
    names: tuple[str, ...]
    start: int


def decode_text(content: bytes) -> tuple[bytes, str]:
    """Return a text as UTF-8 with Unix line ends, and the encoding that it had.

    Raises
    ------
    LoadError
        when these bytes are no text.
    """
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "")
    if not encoding:
        try:
            content.decode()
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "gb18030" if CHINESE.fullmatch(content) else "cp1252"
    if encoding != "utf-8":
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            # Five bytes have no sign in cp1252; every byte has one in Latin-1.
            encoding = "latin-1"
            text = content.decode(encoding)
        content = text.encode()
    if b"\0" in content:
        raise LoadError("it holds bytes that no text has")
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content, encoding.removesuffix("-sig")


def understand(content: bytes, encoding: str) -> Dialect:
    """Find out how a text (UTF-8) is written.

    Raises
    ------
    LoadError
        when it has no row, or its first row is no row of a table.
    """
    start, delimiter = 0, ""
    while content.startswith((b"\n", b" \n"), start):
        start = content.index(b"\n", start) + 1
    line = content[start : start + 6]
    if line.lower().startswith(b"sep=") and line[5:] == b"\n" and can_cut(line[4]):
        # The first line by which spreadsheets tell each other the delimiter.
        delimiter, start = chr(line[4]), start + 6
    sample = content[start : start + SAMPLE_BYTES]
    if len(sample) == SAMPLE_BYTES:
        sample = sample[: sample.rfind(b"\n") + 1]
    text = sample.decode()
    if not text.strip():
        is_empty = not content.strip()
        raise LoadError(
            "it is empty" if is_empty else "it has no row of at most 256 kB"
        )
    delimiter = delimiter or find_delimiter(text)
    rows = [row for row in sample_rows(text, delimiter) if any(row)]
    if not rows:
        raise LoadError("it has no rows")
    if len(rows[0]) > MOST_COLUMNS:
        raise LoadError(f"it has more than {MOST_COLUMNS:,} columns")
    decimal = "." if delimiter == "," else find_decimal(rows)
    header = has_header(rows, decimal)
    if header:
        start += first_record_length(text)
    names = rows[0] if header else [""] * len(rows[0])
    return Dialect(encoding, delimiter, decimal, header, distinct(names), start)


def can_cut(sign: int) -> bool:
    """Tell whether a sign (its ASCII code) may stand between two cells."""
    return sign in b"\t " or (chr(sign) in string.punctuation and sign not in b'"+-.')


def sample_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return some rows, their cells without spaces around them; [] if unreadable."""
    rows = []
    try:
        for row in csv.reader(lines_of(text), delimiter=delimiter):
            if row:
                rows.append([cell.strip() for cell in row])
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        return []
    return rows


def find_delimiter(text: str) -> str:
    """Return the sign that cuts most rows into the same number of cells, at least 2.

    Where two do, the one is right whose cells hold less of the other signs: `1,5;2,5`
    is two numbers with a decimal comma and not the three things 1, 5;2 and 5.
    """

    def quality(delimiter: str) -> tuple[int, int, int]:
        rows = sample_rows(text, delimiter)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            return (0, 0, 0)
        width, count = widths.most_common(1)[0]
        others = "".join(sign for sign in DELIMITERS if sign not in (delimiter, ","))
        foreign = sum(sign in cell for row in rows for cell in row for sign in others)
        return (count, -foreign, width)

    return max(DELIMITERS, key=quality)


def find_decimal(rows: list[list[str]]) -> str:
    """Return the decimal sign that more cells have; the point when none has one."""
    cells = [cell for row in rows for cell in row]
    commas = sum(bool(COMMA_NUMBER.fullmatch(cell)) for cell in cells)
    points = sum(bool(POINT_NUMBER.fullmatch(cell)) for cell in cells)
    if commas:
        # Then the points of 1.000 and 12.500 are those between thousands.
        points -= sum(bool(THOUSANDS.fullmatch(cell)) for cell in cells)
    return "," if commas > points else "."


def is_number(cell: str, decimal: str) -> bool:
    return bool(NUMBER.fullmatch(cell)) or (
        decimal == "," and bool(COMMA_NUMBER.fullmatch(cell))
    )


def has_header(rows: list[list[str]], decimal: str) -> bool:
    """Tell whether the first row names the columns.

    It does when no cell of it is a number and all its names differ: unless no cell of
    any row is a number and the first row's words come again below.
    """
    first, rest = rows[0], rows[1:]
    named = [cell for cell in first if cell]
    if any(is_number(cell, decimal) for cell in first) or not named:
        return False
    if not rest:
        return True
    if len(set(named)) != len(named):
        return False
    if any(is_number(cell, decimal) for row in rest for cell in row):
        return True
    columns = zip(*(row for row in rest if len(row) == len(first)), strict=True)
    repeats = any(name in column for name, column in zip(first, columns, strict=False))
    return not repeats


def first_record_length(text: str) -> int:
    """Return how many bytes the first record takes, and what comes before it."""
    position, quotes = 0, 0
    for line in lines_of(text):
        position += len(line.encode())
        quotes += line.count('"')
        if quotes % 2 == 0 and line.strip():
            break
    return position


def lines_of(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def distinct(names: list[str]) -> tuple[str, ...]:
    """Return printable names of columns: none empty, none twice, none endless."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, start=1):
        shown = "".join(c if c.isprintable() else " " for c in name[:LONGEST_NAME])
        wanted = shown.strip() or f"column {number}"
        unique, count = wanted, 1
        while unique in found:
            count += 1
            unique = f"{wanted} ({count})"
        found[unique] = None
    return tuple(found)
