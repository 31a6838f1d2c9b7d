"""Weights from files, by the suffix of the file's name, and runs that go on with them.

network = read_network(Path("net.onnx"))
run = run_with(network, settings)
"""

from collections.abc import Callable
from pathlib import Path

from playground.errors import SettingsError
from playground.importers.network_file import NetworkFile
from playground.importers.starting import run_with
from playground.importers.weights_json import decode_json
from playground.importers.weights_npz import decode_npz
from playground.importers.weights_onnx import decode_onnx
from playground.importers.weights_safetensors import decode_safetensors
from playground.loading import read_file, refusing

IMPORTERS: dict[str, Callable[[bytes, Path], NetworkFile]] = {
    ".npz": decode_npz,
    ".json": decode_json,
    ".safetensors": decode_safetensors,
    ".onnx": decode_onnx,
}


def read_network(path: Path | str) -> NetworkFile:
    """Read the weights of a network.

    Raises
    ------
    SettingsError
        lists the suffixes when the name has none of them.
    LoadError
        a sentence that says what is wrong with the file.
    """
    path = Path(path)
    decode = IMPORTERS.get(path.suffix.lower())
    if decode is None:
        raise SettingsError(
            f"weights are read from {', '.join(IMPORTERS)}, got {str(path)!r}"
        )
    with refusing(path, "a network"):
        return decode(read_file(path), path)


__all__ = ["IMPORTERS", "NetworkFile", "read_network", "run_with"]
