"""How the program looks as a person's preferences say."""

from ui import theme
from ui.palettes import PALETTES
from ui.preferences import Preferences
from ui.themes import CHOICES
from ui.type_scale import TEXT_SIZES

CALM_CHOICES = ("system", "on", "off")
SIZE_CHOICES = tuple(map(str, TEXT_SIZES))


def take_preferences(preferences: Preferences) -> None:
    """Make the program look as it is remembered; a broken value is the default."""
    appearance = theme.APPEARANCE
    appearance.take(
        preferences.choice("theme", CHOICES),
        preferences.choice("palette", tuple(PALETTES)),
        int(preferences.choice("text_size", SIZE_CHOICES)),
        is_projected=preferences.text("projector", "") == "on",
    )
    calm = preferences.choice("calm", CALM_CHOICES)
    is_calm = theme.wants_calm() if calm == "system" else calm == "on"
    if is_calm != appearance.is_calm:
        appearance.calm(is_calm)
