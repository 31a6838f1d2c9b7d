"""Reading the weights back out of a script that was written, without running it."""

import ast
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import ExportError
from playground.exporters.exporter import Predict
from playground.importers.network_file import NetworkFile
from playground.network import Layer
from playground.record import Record


def check_text(content: bytes, written: bytes) -> None:
    """Refuse a script that is not, to the byte, the one that was written."""
    if content != written:
        raise ExportError("the script on the disk is not the one that was written")


def read_constants(content: bytes, record: Record) -> Predict:
    """Return the prediction of the numbers that a script names WEIGHTS_1, BIAS_1, ….

    Raises
    ------
    ExportError
        when they are not all there.
    """
    found = {}
    for statement in ast.parse(content).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
    dtype = record.params.dtype

    def numbers(name: str) -> NDArray[np.float64]:
        if name not in found:
            raise ExportError(f"the script on the disk has no {name}")
        return np.array(ast.literal_eval(found[name]), np.float64)

    layers = tuple(
        Layer(
            numbers(f"WEIGHTS_{number}").astype(dtype),
            numbers(f"BIAS_{number}").astype(dtype),
        )
        for number in range(1, len(record.layers) + 1)
    )
    is_standardised = record.preprocessor.mean is not None
    return NetworkFile(
        name="script",
        layers=layers,
        activations=record.activations,
        features=record.preprocessor.features,
        mean=numbers("MEAN") if is_standardised else None,
        scale=numbers("SCALE") if is_standardised else None,
        loss=record.loss,
    ).predict


def list_code(array: NDArray[np.floating[Any]]) -> str:
    """Return an array as the text of lists, a row a line."""
    if array.ndim == 1:
        return repr(array.tolist())
    rows = "".join(f"    {row!r},\n" for row in array.tolist())
    return f"[\n{rows}]"


def constants_code(record: Record) -> str:
    """Return assignments of everything that a script needs to know of a record."""
    named = {
        "COLUMNS": repr(list(record.columns)),
        "CLASSES": repr(list(record.classes)),
        "UPDATE": repr(record.update),
    }
    mean, scale = record.preprocessor.mean, record.preprocessor.scale
    if mean is not None and scale is not None:
        named |= {"MEAN": list_code(mean), "SCALE": list_code(scale)}
    for number, layer in enumerate(record.layers, start=1):
        named[f"WEIGHTS_{number}"] = list_code(layer.weights)
        named[f"BIAS_{number}"] = list_code(layer.bias)
    return "".join(f"{name} = {code}\n" for name, code in named.items())
