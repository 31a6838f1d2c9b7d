"""A prepared trap as a card: what it claims, and whether that is so now."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from playground.traps import Claim, Trap
from ui.canvas.ticks import number
from ui.labels import glued, text
from ui.numbers import format_count, format_weight
from ui.panels.landscape_chooser import name

# Measures that are whole numbers, and those that are true or false.
COUNTS = ("directions_down",)
YES_OR_NO = ("is_minimum", "is_saddle", "has_diverged")


@dataclass(frozen=True, slots=True)
class Measured:
    """The claims of a trap, or of its escape, with the run's numbers at an update."""

    key: str
    escaping: bool
    update: int
    found: tuple[tuple[Claim, float], ...]


class TrapCard(QFrame):
    """Title, claim, way out, and two buttons.

    Signals
    -------
    open_wanted : (key, escaping)
    """

    open_wanted = Signal(str, bool)

    def __init__(self, trap: Trap) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.trap = trap
        key = trap.key
        title = QLabel(text(f"traps.{key}"))
        title.setProperty("role", "title")
        claim = QLabel(text(f"traps.{key}_claim"))
        way_out = QLabel(text(f"traps.{key}_out"))
        way_out.setProperty("role", "muted")
        self.measures = QLabel()
        self.measures.setTextFormat(Qt.TextFormat.RichText)
        self.measures.setAccessibleName(text(f"traps.{key}"))
        self.measures.hide()
        for label in (claim, way_out, self.measures):
            label.setWordWrap(True)
        self.open = QPushButton(text("traps.open"))
        self.way_out = QPushButton(text("traps.way_out"))
        for button, word, updates in (
            (self.open, "open", trap.updates),
            (self.way_out, "way_out", trap.escape.updates),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tip = text(f"traps.{word}_tip", updates=format_count(updates))
            does, trap_name = text(f"traps.{word}"), text(f"traps.{key}")
            name(button, text("language.named", name=does, value=trap_name), tip)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open)
        buttons.addWidget(self.way_out)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(5)
        for widget in (title, claim, way_out, self.measures):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.open.clicked.connect(self._on_open)
        self.way_out.clicked.connect(self._on_way_out)

    def show_measures(self, measured: Measured | None) -> None:
        """Write the claims with the run's numbers; None: another experiment is open."""
        self.measures.setVisible(measured is not None)
        if measured is None:
            return
        trap = self.trap
        updates = trap.escape.updates if measured.escaping else trap.updates
        head = text(
            "traps.claims",
            updates=format_count(updates),
            update=format_count(measured.update),
        )
        lines = [measure_words(claim, value) for claim, value in measured.found]
        self.measures.setText(
            glued("<br>".join(["{}"] * (1 + len(lines))), head, *lines)
        )

    def _on_open(self) -> None:
        self.open_wanted.emit(self.trap.key, False)

    def _on_way_out(self) -> None:
        self.open_wanted.emit(self.trap.key, True)


def measure_words(claim: Claim, value: float) -> str:
    """Return one claim, whether it holds, and the number that says so."""
    mark = "✓" if claim.holds(value) else "○"
    words = text(f"traps.measure_{claim.measure}")
    if claim.measure in YES_OR_NO:
        answer = text("traps.yes" if value > 0.5 else "traps.no")
        return glued("{} {}: <b>{}</b>", mark, words, answer)
    is_count = claim.measure in COUNTS and np.isfinite(value)
    shown = format_count(value) if is_count else number(value, 3)
    return glued("{} {} <b>{}</b> ({})", mark, words, shown, bound_words(claim))


def bound_words(claim: Claim) -> str:
    low, high = claim.above, claim.below
    if low is not None and high is not None:
        both = {"low": format_weight(low), "high": format_weight(high)}
        return text("traps.claim_between", **both)
    if low is not None:
        return text("traps.claim_above", bound=format_weight(low))
    assert high is not None
    return text("traps.claim_below", bound=format_weight(high))
