"""Hands on the wires: which parameters stand still, and which links are cut."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.network import Network, layer_views, parameter_count

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a person did to the wires of a network.

    Attributes
    ----------
    locked : places in the parameter vector that no update changes
    cut : for each place that is cut the value that it had before; it is 0 now and
        stands still
    """

    locked: frozenset[int] = frozenset()
    cut: dict[int, float] = field(default_factory=dict)

    @property
    def still(self) -> frozenset[int]:
        """Every place that stands still, locked or cut."""
        return self.locked | self.cut.keys()

    def with_locked(self, places: Iterable[int]) -> "Wiring":
        return Wiring(self.locked | set(places), self.cut)

    def without_locked(self, places: Iterable[int]) -> "Wiring":
        return Wiring(self.locked - set(places), self.cut)

    def with_cut(self, places: Iterable[int], params: Array) -> "Wiring":
        """Return the wiring with more links cut, whose values are remembered."""
        more = {int(p): float(params[p]) for p in places if p not in self.cut}
        return Wiring(self.locked, {**self.cut, **more})

    def without_cut(self, places: Iterable[int]) -> "Wiring":
        mended = set(places)
        left = {p: value for p, value in self.cut.items() if p not in mended}
        return Wiring(self.locked, left)

    def moved(self, old_places: NDArray[np.intp]) -> "Wiring":
        """Return the wiring of another shape of the network.

        `old_places` (P_new,) tells for each new place where it was, -1 for a new one.
        """
        new_of = {int(old): new for new, old in enumerate(old_places) if old >= 0}
        return Wiring(
            frozenset(new_of[p] for p in self.locked if p in new_of),
            {new_of[p]: value for p, value in self.cut.items() if p in new_of},
        )

    def free(self, count: int, dtype: DTypeLike) -> Array | None:
        """Return (count,) with 0 where a parameter stands still, None if none does."""
        if not self.still:
            return None
        result: Array = np.ones(count, dtype)
        result[list(self.still)] = 0.0
        return result


def neuron_places(sizes: tuple[int, ...], layer: int, unit: int) -> NDArray[np.intp]:
    """Return where a neuron's incoming weights and its bias stand, layer 1 … L."""
    view = layer_views(np.arange(parameter_count(sizes)), sizes)[layer - 1]  # type: ignore[arg-type]
    return np.append(view.weights[unit], view.bias[unit]).astype(np.intp)


def outgoing_places(sizes: tuple[int, ...], layer: int, unit: int) -> NDArray[np.intp]:
    """Return where the weights from a neuron of layer 0 … L-1 to the next stand."""
    view = layer_views(np.arange(parameter_count(sizes)), sizes)[layer]  # type: ignore[arg-type]
    return view.weights[:, unit].astype(np.intp)


def layer_places(sizes: tuple[int, ...], layer: int) -> NDArray[np.intp]:
    """Return where all weights and biases of a layer stand, layer 1 … L."""
    view = layer_views(np.arange(parameter_count(sizes)), sizes)[layer - 1]  # type: ignore[arg-type]
    return np.append(view.weights.ravel(), view.bias).astype(np.intp)


def weight_place(sizes: tuple[int, ...], layer: int, unit: int, source: int) -> int:
    """Return where one weight stands: from `source` to `unit` of layer 1 … L."""
    view = layer_views(np.arange(parameter_count(sizes)), sizes)[layer - 1]  # type: ignore[arg-type]
    return int(view.weights[unit, source])


def bias_place(sizes: tuple[int, ...], layer: int, unit: int) -> int:
    """Return where a neuron's bias stands, layer 1 … L."""
    view = layer_views(np.arange(parameter_count(sizes)), sizes)[layer - 1]  # type: ignore[arg-type]
    return int(view.bias[unit])


def numbered(network: Network) -> Network:
    """Return a network of the same shape whose parameters count from 1."""
    copy = Network(network.sizes, network.activations)
    copy.params[:] = np.arange(1, len(copy.params) + 1)
    return copy
