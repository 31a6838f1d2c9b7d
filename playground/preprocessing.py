"""From raw inputs to what the network sees: features, standardised if chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.features import BLOCK_ROWS, compute_features

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Preprocessor:
    """The fixed first step of every prediction.

    Attributes
    ----------
    features : names, F of them
    mean, scale : (F,) each, of the training rows' features; None if not standardised
    """

    features: tuple[str, ...]
    mean: Array | None = None
    scale: Array | None = None

    @classmethod
    def fit(cls, features: tuple[str, ...], x: Array, standardize: bool) -> Self:
        """Take mean and standard deviation from the training rows x (N, D), no others.

        A feature that never changes keeps the scale 1.
        """
        if not standardize:
            return cls(features)
        # Block by block, so that a million rows make no second and third array.
        mean = sum(part.sum(axis=0) for part in blocks(features, x)) / len(x)
        squares = (((part - mean) ** 2).sum(axis=0) for part in blocks(features, x))
        scale = np.sqrt(sum(squares) / len(x))
        # Compared rather than asked for scale 0: rounding leaves some 1e-17.
        first = compute_features(features, x[:1])
        is_same = [(part == first).all(axis=0) for part in blocks(features, x)]
        scale[np.all(is_same, axis=0)] = 1.0
        mean.flags.writeable = False
        scale.flags.writeable = False
        return cls(features, mean, scale)

    def transform(self, x: Array) -> Array:
        """Return what the network sees (N, F) of raw inputs x (N, D)."""
        values = compute_features(self.features, x)
        if self.mean is None or self.scale is None:
            return values
        # In place: for a million rows each new array costs more than the arithmetic.
        values -= self.mean
        values /= self.scale
        return values


def blocks(features: tuple[str, ...], x: Array) -> Iterator[Array]:
    """Give the features (n, F) of x (N, D), some rows at a time."""
    for start in range(0, len(x), BLOCK_ROWS):
        yield compute_features(features, x[start : start + BLOCK_ROWS])
