"""Gradient clipping: long gradients are shortened before the update rule sees them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import SettingsError

Array = NDArray[np.floating[Any]]

# Keeps the coefficient finite for a gradient of zero; the value is PyTorch's.
TINY = 1e-6


def clip_by_norm(gradient: Array, longest: float) -> float:
    """Shorten a gradient (P,) in place to a length, keeping its direction.

    It is multiplied by min(1, longest / (‖g‖ + 1e-6)), as
    `torch.nn.utils.clip_grad_norm_` does.

    Returns
    -------
    float : the length that it had

    Raises
    ------
    SettingsError
        when `longest` is not above zero.
    """
    check_bound("the longest gradient", longest)
    norm = float(np.linalg.norm(gradient))
    coefficient = clip_coefficient(gradient, longest)
    if coefficient < 1.0:
        gradient *= coefficient
    return norm


def clip_coefficient(gradient: Array, longest: float) -> float:
    """Return what `clip_by_norm` multiplies by; a length of 0 stands for no limit."""
    if longest == 0.0:
        return 1.0
    return min(1.0, longest / (float(np.linalg.norm(gradient)) + TINY))


def clip_by_value(gradient: Array, largest: float) -> None:
    """Bring every component of a gradient (P,) in place into ± `largest`."""
    check_bound("the largest component", largest)
    np.clip(gradient, -largest, largest, out=gradient)


def check_bound(name: str, value: float) -> None:
    if not value > 0.0:
        raise SettingsError(f"{name} must be above 0, got {value}")
