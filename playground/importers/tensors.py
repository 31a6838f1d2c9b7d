"""Layers from named arrays, `0.weight, 0.bias, 2.weight, …` or any such names."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import LoadError
from playground.loading import plain
from playground.network import Layer

NAME = re.compile(r"(?:(.*)[./_])?(weights?|bias(?:es)?)", re.IGNORECASE | re.DOTALL)
DTYPES = ("float64", "float32")


def natural(name: str) -> list[tuple[int, int, str]]:
    """Return what sorts layer10 behind layer9."""
    parts = re.split(r"(\d+)", name)
    return [(1, int(p[:9]), "") if p.isdecimal() else (0, 0, p) for p in parts]


def layers_of(arrays: Mapping[str, NDArray[Any]]) -> tuple[Layer, ...]:
    """Return the layers that the arrays are, in the order of their names.

    Raises
    ------
    LoadError
        names an array that is no part of a multi-layer network.
    """
    weights: dict[str, NDArray[Any]] = {}
    biases: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        match = NAME.fullmatch(name)
        if match is None:
            raise LoadError(
                f"it has {plain(name)[:80]!r}, but only weights and biases of layers "
                f"were expected, as 0.weight and 0.bias"
            )
        group = weights if match[2].lower().startswith("w") else biases
        group[match[1] or ""] = array
    if not weights:
        raise LoadError("it has no weights; expected 0.weight, 0.bias, 2.weight, …")
    lost = sorted(set(biases) - set(weights))
    if lost:
        raise LoadError(f"it has a bias without weights: {plain(lost[0])[:80]!r}")
    dtype = np.result_type(np.float32, *weights.values(), *biases.values())
    if dtype.name not in DTYPES:
        raise LoadError(f"its numbers are {dtype}; float32 or float64 was expected")
    found = []
    for name in sorted(weights, key=natural):
        matrix = np.array(weights[name], dtype, order="C")
        bias = biases.get(name)
        if bias is None:
            bias = np.zeros(len(matrix) if matrix.ndim else 0)
        found.append(Layer(matrix, np.array(bias, dtype)))
    return tuple(found)
