"""What the neurons answer, brought to one scale: -1 … 1, or 0 … 1 for one of k classes.

The scales do not depend on the moment (inputs: the training rows; outputs: targets and
link) or change slowly (hidden neurons), so that the pictures do not flicker.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.frame import Frame
from playground.problem import Problem, lowest_target

Map = NDArray[np.float32]
Array = NDArray[np.floating[Any]]

# How strongly the area under a curve is coloured, the curve itself being 1.
AREA = 0.42


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """The largest absolute value of each feature and of the targets, training rows."""

    features: Array
    targets: float

    @classmethod
    def of(cls, problem: Problem) -> "Scales":
        features = np.abs(problem.x).max(axis=0)
        targets = float(np.abs(problem.y).max())
        return cls(np.where(features > 0, features, 1.0), targets or 1.0)


def shows_classes(frame: Frame) -> bool:
    """Tell whether each output stands for a class of its own."""
    return len(frame.problem.classes) > 2


def shown_maps(frame: Frame, scales: Scales, shown: tuple[int, ...]) -> list[Map]:
    """Return the maps (M, G, G) of the first neurons of each layer, scaled.

    Lines (data of one column) become pictures of their curve.
    """
    last = len(frame.maps) - 1
    maps = []
    for layer, count in enumerate(shown):
        if layer == 0:
            scaled = by_scale(frame.maps[0][:count], scales.features[:count])
        elif layer == last:
            scaled = output_maps(frame, scales)[:count]
        else:
            scaled = by_own_range(frame.maps[layer][:count])
        with_zeros = finite(scaled)
        is_line = with_zeros.shape[1] == 1
        maps.append(curve_pictures(with_zeros[:, 0]) if is_line else with_zeros)
    return maps


def by_scale(maps: Map, scales: Array) -> Map:
    return maps / scales.astype(np.float32)[:, None, None]


def by_own_range(maps: Map) -> Map:
    """Divide each map by its range, but never by less than 1: a weak neuron looks weak.

    The range is the maximum, or twice the root mean square if that is less: the far
    corner of a ramp does not fade all the rest.
    """
    with np.errstate(all="ignore"):
        largest = np.abs(maps).max(axis=(1, 2))
        power = np.einsum("mij,mij->m", maps, maps) / (maps.shape[1] * maps.shape[2])
        spread = np.minimum(largest, 2 * np.sqrt(power))
        return by_scale(maps, np.maximum(spread, 1.0))


def output_maps(frame: Frame, scales: Scales) -> Map:
    """Scale the prediction after the link by what it is taught to be."""
    if not frame.problem.classes:
        # Close to divergence it overflows, which is no news here.
        with np.errstate(over="ignore"):
            return frame.field / np.float32(scales.targets)
    settings = frame.settings
    low = np.float32(lowest_target(settings.loss, settings.output_activation))
    share = (frame.field - low) / (1 - low)
    return share if shows_classes(frame) else 2 * share - 1


def finite(maps: Map) -> Map:
    """Put 0, the neutral colour, where there is no finite number."""
    with np.errstate(all="ignore"):
        total = maps.sum()
    if np.isfinite(total):
        return maps
    return np.nan_to_num(maps, nan=0.0, posinf=0.0, neginf=0.0)


def curve_pictures(lines: Map) -> Map:
    """Return pictures (M, G, G) of lines (M, G): the area between curve and zero."""
    size = lines.shape[1]
    height = np.linspace(-1.08, 1.08, size, dtype=np.float32)[:, None]
    value = np.clip(lines, -1, 1)[:, None, :]
    pixel = 2.16 / size
    inside = (height * np.sign(value) >= 0) & (np.abs(height) <= np.abs(value))
    # Where the curve is steep its line covers what lies between neighbouring columns.
    slope = np.abs(np.gradient(value, axis=2)) / 2
    distance = np.maximum(np.abs(height - value) - slope, 0)
    line = np.clip(1.8 - distance / pixel, 0, 1)
    sign = np.where(value >= 0, np.float32(1), np.float32(-1))
    result: Map = sign * np.maximum(line, AREA * inside)
    return result
