"""From losses to heights in [0, 1], and from heights to colours.

Losses span many sizes: near a minimum small differences matter, on a wall none. Heights
are logarithmic just so far that half of the picture lies below the middle.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.canvas.decision_field import Pixels, packed
from ui.themes import THEMES

Array = NDArray[np.floating[Any]]

# Stops of the ramp, low to high; lightness rises all the way, so that a print in grey
# says the same. Blue and orange at full strength stay the weights'.
RAMPS = {
    "light": ("#31507f", "#6486b3", "#a3bcd6", "#d6e1ea", "#f4f2ec"),
    "dark": ("#101c33", "#1f3a63", "#37587f", "#5d7893", "#8d98a3"),
}
# Lines of equal loss, evenly spaced in height.
LINES = 14


@dataclass(frozen=True, slots=True)
class Heights:
    """How losses become heights.

    Attributes
    ----------
    low, high : the losses of heights 0 and 1
    softness : differences to `low` below this are shown nearly in proportion; infinite
        for plain proportion
    """

    low: float
    high: float
    softness: float

    @classmethod
    def of(cls, losses: Array) -> "Heights":
        """Return the heights that suit these losses; what is not finite is left out."""
        known = losses[np.isfinite(losses)]
        if not known.size:
            return cls(0.0, 1.0, np.inf)
        low, high = float(known.min()), float(known.max())
        if not high > low:
            return cls(low, low + max(abs(low), 1.0), np.inf)
        # Halved before they are added: at the end of the numbers a sum has no room.
        span = high - low
        middle = 2.0 * float(np.median(known / 2.0)) - low
        # (1 + m/s)² = 1 + h/s puts the median at half height.
        bend = middle * middle / (span - 2.0 * middle) if span > 2.0 * middle else 0.0
        return cls(low, high, bend if bend > 1e-9 * span else 1e-9 * span)

    def place(self, losses: Array) -> Array:
        """Return heights in [0, 1]; what is not finite is as high as can be."""
        above = np.clip((losses - self.low), 0.0, self.high - self.low)
        safe = np.where(np.isfinite(above), above, self.high - self.low)
        if np.isinf(self.softness):
            proportional: Array = safe / (self.high - self.low)
            return proportional
        top = np.log1p((self.high - self.low) / self.softness)
        result: Array = np.log1p(safe / self.softness) / top
        return result

    def loss_at(self, height: float) -> float:
        """Return the loss that has a height."""
        if np.isinf(self.softness):
            return self.low + height * (self.high - self.low)
        top = np.log1p((self.high - self.low) / self.softness)
        return self.low + self.softness * float(np.expm1(height * top))


def line_heights() -> Array:
    """Return the heights of the contour lines."""
    result: Array = (np.arange(LINES) + 0.5) / LINES
    return result


def ramp_pixels(theme_name: str, heights: Array) -> Pixels:
    """Return pixels 0xffRRGGBB for heights in [0, 1]."""
    places = np.clip(heights * 255.0 + 0.5, 0, 255).astype(np.uint8)
    pixels: Pixels = ramp_table(theme_name)[places]
    return pixels


@cache
def ramp_table(theme_name: str) -> Pixels:
    """Return 256 pixels from low to high."""
    stops = np.array([rgb(color) for color in RAMPS[THEMES[theme_name].tone]], float)
    places = np.linspace(0.0, len(stops) - 1.0, 256)
    channels = [np.interp(places, np.arange(len(stops)), stop) for stop in stops.T]
    return packed(np.stack(channels, axis=-1).round().astype(np.uint8))


def rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
