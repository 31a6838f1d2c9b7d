"""Weights from the program's own JSON."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from playground.errors import LoadError
from playground.importers.network_file import NetworkFile, described
from playground.importers.tensors import DTYPES
from playground.loading import parse_json
from playground.network import Layer

SUFFIX = ".json"


def decode_json(content: bytes, path: Path) -> NetworkFile:
    """Read what `playground.exporters.weights_json` writes.

    Raises
    ------
    LoadError
        when it is something else.
    """
    document = parse_json(content)
    stored = document.pop("layers", None) if isinstance(document, dict) else None
    if not isinstance(stored, list):
        raise LoadError('it has no list of "layers" with "weight" and "bias"')
    dtype = document.get("dtype", "float64")
    if dtype not in DTYPES:
        raise LoadError(f"its numbers must be one of {', '.join(DTYPES)}")
    layers = tuple(layer_of(number, one, dtype) for number, one in enumerate(stored, 1))
    return described(path.name, layers, json.dumps(document))


def layer_of(number: int, stored: Any, dtype: str) -> Layer:
    if not isinstance(stored, dict) or not {"weight", "bias"} <= set(stored):
        raise LoadError(f'layer {number} has no "weight" and "bias"')
    parts = []
    for name in ("weight", "bias"):
        array = np.array(stored[name])
        if array.dtype.kind not in "fi":
            raise LoadError(f"the {name} of layer {number} is no array of numbers")
        parts.append(array.astype(dtype))
    return Layer(*parts)
