"""Weights as safetensors, named as `torch.nn.Sequential` names its own.

    layers = torch.nn.Sequential(Linear(2, 4), Tanh(), Linear(4, 1))
    layers.load_state_dict(safetensors.torch.load_file("net.safetensors"))

An activation takes a place of its own in the sequence, so layers have the even numbers.
"""

import json
from pathlib import Path

import numpy as np

from playground.exporters.exporter import Exporter, Predict
from playground.importers.weights_safetensors import NETWORK, decode_safetensors
from playground.record import Record


def description(record: Record) -> str:
    """Return what the weights do not say, as one line of JSON."""
    mean, scale = record.preprocessor.mean, record.preprocessor.scale
    said = {
        **record.describe(),
        "mean": None if mean is None else mean.tolist(),
        "scale": None if scale is None else scale.tolist(),
    }
    return json.dumps(said, allow_nan=False)


def encode_safetensors(record: Record) -> bytes:
    """Return the tensors in the run's own precision; the rest is metadata."""
    from safetensors.numpy import save

    tensors = {}
    for number, layer in enumerate(record.layers):
        # The library writes the memory of an array as it lies: copied in C order, what
        # lies there is the array.
        tensors[f"{2 * number}.weight"] = np.array(layer.weights, order="C")
        tensors[f"{2 * number}.bias"] = np.array(layer.bias, order="C")
    return sorted_header(save(tensors, {"format": "pt", NETWORK: description(record)}))


def sorted_header(content: bytes) -> bytes:
    """Return the file with its header's keys in order, which the library shuffles."""
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    text = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    packed = text.encode()
    packed += b" " * (-len(packed) % 8)
    return len(packed).to_bytes(8, "little") + packed + content[8 + length :]


def read_safetensors(content: bytes, record: Record) -> Predict:
    return decode_safetensors(content, Path("weights.safetensors")).predict


SAFETENSORS = Exporter(
    "safetensors", ".safetensors", encode_safetensors, read_safetensors
)
