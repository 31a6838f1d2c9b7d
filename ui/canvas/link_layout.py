"""Where the links of the diagram run: Bézier curves between tiles."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.canvas.diagram_rect import Rect

Array = NDArray[np.floating[Any]]

# Share of a tile's side over which its links are spread, where they arrive and leave.
ARRIVALS, DEPARTURES = 0.62, 0.42


def weight_curves(before: tuple[Rect, ...], after: tuple[Rect, ...]) -> Array:
    """Return (M_out, M_in, 4, 2), from each tile of a column to each of the next.

    Links leave and arrive side by side, in the order of their other ends, so that thick
    ones do not pile up in one point. The last place of arrival is the bias's.
    """
    starts = np.array([(tile.right, tile.middle) for tile in before])
    ends = np.array([(tile.x, tile.middle) for tile in after])
    leave = spread(len(after)) * (before[0].height * DEPARTURES)
    arrive = spread(len(before) + 1)[:-1] * (after[0].height * ARRIVALS)
    first = np.broadcast_to(starts, (len(after), len(before), 2)).copy()
    last = np.broadcast_to(ends[:, None], (len(after), len(before), 2)).copy()
    first[:, :, 1] += leave[:, None]
    last[:, :, 1] += arrive
    return curves(first, last)


def bias_curves(node: Rect, after: tuple[Rect, ...], sources: int) -> Array:
    """Return (M_out, 4, 2): from a +1 node to every tile of the next column."""
    last = np.array([(tile.x, tile.middle) for tile in after])
    last[:, 1] += spread(sources + 1)[-1] * (after[0].height * ARRIVALS)
    first = np.tile((node.right, node.middle), (len(after), 1))
    return curves(first, last)


def curves(first: Array, last: Array) -> Array:
    """Return (…, 4, 2) Bézier points that leave and arrive horizontally."""
    reach = (last[..., :1] - first[..., :1]) * np.array([0.5, 0.0])
    return np.stack([first, first + reach, last - reach, last], axis=-2)


def spread(count: int) -> Array:
    """Return middles of `count` equal parts of [-1/2, 1/2]."""
    return (np.arange(count) + 0.5) / count - 0.5
