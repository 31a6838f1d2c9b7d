"""Less movement: what may move, and how often it is painted anew.

Nothing in the window slides, fades or bounces by itself. What does move is what a
person set going (training, a race, balls on a surface) and what Qt moves (menus and
tooltips that fade in, the caret, a bar that runs to and fro). `Appearance.calm` turns
off Qt's own effects and the caret's blinking; all the rest asks here.
"""

from PySide6.QtWidgets import QProgressBar

from ui.theme import APPEARANCE

# What moves is painted so many seconds apart; all goes on as fast as before.
CALM_FRAME = 1 / 6


def seconds_between(usual: float) -> float:
    """Return how far apart two pictures of something that moves are."""
    return max(usual, CALM_FRAME) if APPEARANCE.is_calm else usual


def milliseconds_between(usual: int) -> int:
    """Return the same in whole milliseconds."""
    return round(1000 * seconds_between(usual / 1000))


def show_busy(bar: QProgressBar) -> None:
    """Let a bar say that something goes on, nobody knows how long."""
    if APPEARANCE.is_calm:
        # Half full, and at rest.
        bar.setRange(0, 2)
        bar.setValue(1)
    else:
        bar.setRange(0, 0)
