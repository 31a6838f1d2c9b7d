"""L1 and L2 as compiled code: their value, and their slope added to the gradient."""

from typing import Any

from playground.engines.kernels.compiling import loop


@loop
def penalize(params: Any, gradient: Any, blocks: Any, l1: float, l2: float) -> Any:
    """Return λ₁ Σ|w| + λ₂/2 Σ w² over the weights, and add its slope to the gradient.

    `blocks` (layers, 2) says where the weights of each layer begin and how many there
    are; between them lie the biases.
    """
    number = params.dtype.type
    absolutes, squares = number(0.0), number(0.0)
    first, second = number(l1), number(l2)
    zero, one = number(0.0), number(1.0)
    for index in range(len(blocks)):
        for i in range(blocks[index, 0], blocks[index, 0] + blocks[index, 1]):
            w = params[i]
            absolutes += abs(w)
            squares += w * w
            sign = one if w > zero else (-one if w < zero else zero)
            gradient[i] += first * sign + second * w
    return l1 * absolutes + 0.5 * l2 * squares
