"""The order of the samples in an epoch: the same as `playground.batches`, in place."""

from typing import Any

import numpy as np

from playground.batches import GOLDEN, MIX_1, MIX_2
from playground.engines.kernels.compiling import inline

HALF = np.uint64(32)
ONE = np.uint64(1)

# Stands for an epoch in which the rows come as they lie.
NATURAL = -1


@inline
def mix(x: Any) -> Any:
    x = (x ^ (x >> np.uint64(30))) * MIX_1
    x = (x ^ (x >> np.uint64(27))) * MIX_2
    return x ^ (x >> np.uint64(31))


@inline
def shuffle(order: Any, seed: Any, epoch: int) -> None:
    """Write the order of this epoch into `order` (N,); seed is a uint64."""
    for place in range(len(order)):
        order[place] = place
    if epoch == NATURAL:
        return
    key = mix(mix(seed + GOLDEN) + np.uint64(epoch))
    for place in range(len(order) - 1, 0, -1):
        index = np.uint64(place)
        random = mix(key + index * GOLDEN) >> HALF
        partner = (random * (index + ONE)) >> HALF
        order[place], order[partner] = order[partner], order[place]
