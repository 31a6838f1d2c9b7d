"""Weights from safetensors, as the program, PyTorch and others write them."""

import json
from pathlib import Path

from playground.errors import LoadError
from playground.importers.network_file import NetworkFile, described
from playground.importers.tensors import layers_of

SUFFIX = ".safetensors"
# The key of our description among the metadata.
NETWORK = "network"
LONGEST_HEADER = 2**20


def decode_safetensors(content: bytes, path: Path) -> NetworkFile:
    """Read tensors; the activations are known when the program wrote the file.

    Raises
    ------
    LoadError
        when the tensors are no multi-layer network.
    """
    from safetensors.numpy import load

    length = int.from_bytes(content[:8], "little")
    if length > LONGEST_HEADER:
        raise LoadError("its header is longer than 1 MB")
    layers = layers_of(load(content))
    header = json.loads(content[8 : 8 + length])
    said = header.get("__metadata__", {}).get(NETWORK)
    if said is None:
        return NetworkFile(path.name, layers, (None,) * len(layers))
    return described(path.name, layers, said)
