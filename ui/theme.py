"""Colours, fonts and the style sheet: light and dark, one place for all of them.

Blue against orange stays distinct for every kind of colour blindness; shape and width
repeat what colour says.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.style_sheet import style_sheet

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as #rrggbb or (red, green, blue).

    Attributes
    ----------
    positive, negative, zero : ends and middle of the diverging colour map
    classes : fill colours of class 0, 1, 2, …; with two classes they are the map's ends
    stage_forward, stage_backward, stage_update : what the parts of one update are lit
        in; neither of them is a weight's colour
    """

    name: str
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
    def success(self) -> str:
        """The green of what was achieved; a sign always stands beside it."""
        return self.classes[2]

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


LIGHT = Theme(
    name="light",
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
    field="#ffffff",
    positive=(14, 104, 190),
    negative=(226, 110, 12),
    zero=(244, 245, 247),
    # Okabe and Ito's palette, darkened where white lies behind it.
    classes=(
        *("#e26e0c", "#0e68be", "#00875f", "#b0447f", "#8a6d00"),
        *("#3aa0d8", "#c43d2b", "#5b5bd6", "#6b7280", "#1c2430"),
    ),
    stage_forward="#00776c",
    stage_backward="#b0256f",
    stage_update="#6a3fc8",
)
DARK = Theme(
    name="dark",
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
    field="#15181d",
    positive=(74, 158, 255),
    negative=(255, 150, 56),
    zero=(34, 38, 45),
    classes=(
        *("#ff9638", "#4a9eff", "#2fc394", "#e07cb5", "#e5c94a"),
        *("#7fd0ff", "#ff7a66", "#a3a3ff", "#a8b0bd", "#f2f4f7"),
    ),
    stage_forward="#45d0be",
    stage_backward="#ff86c3",
    stage_update="#bda2ff",
)
THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK)}

# What a person can choose; "system" follows the desktop.
CHOICES = ("system", *THEMES)


class Appearance(QObject):
    """The theme in force, for the whole program.

    Signals
    -------
    changed : after the palette and the style sheet are those of another theme.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = "system"
        self.theme = LIGHT

    def choose(self, choice: str) -> None:
        """Follow the system, or take one of THEMES by name."""
        self.choice = choice
        self.apply(self.wanted())

    def wanted(self) -> Theme:
        if self.choice in THEMES:
            return THEMES[self.choice]
        hints = QGuiApplication.styleHints()
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def follow_system(self) -> None:
        """Take the system's theme again after it changed, if it is followed."""
        if self.choice == "system" and self.wanted() is not self.theme:
            self.apply(self.wanted())

    def apply(self, theme: Theme) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.theme = theme
        application.setStyleSheet(style_sheet(theme))
        # After the style sheet, which would put the old palette back.
        application.setPalette(palette_of(theme))
        self.changed.emit()


APPEARANCE = Appearance()


def current() -> Theme:
    """Return the theme in force."""
    return APPEARANCE.theme


def palette_of(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, color in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.field),
        (role.AlternateBase, theme.card),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Button, theme.card),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.error),
        (role.Link, theme.accent),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.ToolTipBase, theme.card),
        (role.ToolTipText, theme.text),
        (role.Mid, theme.strong_line),
        (role.Dark, theme.strong_line),
        (role.Light, theme.line),
    ):
        palette.setColor(name, QColor(color))
    disabled = QPalette.ColorGroup.Disabled
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, name, QColor(theme.strong_line))
    return palette


def font(size: float = 9.5, *, bold: bool = False) -> QFont:
    """Return the program's font at a size in points."""
    result = QFont(QApplication.font())
    result.setPointSizeF(size)
    if bold:
        result.setWeight(QFont.Weight.DemiBold)
    return result
