"""Every theme: a ground (light, dark, both in high contrast) with a palette on it."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from ui.palettes import BLUE_ORANGE, PALETTES, Palette

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as #rrggbb or (red, green, blue).

    Attributes
    ----------
    name : of the ground, and after a dot of the palette if that is not the usual one
    focus : of the frame around the control that has the keyboard
    disabled : words of what cannot be used now
    success : what was achieved; a sign always stands beside it
    positive, negative, zero : ends and middle of the diverging colour map
    classes : fill colours of class 0, 1, 2, …; with two classes they are the map's ends
    stage_forward, stage_backward, stage_update : what the parts of one update are lit
        in; neither of them is a weight's colour
    """

    name: str
    ground: str
    window: str
    card: str
    line: str
    strong_line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    attention: str
    attention_back: str
    error: str
    success: str
    focus: str
    disabled: str
    field: str
    positive: Rgb
    negative: Rgb
    zero: Rgb
    classes: tuple[str, ...]
    stage_forward: str
    stage_backward: str
    stage_update: str

    @property
    def is_dark(self) -> bool:
        return QColor(self.window).lightness() < 128

    @property
    def tone(self) -> str:
        """Whether it is "light" or "dark", in high contrast too."""
        return "dark" if self.is_dark else "light"

    @property
    def is_strong(self) -> bool:
        """Whether it is a theme of high contrast."""
        return self.ground in STRONG

    def diverging(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        """Return colours (…, 3) for values in [-1, 1]; others are clipped."""
        table = diverging_table(self.negative, self.zero, self.positive)
        scaled = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0)
        places = np.clip(scaled * 127.5 + 127.5, 0, 255).astype(np.uint8)
        result: NDArray[np.uint8] = table[places]
        return result

    def weight_color(self, value: float) -> QColor:
        """Return the full colour of a weight's sign."""
        return QColor(*(self.positive if value >= 0 else self.negative))

    def class_color(self, index: int, count: int) -> QColor:
        """Return the colour of a class among `count` of them."""
        if count <= 2:
            return QColor(*(self.positive if index == 1 else self.negative))
        return QColor(self.classes[index % len(self.classes)])


@cache
def diverging_table(negative: Rgb, zero: Rgb, positive: Rgb) -> NDArray[np.uint8]:
    """Return 256 colours (256, 3) from negative over zero to positive."""
    place = np.linspace(-1.0, 1.0, 256)[:, None]
    low, middle, high = (np.array(color, float) for color in (negative, zero, positive))
    toward = np.where(place < 0, low, high)
    colors: NDArray[np.uint8] = np.round(
        middle + np.abs(place) * (toward - middle)
    ).astype(np.uint8)
    return colors


# Grounds of high contrast: words at 7:1 and more, frames of controls at 3:1 and more.
STRONG = ("contrast_light", "contrast_dark")


def rgb(color: str) -> Rgb:
    """Return #rrggbb as three numbers."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def colored(ground: Theme, palette: Palette) -> Theme:
    """Return a ground with the colours of data of a palette."""
    inks = palette.dark if ground.is_dark else palette.light
    ends = inks.strong_ends if ground.is_strong else inks.ends
    is_usual = palette.key == BLUE_ORANGE
    return replace(
        ground,
        name=ground.ground if is_usual else f"{ground.ground}.{palette.key}",
        negative=rgb(ends[0]),
        positive=rgb(ends[1]),
        classes=(*ends, *inks.others),
    )


LIGHT_GROUND = Theme(
    name="light",
    ground="light",
    window="#f3f4f6",
    card="#ffffff",
    line="#dfe2e7",
    strong_line="#c9ced6",
    text="#1c2430",
    muted="#5f6b7a",
    accent="#2458d3",
    on_accent="#ffffff",
    attention="#a15c00",
    attention_back="#eef1f7",
    error="#b3261e",
    success="#00704e",
    focus="#2458d3",
    disabled="#a3abb6",
    field="#ffffff",
    positive=(0, 0, 0),
    negative=(0, 0, 0),
    zero=(244, 245, 247),
    classes=(),
    stage_forward="#00776c",
    stage_backward="#b0256f",
    stage_update="#6a3fc8",
)
DARK_GROUND = Theme(
    name="dark",
    ground="dark",
    window="#15181d",
    card="#1d2127",
    line="#2d333c",
    strong_line="#3d4550",
    text="#e6e9ee",
    muted="#9aa5b4",
    accent="#6a9bff",
    on_accent="#0d1524",
    attention="#ffc46b",
    attention_back="#2a2e37",
    error="#ff8a80",
    success="#2fc394",
    focus="#6a9bff",
    disabled="#59636f",
    field="#15181d",
    positive=(0, 0, 0),
    negative=(0, 0, 0),
    zero=(34, 38, 45),
    classes=(),
    stage_forward="#45d0be",
    stage_backward="#ff86c3",
    stage_update="#bda2ff",
)
STRONG_LIGHT_GROUND = replace(
    LIGHT_GROUND,
    name="contrast_light",
    ground="contrast_light",
    window="#ffffff",
    line="#8a8a8a",
    strong_line="#4a4a4a",
    text="#000000",
    muted="#2e2e2e",
    accent="#0037b8",
    attention="#6b3300",
    attention_back="#ffffff",
    error="#8c0000",
    success="#00492f",
    focus="#000000",
    disabled="#6a6a6a",
    zero=(255, 255, 255),
    stage_forward="#00524a",
    stage_backward="#86004e",
    stage_update="#4b1fa6",
)
STRONG_DARK_GROUND = replace(
    DARK_GROUND,
    name="contrast_dark",
    ground="contrast_dark",
    window="#000000",
    card="#000000",
    line="#777777",
    strong_line="#b4b4b4",
    text="#ffffff",
    muted="#d8d8d8",
    accent="#5cc8ff",
    on_accent="#000000",
    attention="#ffd27a",
    attention_back="#000000",
    error="#ffa39b",
    success="#4fe3b3",
    focus="#ffffff",
    disabled="#8f8f8f",
    field="#000000",
    zero=(0, 0, 0),
)
GROUNDS: dict[str, Theme] = {
    ground.name: ground
    for ground in (LIGHT_GROUND, DARK_GROUND, STRONG_LIGHT_GROUND, STRONG_DARK_GROUND)
}

# Every theme by its name; what is painted looks its colours up here.
THEMES: dict[str, Theme] = {
    theme.name: theme
    for theme in (
        colored(ground, palette)
        for palette in PALETTES.values()
        for ground in GROUNDS.values()
    )
}
LIGHT, DARK = THEMES["light"], THEMES["dark"]

# What a person can choose; "system" follows the desktop.
CHOICES = ("system", *GROUNDS)
# What files are painted in: paper and slides have no system.
PRINTED = ("light", "dark")


def theme_of(ground: str, palette: str = BLUE_ORANGE) -> Theme:
    """Return a theme by the names of its two parts."""
    return THEMES[ground if palette == BLUE_ORANGE else f"{ground}.{palette}"]
