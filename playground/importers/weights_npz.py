"""Weights from NumPy's archive: the program's own, or arrays named as PyTorch does."""

import json
from pathlib import Path

import numpy as np

from playground.arrays import NUMBERS, TEXTS, decode_array
from playground.errors import LoadError
from playground.importers.network_file import NetworkFile, described
from playground.importers.tensors import layers_of
from playground.loading import Archive, parse_json

SUFFIX = ".npz"
TEXT_MEMBERS = ("network", "settings")


def decode_npz(content: bytes, path: Path) -> NetworkFile:
    """Read an archive.

    Raises
    ------
    LoadError
        when it holds no network.
    """
    archive = Archive(content)
    arrays = {}
    for member in archive.members:
        name = member.removesuffix(".npy")
        kinds = TEXTS if name in TEXT_MEMBERS else NUMBERS
        arrays[name] = decode_array(archive.read(member), kinds)
    said = arrays.pop("network", None)
    settings = arrays.pop("settings", None)
    mean, scale = arrays.pop("mean", None), arrays.pop("scale", None)
    layers = layers_of(arrays)
    if said is None:
        return NetworkFile(path.name, layers, (None,) * len(layers))
    description = parse_json(str(said).encode())
    if not isinstance(description, dict):
        raise LoadError("its description is no object")
    if settings is not None:
        description["settings"] = parse_json(str(settings).encode())
    for name, array in (("mean", mean), ("scale", scale)):
        description[name] = None if array is None else np.ravel(array).tolist()
    return described(path.name, layers, json.dumps(description))
