"""Weights as JSON, every number with all its digits, for programs in any language."""

import json
from pathlib import Path

from playground.exporters.exporter import Exporter, Predict
from playground.importers.weights_json import decode_json
from playground.record import Record


def encode_json(record: Record) -> bytes:
    """Return one JSON object.

    `layers` is a list of {"weight": (M_out, M_in), "bias": (M_out,)}; `mean` and
    `scale` (F,) are null without standardisation; the rest is what `Record.describe`
    says. Numbers are written so that reading them gives the same bits.
    """
    mean, scale = record.preprocessor.mean, record.preprocessor.scale
    document = {
        **record.describe(),
        "mean": None if mean is None else mean.tolist(),
        "scale": None if scale is None else scale.tolist(),
        "layers": [
            {"weight": layer.weights.tolist(), "bias": layer.bias.tolist()}
            for layer in record.layers
        ],
    }
    # An entry a line: neither one endless line nor a line for every number.
    entries = (
        f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}"
        for key, value in document.items()
    )
    return ("{\n" + ",\n".join(entries) + "\n}\n").encode()


def read_json(content: bytes, record: Record) -> Predict:
    return decode_json(content, Path("weights.json")).predict


JSON = Exporter("JSON", ".json", encode_json, read_json)
