"""Memory that goes back to the system as soon as nobody looks at it.

The heap keeps the hole that a large array leaves, and the next one may not fit into it:
a long run would hold more and more memory that nobody uses. Pages leave no hole, and
those that nothing was written to take no room.
"""

import math
import mmap
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Arrays of so many bytes get pages of their own.
PAGED_BYTES = 2**18


def take_pages(size: int) -> mmap.mmap:
    """Return so many bytes, at least 1, that are 0."""
    if sys.platform == "win32":
        return mmap.mmap(-1, size)
    return mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def make_buffer(shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """Return an array to be filled; what it holds before has no meaning."""
    dtype = np.dtype(dtype)
    count = math.prod(shape)
    size = count * dtype.itemsize
    if size < PAGED_BYTES:
        return np.empty(shape, dtype)
    return np.frombuffer(take_pages(size), dtype, count).reshape(shape)
