"""How text of a table is written: encoding, delimiter, decimal sign, header, names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.table_text import (
    LONGEST_NAME,
    SAMPLE_BYTES,
    decode_text,
    distinct,
    find_decimal,
    find_delimiter,
    first_record_length,
    has_header,
    is_number,
    understand,
)
from playground.errors import LoadError


def cut(*rows: str) -> list[list[str]]:
    return [row.split("|") for row in rows]


# ---- encoding --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        ("a,ü".encode(), "utf-8", "a,ü"),
        ("a,ü".encode("utf-8-sig"), "utf-8", "a,ü"),
        ("a,中".encode("utf-16"), "utf-16", "a,中"),
        (b"\xfe\xff" + "a,中".encode("utf-16-be"), "utf-16", "a,中"),
        ("高度,宽度".encode("gb18030"), "gb18030", "高度,宽度"),
        ("Größe,Länge".encode("cp1252"), "cp1252", "Größe,Länge"),
        # 0x81 has no sign in cp1252.
        (b"a\xe9b\x81", "latin-1", "aéb\x81"),
        (b"", "utf-8", ""),
    ],
)
def test_text_becomes_utf8_and_its_encoding_is_told(
    content: bytes, encoding: str, text: str
) -> None:
    assert decode_text(content) == (text.encode(), encoding)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do_in_unix(end: str) -> None:
    assert decode_text(f"a{end}b{end}{end}".encode())[0] == b"a\nb\n\n"


@pytest.mark.parametrize("content", [b"a\0b", b"\0", "a\0".encode("utf-16")])
def test_bytes_that_no_text_has_are_refused(content: bytes) -> None:
    with pytest.raises(LoadError, match="it holds bytes that no text has"):
        decode_text(content)


def test_a_mark_that_lies_is_no_failure() -> None:
    assert decode_text(b"\xef\xbb\xbf\xff")[1] == "latin-1"
    # An odd number of bytes is no UTF-16, and as Latin-1 it has no zero.
    assert decode_text(b"\xff\xfea")[1] == "latin-1"


# ---- delimiter, decimal sign, header ---------------------------------------------


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("1,5;2,5\n3,5;4\n", ";"),
        ("1,5;2,5\n3,5;4,5\n", ";"),
        ("1,2\n3,4\n", ","),
        ("a\tb c\n1\t2,5\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('"a;b",c\n"d;e",f\n', ","),
        ("one\ntwo\n", ";"),
        # More rows agree on the comma than on the semicolon.
        ("a,b;c\n1,2\n3,4\n5,6\n", ","),
    ],
)
def test_the_delimiter_cuts_most_rows_alike(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


@pytest.mark.parametrize(
    ("rows", "decimal"),
    [
        (cut("1,5|2,5"), ","),
        (cut("1.5|2.5"), "."),
        (cut("1|2"), "."),
        (cut("a|b"), "."),
        (cut("1,5|2.5|3.5"), "."),
        # Beside decimal commas the points of these stand between thousands.
        (cut("1,5|1.000|12.500"), ","),
        (cut("1.000|12.500"), "."),
    ],
)
def test_the_decimal_sign_is_that_of_most_cells(
    rows: list[list[str]], decimal: str
) -> None:
    assert find_decimal(rows) == decimal


@pytest.mark.parametrize(
    ("cell", "point", "comma"),
    [
        *[(cell, True, True) for cell in ("1", "-1.5", "+.5", "2.", "1e-9", "1.5E+3")],
        *[(cell, False, True) for cell in ("1,5", "-1.234,5", "0,5e3", "1.234.567,0")],
        *[
            (cell, False, False)
            for cell in ("", "a", "1 2", "1..2", "1,2,3", ".", "e5")
        ],
        # Other alphabets have digits too, which nobody writes numbers with here.
        ("٣", False, False),
        ("1_000", False, False),
        ("12.34,5", False, False),
    ],
)
def test_what_is_a_number_depends_on_the_decimal_sign(
    cell: str, point: bool, comma: bool
) -> None:
    assert (is_number(cell, "."), is_number(cell, ",")) == (point, comma)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (cut("a|b", "1|2"), True),
        (cut("a|1", "1|2"), False),
        (cut("a|a", "1|2"), False),
        (cut("|", "1|2"), False),
        (cut("a|", "1|2"), True),
        (cut("a|b"), True),
        (cut("name|kind", "x|y", "z|y"), True),
        (cut("x|y", "z|y"), False),
        # The word comes again, but in another column.
        (cut("x|y", "y|x"), True),
        (cut("x|y", "x"), True),
        (cut("1|2", "3|4"), False),
    ],
)
def test_a_header_names_the_columns(rows: list[list[str]], expected: bool) -> None:
    assert has_header(rows, ".") is expected


# ---- all of it -------------------------------------------------------------------


def test_all_is_found_out_together() -> None:
    dialect = understand("Höhe;Art\n1,5;a\n2,25;b\n".encode(), "cp1252")
    assert dialect.encoding == "cp1252"
    assert (dialect.delimiter, dialect.decimal, dialect.header) == (";", ",", True)
    assert dialect.names == ("Höhe", "Art")
    assert dialect.start == len("Höhe;Art\n".encode())


def test_empty_lines_before_the_table_are_skipped() -> None:
    content = b"\n \n\na,b\n1,2\n"
    dialect = understand(content, "utf-8")
    assert dialect.names == ("a", "b")
    assert content[dialect.start :] == b"1,2\n"
    bare = understand(b"\n\n1,2\n3,4\n", "utf-8")
    assert bare.names == ("column 1", "column 2")
    assert bare.start == 2


def test_a_header_may_have_lines_in_its_names() -> None:
    content = b'"first\nname",b\n1,2\n'
    dialect = understand(content, "utf-8")
    assert dialect.names == ("first name", "b")
    assert content[dialect.start :] == b"1,2\n"


@pytest.mark.parametrize("sign", [";", ",", "\t", "|", ":", " ", "~"])
def test_the_first_line_may_name_the_delimiter(sign: str) -> None:
    content = f"SEP={sign}\na{sign}b\n1{sign}2\n".encode()
    dialect = understand(content, "utf-8")
    assert dialect.delimiter == sign
    assert dialect.names == ("a", "b")
    assert content[dialect.start :] == f"1{sign}2\n".encode()


@pytest.mark.parametrize("sign", ["a", "1", '"', ".", "-", "+", "\n", "é"])
def test_what_stands_inside_of_cells_is_no_delimiter(sign: str) -> None:
    dialect = understand(f"sep={sign}\n1;2\n3;4\n".encode(), "utf-8")
    assert dialect.delimiter == ";"
    assert dialect.start > 0 or dialect.names != ("1", "2")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty"),
        (b" \n\n  \n", "it is empty"),
        (b"sep=;\n", "it has no row of at most 256 kB"),
        (b"a" * (SAMPLE_BYTES + 5), "it has no row of at most 256 kB"),
        (b";;\n;;\n", "it has no rows"),
        (b",".join([b"a"] * 1001) + b"\n", "it has more than 1,000 columns"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(LoadError) as error:
        understand(content, "utf-8")
    assert str(error.value) == sentence


def test_a_sample_ends_with_a_whole_line() -> None:
    line = "ä,1\n".encode()
    # The last sign of the sample would be half of an ä without that.
    content = line * (SAMPLE_BYTES // len(line) + 10)
    assert understand(content, "utf-8").delimiter == ","


# ---- names -----------------------------------------------------------------------


def test_names_are_printable_short_and_different() -> None:
    names = ["a", "", "a", "a (2)", " b\t", "x" * 300, "a"]
    assert distinct(names) == (
        *("a", "column 2", "a (2)", "a (2) (2)", "b"),
        *("x" * LONGEST_NAME, "a (3)"),
    )


@given(st.lists(st.text(max_size=4) | st.sampled_from(["a", "a (2)", ""]), max_size=9))
def test_names_are_always_different_and_shown_as_they_are(names: list[str]) -> None:
    found = distinct(names)
    assert len(found) == len(set(found)) == len(names)
    assert all(name.isprintable() and name.strip() == name != "" for name in found)
    assert distinct(list(found)) == found


@given(st.text(alphabet='ab,;"\n 1.é', max_size=30))
def test_any_text_is_understood_or_refused(text: str) -> None:
    content, encoding = decode_text(text.encode())
    try:
        dialect = understand(content, encoding)
    except LoadError:
        return
    assert len(dialect.names) >= 1
    assert 0 <= dialect.start <= len(content)
    # What follows the header begins a line.
    assert (
        dialect.start == 0
        or content[: dialect.start].endswith(b"\n")
        or (dialect.start == len(content))
    )
    assert first_record_length(text) <= len(content)
