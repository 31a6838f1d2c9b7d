"""What mouse and keys do in the pictures, in one table for the shortcut sheet.

Menus and their keys are not here: they are read from the menus themselves.
"""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from ui.labels import text

HAND = "hand:"


@dataclass(frozen=True, slots=True)
class Gesture:
    """One line of the sheet; its words are the text shortcuts.GROUP.KEY.

    Attributes
    ----------
    key : of its words
    keys : each a key as Qt writes it, or HAND and what the hand does, maybe after a
        key that is held: "Shift+hand:drag"
    """

    key: str
    keys: tuple[str, ...]


def key_words(key: str) -> str:
    """Return a key or a gesture as a person reads it."""
    held, is_hand, what = key.rpartition(HAND)
    if not is_hand:
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    words = text(f"shortcuts.hand_{what}")
    if not held:
        return words
    return text("shortcuts.held", held=held.removesuffix("+"), hand=words)


ARROWS = ("hand:arrows",)
HELD_ARROWS = ("Shift+hand:arrows",)

# By the title of their group.
GESTURES: dict[str, tuple[Gesture, ...]] = {
    "diagram": (
        Gesture("select", ("hand:click",)),
        Gesture("drag", ("hand:drag",)),
        Gesture("drag_finer", ("Shift+hand:drag",)),
        Gesture("menu", ("hand:right", "Menu")),
        Gesture("units", ARROWS),
        Gesture("links", ("Shift+Up", "Shift+Down")),
        Gesture("nudge", ("+", "-")),
        Gesture("nudge_finer", ("Alt++", "Alt+-")),
        Gesture("zero", ("Del",)),
        Gesture("edit", ("Return",)),
        Gesture("leave", ("Esc",)),
    ),
    "pictures": (
        Gesture("read", ("hand:point",)),
        Gesture("choose", ("hand:click",)),
        Gesture("move", ARROWS),
        Gesture("move_finer", ("Alt+hand:arrows",)),
        Gesture("click", ("Return",)),
        Gesture("hold", HELD_ARROWS),
        Gesture("zoom", ("+", "-")),
        Gesture("fit", ("0",)),
        Gesture("leave", ("Esc",)),
    ),
    "plots": (
        Gesture("zoom", ("hand:wheel",)),
        Gesture("move", ("hand:drag",)),
        Gesture("fit", ("hand:double",)),
    ),
    "painting": (
        Gesture("paint", ("hand:click", "hand:drag")),
        Gesture("erase", ("hand:right",)),
    ),
    "relief": (Gesture("turn", ("hand:drag", *HELD_ARROWS)),),
    "timeline": (
        Gesture("seek", ("hand:click", "hand:drag")),
        Gesture("spots", ("PgUp", "PgDown")),
        Gesture("menu", ("hand:right", "Menu")),
    ),
    "matrix": (
        Gesture("scroll", ("hand:wheel", "Up", "Down")),
        Gesture("sideways", ("Shift+hand:wheel", "Left", "Right")),
    ),
    "sweep": (Gesture("cell", ARROWS), Gesture("open", ("hand:click", "Return"))),
    "fields": (
        Gesture("step", ("Up", "Down", "hand:wheel")),
        Gesture("take", ("Return",)),
        Gesture("restore", ("Esc",)),
        Gesture("next", ("Tab", "Shift+Tab")),
    ),
    "window": (Gesture("drop", ("hand:drop",)),),
}
