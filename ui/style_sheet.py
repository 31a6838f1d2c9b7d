"""The Qt style sheet of a theme: cards, fields, buttons, quiet and aligned."""

import re
from string import Template
from typing import TYPE_CHECKING

from ui import type_scale
from ui.resources import asset

if TYPE_CHECKING:
    from ui.themes import Theme

# Who has the keyboard is shown by `ui/widgets/focus_ring.py`, but for fields and lists.
# Widgets say what they are by an object name or by the property "role"; nothing in the
# panels sets colours by itself.
SHEET = Template(
    """
QWidget { color: $text; }
QMainWindow, QDialog, QMessageBox, QWidget[role="page"] { background: $window; }
QFrame[role="card"] { background: $card; border: 1px solid $line; border-radius: 6px; }
QFrame[role="inset"] { background: $window; border: 1px solid $line;
    border-radius: 6px; }
QFrame[role="separator"] { background: $line; border: none; }
QLabel { background: transparent; border: none; }
QLabel[role="title"] { font-weight: 600; font-size: 10.5pt; }
QLabel[role="muted"] { color: $muted; font-size: 8.5pt; }
QLabel[role="number"] { font-weight: 600; font-size: 11pt; }
QLabel[role="accent-number"] { font-weight: 600; font-size: 11pt; color: $accent; }
QLabel[role="chip"] { color: $attention; background: $attention_back; font-weight: 600;
    border-radius: 9px; padding: 3px 12px; }
QLabel[role="error"] { color: $error; }
QLabel[role="section"] { color: $accent; font-weight: 600; font-size: 8.5pt; }
QLabel[role="success"] { color: $success; font-weight: 600; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QMenuBar { background: $window; padding: 1px 4px; }
QMenuBar::item { padding: 3px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: $line; }
QMenu { background: $card; border: 1px solid $strong_line; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QToolTip { background: $card; color: $text; border: 1px solid $strong_line;
    padding: 5px 7px; }
QPushButton, QToolButton { background: $card; border: 1px solid $strong_line;
    border-radius: 5px; padding: 4px 10px; }
QToolButton { padding: 4px; }
QPushButton:hover, QToolButton:hover { border-color: $accent; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; border-color: $line; }
QPushButton:checked, QToolButton:checked { border: 2px solid $accent; padding: 3px 9px;
    font-weight: 600; }
QToolButton:checked { padding: 3px; }
QPushButton[role="primary"] { background: $accent; color: $on_accent;
    border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { border-color: $text; }
QPushButton[role="primary"]:disabled { background: $card; color: $disabled;
    border-color: $line; }
QToolButton[role="entry"] { border: 1px solid $line; padding: 2px 10px;
    font-weight: 600; }
QToolButton[role="entry"]:hover { border-color: $accent; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="play"] { background: $accent; border: none; border-radius: 21px; }
QToolButton[role="play"]:hover { border: 2px solid $text; }
QPushButton[role="flat"], QToolButton[role="flat"] { border-color: transparent;
    background: transparent; }
QPushButton[role="flat"]:hover, QToolButton[role="flat"]:hover { background: $line; }
QPushButton[role="segment"] { border-radius: 0; margin-left: -1px; padding: 4px 9px; }
QPushButton[role="segment"]:checked { background: $accent; color: $on_accent;
    border: 1px solid $accent; padding: 4px 9px; }
QPushButton[role="segment"][place="first"] { margin-left: 0;
    border-top-left-radius: 5px; border-bottom-left-radius: 5px; }
QPushButton[role="segment"][place="last"] { border-top-right-radius: 5px;
    border-bottom-right-radius: 5px; }
QComboBox, QLineEdit, QAbstractSpinBox { background: $field;
    border: 1px solid $strong_line; border-radius: 5px; padding: 3px 7px;
    selection-background-color: $accent; selection-color: $on_accent;
    min-height: 18px; }
QComboBox:hover, QLineEdit:hover, QAbstractSpinBox:hover { border-color: $muted; }
QComboBox:disabled, QLineEdit:disabled, QAbstractSpinBox:disabled {
    color: $muted; background: $window; border-color: $line; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url($icons/chevron-down-$ground.svg); width: 10px;
    height: 10px; }
QComboBox QLineEdit { border: none; padding: 0; min-height: 0;
    background: transparent; }
QComboBox QAbstractItemView { background: $card; border: 1px solid $strong_line;
    selection-background-color: $accent; selection-color: $on_accent; outline: none; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QCheckBox { spacing: 6px; background: transparent; }
QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid $strong_line;
    border-radius: 3px; background: $field; }
QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { image: url($icons/check-$ground.svg); }
QSlider:horizontal { min-height: 16px; }
QSlider::groove:horizontal { height: 4px; background: $strong_line;
    border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0;
    background: $card; border: 1px solid $muted; border-radius: 4px; }
QSlider::handle:horizontal:hover { border: 1px solid $accent; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 4px;
    margin-right: 14px; border: none; border-bottom: 2px solid transparent; }
QTabBar[room="tight"] { font-size: 8.5pt; }
QTabBar[room="tight"]::tab { padding: 6px 2px; margin-right: 3px; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::scroller { width: 22px; }
QTabBar QToolButton { padding: 0; }
QTabBar::tear { width: 0; border: none; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QStatusBar { background: $window; color: $muted; padding-left: 8px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; }
QStatusBar QToolButton { background: transparent; color: $accent; border: none;
    padding: 0 4px; }
QStatusBar QToolButton:hover { text-decoration: underline; }
QScrollBar:vertical { width: 9px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 9px; background: transparent; margin: 0; }
QScrollBar::handle { background: $strong_line; border-radius: 4px; min-height: 24px;
    min-width: 24px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTableView { background: $card; border: 1px solid $line; gridline-color: $line;
    selection-background-color: $accent; selection-color: $on_accent; }
QHeaderView::section { background: $window; color: $muted; border: none;
    border-bottom: 1px solid $line; padding: 4px 6px; }
QSplitter::handle { background: transparent; }
QProgressBar[role="thin"] { background: $line; border: none; border-radius: 2px; }
QProgressBar[role="thin"]::chunk { background: $accent; border-radius: 2px; }
QMessageBox, QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QFrame#messageBar { background: $attention_back; border: 1px solid $strong_line;
    border-radius: 6px; }
QFrame#messageBar[level="error"] { border-color: $error; }
QComboBox:focus, QLineEdit:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus,
QTextEdit:focus { border: 2px solid $focus; padding: 2px 6px; }
QComboBox QLineEdit:focus, QAbstractSpinBox QLineEdit:focus { border: none;
    padding: 0; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid $focus; }
QComboBox QAbstractItemView:focus { border: 1px solid $strong_line; }
"""
)


# Lines stay thin: these are lengths and sizes of type.
LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(px|pt)")
LINE = 2.0


def style_sheet(theme: "Theme") -> str:
    """Return the style sheet with the colours of a theme and the size of type."""
    icons = asset("icons").as_posix()
    colors = {
        name: getattr(theme, name)
        for name in (
            *("ground", "window", "card", "line", "strong_line", "text", "muted"),
            *("accent", "on_accent", "attention", "attention_back", "error", "field"),
            *("success", "focus", "disabled"),
        )
    }
    return LENGTH.sub(scaled_length, SHEET.substitute(colors, icons=icons))


def scaled_length(found: re.Match[str]) -> str:
    length, unit = float(found[1]), found[2]
    if unit == "pt":
        return f"{type_scale.scaled(length):g}pt"
    if abs(length) <= LINE:
        return found[0]
    return f"{type_scale.whole(length)}px"
