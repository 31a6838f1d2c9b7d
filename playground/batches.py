"""The order in which the samples are visited.

The order of epoch e is a pure function of (seed, e): two runs with one seed see the
same batches, and going back in time needs no stored generator. It is a Fisher-Yates
shuffle whose random numbers are SplitMix64 (Steele, Lea and Flood, 2014) of a counter,
because the compiled engine must walk through the same order without calling Python.
"""

import numpy as np
from numpy.typing import NDArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)


def mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finaliser: every bit of x moves about half of the bits."""
    x = (x ^ (x >> np.uint64(30))) * MIX_1
    x = (x ^ (x >> np.uint64(27))) * MIX_2
    result: NDArray[np.uint64] = x ^ (x >> np.uint64(31))
    return result


def epoch_key(seed: int, epoch: int) -> int:
    """Return the number (64 bits) that the shuffle of this epoch starts from."""
    key = np.array([seed & 0xFFFFFFFFFFFFFFFF], np.uint64)
    return int(mix(mix(key + GOLDEN) + np.uint64(epoch))[0])


def sample_order(seed: int, epoch: int, count: int) -> NDArray[np.intp]:
    """Return the order (count,) of the samples in an epoch, without replacement."""
    key = np.uint64(epoch_key(seed, epoch))
    places = np.arange(1, count, dtype=np.uint64)
    random = mix(key + places * GOLDEN) >> np.uint64(32)
    # Place i swaps with a place in 0 … i: the upper half of a 32 × 32 bit product.
    partners = ((random * (places + np.uint64(1))) >> np.uint64(32)).tolist()
    order = list(range(count))
    for place in range(count - 1, 0, -1):
        partner = partners[place - 1]
        order[place], order[partner] = order[partner], order[place]
    return np.array(order, np.intp)


def updates_per_epoch(count: int, batch_size: int) -> int:
    """Return how many batches an epoch has; the last one may be smaller."""
    return -(-count // batch_size)
