"""What an update costs: samples touched, multiply-adds, memory of the activations."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one update.

    Attributes
    ----------
    samples : rows that are looked at
    multiply_adds : multiplications with an addition, forward and backward
    activation_bytes : what must be kept from the forward pass for the backward pass
    """

    samples: int
    multiply_adds: int
    activation_bytes: int


def multiply_adds_per_sample(sizes: tuple[int, ...]) -> int:
    """Count the multiply-adds of one sample, forward and backward.

    A layer with m inputs and n neurons does n (m + 1) of them forward (the +1 node is
    an input like the others), n (m + 1) for the gradient of its weights and bias, and
    m n to hand the error back to the layer before; the first layer hands nothing back.
    Activations, their slopes and the update rule are not counted.
    """
    count = 0
    for layer, (before, after) in enumerate(pairwise(sizes)):
        count += 2 * after * (before + 1)
        if layer:
            count += before * after
    return count


def cost_of_update(sizes: tuple[int, ...], rows: int, itemsize: int) -> Cost:
    """Return what an update of `rows` samples costs; numbers take `itemsize` bytes."""
    return Cost(
        samples=rows,
        multiply_adds=rows * multiply_adds_per_sample(sizes),
        activation_bytes=rows * sum(sizes) * itemsize,
    )
