"""Weights as a table, a number a row, for spreadsheets."""

import csv
import io

import numpy as np

from playground.errors import ExportError
from playground.exporters.exporter import Exporter, Predict
from playground.importers.network_file import NetworkFile
from playground.network import Network
from playground.record import Record

COLUMNS = ("layer", "neuron", "input", "value")
BIAS = "bias"
# With these a spreadsheet takes a text for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def encode_csv(record: Record) -> bytes:
    """Return the rows layer, neuron, input, value.

    Layers and neurons count from 1. The input is a feature's name in the first layer
    and the number of a neuron in the others, or the word bias.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    names = [harmless(name) for name in record.preprocessor.features]
    for number, layer in enumerate(record.layers, start=1):
        for neuron, (weights, bias) in enumerate(
            zip(layer.weights.tolist(), layer.bias.tolist(), strict=True), start=1
        ):
            for name, value in zip(names, weights, strict=True):
                writer.writerow((number, neuron, name, repr(value)))
            writer.writerow((number, neuron, BIAS, repr(bias)))
        names = [str(i) for i in range(1, len(layer.bias) + 1)]
    return buffer.getvalue().encode()


def read_csv(content: bytes, record: Record) -> Predict:
    """Read the numbers back; all else is the record's."""
    header, *rows = csv.reader(content.decode().splitlines())
    if tuple(header) != COLUMNS or len(rows) != len(record.params):
        raise ExportError("the table on the disk is not the one that was written")
    network = Network(record.sizes, record.activations, record.params.dtype)
    values = iter(rows)
    for layer in network.layers:
        for neuron in range(len(layer.bias)):
            *weights, bias = (float(next(values)[3]) for _ in (*layer.weights[0], 0))
            layer.weights[neuron] = weights
            layer.bias[neuron] = bias
    preprocessor = record.preprocessor
    return NetworkFile(
        name="weights.csv",
        layers=network.layers,
        activations=record.activations,
        features=preprocessor.features,
        mean=None if preprocessor.mean is None else np.asarray(preprocessor.mean),
        scale=None if preprocessor.scale is None else np.asarray(preprocessor.scale),
        loss=record.loss,
    ).predict


CSV = Exporter("table of weights", ".csv", encode_csv, read_csv)
