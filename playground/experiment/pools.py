"""All arrays of an experiment, end to end in one long array for each type of number.

A run has hundreds of keyframes; a member of the archive for each would make it large
and slow, and branches share most of them.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import decode_array, encode_header
from playground.errors import LoadError
from playground.experiment.document import Place
from playground.loading import Archive

DTYPES = ("float64", "float32", "int64")


def member_of(pool: str) -> str:
    return f"arrays/{pool}.npy"


class PoolWriter:
    """Gathers arrays; the same array object twice takes its room once."""

    def __init__(self) -> None:
        self.parts: dict[str, list[NDArray[Any]]] = {}
        self.counts: dict[str, int] = {}
        self.known: dict[int, tuple[NDArray[Any], Place]] = {}

    def add(self, array: NDArray[Any]) -> Place:
        """Take the numbers of an array, row by row, and say where they will be."""
        if id(array) in self.known:
            return self.known[id(array)][1]
        pool = array.dtype.name
        start = self.counts.get(pool, 0)
        self.parts.setdefault(pool, []).append(array.ravel())
        self.counts[pool] = start + array.size
        place = Place(pool, start, array.size)
        # The array is kept too: another one could have its id when it is gone.
        self.known[id(array)] = (array, place)
        return place

    @property
    def size(self) -> int:
        """The bytes of all numbers."""
        return sum(part.nbytes for parts in self.parts.values() for part in parts)

    def members(self) -> dict[str, Iterator[bytes | memoryview]]:
        """Return the .npy files in pieces: all numbers together may be many."""
        return {
            member_of(pool): self.pieces(pool, parts)
            for pool, parts in sorted(self.parts.items())
        }

    def pieces(
        self, pool: str, parts: list[NDArray[Any]]
    ) -> Iterator[bytes | memoryview]:
        yield encode_header(np.dtype(pool), self.counts[pool])
        for part in parts:
            yield part.view(np.uint8).data


class PoolReader:
    """Gives back what a PoolWriter gathered."""

    def __init__(self, archive: Archive) -> None:
        self.pools = {
            dtype: decode_array(archive.read(member_of(dtype)))
            for dtype in DTYPES
            if member_of(dtype) in archive.members
        }
        for dtype, pool in self.pools.items():
            if pool.dtype.name != dtype or pool.ndim != 1:
                raise LoadError(f"the member {member_of(dtype)} is of another type")

    def array(self, place: Place, dtype: str) -> NDArray[Any]:
        """Return a copy of the numbers (length,).

        Raises
        ------
        LoadError
            when there are none, or not of this type.
        """
        pool = self.pools.get(place.pool)
        if pool is None or place.pool != dtype:
            raise LoadError(f"an array of {dtype} is said to be in {place.pool!r}")
        if place.start + place.length > len(pool):
            raise LoadError("an array is said to be where none is")
        return pool[place.start : place.start + place.length].copy()
