"""Which reader opens a file, by the end of its name."""

import io
from pathlib import Path

import numpy as np
import pytest

from playground.data.reading import ARRAYS, TEXT_SUFFIXES, is_table, read_table
from playground.errors import LoadError
from tests.core.rows import values, write


def test_a_name_says_whether_it_is_a_table() -> None:
    assert is_table("a.CSV")
    assert is_table("some/where.npz")
    assert is_table("sklearn:wine")
    assert not is_table("spiral")
    assert not is_table("own:0123456789abcdef")


@pytest.mark.parametrize("suffix", TEXT_SUFFIXES)
def test_text_is_read_whatever_it_is_called(suffix: str, tmp_path: Path) -> None:
    for name in (f"t{suffix}", f"T{suffix.upper()}", "t.unknown", "t"):
        reading = read_table(write(tmp_path, "a,b\n1,2\n3,4\n", name))
        assert values(reading) == [[1, 3], [2, 4]]
        assert (reading.header, reading.delimiter) == (True, ",")


@pytest.mark.parametrize("suffix", ARRAYS)
def test_arrays_are_opened_by_their_suffix_in_any_case(
    suffix: str, tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.save(buffer, x) if suffix == ".npy" else np.savez(buffer, x)
    path = write(tmp_path, buffer.getvalue(), f"A{suffix.upper()}")
    assert values(read_table(path)) == [[1, 3], [2, 4]]
    assert values(read_table(str(path))) == [[1, 3], [2, 4]]


def test_a_path_is_never_taken_for_a_set_of_scikit_learn(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="sklearn:iris cannot be read: "):
        read_table(tmp_path / "sklearn:iris")
    with pytest.raises(LoadError, match=r"^sklearn:moons cannot be read: scikit-learn"):
        read_table("sklearn:moons")


def test_text_under_the_name_of_arrays_is_refused_by_its_name(tmp_path: Path) -> None:
    for suffix in ARRAYS:
        path = write(tmp_path, "a,b\n1,2\n", f"t{suffix}")
        with pytest.raises(LoadError) as error:
            read_table(path)
        assert str(error.value).startswith(f"{path} ")
        assert "\n" not in str(error.value)
