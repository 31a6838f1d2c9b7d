"""Experiments on disk: a run with its whole timeline, its data and a window's view."""

from playground.experiment.link import from_link, to_link
from playground.experiment.reading import describe, load, open_bytes
from playground.experiment.writing import encode, save

SUFFIX = ".playground"

__all__ = [
    "SUFFIX",
    "describe",
    "encode",
    "from_link",
    "load",
    "open_bytes",
    "save",
    "to_link",
]
