"""Data sets by name: made ones, then real ones."""

from playground.data.dataset import DataSource, Samples
from playground.data.generators import MADE
from playground.data.tables import REAL

DATASETS: dict[str, DataSource] = {**MADE, **REAL}

__all__ = ["DATASETS", "DataSource", "Samples"]
