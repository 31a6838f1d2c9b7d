"""From what the network answers over a plane to the colours of a picture."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from playground.frame import Frame
from playground.losses import LOSSES
from playground.problem import Problem
from ui.canvas.diagram_maps import Scales, by_own_range, by_scale
from ui.themes import THEMES, Theme

Array = NDArray[np.floating[Any]]
Values = NDArray[np.float32]
Pixels = NDArray[np.uint32]

# How strong the field is beside the full colours of the points on it, and a neuron's
# map, which is looked at for itself.
FIELD_STRENGTH = 0.55
MAP_STRENGTH = 0.75

# Pixels along a side of a picture with hard borders, so that they are not jagged.
SHARP_SIDE = 160
# In place of infinity, which cannot be interpolated.
FAR = 1e30
# Bands between the middle and an end of a regression's scale, with hard borders.
BANDS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """Which values are the middle and the ends of the diverging colours."""

    middle: float
    reach: float

    def place(self, values: Array) -> Array:
        """Return the values' places in [-1, 1]; beyond the ends they are outside."""
        result: Array = (values - self.middle) / self.reach
        return result


def prediction_scale(problem: Problem, loss: str) -> Scale:
    """Return the scale of ŷ: neutral on the boundary, full at the targets.

    For regression the middle is 0 when the targets lie on both sides of it.
    """
    if problem.classes:
        # The threshold is the network's output; after the link of cross-entropy it is
        # a probability of one half.
        middle = 0.5 if LOSSES[loss].owns_output else problem.threshold
        return Scale(middle, 1.0 - middle)
    low, high = target_range(problem)
    middle = 0.0 if low < 0.0 < high else (low + high) / 2
    return Scale(middle, max(high - middle, middle - low) or 1.0)


def target_range(problem: Problem) -> tuple[float, float]:
    """Return the lowest and the highest target of all rows."""
    targets = np.concatenate([problem.y[:, 0], problem.y_test[:, 0]])
    return float(targets.min()), float(targets.max())


def field_image(frame: Frame, theme: Theme, *, discretize: bool) -> QImage:
    """Return the decision picture of a frame, upper row first.

    Before a run diverges its numbers may be as large as numbers get.
    """
    with np.errstate(all="ignore"):
        return image_of(field_pixels(frame, theme, discretize=discretize))


def field_pixels(frame: Frame, theme: Theme, *, discretize: bool) -> Pixels:
    field = sharp(frame.field) if discretize else frame.field
    scale = prediction_scale(frame.problem, frame.settings.loss)
    if len(field) > 1 and frame.problem.classes:
        return class_colors(field, scale, theme, hard=discretize)
    places = scale.place(field[0])
    if discretize:
        places = hard_places(places, bands=not frame.problem.classes)
    return diverging_colors(places, theme, FIELD_STRENGTH)


def map_image(frame: Frame, layer: int, unit: int, theme: Theme) -> QImage:
    """Return one neuron's map, scaled as in the network diagram; upper row first."""
    last = len(frame.maps) - 1
    if layer == last and frame.problem.outputs > 1:
        table = class_table(theme.name, frame.problem.outputs, MAP_STRENGTH)
        shares = prediction_scale(frame.problem, frame.settings.loss).place(
            frame.field[unit]
        )
        return image_of(table[unit][table_places(shares)])
    if layer == last:
        return field_image(frame, theme, discretize=False)
    if layer == 0:
        scales = Scales.of(frame.problem).features
        places = by_scale(frame.maps[0], scales)[unit]
    else:
        places = by_own_range(frame.maps[layer][unit : unit + 1])[0]
    return image_of(diverging_colors(places, theme, MAP_STRENGTH))


def hard_places(places: Array, *, bands: bool) -> Array:
    """Return only the sign of each place, or the middle of the band it lies in."""
    if not bands:
        return np.where(places > 0, 1.0, -1.0)
    below_one = np.clip(places, -1.0, 1.0 - 1e-6)
    result: Array = (np.floor(below_one * BANDS) + 0.5) / BANDS
    return result


