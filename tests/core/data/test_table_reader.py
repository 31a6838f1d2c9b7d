"""What a person brings as a table is understood, or refused with a sentence."""

import re
from pathlib import Path

import numpy as np
import pytest

from playground.data.own import register
from playground.data.reading import read_table
from playground.data.table_reader import PIECE_BYTES, TextTableReader
from playground.data.table_reading import TableReading
from playground.data.table_text import decode_text, understand
from playground.errors import LoadError, SettingsError
from playground.loading import Cancelled
from playground.run import Run
from playground.settings import Settings
from tests.core.rows import values, write

FLOWERS = "length,width,kind\n1.5,2,rose\n3,4.25,lily\n5,6,rose\n"


def read(folder: Path, content: str | bytes) -> TableReading:
    return read_table(write(folder, content))


def test_a_plain_table_is_understood(tmp_path: Path) -> None:
    reading = read(tmp_path, FLOWERS)
    assert (reading.name, reading.rows) == ("table", 3)
    assert (reading.encoding, reading.delimiter, reading.decimal) == ("utf-8", ",", ".")
    assert reading.header
    assert [c.name for c in reading.columns] == ["length", "width", "kind"]
    assert [c.kind for c in reading.columns] == ["number", "number", "words"]
    assert values(reading) == [[1.5, 3, 5], [2, 4.25, 6], ["rose", "lily", "rose"]]
    assert reading.preview[1] == ("3", "4.25", "lily")
    assert reading.usual_target == "kind"
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal", "header", "first_row"),
    [
        ("a,b\n1,2\n3,4\n", ",", ".", True, [1, 2]),
        ("a;b\n1,5;2\n3;4,25\n", ";", ",", True, [1.5, 2]),
        ("1,5;2,5;0\n3,5;4,5;1\n", ";", ",", False, [1.5, 2.5, 0]),
        ("a;b\n1.234,5;-2\n1.000;3\n", ";", ",", True, [1234.5, -2]),
        ("a\tb\n1.5\t2\n3\t4\n", "\t", ".", True, [1.5, 2]),
        ("a|b\n1|2\n3|4\n", "|", ".", True, [1, 2]),
        ("1,2\n3,4\n", ",", ".", False, [1, 2]),
        ("sep=;\na;b\n1;2\n3;4\n", ";", ".", True, [1, 2]),
        ("\n\na,b\n\n1,2\n\n\n3,4", ",", ".", True, [1, 2]),
        ('"a, b";"c\nd"\n1;2\n3;4\n', ";", ".", True, [1, 2]),
        (" a , b \n 1 , 2 \n", ",", ".", True, [1, 2]),
        ("red,yes\nblue,no\nred,no\n", ",", ".", False, ["red", "yes"]),
        ("color,ok\nblue,no\nred,no\n", ",", ".", True, ["blue", "no"]),
        ("name;a,b;c\nx;1;2\ny;3;4\n", ";", ".", True, ["x", 1, 2]),
        ("1e3,-2.5E-2\n+4,.5\n", ",", ".", False, [1000, -0.025]),
    ],
)
def test_delimiter_header_and_decimal_sign_are_found(
    tmp_path: Path,
    text: str,
    delimiter: str,
    decimal: str,
    header: bool,
    first_row: list[object],
) -> None:
    for ends in ("\n", "\r\n", "\r"):
        reading = read(tmp_path, text.replace("\n", ends))
        found = (reading.delimiter, reading.decimal, reading.header)
        assert found == (delimiter, decimal, header)
        assert [column[0] for column in values(reading)] == first_row


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", ("größe", "né", "花")),
        ("utf-8-sig", ("größe", "né", "花")),
        ("utf-16", ("größe", "né", "花")),
        ("cp1252", ("größe", "né", "€5")),
        ("gb18030", ("大小", "玫瑰", "百合")),
    ],
)
def test_the_encoding_is_found(
    tmp_path: Path, encoding: str, words: tuple[str, str, str]
) -> None:
    name, first, second = words
    text = f"{name},kind\n1,{first}\n2,{second}\n"
    reading = read(tmp_path, text.encode(encoding))
    assert reading.columns[0].name == name
    assert reading.columns[1].words == (first, second)
    assert reading.encoding == encoding.removesuffix("-sig")


