"""A small map of every feature over the plane of x1 and x2."""

from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.features import compute_features
from ui.panels.data_pictures import draw_map
from ui.themes import Theme
from ui.widgets.tile import Picture

EXTENT = 6.0
RESOLUTION = 36


@cache
def feature_map(name: str) -> NDArray[Any]:
    """Return a feature's values (36, 36) over [-6, 6]², scaled into [-1, 1]."""
    axis = np.linspace(-EXTENT, EXTENT, RESOLUTION)
    x1, x2 = np.meshgrid(axis, axis[::-1])
    plane = np.stack((x1.ravel(), x2.ravel()), axis=1)
    values = compute_features((name,), plane)[:, 0]
    # A formula may be infinite or no number at some places of the plane.
    values = np.where(np.isfinite(values), values, np.nan)
    largest = np.nanmax(np.abs(values), initial=0.0) or 1.0
    result: NDArray[Any] = (values / largest).reshape(x1.shape)
    return result


def draw_feature(name: str, painter: QPainter, rect: QRectF, colors: Theme) -> None:
    draw_map(painter, rect, colors.diverging(feature_map(name)))


def feature_picture(name: str) -> Picture:
    """Return how a feature of the plane is drawn."""
    return partial(draw_feature, name)
