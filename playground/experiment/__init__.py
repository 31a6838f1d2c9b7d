"""Experiments on disk: a run with its whole timeline, its data and a window's view."""

from typing import TYPE_CHECKING

from playground.lazily import lazily

if TYPE_CHECKING:
    from playground.experiment.link import from_link, to_link
    from playground.experiment.reading import describe, load, open_bytes
    from playground.experiment.writing import encode, save
else:
    __getattr__ = lazily(
        __name__,
        {
            "from_link": "playground.experiment.link",
            "to_link": "playground.experiment.link",
            "describe": "playground.experiment.reading",
            "load": "playground.experiment.reading",
            "open_bytes": "playground.experiment.reading",
            "encode": "playground.experiment.writing",
            "save": "playground.experiment.writing",
        },
    )

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
