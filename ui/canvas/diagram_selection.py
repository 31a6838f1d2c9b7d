"""What one can point at in the network diagram."""

from dataclasses import dataclass
from typing import Literal

from playground.frame import Frame


@dataclass(frozen=True, slots=True)
class Selection:
    """A neuron, a weight or a bias, by its place in the network.

    Attributes
    ----------
    layer : of the neuron, or of the neuron that the link leads to; 0 is the input, so
        weights and biases have 1 …
    unit : that neuron's place in its layer, from 0
    source : for a weight, the place of the neuron it comes from in the layer before
    """

    kind: Literal["neuron", "weight", "bias"]
    layer: int
    unit: int
    source: int | None = None

    def is_in(self, sizes: tuple[int, ...]) -> bool:
        """Tell whether a network of these sizes has such a thing."""
        first = 0 if self.kind == "neuron" else 1
        if not first <= self.layer < len(sizes) or self.unit >= sizes[self.layer]:
            return False
        return self.source is None or self.source < sizes[self.layer - 1]

    def value(self, frame: Frame) -> float | None:
        """Return the weight or the bias in this frame; input neurons have none."""
        if self.layer == 0:
            return None
        layer = frame.layers[self.layer - 1]
        if self.source is not None:
            return float(layer.weights[self.unit, self.source])
        return float(layer.bias[self.unit])
