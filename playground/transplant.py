"""What of a network lives on in another one, when its shape changes in mid-run."""

import numpy as np

from playground.network import Network


def same_shape(a: Network, b: Network) -> bool:
    """Tell whether the parameters of one could be those of the other."""
    return a.sizes == b.sizes and a.params.dtype == b.params.dtype


def carry_over(
    old: Network,
    old_features: tuple[str, ...],
    new: Network,
    new_features: tuple[str, ...],
) -> None:
    """Copy what still fits from one network to another.

    Hidden layers are paired from the front, the output layer with the output layer; the
    columns of the first layer are paired by the features' names.
    """
    pairs = list(zip(new.layers[:-1], old.layers[:-1], strict=False))
    pairs.append((new.layers[-1], old.layers[-1]))
    for after, before in pairs:
        rows = min(len(after.bias), len(before.bias))
        columns = min(after.weights.shape[1], before.weights.shape[1])
        to, source = np.arange(columns), np.arange(columns)
        if after is new.layers[0] and before is old.layers[0]:
            shared = [name for name in new_features if name in old_features]
            to = np.array([new_features.index(name) for name in shared], np.intp)
            source = np.array([old_features.index(name) for name in shared], np.intp)
        after.weights[:rows, to] = before.weights[:rows, source]
        after.bias[:rows] = before.bias[:rows]
