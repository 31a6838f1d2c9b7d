"""How a weight looks as a link: colour by sign, width and strength by absolute value.

Links up to one pixel wide are drawn as hairlines, which cost a tenth of wider ones:
there only the strength of the colour tells weak from weaker.
"""

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ui.themes import THEMES

Array = NDArray[np.floating[Any]]

# Width grows as tanh(|w| / FULL_WEIGHT): in proportion at first, never beyond a limit.
FULL_WEIGHT = 1.8
# Layers with more sources have smaller weights; above this many they are drawn larger.
USUAL_SOURCES = 8
FAINTEST, FAINTEST_BIAS = 0.3, 0.75
# Pens are made once for so many steps of strength; the last one is for no number.
STEPS = 40
NEUTRAL = 2 * STEPS
# Dots of the biases, in pixels.
DOTS = (1.5, 2.5)


def strengths(values: Array, sources: int) -> Array:
    """Return |w| as 0 … 1, and NaN where w is not finite."""
    full = FULL_WEIGHT * min(1.0, (USUAL_SOURCES / sources) ** 0.5)
    with np.errstate(all="ignore"):
        result: Array = np.tanh(np.abs(values) / full)
    result[~np.isfinite(values)] = np.nan
    return result


def width(strength: float, full: float) -> float:
    """Return a width in pixels, where the strongest link has the width `full`."""
    return max(1.0, full * (0.0 if math.isnan(strength) else strength))


def pen_numbers(values: Array, strength: Array) -> NDArray[np.intp]:
    """Return which of a theme's pens draws each value."""
    steps = np.rint(np.nan_to_num(strength) * (STEPS - 1)).astype(np.intp)
    numbers = np.where(np.nan_to_num(values) < 0, steps, steps + STEPS)
    return np.where(np.isnan(strength), NEUTRAL, numbers)


@cache
def weight_pens(theme: str, full: float) -> tuple[QPen, ...]:
    """Return pens for negative weights, positive weights and no number."""
    return tuple(
        pen(color, width(strength, full)) for color, strength in shades(theme, FAINTEST)
    )


@cache
def bias_pens(theme: str) -> tuple[QPen, ...]:
    """Return the same for biases: dotted hairlines."""
    return tuple(
        pen(color, 1.0, dotted=True) for color, _ in shades(theme, FAINTEST_BIAS)
    )


def shades(theme: str, faintest: float) -> list[tuple[QColor, float]]:
    """Return the colours of all pens, and the strength that each stands for."""
    colors = THEMES[theme]
    muted = QColor(colors.muted)
    result = []
    for rgb in (colors.negative, colors.positive):
        for strength in np.linspace(0, 1, STEPS).tolist():
            color = blend(QColor(*rgb), muted, strength)
            color.setAlphaF(faintest + (1 - faintest) * strength)
            result.append((color, strength))
    muted.setAlphaF(faintest)
    return [*result, (muted, 0.0)]


def pen(color: QColor, width: float, *, dotted: bool = False) -> QPen:
    """Return a pen without caps; of one pixel it is a hairline at every scale."""
    result = QPen(color, width)
    result.setCosmetic(width <= 1)
    result.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dotted:
        result.setDashPattern([dot / width for dot in DOTS])
    return result


def blend(color: QColor, weak: QColor, strength: float) -> QColor:
    """Return the colour, drawn towards grey where it would be too faint to tell."""
    share = min(1.0, 0.35 + 2.5 * strength)
    return QColor(
        round(weak.red() + share * (color.red() - weak.red())),
        round(weak.green() + share * (color.green() - weak.green())),
        round(weak.blue() + share * (color.blue() - weak.blue())),
    )
