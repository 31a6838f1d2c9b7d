"""Where a large batch is cut."""

from hypothesis import given
from hypothesis import strategies as st

from playground.engines.strips import strip_edges

VECTOR = 16


@given(st.integers(0, 10_000), st.integers(0, 5_000), st.integers(2, 16))
def test_strips_cover_every_row_once_and_begin_at_whole_vectors(
    begin: int, rows: int, strips: int
) -> None:
    edges = strip_edges(begin, begin + rows, strips)
    assert len(edges) == strips + 1
    assert (edges[0], edges[-1]) == (begin, begin + rows)
    assert edges == sorted(edges)
    assert all((edge - begin) % VECTOR == 0 for edge in edges[:-1])


def test_strips_are_of_nearly_one_size() -> None:
    assert strip_edges(0, 256, 4) == [0, 64, 128, 192, 256]
    # A third of 100 rows is 33, of which 32 are whole vectors.
    assert strip_edges(7, 107, 3) == [7, 39, 71, 107]
    # Fewer rows than a vector: the last strip has them all.
    assert strip_edges(0, 9, 3) == [0, 0, 0, 9]