def class_colors(field: Array, scale: Scale, theme: Theme, *, hard: bool) -> Pixels:
    """Colour the likeliest class, the stronger the more it leads before the second.

    Parameters
    ----------
    field : (K, H, W), one output a class
    scale : of one output; a whole lead is from one end of it to the other
    hard : full strength everywhere

    Returns
    -------
    (H, W) pixels 0xffRRGGBB
    """
    table = class_table(theme.name, len(field), FIELD_STRENGTH)
    best = field.argmax(axis=0)
    if hard:
        full: Pixels = table[best, -1]
        return full
    second, first = np.partition(field, -2, axis=0)[-2:]
    pixels: Pixels = table[best, table_places((first - second) / scale.reach - 1.0)]
    return pixels


def diverging_colors(places: Array, theme: Theme, strength: float) -> Pixels:
    """Return pixels 0xffRRGGBB for places in [-1, 1]; others are clipped."""
    pixels: Pixels = diverging_pixels(theme.name, strength)[table_places(places)]
    return pixels


def table_places(places: Array) -> NDArray[np.uint8]:
    """Return places in a table of 256 colours; what is no number is in the middle."""
    safe = np.nan_to_num(places, nan=0.0, posinf=1.0, neginf=-1.0)
    indices: NDArray[np.uint8] = np.clip(safe * 127.5 + 128.0, 0, 255).astype(np.uint8)
    return indices


@cache
def diverging_pixels(theme_name: str, strength: float) -> Pixels:
    """Return 256 pixels from negative over zero to positive."""
    places = np.linspace(-strength, strength, 256)
    return packed(THEMES[theme_name].diverging(places))


@cache
def class_table(theme_name: str, classes: int, strength: float) -> Pixels:
    """Return pixels (classes, 256) from neutral to the class's colour."""
    theme = THEMES[theme_name]
    zero = np.array(theme.zero, float)
    colors = [theme.class_color(k, classes) for k in range(classes)]
    full = np.array([(c.red(), c.green(), c.blue()) for c in colors], float)
    steps = np.linspace(0.0, strength, 256)[None, :, None]
    return packed((zero + steps * (full[:, None] - zero)).round().astype(np.uint8))


def packed(colors: NDArray[np.uint8]) -> Pixels:
    """Return colours (…, 3) as pixels 0xffRRGGBB."""
    red, green, blue = np.moveaxis(colors.astype(np.uint32), -1, 0)
    result: Pixels = 0xFF000000 | red << 16 | green << 8 | blue
    return result


def image_of(pixels: Pixels) -> QImage:
    """Return pixels (H, W), row 0 at the bottom, as an image of its own."""
    upright = np.ascontiguousarray(pixels[::-1])
    height, width = upright.shape
    image = QImage(upright.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    # A copy, because the image would not keep NumPy's memory alive.
    return image.copy()


def sharp(field: Values) -> Values:
    """Return the field (K, H, W) interpolated to at least SHARP_SIDE a side."""
    _, height, width = field.shape
    if min(height, width) >= SHARP_SIDE:
        return field
    # Not as two matrix products, though shorter: BLAS may wait for its threads, up to
    # 0.2 s, while training keeps them busy.
    rows, upward = between(height)
    columns, across = between(width)
    safe, near = field.copy(), upward[:, None]
    np.nan_to_num(safe, copy=False, posinf=FAR, neginf=-FAR)
    lower, upper = safe[:, rows], safe[:, rows + 1]
    taller = lower + near * (upper - lower)
    left, right = taller[..., columns], taller[..., columns + 1]
    return (left + across * (right - left)).astype(np.float32)


@cache
def between(cells: int) -> tuple[NDArray[np.intp], Values]:
    """Return, for SHARP_SIDE places, the cell before each and how near the next is."""
    places = (np.arange(SHARP_SIDE) + 0.5) * (cells / SHARP_SIDE) - 0.5
    before = np.clip(np.floor(places), 0, cells - 2).astype(np.intp)
    share: Values = np.clip(places - before, 0.0, 1.0).astype(np.float32)
    return before, share
