"""Arrays as the bytes of a .npy file, without pickle in either direction."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import LoadError

MOST_NUMBERS = 10**8
HIGHEST_RANK = 2
LONGEST_HEADER = 4096
NUMBERS = "fiu"
TEXTS = "US"


def encode_array(array: NDArray[Any]) -> bytes:
    """Return the bytes of a .npy file; equal arrays give equal bytes."""
    buffer = io.BytesIO()
    # Not ascontiguousarray, which gives an array of rank 0 a dimension.
    np.lib.format.write_array(buffer, np.array(array, order="C"), allow_pickle=False)
    return buffer.getvalue()


def encode_header(dtype: np.dtype[Any], count: int) -> bytes:
    """Return what stands before the `count` numbers of a row in a .npy file."""
    buffer = io.BytesIO()
    header = np.lib.format.header_data_from_array_1_0(np.empty(0, dtype))
    np.lib.format.write_array_header_1_0(buffer, {**header, "shape": (count,)})
    return buffer.getvalue()


def decode_array(content: bytes, kinds: str = NUMBERS) -> NDArray[Any]:
    """Read the bytes of a .npy file; the shape is checked before memory is taken.

    Parameters
    ----------
    kinds : the kinds of NumPy types that are allowed; numbers by default

    Raises
    ------
    LoadError
        when the array is of another kind, too large, or not as long as it says.
    ValueError
        when these are no such bytes.
    """
    buffer = io.BytesIO(content)
    version = np.lib.format.read_magic(buffer)
    if version == (1, 0):
        header = np.lib.format.read_array_header_1_0(buffer, LONGEST_HEADER)
    elif version == (2, 0):
        header = np.lib.format.read_array_header_2_0(buffer, LONGEST_HEADER)
    else:
        raise LoadError(f"an array is of the unknown version {version}")
    shape, is_fortran, dtype = header
    if dtype.kind not in kinds or dtype.hasobject:
        raise LoadError(f"an array holds {dtype} and not numbers")
    count = 1
    for size in shape:
        count *= size
    if len(shape) > HIGHEST_RANK or not 0 <= count <= MOST_NUMBERS:
        raise LoadError(f"an array has the shape {shape}")
    rest = len(content) - buffer.tell()
    if rest != count * dtype.itemsize:
        raise LoadError(
            f"an array of the shape {shape} must have {count * dtype.itemsize:,} "
            f"bytes, got {rest:,}"
        )
    if not count:
        return np.empty(shape, dtype.newbyteorder("="))
    flat = np.frombuffer(content, dtype, count, buffer.tell())
    array = flat.reshape(shape, order="F" if is_fortran else "C")
    return np.array(array, dtype.newbyteorder("="), order="C")
