"""The theme and the size of type in force: colours, fonts and the style sheet."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyle

from ui import type_scale
from ui.palettes import BLUE_ORANGE
from ui.style_sheet import style_sheet
from ui.themes import DARK, GROUNDS, LIGHT, PRINTED, STRONG, Theme, theme_of


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
