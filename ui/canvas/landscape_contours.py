"""Lines of equal height on a grid, by marching squares."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def contour_segments(heights: Array, level: float) -> Array:
    """Return the segments (S, 4) of one line: x₁, y₁, x₂, y₂ in cells of the grid.

    Parameters
    ----------
    heights : (H, W), finite; x counts columns and y rows
    level : the height of the line

    Each edge of a cell that the line crosses is met at the place where a straight slope
    would have this height. A cell whose corners alternate has two segments, joined as
    its middle says.
    """
    corners = (
        heights[:-1, :-1],
        heights[:-1, 1:],
        heights[1:, 1:],
        heights[1:, :-1],
    )
    above = [corner > level for corner in corners]
    case = above[0] + 2 * above[1] + 4 * above[2] + 8 * above[3]
    rows, columns = np.nonzero((case > 0) & (case < 15))
    if not len(rows):
        return np.empty((0, 4))
    cases = case[rows, columns]
    a, b, c, d = (corner[rows, columns] for corner in corners)
    # Where the line meets the lower, right, upper and left edge.
    points = np.stack(
        [
            np.stack([columns + share(a, b, level), rows], axis=-1),
            np.stack([columns + 1, rows + share(b, c, level)], axis=-1),
            np.stack([columns + share(d, c, level), rows + 1], axis=-1),
            np.stack([columns, rows + share(a, d, level)], axis=-1),
        ],
        axis=1,
    ).astype(float)
    is_high = (a + b + c + d) / 4 > level
    found = []
    for number, pairs in PAIRS.items():
        chosen = cases == number
        if number in SADDLES:
            for high, some in ((True, pairs), (False, PAIRS[15 - number])):
                found += joined(points, chosen & (is_high == high), some)
        else:
            found += joined(points, chosen, pairs)
    return np.concatenate(found)


def joined(
    points: Array, chosen: NDArray[np.bool_], pairs: tuple[tuple[int, int], ...]
) -> list[Array]:
    """Return the segments between two edges each, of the chosen cells."""
    some = points[chosen]
    return [
        np.concatenate([some[:, start], some[:, end]], axis=1) for start, end in pairs
    ]


def share(start: Array, end: Array, level: float) -> Array:
    """Return how far between two corners the level is met."""
    rise = end - start
    flat = rise == 0.0
    result: Array = np.where(flat, 0.5, (level - start) / np.where(flat, 1.0, rise))
    return np.clip(result, 0.0, 1.0)


# Which corners lie above (1, 2, 4, 8 around the cell) -> edges that are joined; edges
# are lower 0, right 1, upper 2, left 3.
SADDLES = (5, 10)
PAIRS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    5: ((0, 1), (2, 3)),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((0, 2),),
    10: ((3, 0), (1, 2)),
    11: ((1, 2),),
    12: ((3, 1),),
    13: ((0, 1),),
    14: ((3, 0),),
}
