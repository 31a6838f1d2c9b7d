"""Network Playground's core: seeing how neural networks learn, without a window."""

from typing import TYPE_CHECKING

from playground.activations import ACTIVATIONS
from playground.data import DATASETS
from playground.decisions import METHODS
from playground.errors import Diverged, ExportError, PlaygroundError, SettingsError
from playground.explain import explain
from playground.features import FEATURES
from playground.initializers import INITIALIZERS
from playground.lazily import lazily
from playground.losses import LOSSES
from playground.metrics import Evaluation
from playground.network import Network
from playground.optimizers import OPTIMIZERS
from playground.run import Run
from playground.settings import Settings

if TYPE_CHECKING:
    from playground.race import Race
    from playground.update_trace import UpdateTrace
else:
    __getattr__ = lazily(
        __name__,
        {"Race": "playground.race", "UpdateTrace": "playground.update_trace"},
    )

__version__ = "0.1.0"

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "FEATURES",
    "INITIALIZERS",
    "LOSSES",
    "METHODS",
    "OPTIMIZERS",
    "Diverged",
    "Evaluation",
    "ExportError",
    "Network",
    "PlaygroundError",
    "Race",
    "Run",
    "Settings",
    "SettingsError",
    "UpdateTrace",
    "explain",
]