def test_missing_values_are_told_and_dropped_or_filled(tmp_path: Path) -> None:
    text = "a,color,y\n1,red,0\n,blue,1\nNaN,red,0\n5,?,1\n6,red,NA\n"
    reading = read(tmp_path, text)
    assert values(reading)[0] == [1, None, None, 5, 6]
    assert "'a': 2 of 5 values are missing" in reading.warnings
    assert "'color': 1 of 5 values are missing" in reading.warnings
    np.testing.assert_array_equal(
        reading.incomplete_rows("y"), [False, True, True, True, True]
    )
    dropped = reading.to_own_data("a", inputs=("y",))
    np.testing.assert_array_equal(dropped.samples.x, [[0], [1]])
    filled = reading.to_own_data("y", missing="fill")
    assert filled.columns == ("a", "color = red", "color = blue")
    # The mean of the rows that stay, and the most frequent word; no row without target.
    np.testing.assert_array_equal(
        filled.samples.x, [[1, 1, 0], [3, 0, 1], [3, 1, 0], [5, 1, 0]]
    )
    np.testing.assert_array_equal(filled.samples.y, [0, 1, 0, 1])
    with pytest.raises(SettingsError, match="missing must be one of drop, fill"):
        reading.to_own_data("y", missing="guess")


def test_words_of_any_kind_are_classes(tmp_path: Path) -> None:
    reading = read(tmp_path, FLOWERS)
    data = reading.to_own_data("kind")
    assert data.classes == ("rose", "lily")
    np.testing.assert_array_equal(data.samples.y, [0, 1, 0])
    assert data.columns == ("length", "width")
    assert data.name == "table"
    odd = read(tmp_path, 'a,y\n1,"=cmd()"\n2,"<b>x</b>"\n3,"a\u202eb\u0007"\n')
    assert odd.to_own_data("y").classes == ("=cmd()", "<b>x</b>", "a b")


def test_numbers_are_classes_when_they_are_few_and_whole(tmp_path: Path) -> None:
    rows = "\n".join(f"{i / 7:.3f},{i % 3 - 1},{i}" for i in range(60))
    reading = read(tmp_path, f"x,k,i\n{rows}\n")
    assert reading.task_of("k") == "classes"
    assert reading.to_own_data("k").classes == ("-1", "0", "1")
    assert reading.task_of("i") == "regression"
    assert reading.to_own_data("i").samples.y.shape == (60, 1)
    assert reading.task_of("x") == "regression"
    numbers = reading.to_own_data("k", task="regression")
    assert numbers.classes == ()
    many = reading.to_own_data("i", task="classes")
    assert len(many.classes) == 60


def test_what_cannot_be_done_is_refused(tmp_path: Path) -> None:
    words = "\n".join(f"{i},word {i},{i % 2},," for i in range(1200))
    reading = read(tmp_path, f"n,id,k,none,other\n{words}\n")
    assert [c.kind for c in reading.columns] == [
        *("number", "useless", "number", "useless", "useless"),
    ]
    assert "'none' has no values and cannot be used" in reading.warnings
    assert any("'id' is different in too many rows" in w for w in reading.warnings)
    assert reading.usual_target == "k"
    for call, part in (
        (lambda: reading.to_own_data("id"), "the column 'id' cannot be predicted"),
        (lambda: reading.to_own_data("nothing"), "has no column 'nothing'"),
        (lambda: reading.to_own_data("k", inputs=("id",)), "cannot be an input"),
        (lambda: reading.to_own_data("k", inputs=("k",)), "cannot be an input"),
        (lambda: reading.to_own_data("k", inputs=()), "no column beside 'k'"),
        (lambda: reading.to_own_data("k", task="sorting"), "task must be one of"),
    ):
        with pytest.raises(SettingsError, match=re.escape(part)):
            call()
    with pytest.raises(SettingsError, match="holds words"):
        read(tmp_path, FLOWERS).to_own_data("kind", task="regression")


