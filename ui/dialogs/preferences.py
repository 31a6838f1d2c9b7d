"""The preferences: how all looks and speaks, applied at once and remembered."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme, type_scale
from ui.appearance import CALM_CHOICES, SIZE_CHOICES, take_preferences
from ui.labels import catalogue, languages, text
from ui.language import LANGUAGE, SYSTEM
from ui.palettes import PALETTES
from ui.preferences import Preferences
from ui.themes import CHOICES
from ui.widgets.choice import Choice


class PreferencesDialog(QDialog):
    """One row for each preference; there is nothing to confirm.

    Signals
    -------
    defaults_wanted : everything is to be as it was at first.
    """

    defaults_wanted = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("comfort.title"))
        speaks = {name: catalogue(name)["language.own_name"] for name in languages()}
        self.rows = {
            "theme": Choice({key: text(f"comfort.theme_{key}") for key in CHOICES}),
            "palette": Choice(
                {key: text(f"comfort.palette_{key}") for key in PALETTES}
            ),
            "text_size": Choice(
                {key: text(f"comfort.text_size_{key}") for key in SIZE_CHOICES}
            ),
            "language": Choice({SYSTEM: text("language.system"), **speaks}),
            "calm": Choice({key: text(f"comfort.calm_{key}") for key in CALM_CHOICES}),
        }
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for key, row in self.rows.items():
            type_scale.fit(row, least_width=190)
            row.setAccessibleName(text(f"comfort.{key}"))
            row.setToolTip(text(f"comfort.{key}_tip"))
            form.addRow(text(f"comfort.{key}"), row)
            take = self.speak if key == "language" else partial(self.remember, key)
            row.chosen.connect(take)
        self.defaults = QPushButton(text("comfort.defaults"))
        self.defaults.setToolTip(text("comfort.defaults_tip"))
        self.defaults.setAutoDefault(False)
        self.defaults.clicked.connect(self.defaults_wanted)
        self.done_button = QPushButton(text("comfort.close"))
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self.accept)
        footer = QHBoxLayout()
        footer.addWidget(self.defaults)
        footer.addStretch(1)
        footer.addWidget(self.done_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(18)
        layout.addLayout(form)
        layout.addLayout(footer)
        theme.APPEARANCE.changed.connect(self.show_choices)
        LANGUAGE.changed.connect(self.adjustSize)
        self.show_choices()

    def show_choices(self) -> None:
        """Show what is in force, whoever chose it."""
        appearance = theme.APPEARANCE
        for key, choice in (
            ("theme", appearance.choice),
            ("palette", appearance.palette),
            ("text_size", str(appearance.text_size)),
            ("calm", self.preferences.choice("calm", CALM_CHOICES)),
            ("language", LANGUAGE.choice),
        ):
            self.rows[key].show_choice(choice)
        self.adjustSize()

    def remember(self, key: str, choice: str) -> None:
        self.preferences.set_text(key, choice)
        take_preferences(self.preferences)

    def speak(self, choice: str) -> None:
        """Speak another language at once, and from now on."""
        LANGUAGE.choose(choice)
        self.preferences.set_text("language", choice)
