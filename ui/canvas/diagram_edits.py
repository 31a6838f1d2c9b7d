"""Adding and removing layers and neurons: what to change in the settings.

Every function returns both `hidden` and `activation`, which must agree, or None where
nothing can be added or removed.
"""

from typing import Any

from playground.decisions import MAX_LAYERS
from playground.settings import Settings

MOST_NEURONS = 64
NEW_LAYER = 4
FIRST_ACTIVATION = "tanh"

Edit = dict[str, Any]


def add_neuron(settings: Settings, index: int) -> Edit | None:
    return resize(settings, index, 1)


def remove_neuron(settings: Settings, index: int) -> Edit | None:
    return resize(settings, index, -1)


def resize(settings: Settings, index: int, change: int) -> Edit | None:
    """Change the number of neurons of a hidden layer by one."""
    hidden = list(settings.hidden)
    if index >= len(hidden):
        return None
    size = hidden[index] + change
    if size < 1 or (change > 0 and size > MOST_NEURONS):
        return None
    hidden[index] = size
    return {"hidden": tuple(hidden), "activation": settings.activation}


def add_layer(settings: Settings, index: int) -> Edit | None:
    """Insert a hidden layer at a place, like the one before it but not wide."""
    hidden, activation = list(settings.hidden), list(settings.activation)
    if len(hidden) >= MAX_LAYERS:
        return None
    index = min(index, len(hidden))
    neighbour = max(index - 1, 0)
    size = min(hidden[neighbour], NEW_LAYER) if hidden else NEW_LAYER
    name = activation[neighbour] if activation else FIRST_ACTIVATION
    hidden.insert(index, size)
    activation.insert(index, name)
    return {"hidden": tuple(hidden), "activation": tuple(activation)}


def remove_layer(settings: Settings, index: int) -> Edit | None:
    hidden, activation = list(settings.hidden), list(settings.activation)
    if index >= len(hidden):
        return None
    del hidden[index], activation[index]
    return {"hidden": tuple(hidden), "activation": tuple(activation)}
