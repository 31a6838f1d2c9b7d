"""The colours of data: signs of weights, and classes, for eyes of every kind.

The ends of every palette, and its classes, stay apart for people who lack one of the
three kinds of cones; a test looks through their eyes. Shape, width and printed signs
repeat what colour says.
"""

from dataclasses import dataclass

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Inks:
    """A palette's colours on light, or on dark, as #rrggbb.

    Attributes
    ----------
    ends : of negative and of positive weights; the first two classes
    strong_ends : the same for high contrast
    others : the third class and those after it
    """

    ends: Ends
    strong_ends: Ends
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Palette:
    """One choice of the colours of data; its name is the text comfort.palette_KEY."""

    key: str
    light: Inks
    dark: Inks


BLUE_ORANGE = "blue_orange"

PALETTES: dict[str, Palette] = {
    palette.key: palette
    for palette in (
        Palette(
            BLUE_ORANGE,
            Inks(
                ("#e26e0c", "#0e68be"),
                ("#b84a00", "#004a9e"),
                (
                    *("#912061", "#0aa0d2", "#334f07", "#8b6ef2"),
                    *("#551018", "#bb79a5", "#179765", "#3d006f"),
                ),
            ),
            Inks(
                ("#ff9638", "#4a9eff"),
                ("#ffa64d", "#66b3ff"),
                (
                    *("#fac8f4", "#99cda3", "#cd4766", "#8557c8"),
                    *("#d6f567", "#357f95", "#8d6300", "#c888c2"),
                ),
            ),
        ),
        Palette(
            "purple_green",
            Inks(
                ("#8a3ab0", "#2f9e52"),
                ("#6a1b9a", "#1f7a3d"),
                (
                    *("#f45e96", "#023f6f", "#84253d", "#4e69e5"),
                    *("#083900", "#bf74f2", "#a75d75", "#481645"),
                ),
            ),
            Inks(
                ("#bb7aff", "#6fdc6f"),
                ("#c792ff", "#7dee7d"),
                (
                    *("#cf961d", "#febccf", "#61afbd", "#f76d89"),
                    *("#347b65", "#765dcf", "#945f0e", "#bc4c9c"),
                ),
            ),
        ),
        # Light against dark as well, for eyes and printers that see no colour at all.
        Palette(
            "navy_amber",
            Inks(
                ("#cf8a00", "#1d2f86"),
                ("#a66a00", "#10206e"),
                (
                    *("#b01003", "#219ba1", "#8d409e", "#2067da"),
                    *("#ee5377", "#056641", "#bf74f2", "#55120b"),
                ),
            ),
            Inks(
                ("#ffdf80", "#4a6fe8"),
                ("#ffe9a0", "#5f86ff"),
                (
                    *("#c2460d", "#45f8ef", "#fe77a6", "#90c947"),
                    *("#a947a3", "#4abbdb", "#b89061", "#487953"),
                ),
            ),
        ),
    )
}
