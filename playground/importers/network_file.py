"""What was found in a file of weights: layers, and whatever else it says."""

from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from playground.activations import ACTIVATIONS
from playground.errors import LoadError
from playground.features import compute_features
from playground.loading import plain
from playground.losses import LOSSES
from playground.network import Layer, Network

Array = NDArray[np.floating[Any]]

MOST_LAYERS = 64
WIDEST = 4096
SOFTMAX = "softmax"

Name = Annotated[str, Meta(max_length=1000)]


class Description(msgspec.Struct, frozen=True):
    """What the program's own files say beside the weights; see `Record.describe`."""

    activations: tuple[Name, ...]
    loss: Name
    features: tuple[Name, ...]
    columns: tuple[Name, ...] = ()
    classes: tuple[Name, ...] = ()
    settings: dict[str, Any] = {}
    mean: tuple[float, ...] | None = None
    scale: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class NetworkFile:
    """A multi-layer network from a file.

    Attributes
    ----------
    name : of the file
    layers : weights (M_out, M_in) and bias (M_out,), the first layer first
    activations : one name per layer, "softmax" possible for the last; None where the
        file does not say it
    features : names of features, None where the file does not say them
    mean, scale : (F,) of the standardisation of the inputs; None where the file does
        not say whether there is one
    loss : a name of LOSSES, "" where the file does not say it
    settings : of the run that it was taken from, as stored; {} if unknown
    """

    name: str
    layers: tuple[Layer, ...]
    activations: tuple[str | None, ...]
    features: tuple[str, ...] | None = None
    mean: Array | None = None
    scale: Array | None = None
    loss: str = ""
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= len(self.layers) <= MOST_LAYERS:
            raise LoadError(
                f"it has {len(self.layers)} layers; 1 … {MOST_LAYERS} can be read"
            )
        if len(self.activations) != len(self.layers):
            raise LoadError(
                f"it names {len(self.activations)} activations for "
                f"{len(self.layers)} layers"
            )
        for number, layer in enumerate(self.layers, start=1):
            self.check_layer(number, layer)
        for name in filter(None, self.activations):
            if name not in ACTIVATIONS and name != SOFTMAX:
                raise LoadError(f"it has the unknown activation {plain(name)!r}")
        if self.loss and self.loss not in LOSSES:
            raise LoadError(f"it has the unknown loss {plain(self.loss)!r}")
        inputs = self.sizes[0]
        for what, numbers in (("mean", self.mean), ("scale", self.scale)):
            if numbers is None:
                continue
            if numbers.shape != (inputs,) or not np.isfinite(numbers).all():
                raise LoadError(f"its {what} must be {inputs} finite numbers")
            if what == "scale" and not numbers.all():
                raise LoadError("its scale must not be 0")
        if self.features is not None and len(self.features) != inputs:
            raise LoadError(
                f"it names {len(self.features)} features for {inputs} inputs"
            )

    def check_layer(self, number: int, layer: Layer) -> None:
        weights, bias = layer.weights, layer.bias
        if weights.ndim != 2 or not weights.size or max(weights.shape) > WIDEST:
            raise LoadError(
                f"the weights of layer {number} must be a matrix of at most {WIDEST:,} "
                f"× {WIDEST:,} numbers, got the shape {weights.shape}"
            )
        if bias.shape != (len(weights),):
            raise LoadError(
                f"the bias of layer {number} must have {len(weights)} numbers, got the "
                f"shape {bias.shape}"
            )
        if number > 1 and weights.shape[1] != len(self.layers[number - 2].bias):
            raise LoadError(
                f"layer {number} takes {weights.shape[1]} numbers, but layer "
                f"{number - 1} gives {len(self.layers[number - 2].bias)}"
            )
        if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
            raise LoadError(f"layer {number} holds numbers that are not finite")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, the inputs first."""
        first = self.layers[0].weights.shape[1]
        return (int(first), *(len(layer.bias) for layer in self.layers))

    @property
    def params(self) -> Array:
        """All parameters (P,), as `Network.params` orders them."""
        parts = [
            a.ravel() for layer in self.layers for a in (layer.weights, layer.bias)
        ]
        return np.concatenate(parts)

    def predict(self, x: NDArray[np.float64]) -> Array:
        """Return outputs (N, K) for raw inputs x (N, D), if the file says enough.

        Raises
        ------
        LoadError
            when it does not say the features, the activations or the loss.
        """
        if self.features is None or None in self.activations or not self.loss:
            raise LoadError("it does not say how to predict")
        dtype = self.layers[0].weights.dtype
        with np.errstate(all="ignore"):
            values = compute_features(self.features, x)
            if self.mean is not None and self.scale is not None:
                values = (values - self.mean) / self.scale
            network = Network(self.sizes, tuple(map(str, self.activations)), dtype)
            network.params[:] = self.params
            output = network.forward(values.astype(dtype)).a[-1]
            return LOSSES[self.loss].link(output)


def described(
    name: str, layers: tuple[Layer, ...], content: bytes | str
) -> NetworkFile:
    """Return the network of one of the program's own files.

    Parameters
    ----------
    content : JSON of what `Record.describe` says, with mean and scale

    Raises
    ------
    msgspec.ValidationError
        when it is no such thing.
    LoadError
        when it contradicts the layers.
    """
    said = msgspec.json.decode(content, type=Description)
    return NetworkFile(
        name=name,
        layers=layers,
        activations=said.activations,
        features=said.features,
        mean=None if said.mean is None else np.array(said.mean),
        scale=None if said.scale is None else np.array(said.scale),
        loss=said.loss,
        settings=said.settings,
    )
