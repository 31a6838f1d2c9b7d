"""The preferences: colours and movement, each applied at once and remembered."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QWidget

from ui import theme
from ui.labels import text
from ui.palettes import PALETTES
from ui.preferences import Preferences
from ui.widgets.choice import Choice

CALM_CHOICES = ("system", "on", "off")


def take_preferences(preferences: Preferences) -> None:
    """Make the program look as it is remembered; a broken value is the default."""
    appearance = theme.APPEARANCE
    ground = preferences.choice("theme", theme.CHOICES)
    palette = preferences.choice("palette", tuple(PALETTES))
    appearance.take(ground, palette, appearance.text_size)
    calm = preferences.choice("calm", CALM_CHOICES)
    is_calm = theme.wants_calm() if calm == "system" else calm == "on"
    if is_calm != appearance.is_calm:
        appearance.calm(is_calm)


class PreferencesDialog(QDialog):
    """One row for each preference; there is nothing to confirm."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("comfort.title"))
        self.rows = {
            "theme": Choice(
                {key: text(f"comfort.theme_{key}") for key in theme.CHOICES}
            ),
            "palette": Choice(
                {key: text(f"comfort.palette_{key}") for key in PALETTES}
            ),
            "calm": Choice({key: text(f"comfort.calm_{key}") for key in CALM_CHOICES}),
        }
        layout = QFormLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setVerticalSpacing(10)
        for key, row in self.rows.items():
            row.setAccessibleName(text(f"comfort.{key}"))
            row.setToolTip(text(f"comfort.{key}_tip"))
            layout.addRow(text(f"comfort.{key}"), row)
        self.rows["theme"].chosen.connect(self._on_theme_chosen)
        self.rows["palette"].chosen.connect(self._on_palette_chosen)
        self.rows["calm"].chosen.connect(self._on_calm_chosen)
        self.show_choices()

    def show_choices(self) -> None:
        """Show what is remembered now."""
        read = self.preferences.choice
        self.rows["theme"].show_choice(read("theme", theme.CHOICES))
        self.rows["palette"].show_choice(read("palette", tuple(PALETTES)))
        self.rows["calm"].show_choice(read("calm", CALM_CHOICES))

    def remember(self, key: str, choice: str) -> None:
        self.preferences.set_text(key, choice)
        take_preferences(self.preferences)

    def _on_theme_chosen(self, choice: str) -> None:
        self.remember("theme", choice)

    def _on_palette_chosen(self, choice: str) -> None:
        self.remember("palette", choice)

    def _on_calm_chosen(self, choice: str) -> None:
        self.remember("calm", choice)
