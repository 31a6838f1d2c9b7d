"""Arrays as bytes: what NumPy reads, to the bit, and nothing that executes or lies."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.arrays import (
    LONGEST_HEADER,
    MOST_NUMBERS,
    NUMBERS,
    TEXTS,
    decode_array,
    encode_array,
    encode_header,
)
from playground.errors import LoadError


def npy(array: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version)
    return buffer.getvalue()


def claiming(header: str, rest: bytes = b"") -> bytes:
    """Return a .npy file with any header."""
    length = -(-(len(header) + 11) // 64) * 64 - 10
    text = header.ljust(length - 1) + "\n"
    return b"\x93NUMPY\x01\x00" + length.to_bytes(2, "little") + text.encode() + rest


ARRAYS = {
    "numbers": np.array([[0.1, -0.0], [np.nan, np.inf]]),
    "single": np.array([1.5, -2.5], np.float32),
    "small": np.arange(-3, 3, dtype=np.int8),
    "unsigned": np.array([2**64 - 1], np.uint64),
    "none": np.zeros((0, 3)),
    "scalar": np.array(3.25),
    "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "every other": np.arange(10.0)[::2],
}


@pytest.mark.parametrize("name", ARRAYS)
def test_what_is_written_is_what_numpy_reads_and_comes_back(name: str) -> None:
    array = ARRAYS[name]
    content = encode_array(array)
    for found in (np.load(io.BytesIO(content)), decode_array(content)):
        assert found.dtype == array.dtype
        assert found.shape == array.shape
        assert found.tobytes() == array.tobytes()
    assert decode_array(content).flags.c_contiguous
    assert decode_array(content).flags.writeable


def test_equal_arrays_give_equal_bytes_however_they_lie() -> None:
    array = np.arange(12.0).reshape(3, 4)
    wide = np.zeros((3, 8))
    wide[:, ::2] = array
    expected = encode_array(array)
    assert encode_array(np.asfortranarray(array)) == expected
    assert encode_array(wide[:, ::2]) == expected


@pytest.mark.parametrize("count", [0, 1, 12345])
@pytest.mark.parametrize("dtype", ["<f8", "<f4", "<i8"])
def test_a_header_and_its_numbers_are_a_file(dtype: str, count: int) -> None:
    row = np.arange(count).astype(dtype)
    content = encode_header(row.dtype, count) + row.tobytes()
    assert content == encode_array(row)
    np.testing.assert_array_equal(decode_array(content), row)


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
@pytest.mark.parametrize("dtype", [">f8", ">i2", "<u4"])
def test_files_of_other_machines_are_read(dtype: str, version: tuple[int, int]) -> None:
    array = np.array([[1, 2], [3, 400]], dtype)
    found = decode_array(npy(np.asfortranarray(array), version))
    assert found.dtype.isnative
    np.testing.assert_array_equal(found, array)


def test_words_are_read_only_where_they_are_asked_for() -> None:
    content = npy(np.array(["a", "bc"]))
    with pytest.raises(LoadError, match="an array holds <U2 and not numbers"):
        decode_array(content)
    assert decode_array(content, NUMBERS + TEXTS).tolist() == ["a", "bc"]
    with pytest.raises(LoadError, match="not numbers"):
        decode_array(npy(np.array([1.0])), TEXTS)


@pytest.mark.parametrize(
    "array",
    [
        np.array([True]),
        np.array([1j]),
        np.array(["2020-01-01"], "M8[D]"),
        np.zeros(1, "f8,i4"),
        np.zeros(1, "V8"),
    ],
    ids=lambda array: str(array.dtype),
)
def test_what_holds_no_numbers_is_refused(array: np.ndarray) -> None:
    with pytest.raises(LoadError, match=r"^an array holds .+ and not numbers$"):
        decode_array(npy(array))


def test_no_object_is_read_and_none_is_written() -> None:
    objects = np.array([print, None], object)
    for kinds in (NUMBERS, NUMBERS + TEXTS + "O"):
        with pytest.raises(LoadError, match="holds object"):
            decode_array(npy(objects), kinds)
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        encode_array(objects)


def test_an_unknown_version_is_named() -> None:
    content = npy(np.zeros(2), (3, 0))
    with pytest.raises(LoadError, match=r"the unknown version \(3, 0\)"):
        decode_array(content)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ((2, 2, 2), "an array has the shape (2, 2, 2)"),
        ((MOST_NUMBERS + 1,), f"an array has the shape ({MOST_NUMBERS + 1},)"),
        ((10**9, 10**9), "an array has the shape (1000000000, 1000000000)"),
        ((-1,), "an array has the shape (-1,)"),
        (
            (3,),
            "an array of the shape (3,) must have 24 bytes, got 16",
        ),
        (
            (MOST_NUMBERS,),
            "an array of the shape (100000000,) must have 800,000,000 bytes, got 16",
        ),
        ((1,), "an array of the shape (1,) must have 8 bytes, got 16"),
    ],
)
def test_a_shape_that_lies_is_refused_before_memory_is_taken(
    shape: tuple[int, ...], sentence: str
) -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    with pytest.raises(LoadError) as error:
        decode_array(claiming(header, bytes(16)))
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        encode_array(np.zeros(2))[:40],
        claiming("{'descr': '<f8'}"),
        claiming("__import__('os')"),
        claiming("[" * LONGEST_HEADER * 2),
        claiming("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -2), }"),
        claiming("{'descr': '<f8', 'fortran_order': False, 'shape': (0, -2), }"),
    ],
)
def test_bytes_that_are_no_array_are_refused(content: bytes) -> None:
    with pytest.raises((ValueError, LoadError)):
        decode_array(content)


@given(st.lists(st.floats(width=64), max_size=40))
def test_no_bit_of_a_number_is_lost(numbers: list[float]) -> None:
    array = np.array(numbers)
    assert decode_array(encode_array(array)).tobytes() == array.tobytes()
