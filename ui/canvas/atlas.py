"""All maps of a frame in one picture, coloured in one go."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from ui.canvas.diagram_maps import Map
from ui.themes import THEMES

Pixels = NDArray[np.uint32]

# Maps finer than this are thinned out: no tile is larger.
FINEST = 128


class Atlas:
    """A grid of cells: a column for each layer, a row for each neuron.

    Attributes
    ----------
    image : the picture; it shares the memory of `pixels`
    """

    def __init__(self) -> None:
        self.pixels: Pixels = np.zeros((1, 1), np.uint32)
        self.image = QImage()
        self.cell_size = 1

    def render(
        self, maps: list[Map], theme: str, classes: tuple[tuple[int, int, int], ...]
    ) -> None:
        """Colour the maps (M, G, G), one array a layer.

        Parameters
        ----------
        theme : name of the theme
        classes : colours of the last layer's neurons if their maps are shares in 0 … 1
            of a class each, else ()
        """
        step = -(-maps[0].shape[1] // FINEST)
        maps = [values[:, ::step, ::step] for values in maps]
        size = maps[0].shape[1]
        self.make_room(max(len(values) for values in maps) * size, len(maps) * size)
        self.cell_size = size
        table = diverging_pixels(theme)
        for layer, values in enumerate(maps):
            target = self.pixels[
                : len(values) * size, layer * size : (layer + 1) * size
            ]
            # Row 0 of a map is its lower edge, row 0 of an image its upper one.
            upright = values[:, ::-1]
            if classes and layer == len(maps) - 1:
                for unit, share in enumerate(upright):
                    rows = slice(unit * size, (unit + 1) * size)
                    shades = share_pixels(theme, classes[unit])
                    target[rows] = shades[places(share * 2 - 1)]
            else:
                target[:] = table[places(upright)].reshape(-1, size)

    def cell(self, layer: int, unit: int) -> QRectF:
        """Return where a neuron's map is in the image."""
        size = self.cell_size
        return QRectF(layer * size, unit * size, size, size)

    def make_room(self, height: int, width: int) -> None:
        if self.pixels.shape == (height, width):
            return
        self.pixels = np.zeros((height, width), np.uint32)
        self.image = QImage(
            self.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32
        )


def places(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Return places in a table of 256 colours for values in [-1, 1], clipped."""
    # Close to divergence it overflows; what is too large is clipped anyway.
    with np.errstate(over="ignore"):
        scaled = values * np.float32(127.5)
    scaled += np.float32(127.5)
    np.clip(scaled, 0, 255, out=scaled)
    return scaled.astype(np.uint8)


@cache
def diverging_pixels(theme: str) -> Pixels:
    """Return a theme's diverging colours as 256 pixels 0xffRRGGBB."""
    return packed(THEMES[theme].diverging(np.linspace(-1, 1, 256)))


@cache
def share_pixels(theme: str, color: tuple[int, int, int]) -> Pixels:
    """Return 256 pixels from a theme's neutral colour to a class's."""
    zero = np.array(THEMES[theme].zero, float)
    share = np.linspace(0, 1, 256)[:, None]
    return packed((zero + share * (np.array(color) - zero)).round().astype(np.uint8))


def packed(colors: NDArray[np.uint8]) -> Pixels:
    """Return pixels 0xffRRGGBB for colours (…, 3)."""
    red, green, blue = np.moveaxis(colors.astype(np.uint32), -1, 0)
    result: Pixels = 0xFF000000 | red << 16 | green << 8 | blue
    return result
