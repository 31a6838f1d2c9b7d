"""Losses: each owns its link, the function from the network's last numbers to ŷ.

The loss is differentiated through its link, so sigmoid and softmax never divide by
zero or overflow: at |z| = 1000 value and gradient are still right. Formulas are means
over the rows of the batch:

- squared error: L = 1/N Σₙ ½‖ŷₙ − yₙ‖², link identity (a sigmoid or tanh at the output
  is the network's own last activation);
- cross-entropy, one output: L = 1/N Σₙ log(1 + exp(zₙ)) − yₙ zₙ, link sigmoid;
- cross-entropy, several outputs: L = 1/N Σₙ logΣexp(zₙ) − yₙ·zₙ, link softmax.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground import activations

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss with its link; all arrays are (N, K), rows first.

    Attributes
    ----------
    code : the number by which compiled code knows the loss.
    link : (z) -> ŷ, from the network's output to the prediction.
    per_sample : (z, y) -> (N,), the loss of every row.
    delta : (z, y) -> (N, K), the slope of each row's own loss with respect to z; the
        gradient of the mean is delta / N.
    owns_output : whether the network must end in the identity, because the link does
        what an output activation would do.
    """

    name: str
    code: int
    link: Callable[[Array], Array]
    per_sample: Callable[[Array, Array], Array]
    delta: Callable[[Array, Array], Array]
    owns_output: bool


def identity_link(z: Array) -> Array:
    return z


def half_squared_distance(z: Array, y: Array) -> Array:
    difference = z - y
    result: Array = 0.5 * np.einsum("nk,nk->n", difference, difference)
    return result


def difference(z: Array, y: Array) -> Array:
    return z - y


def class_probabilities(z: Array) -> Array:
    """Sigmoid for one output, softmax for several."""
    if z.shape[1] == 1:
        out = np.empty_like(z)
        activations.sigmoid(z, out)
        return out
    share: Array = np.exp(z - z.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    return share


def negative_log_likelihood(z: Array, y: Array) -> Array:
    """Cross-entropy from the logits, written so that a small loss keeps its digits."""
    if z.shape[1] == 1:
        # log(1 + exp(z)) = max(z, 0) + log1p(exp(-|z|)), and max(z, 0) - y z is exact
        # where y says what z says.
        rest = np.log1p(np.exp(-np.abs(z)))
        return (np.maximum(z, 0.0) - y * z + rest)[:, 0]
    shifted = z - z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    # Σ y (logΣexp - z) rather than logΣexp - Σ y z: no difference of two large numbers.
    result: Array = np.einsum("nk,nk->n", y, log_sum - shifted)
    return result


def probability_error(z: Array, y: Array) -> Array:
    return class_probabilities(z) - y


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            "squared_error",
            0,
            identity_link,
            half_squared_distance,
            difference,
            owns_output=False,
        ),
        Loss(
            "cross_entropy",
            1,
            class_probabilities,
            negative_log_likelihood,
            probability_error,
            owns_output=True,
        ),
    )
}
