"""The table of actions: every command of the window with its words, key and icon.

Menus are lists of keys, so the whole surface of the program is readable on one screen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoStack
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget
from shiboken6 import isValid

from ui.labels import text


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command; its words are the texts actions.KEY and actions.KEY_tip.

    Attributes
    ----------
    group : actions of one group exclude each other, as radio buttons do.
    """

    key: str
    shortcut: str = ""
    checkable: bool = False
    group: str = ""


ACTIONS: dict[str, ActionSpec] = {
    spec.key: spec
    for spec in (
        ActionSpec("open", "Ctrl+O"),
        ActionSpec("open_table", "Ctrl+T"),
        ActionSpec("import_weights", "Ctrl+I"),
        ActionSpec("copy_link"),
        ActionSpec("paste_link"),
        ActionSpec("save", "Ctrl+S"),
        ActionSpec("save_as", "Ctrl+Shift+S"),
        ActionSpec("save_copy"),
        ActionSpec("export", "Ctrl+E"),
        ActionSpec("save_picture", "Ctrl+Shift+E"),
        ActionSpec("save_window"),
        ActionSpec("save_history"),
        ActionSpec("save_report"),
        ActionSpec("make_film"),
        ActionSpec("quit", "Ctrl+Q"),
        ActionSpec("play", "Space"),
        ActionSpec("step", "Right"),
        ActionSpec("step_epoch", "Shift+Right"),
        ActionSpec("step_back", "Left"),
        ActionSpec("step_back_epoch", "Shift+Left"),
        ActionSpec("to_start", "Home"),
        ActionSpec("to_end", "End"),
        ActionSpec("play_back", "Shift+Space"),
        ActionSpec("look_inside", "E", checkable=True),
        ActionSpec("mark_batch", "B", checkable=True),
        ActionSpec("mark_worst", "W", checkable=True),
        ActionSpec("show_velocity", checkable=True),
        ActionSpec("check_gradient", "Ctrl+G"),
        ActionSpec("history", "Ctrl+H"),
        ActionSpec("reset", "R"),
        ActionSpec("new_start", "Ctrl+N"),
        ActionSpec("new_sample", "Ctrl+D"),
        ActionSpec("faster", "Ctrl+Up"),
        ActionSpec("slower", "Ctrl+Down"),
        ActionSpec("theme_system", checkable=True, group="theme"),
        ActionSpec("theme_light", checkable=True, group="theme"),
        ActionSpec("theme_dark", checkable=True, group="theme"),
        ActionSpec("theme_contrast_light", checkable=True, group="theme"),
        ActionSpec("theme_contrast_dark", checkable=True, group="theme"),
        ActionSpec("text_100", checkable=True, group="text"),
        ActionSpec("text_115", checkable=True, group="text"),
        ActionSpec("text_130", checkable=True, group="text"),
        ActionSpec("text_150", checkable=True, group="text"),
        ActionSpec("projector", "F9", checkable=True),
        ActionSpec("restore_defaults"),
        ActionSpec("preferences", "Ctrl+,"),
        ActionSpec("full_screen", "F11", checkable=True),
        ActionSpec("palette", "Ctrl+K"),
        ActionSpec("shortcuts", "?"),
        ActionSpec("first_steps"),
        ActionSpec("lessons", "F1"),
        ActionSpec("about"),
    )
}

SEPARATOR = "-"
MENUS: dict[str, tuple[str, ...]] = {
    "file": (
        *("open", "recent", "open_table", "import_weights", SEPARATOR),
        *("save", "save_as", "save_copy", "copy_link", "paste_link", SEPARATOR),
        *("export", "save_history", SEPARATOR),
        *("save_picture", "make_film", "save_report", "save_window", SEPARATOR),
        "quit",
    ),
    "edit": ("undo", "redo", SEPARATOR, "history", SEPARATOR, "preferences"),
    "training": (
        *("play", "play_back", SEPARATOR),
        *("step", "step_epoch", "step_back", "step_back_epoch", SEPARATOR),
        *("to_start", "to_end", SEPARATOR),
        *("look_inside", "check_gradient", SEPARATOR),
        *("reset", "new_start", "new_sample", SEPARATOR, "slower", "faster"),
    ),
    "view": (
        *("mark_batch", "mark_worst", "show_velocity", SEPARATOR),
        *("theme", "text_size", "language", SEPARATOR),
        *("projector", "full_screen", SEPARATOR, "restore_defaults"),
    ),
    "help": (
        *("lessons", SEPARATOR),
        *("palette", "shortcuts", "first_steps", SEPARATOR, "about"),
    ),
}


def make_actions(
    parent: QWidget, commands: Mapping[str, Callable[[], None]]
) -> dict[str, QAction]:
    """Make an action for every entry of ACTIONS that has a command."""
    actions: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for key, spec in ACTIONS.items():
        action = QAction(text(f"actions.{key}"), parent)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        action.setToolTip(text(f"actions.{key}_tip"))
        action.setStatusTip(text(f"actions.{key}_tip"))
        action.setCheckable(spec.checkable)
        if spec.group:
            group = groups.setdefault(spec.group, QActionGroup(parent))
            group.addAction(action)
        action.triggered.connect(commands[key])
        parent.addAction(action)
        actions[key] = action
    return actions


def make_undo_actions(stack: QUndoStack, parent: QWidget) -> dict[str, QAction]:
    """Make the two actions of an undo stack; they say what they take back."""
    actions = {"undo": stack.createUndoAction(parent)}
    actions["redo"] = stack.createRedoAction(parent)
    actions["undo"].setShortcut(QKeySequence("Ctrl+Z"))
    actions["redo"].setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
    for key, changed, words in (
        ("undo", stack.undoTextChanged, stack.undoText),
        ("redo", stack.redoTextChanged, stack.redoText),
    ):
        # After Qt's own slot, whose words are English.
        changed.connect(partial(name_undo, actions[key], key))
        name_undo(actions[key], key, words())
    return actions


def name_undo(action: QAction, key: str, what: str) -> None:
    if not isValid(action):
        # The stack says so once more when the window is taken apart.
        return
    full = text(f"language.{key}_what", what=what)
    action.setText(full if what else text(f"language.{key}"))


def fill_menu_bar(
    bar: QMenuBar, actions: Mapping[str, QAction], submenus: Mapping[str, QMenu]
) -> None:
    """Fill the menu bar as MENUS says; some entries are menus themselves."""
    for name, keys in MENUS.items():
        menu = bar.addMenu(text(f"actions.menu_{name}"))
        for key in keys:
            if key == SEPARATOR:
                menu.addSeparator()
            elif key in submenus:
                menu.addMenu(submenus[key])
            else:
                menu.addAction(actions[key])
