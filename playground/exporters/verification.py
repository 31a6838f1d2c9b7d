"""Reading back what was written, and comparing what it answers with what it should."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.own import find_source
from playground.errors import ExportError
from playground.exporters.exporter import Predict
from playground.loading import read_file, refusing
from playground.losses import LOSSES
from playground.network import Network
from playground.record import Record

ROWS = 1000
# What rounding may do, in proportion to 1 + |y|.
TOLERANCES = {"float32": 1e-5, "float64": 1e-12}


@dataclass(frozen=True, slots=True)
class Verification:
    """What a file answered.

    Attributes
    ----------
    outputs : how many numbers were compared
    worst : the largest distance to what the network itself answers
    agrees : whether rounding explains it
    """

    outputs: int
    worst: float
    agrees: bool

    @property
    def sentence(self) -> str:
        if not self.agrees:
            return (
                f"NOT verified: {self.outputs:,} outputs differ by up to "
                f"{self.worst:.0e}"
            )
        if not self.worst:
            return f"verified: {self.outputs:,} outputs are the same to the last bit"
        return f"verified: {self.outputs:,} outputs agree to {self.worst:.0e}"


def predict(record: Record, x: NDArray[np.float64]) -> NDArray[np.floating[Any]]:
    """Return the predictions (N, K) of a record for raw inputs x (N, D)."""
    network = Network(record.sizes, record.activations, record.params.dtype)
    network.params[:] = record.params
    with np.errstate(all="ignore"):
        features = record.preprocessor.transform(x).astype(record.params.dtype)
        return LOSSES[record.loss].link(network.forward(features).a[-1])


def some_inputs(record: Record) -> NDArray[np.float64]:
    """Return raw inputs (N, D) such as the network was made for."""
    source = find_source(record.settings.data)
    rows = min(ROWS, source.rows or ROWS)
    return source.make(np.random.default_rng(0), rows, record.settings.noise).x


def verify_file(
    record: Record, path: Path, read: Callable[[bytes, Record], Predict]
) -> Verification:
    """Read a file that was written and compare its answers.

    Parameters
    ----------
    read : as `Exporter.read`

    Raises
    ------
    ExportError
        when the file cannot be read back at all.
    """
    x = some_inputs(record)
    expected = predict(record, x)
    # Of a network that runs away answers may overflow, as those of the run do.
    with refusing(path, "what was written"), np.errstate(all="ignore"):
        answers = np.asarray(read(read_file(path), record)(x))
    if answers.shape != expected.shape:
        raise ExportError(
            f"{path} was written, but answers with the shape {answers.shape} instead "
            f"of {expected.shape}"
        )
    distance = distances(answers.astype(np.float64), expected.astype(np.float64))
    is_double = {answers.dtype.name, expected.dtype.name} == {"float64"}
    allowed = TOLERANCES["float64" if is_double else "float32"]
    good = (distance == 0.0) | (distance <= allowed * (1.0 + np.abs(expected)))
    return Verification(int(distance.size), float(distance.max()), bool(good.all()))


def distances(
    answers: NDArray[np.float64], expected: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how far answers are from what is expected, 0 where both overflow alike."""
    is_same = (answers == expected) | (np.isnan(answers) & np.isnan(expected))
    with np.errstate(all="ignore"):
        return np.where(is_same, 0.0, np.abs(answers - expected))
