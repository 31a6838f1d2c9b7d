import mmap

import numpy as np
import pytest

from playground.pages import PAGED_BYTES, make_buffer


@pytest.mark.parametrize("rows", [0, 3, PAGED_BYTES // 16, PAGED_BYTES])
def test_buffer_can_be_filled(rows: int) -> None:
    buffer = make_buffer((rows, 2), np.float64)
    buffer[:] = np.arange(2 * rows).reshape(rows, 2)
    assert buffer.shape == (rows, 2)
    assert buffer.dtype == np.float64
    np.testing.assert_array_equal(buffer.ravel(), np.arange(2 * rows))


def test_pages_of_a_large_buffer_go_when_nobody_looks() -> None:
    pages = make_buffer((PAGED_BYTES,), np.uint8)
    seen = pages[5:]
    base = seen.base
    while isinstance(base, np.ndarray):
        base = base.base
    assert isinstance(base, memoryview)
    memory = base.obj
    assert isinstance(memory, mmap.mmap)
    with pytest.raises(BufferError):
        memory.close()
    del pages, seen, base
    memory.close()
