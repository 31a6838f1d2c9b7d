"""Colours, fonts and the style sheet, one place for all of them.

A theme is a ground (light, dark, and both in high contrast) with one of the palettes of
data on it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyle

from ui import type_scale
from ui.palettes import BLUE_ORANGE, PALETTES, Palette
from ui.style_sheet import style_sheet

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


class Appearance(QObject):
    """The theme and the size of type in force, for the whole program.

    Attributes
    ----------
    choice : one of CHOICES
    palette : one of PALETTES
    text_size : one of TEXT_SIZES, in percent; a projector may have larger type
    is_projected : whether the window is looked at from far away
    is_calm : whether nothing may move that need not, and the rest moves less often

    Signals
    -------
    changed : after the palette and the style sheet are those of another theme, or type
        has another size.
    dressed : after what was built without the style sheet wears it; controls have other
        sizes in it.
    """

    changed = Signal()
    dressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = "system"
        self.palette = BLUE_ORANGE
        self.text_size = type_scale.USUAL
        self.is_projected = False
        self.is_calm = False
        # Milliseconds in which a caret comes and goes.
        self.usual_blink = 1000
        self.theme = LIGHT
        # What the program wears now: theme, size of the type, large for a projector.
        self.looks: tuple[Theme, int, bool] | None = None
        self.usual_points = 0.0
        # While a window is built, it wears nothing.
        self.is_building = False

    def choose(self, choice: str) -> None:
        """Follow the system, or take one of GROUNDS by name."""
        self.choice = choice
        self.apply(self.wanted())

    def choose_palette(self, key: str) -> None:
        """Take the colours of data of one of PALETTES."""
        self.palette = key
        self.apply(self.wanted())

    def choose_text_size(self, percent: int) -> None:
        """Take one of TEXT_SIZES."""
        self.text_size = percent
        self.apply(self.theme)

    def project(self, is_projected: bool) -> None:
        """Show all type large enough for the last row, or as it was chosen."""
        self.is_projected = is_projected
        self.apply(self.theme)

    def calm(self, is_calm: bool) -> None:
        """Leave out movement that only pleases, and repaint less often."""
        if is_calm and not self.is_calm:
            self.usual_blink = QApplication.cursorFlashTime()
        self.is_calm = is_calm
        QApplication.setEffectEnabled(Qt.UIEffect.UI_General, not is_calm)
        QApplication.setCursorFlashTime(0 if is_calm else self.usual_blink)
        self.changed.emit()

    def take(
        self, ground: str, palette: str, text_size: int, *, is_projected: bool = False
    ) -> None:
        """Take all choices at once; the window is dressed anew only once."""
        self.choice, self.palette, self.text_size = ground, palette, text_size
        self.is_projected = is_projected
        self.apply(self.wanted())

    def restore(self, ground: str = "system") -> None:
        """Go back to how the program looks at first, if it does not look so."""
        if self.is_calm:
            self.calm(False)
        usual = (ground, BLUE_ORANGE, type_scale.USUAL, False)
        is_usual = self.theme in (LIGHT, DARK) and usual == (
            *(self.choice, self.palette, self.text_size, self.is_projected),
        )
        if not is_usual or self.wanted() is not self.theme:
            self.is_projected = False
            self.take(*usual[:3])

    def wanted(self) -> Theme:
        """Return the theme that the choices ask for."""
        ground = self.choice if self.choice in GROUNDS else ground_of_system()
        return theme_of(ground, self.palette)

    def follow_system(self) -> None:
        """Take the system's theme again after it changed, if it is followed."""
        if self.choice == "system" and self.wanted() is not self.theme:
            self.apply(self.wanted())

    def apply(self, theme: Theme) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        looks = (theme, self.text_size, self.is_projected)
        if looks == self.looks and application.styleSheet():
            # To dress all widgets anew takes a tenth of a second and more.
            return
        self.theme, self.looks = theme, looks
        with whole_widgets():
            self.apply_type(application)
            # From one sheet to the next, Qt would dress each widget once more for each
            # one around it, and leave it colours of the palette before.
            application.setStyleSheet("")
            application.setPalette(palette_of(theme))
            if not self.is_building:
                application.setStyleSheet(style_sheet(theme))
        self.changed.emit()

    @contextmanager
    def dressing_last(self) -> Iterator[None]:
        """Put the style sheet on when all is built.

        Whenever a widget gets another parent, Qt dresses it anew with all that is in
        it; to build a window that way takes more than twice as long.
        """
        self.is_building = True
        try:
            yield
        finally:
            self.is_building = False
            application = QApplication.instance()
            assert isinstance(application, QApplication)
            if not application.styleSheet():
                with whole_widgets():
                    application.setStyleSheet(style_sheet(self.theme))
                self.dressed.emit()

    def apply_type(self, application: QApplication) -> None:
        """Give the window's own type the size that is in force."""
        percent = self.text_size
        if self.is_projected:
            percent = max(percent, type_scale.PROJECTOR)
        if not self.usual_points:
            self.usual_points = application.font().pointSizeF()
        if percent == type_scale.TypeScale.percent:
            return
        type_scale.TypeScale.percent = percent
        type_of_window = QFont(application.font())
        type_of_window.setPointSizeF(type_scale.scaled(self.usual_points))
        application.setFont(type_of_window)
        type_scale.fit_all()


APPEARANCE = Appearance()


@contextmanager
def whole_widgets() -> Iterator[None]:
    """Let no widget die meanwhile.

    Qt walks over a list of all widgets, and calls Python for some of them. A garbage
    collection there takes away closed windows of that list, and Qt falls over them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def current() -> Theme:
    """Return the theme in force."""
    return APPEARANCE.theme


def ground_of_system() -> str:
    """Return the ground that the desktop asks for."""
    hints = QGuiApplication.styleHints()
    is_dark = hints.colorScheme() == Qt.ColorScheme.Dark
    # Qt tells about contrast from 6.10 on.
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is not None:
        preference = accessibility().contrastPreference()
        if preference == Qt.ContrastPreference.HighContrast:
            return STRONG[is_dark]
    return PRINTED[is_dark]


def wants_calm() -> bool:
    """Tell whether the desktop asks for no more movement than is needed."""
    duration = QStyle.StyleHint.SH_Widget_Animation_Duration
    return QApplication.style().styleHint(duration) == 0


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
        palette.setColor(disabled, name, QColor(theme.disabled))
    return palette


def font(size: float = 9.5, *, bold: bool = False) -> QFont:
    """Return the program's font at a size in points of the usual type."""
    result = QFont(QApplication.font())
    result.setPointSizeF(type_scale.scaled(size))
    if bold:
        result.setWeight(QFont.Weight.DemiBold)
    return result