def test_stray_words_among_numbers_are_told(tmp_path: Path) -> None:
    rows = "\n".join("oops" if i == 40 else f"{i}.5" for i in range(100))
    reading = read(tmp_path, f"a;b\n{rows.replace(chr(10), ';1' + chr(10))};2\n")
    assert reading.columns[0].kind == "words"
    assert any(
        "would be numbers without 1 cell(s) like 'oops'" in warning
        for warning in reading.warnings
    )


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("", "it is empty"),
        ("\n \n\n", "it is empty"),
        ("a,b\n", "it has no rows of data"),
        ("a,b\n1,2,3\n", "a row has more cells than the 2 columns"),
        ('a,b\n1,"2\n' + "3,4\n" * 10, "a quotation mark is never closed"),
        ('a,b\n1,"' + "x\n" * 4_000_000, "a row is longer than 1 MB"),
        ("a" * 300_000, "it has no row of at most 256 kB"),
        (",".join("x" * 1001) + "\n", "more than 1,000 columns"),
        (b"a,b\n1,\x00\n", "bytes that no text has"),
    ],
)
def test_broken_tables_are_refused_with_a_sentence(
    tmp_path: Path, content: str | bytes, part: str
) -> None:
    path = write(tmp_path, content)
    with pytest.raises(LoadError, match=re.escape(part)) as caught:
        read_table(path)
    assert str(caught.value).startswith(f"{path} cannot be read: ")


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    for path, part in (
        (tmp_path, "it is a folder"),
        (tmp_path / "gone.csv", "there is no such file"),
        (Path("/dev/null"), "it is a device"),
    ):
        with pytest.raises(LoadError, match=part):
            read_table(path)


def test_names_of_columns_are_printable_and_all_different(tmp_path: Path) -> None:
    reading = read(tmp_path, f'"a\tb",,c,{"n" * 500}\n1,2,3,4\n')
    assert [c.name for c in reading.columns] == ["a b", "column 2", "c", "n" * 100]
    reading = read(tmp_path, "1,2\n")
    assert [c.name for c in reading.columns] == ["column 1", "column 2"]


def test_pieces_end_between_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f'{i},"line\n{i % 7}","say ""x"""\n' for i in range(2000))
    content = f"a,b,c\n{rows}".encode()
    whole = values(read(tmp_path, content))
    monkeypatch.setattr("playground.data.table_reader.PIECE_BYTES", 100)
    told: list[float] = []
    path = write(tmp_path, content)
    small = read_table(path, lambda done: told.append(done) or True)
    assert values(small) == whole
    assert small.rows == 2000
    assert small.columns[1].words[0] == "line\n0" or small.columns[1].words[0] == (
        "line 0"
    )
    assert len(told) > 100
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert PIECE_BYTES > 100


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n" + "1,2\n" * 3_000_000)
    told: list[float] = []

    def tell(done: float) -> bool:
        told.append(done)
        return done < 0.2

    with pytest.raises(Cancelled):
        read_table(path, tell)
    assert 0.2 <= told[-1] < 0.6


def test_too_many_rows_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.data.table_reader.MOST_ROWS", 10)
    with pytest.raises(LoadError, match="more than 10 rows"):
        read(tmp_path, "a,b\n" + "1,2\n" * 11)
    monkeypatch.setattr("playground.loading.read_file.__defaults__", (100,))
    with pytest.raises(LoadError, match="it is larger than"):
        read(tmp_path, "a,b\n" + "1,2\n" * 50)


def test_a_table_trains(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(80, 2))
    lines = "".join(
        f"{a:.3f};{b:.3f};{'up' if a + b > 0 else 'down'}\n".replace(".", ",")
        for a, b in x
    )
    reading = read(tmp_path, f"a;b;way\n{lines}")
    key = register(reading.to_own_data("way"))
    run = Run(
        Settings.build(data=key, hidden=(), learning_rate=0.5, engine="reference")
    )
    run.advance(200)
    assert run.evaluate().test_accuracy > 0.9


def test_crafted_quotes_are_quick() -> None:
    content, encoding = decode_text(b'"' * 15_000 + b",1\n" * 3)
    dialect = understand(content, encoding)
    reader = TextTableReader(content, dialect, lambda done: True)
    try:
        reader.read("x")
    except LoadError:
        assert reader.rows == 0
