"""Limits hold before memory is taken, and every failure is one sentence."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from playground.arrays import decode_array, encode_array
from playground.data.reading import read_table
from playground.errors import LoadError, SettingsError
from playground.loading import Archive, Cancelled, parse_json, plain, refusing
from tests.core.hostile import (
    archive,
    hostile_archives,
    hostile_arrays,
    hostile_json,
)


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "u1", ">f8"])
@pytest.mark.parametrize("shape", [(), (0,), (5,), (2, 3), (0, 4)])
def test_arrays_come_back(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    result = decode_array(encode_array(array))
    np.testing.assert_array_equal(result, array)
    assert result.dtype == array.dtype.newbyteorder("=")
    assert result.flags.writeable
    assert encode_array(array) == encode_array(array.copy())


def test_arrays_that_are_not_contiguous_come_back() -> None:
    base = np.arange(24.0).reshape(4, 6)
    for array in (base.T, base[::2, ::-1], base[:, 3], np.broadcast_to(1.0, (3, 2))):
        np.testing.assert_array_equal(decode_array(encode_array(array)), array)
        buffer = io.BytesIO()
        np.save(buffer, array)
        np.testing.assert_array_equal(decode_array(buffer.getvalue()), array)


@pytest.mark.parametrize(("name", "content"), list(hostile_arrays()))
def test_hostile_arrays_are_refused(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    path.write_bytes(content)
    with pytest.raises(LoadError) as caught:
        read_table(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "content"), list(hostile_archives()))
def test_hostile_archives_are_refused(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(LoadError) as caught:
        read_table(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "content"), list(hostile_json()))
def test_hostile_json_is_refused(name: str, content: bytes) -> None:
    if name in ("a list", "null"):
        assert not isinstance(parse_json(content), dict)
        return
    with pytest.raises(LoadError), refusing("x.json", "weights"):
        parse_json(content)


def test_good_json_keeps_every_number() -> None:
    value = {"a": [1.5e-300, -0.0, 2**60, '[[{\\"', None, True]}
    assert parse_json(json.dumps(value).encode()) == value


def test_a_good_archive_is_read() -> None:
    content = archive({"a.txt": b"hello", "b/c": bytes(10)}, zipfile.ZIP_DEFLATED)
    found = Archive(content)
    assert found.read("a.txt") == b"hello"
    with pytest.raises(LoadError, match="'d' is missing"):
        found.read("d")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (LoadError("it is odd"), "f.x cannot be read: it is odd"),
        (SettingsError("bad"), "f.x is not a table: bad"),
        (MemoryError(), "f.x cannot be read: it needs more memory"),
        (RecursionError("deep"), "f.x is not a table: it is nested too deeply"),
        (KeyError("a"), "f.x is not a table: 'a'"),
        (ValueError("a\nb\x1b[0m"), r"f.x is not a table: a b \[0m"),
        (ZeroDivisionError(), "f.x is not a table: ZeroDivisionError"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence(error: Exception, sentence: str) -> None:
    with pytest.raises(LoadError, match=f"^{sentence}"), refusing("f.x", "a table"):
        raise error


def test_cancelling_is_no_failure() -> None:
    with pytest.raises(Cancelled), refusing("f", "a table"):
        raise Cancelled("enough")
    with pytest.raises(KeyboardInterrupt), refusing("f", "a table"):
        raise KeyboardInterrupt


def test_text_without_signs_for_the_terminal() -> None:
    assert plain("a\x1b[31mb\u202ec\ud800\n") == "a [31mb c  "
    assert len(plain("x" * 100_000)) == 65_536
