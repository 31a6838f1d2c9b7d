"""Weights as NumPy's own archive, which `numpy.load` opens without pickle."""

import io
import json
from pathlib import Path

import numpy as np

from playground.exporters.exporter import Exporter, Predict
from playground.importers.weights_npz import decode_npz
from playground.record import Record


def encode_npz(record: Record) -> bytes:
    """Return an archive of these arrays.

    - `layer1/weight` (M_out, M_in) and `layer1/bias` (M_out,), `layer2/weight`, …
    - `mean`, `scale` (F,): the features become (features - mean) / scale; they are only
      there with standardisation
    - `settings`: the settings as JSON, one piece of text
    - `network`: the same for sizes, activations, loss, features, columns, classes, …

    The text is read with `json.loads(str(archive["network"]))`. The same record always
    gives the same bytes.
    """
    description = record.describe()
    settings = description.pop("settings")
    arrays: dict[str, np.ndarray] = {}
    for number, layer in enumerate(record.layers, start=1):
        arrays[f"layer{number}/weight"] = layer.weights
        arrays[f"layer{number}/bias"] = layer.bias
    preprocessor = record.preprocessor
    if preprocessor.mean is not None and preprocessor.scale is not None:
        arrays["mean"] = preprocessor.mean
        arrays["scale"] = preprocessor.scale
    arrays["settings"] = np.array(json.dumps(settings))
    arrays["network"] = np.array(json.dumps(description))
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def read_npz(content: bytes, record: Record) -> Predict:
    return decode_npz(content, Path("weights.npz")).predict


NPZ = Exporter("NumPy archive", ".npz", encode_npz, read_npz)
