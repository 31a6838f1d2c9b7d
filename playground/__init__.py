"""Network Playground's core: seeing how neural networks learn, without a window."""

from playground.activations import ACTIVATIONS
from playground.data import DATASETS
from playground.decisions import METHODS
from playground.errors import Diverged, ExportError, PlaygroundError, SettingsError
from playground.explain import explain
from playground.features import FEATURES
from playground.initializers import INITIALIZERS
from playground.losses import LOSSES
from playground.metrics import Evaluation
from playground.network import Network
from playground.optimizers import OPTIMIZERS
from playground.race import Race
from playground.run import Run
from playground.settings import Settings
from playground.update_trace import UpdateTrace

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
