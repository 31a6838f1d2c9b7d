"""Arrays of an experiment, end to end in one long array for each type."""

import numpy as np
import pytest

from playground.errors import LoadError
from playground.experiment.document import Place
from playground.experiment.pools import PoolReader, PoolWriter, member_of


class Members:
    """An archive in memory."""

    def __init__(self, writer: PoolWriter) -> None:
        self.members = {
            name: b"".join(bytes(piece) for piece in pieces)
            for name, pieces in writer.members().items()
        }

    def read(self, name: str) -> bytes:
        return self.members[name]


def reader_of(writer: PoolWriter) -> PoolReader:
    return PoolReader(Members(writer))  # type: ignore[arg-type]


def test_what_is_added_comes_back_bit_for_bit() -> None:
    arrays = [
        np.array([0.1, np.inf, -0.0]),
        np.arange(6, dtype=np.float32).reshape(2, 3),
        np.array([1 << 60, -1], np.int64),
        np.array([]),
        np.array([np.nan, 5e-324]),
    ]
    writer = PoolWriter()
    places = [writer.add(array) for array in arrays]
    reader = reader_of(writer)
    for array, place in zip(arrays, places, strict=True):
        found = reader.array(place, array.dtype.name)
        assert found.tobytes() == array.tobytes()
        assert found.flags.writeable
    assert writer.size == sum(array.nbytes for array in arrays)


def test_the_same_array_takes_its_room_once() -> None:
    shared, equal = np.ones(4), np.ones(4)
    writer = PoolWriter()
    assert writer.add(shared) == writer.add(shared) == Place("float64", 0, 4)
    assert writer.add(equal) == Place("float64", 4, 4)


def test_an_array_where_none_is_is_refused() -> None:
    writer = PoolWriter()
    writer.add(np.ones(4))
    reader = reader_of(writer)
    for place in (Place("float64", 2, 3), Place("float64", 5, 0)):
        with pytest.raises(LoadError, match="where none is"):
            reader.array(place, "float64")
    for place in (Place("float32", 0, 1), Place("int64", 0, 0)):
        with pytest.raises(LoadError, match="said to be in"):
            reader.array(place, "float64")


def test_a_member_of_another_type_is_refused() -> None:
    writer = PoolWriter()
    writer.add(np.ones(4, np.float32))
    archive = Members(writer)
    archive.members[member_of("float64")] = archive.members[member_of("float32")]
    with pytest.raises(LoadError, match="of another type"):
        PoolReader(archive)  # type: ignore[arg-type]
