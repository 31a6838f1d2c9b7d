"""Where the run stands: slope and curvature, in words, and a way down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from playground.curvature import Diagnosis, Unwanted, diagnose, stable_rate
from playground.errors import PlaygroundError
from playground.explaining.quantities import quantity_at
from playground.objective import Objective
from playground.run import Run
from playground.settings import Settings
from ui.canvas.ticks import number
from ui.labels import derived, glued, listed, rich, sentence, text
from ui.numbers import format_count, format_weight
from ui.panels.landscape_chooser import name
from ui.panels.landscape_survey import as_sentence

Array = NDArray[np.floating[Any]]

NUMBERS = ("gradient", "smallest", "largest", "stable")
# How far a step along the escape direction may go, and how finely that is sought.
NEAREST, FARTHEST, TRIES = 1e-3, 4.0, 33
# So many of the weights that move most are named.
NAMED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """A diagnosis, and where it was made.

    Attributes
    ----------
    params : (P,)
    way_down : (P,) the lowest place along the escape direction; None where it leads
        nowhere
    """

    update: int
    settings: Settings
    sizes: tuple[int, ...]
    params: Array
    diagnosis: Diagnosis
    way_down: Array | None

    @property
    def words(self) -> str:
        """The kind, in a sentence."""
        kind, down = self.diagnosis.kind, self.diagnosis.down
        if kind == "saddle" and down == 1:
            return text("traps.kind_saddle_one")
        return text(f"traps.kind_{kind}", down=down)

    @property
    def bound(self) -> float | None:
        """The largest stable rate of the rule, or of plain descent."""
        settings, largest = self.settings, self.diagnosis.largest
        own = stable_rate(largest, settings.optimizer, settings.momentum)
        return self.diagnosis.stable_rate if own is None else own

    def rate_words(self) -> str:
        """Say how the chosen rate lies to the largest stable one."""
        settings, bound = self.settings, self.bound
        if bound is None:
            return text("traps.no_bound")
        is_known = stable_rate(1.0, settings.optimizer, settings.momentum) is not None
        key = "rate_fine" if settings.learning_rate <= bound else "rate_too_large"
        return text(
            f"traps.{key if is_known else 'rate_adaptive'}",
            bound=number(bound, 3),
            rate=format_weight(settings.learning_rate),
        )

    def direction_words(self) -> str:
        """Name the weights that the escape direction moves most."""
        escape = self.diagnosis.escape
        most = np.argsort(-np.abs(escape))[:NAMED]
        parts = (
            f"{quantity_at(int(k), self.sizes).name} {number(float(escape[k]), 2)}"
            for k in most
        )
        return text("traps.direction", parts=listed(parts))


@dataclass(frozen=True, slots=True)
class NoFinding:
    """Nothing can be said here, and why."""

    sentence: str


class Errand:
    """A question that may be given up from another thread."""

    def __init__(self) -> None:
        self.is_given_up = False

    def is_wanted(self) -> bool:
        return not self.is_given_up


def look_job(errand: Errand) -> Callable[[Run], Iterator[object]]:
    """Return the work: one Finding or NoFinding."""

    def work(run: Run) -> Iterator[object]:
        objective = Objective.of(run.settings, run.problem)
        params = np.array(run.params, np.float64)
        update, settings, sizes = run.update, run.settings, run.network.sizes
        try:
            diagnosis = diagnose(objective, params, errand.is_wanted)
        except Unwanted:
            return
        except PlaygroundError as error:
            # A place without curvature is no reason to stop the training.
            yield NoFinding(str(error))
            return
        down = way_down(objective, params, diagnosis)
        yield Finding(update, settings, sizes, params, diagnosis, down)

    return work


def way_down(objective: Objective, params: Array, diagnosis: Diagnosis) -> Array | None:
    """Return the lowest of some places along the escape direction, if it is lower."""
    if diagnosis.smallest >= -diagnosis.tolerance:
        return None
    distances = np.geomspace(NEAREST, FARTHEST, TRIES)
    places = params + distances[:, None] * diagnosis.escape
    losses = objective.values(places)
    safe = np.where(np.isfinite(losses), losses, np.inf)
    best = int(safe.argmin())
    return places[best] if safe[best] < diagnosis.loss else None


class Detector(QFrame):
    """A card with a button that looks, and what it found.

    Signals
    -------
    look_wanted : the button was pressed.
    escape_wanted : go along the escape direction.
    """

    look_wanted = Signal()
    escape_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.finding: Finding | None = None
        title = QLabel(text("traps.detector"))
        title.setProperty("role", "title")
        self.look = QPushButton(text("traps.look"))
        self.look.setProperty("role", "primary")
        name(self.look, text("traps.look"), text("traps.look_tip"))
        self.verdict = QLabel(text("traps.before"))
        self.verdict.setWordWrap(True)
        self.values: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self.names: list[QLabel] = []
        for row, key in enumerate(NUMBERS):
            words = QLabel(text(f"traps.{key}"))
            words.setProperty("role", "muted")
            value = QLabel()
            value.setAccessibleName(words.text())
            value.setWordWrap(True)
            for label in (words, value):
                label.setToolTip(rich(text(f"traps.{key}_tip")))
            grid.addWidget(words, row, 0)
            grid.addWidget(value, row, 1)
            self.names.append(words)
            self.values[key] = value
        self.direction = QLabel()
        self.direction.setProperty("role", "muted")
        self.direction.setWordWrap(True)
        self.escape = QPushButton(text("traps.escape"))
        name(self.escape, text("traps.escape"), text("traps.escape_tip"))
        for button in (self.look, self.escape):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.look)
        foot.addWidget(self.escape)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.verdict)
        layout.addLayout(grid)
        layout.addWidget(self.direction)
        layout.addLayout(foot)
        self.look.clicked.connect(self.look_wanted)
        self.escape.clicked.connect(self.escape_wanted)
        self.show_finding(None)

    def show_finding(self, finding: Finding | NoFinding | None) -> None:
        """Write what was found, or why nothing was."""
        known = finding if isinstance(finding, Finding) else None
        self.finding = known
        for label in (*self.names, *self.values.values()):
            label.setVisible(known is not None)
        can_escape = known is not None and known.way_down is not None
        self.escape.setVisible(can_escape)
        self.direction.setVisible(can_escape)
        if known is None:
            words = text("traps.before")
            if isinstance(finding, NoFinding):
                words = derived(sentence(finding.sentence), as_sentence)
            self.verdict.setText(words)
            return
        seen = known.diagnosis
        when = text("traps.of_update", update=format_count(known.update))
        self.verdict.setText(glued("<b>{}</b> {}", known.words, when))
        self.values["gradient"].setText(number(seen.gradient_norm, 3))
        for key, value in (("smallest", seen.smallest), ("largest", seen.largest)):
            words = number(value, 3)
            if not seen.is_exact:
                words = text("traps.ends", value=words)
            self.values[key].setText(words)
        self.values["stable"].setText(known.rate_words())
        self.direction.setText(known.direction_words())

    def show_place(self, params: Array) -> None:
        """Forget what was found when the run stands elsewhere."""
        finding = self.finding
        if finding is not None and not np.array_equal(finding.params, params):
            self.escape.setEnabled(False)
        else:
            self.escape.setEnabled(True)
