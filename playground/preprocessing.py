"""From raw inputs to what the network sees: features, standardised if chosen."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.features import compute_features

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
        values = compute_features(features, x)
        scale = values.std(axis=0)
        mean = values.mean(axis=0)
        # Compared rather than asked for scale 0: rounding leaves some 1e-17.
        scale[values.min(axis=0) == values.max(axis=0)] = 1.0
        mean.flags.writeable = False
        scale.flags.writeable = False
        return cls(features, mean, scale)

    def transform(self, x: Array) -> Array:
        """Return what the network sees (N, F) of raw inputs x (N, D)."""
        values = compute_features(self.features, x)
        if self.mean is None or self.scale is None:
            return values
        result: Array = (values - self.mean) / self.scale
        return result
