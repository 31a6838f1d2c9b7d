"""The one QApplication and the one place for global Qt set-up."""

import os
import sys

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)

from ui import theme
from ui.language import with_chinese
from ui.resources import asset
from ui.widgets.focus_ring import FocusRings
from ui.widgets.number_field import NumberChoice, NumberField

BUTTON_KEYS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
VALUE_KEYS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class KeysForFocus(QObject):
    """Lets the focused control keep its own keys.

    The window's shortcuts for Space and the arrows would otherwise take them from
    buttons, sliders, combos and tabs, and the program could not be used by keyboard.
    It watches the control that has the focus and no other: each event of the program
    would cost some microseconds.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusChanged.connect(self.follow)

    def follow(self, before: QObject | None, now: QObject | None) -> None:
        """Watch the control that has the focus now."""
        if before is not None:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            no_modifier = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
            )
            if no_modifier and keeps(watched, Qt.Key(event.key())):
                event.accept()
                return True
        return super().eventFilter(watched, event)


def keeps(widget: QObject, key: Qt.Key) -> bool:
    """Tell whether a widget uses this key itself while it has the focus."""
    if isinstance(widget, (NumberField, NumberChoice)) and key == Qt.Key.Key_Space:
        # A number has no blanks: Space takes it over, and plays.
        return False
    if isinstance(widget, (QLineEdit, QAbstractSpinBox, QPlainTextEdit)):
        # Text needs every plain key, letters included.
        return True
    if isinstance(widget, QAbstractButton):
        return key in BUTTON_KEYS
    if isinstance(widget, (QAbstractSlider, QTabBar)):
        return key in VALUE_KEYS
    if isinstance(widget, QComboBox):
        return key in VALUE_KEYS | BUTTON_KEYS or widget.isEditable()
    return False


def create_application(arguments: list[str] | None = None) -> QApplication:
    """Return the QApplication with our palette, made at the first call."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QCoreApplication.setOrganizationName("network-playground")
    QCoreApplication.setApplicationName("network-playground")
    application = QApplication(arguments or sys.argv[:1])
    application.setStyle("Fusion")
    application.setFont(with_chinese(application.font()))
    application.setApplicationDisplayName("Network Playground")
    application.setDesktopFileName("network-playground")
    application.setWindowIcon(QIcon(str(asset("icons", "network-playground.svg"))))
    application.setProperty("keys", KeysForFocus(application))
    application.setProperty("rings", FocusRings(application))
    application.styleHints().colorSchemeChanged.connect(theme.APPEARANCE.follow_system)
    return application


def has_display() -> bool:
    """Tell whether Qt can open a window here; without one it would abort."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
