"""What an exporter is: a format of files for trained networks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import ExportError
from playground.files import replace_file
from playground.record import Record

Predict = Callable[[NDArray[np.float64]], NDArray[np.floating[Any]]]


@dataclass(frozen=True, slots=True)
class Exporter:
    """An entry of EXPORTERS.

    Attributes
    ----------
    suffix : what its file names end in, with the dot
    encode : (record) -> the bytes of the file
    read : (content, record) -> the function from raw inputs (N, D) to outputs (N, K)
        that the written bytes hold; it takes from the record only what the format
        does not say
    """

    name: str
    suffix: str
    encode: Callable[[Record], bytes]
    read: Callable[[bytes, Record], Predict]

    def write(self, record: Record, path: Path) -> None:
        """Write the record as a file, whole or not at all.

        Raises
        ------
        ExportError
            when the network holds a number that is not finite, or the file cannot be
            written; an old file is then unchanged.
        """
        if not record.is_finite:
            raise ExportError(
                f"{path} cannot be written: the network holds numbers that are not "
                f"finite"
            )
        replace_file(path, self.encode(record))
