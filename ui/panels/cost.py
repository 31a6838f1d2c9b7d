"""What learning costs: per update, so far, and on a set of a million samples."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from playground.cost import Cost, cost_of_update
from playground.frame import Frame
from playground.ranges import Count
from ui import type_scale
from ui.labels import text, tooltip
from ui.numbers import format_bytes, format_count, format_quantity, format_seconds
from ui.widgets.labelled import explain
from ui.widgets.number_field import NumberField
from ui.widgets.quantity import Quantity
from ui.widgets.scrolled import scrolled

MEASURES = ("samples", "multiply_adds", "memory", "time")
ASKED = Count("samples", 1, 10**12)
FIRST_ASKED = 1_000_000


@dataclass(frozen=True, slots=True)
class Bill:
    """The cost of something, ready to be written; seconds is None before any update."""

    cost: Cost
    seconds: float | None

    def words(self) -> tuple[str, str, str, str]:
        """Return what stands in the cells of MEASURES."""
        return (
            format_count(self.cost.samples),
            format_quantity(self.cost.multiply_adds),
            format_bytes(self.cost.activation_bytes),
            "–" if self.seconds is None else format_seconds(self.seconds),
        )


def bill_of(frame: Frame, rows: int) -> Bill:
    """Return what one update of so many rows costs at the measured speed."""
    cost = cost_of_update(frame.sizes, rows, frame.params.itemsize)
    if not frame.multiply_adds_timed:
        return Bill(cost, None)
    per_second = frame.multiply_adds_timed / max(frame.training_seconds, 1e-9)
    return Bill(cost, cost.multiply_adds / per_second)


class CostPanel(QFrame):
    """A cost meter; every number is counted by the engine or measured, none guessed."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.frame: Frame | None = None
        self.now = table(
            (text("cost.per_update"), text("cost.so_far")), MEASURES, "cost.measure_"
        )
        self.asked = NumberField(Quantity(ASKED.check))
        self.asked.show_value(FIRST_ASKED)
        self.asked_count = FIRST_ASKED
        explain(self.asked, text("cost.what_if"), "cost_samples")
        type_scale.fit(self.asked, most_width=140)
        self.then = table(
            tuple(text(f"cost.method_{name}") for name in ("full", "mini", "one")),
            ("updates", *MEASURES),
            "cost.measure_",
        )
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setProperty("role", "muted")
        self.build()
        self.asked.committed.connect(self._on_asked)

    def build(self) -> None:
        title = QLabel(text("cost.title"))
        title.setProperty("role", "title")
        explanation = QLabel(text("cost.explanation"))
        explanation.setProperty("role", "muted")
        explanation.setWordWrap(True)
        question = QHBoxLayout()
        words = QLabel(text("cost.what_if"))
        words.setProperty("role", "title")
        question.addWidget(words)
        question.addWidget(self.asked)
        question.addWidget(QLabel(text("cost.what_if_end")))
        question.addStretch(1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(explanation)
        layout.addLayout(self.now.layout)
        layout.addSpacing(10)
        layout.addLayout(question)
        layout.addLayout(self.then.layout)
        layout.addWidget(self.verdict)
        layout.addStretch(1)
        # In a low window the tables scroll here, and not the whole window.
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        area = scrolled(page, Qt.FocusPolicy.TabFocus)
        area.setAccessibleName(text("cost.title"))
        whole.addWidget(area)

    def show_frame(self, frame: Frame) -> None:
        self.frame = frame
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Write all numbers of the last frame."""
        frame = self.frame
        if frame is None:
            return
        rows = min(frame.settings.rows_per_update, len(frame.problem.x))
        once = bill_of(frame, rows)
        total = Cost(
            frame.samples_seen, frame.multiply_adds, once.cost.activation_bytes
        )
        so_far = Bill(total, frame.training_seconds if frame.update else None)
        for row, cells in enumerate(zip(once.words(), so_far.words(), strict=True)):
            for column, words in enumerate(cells):
                self.now.cells[row][column].setText(words)
        self.show_question(frame, min(rows, self.asked_count))

    def show_question(self, frame: Frame, batch: int) -> None:
        count = self.asked_count
        bills = [bill_of(frame, size) for size in (count, batch, 1)]
        for column, (bill, size) in enumerate(
            zip(bills, (count, batch, 1), strict=True)
        ):
            words = (format_count(-(-count // size)), *bill.words())
            for line, value in zip(self.then.cells, words, strict=True):
                line[column].setText(value)
        full, mini, _ = (bill.seconds for bill in bills)
        if full is None or mini is None:
            self.verdict.setText(text("cost.not_measured"))
            return
        self.verdict.setText(
            text(
                "cost.verdict",
                full=format_seconds(full),
                updates=format_count(-(-count // batch)),
                batch=format_count(batch),
            )
        )

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def _on_asked(self, count: object) -> None:
        self.asked_count = ASKED.check(count)
        self.refresh()


@dataclass(frozen=True, slots=True)
class Table:
    layout: QLayout
    cells: list[list[QLabel]]


def table(columns: tuple[str, ...], rows: tuple[str, ...], prefix: str) -> Table:
    """Return a grid of numbers with names above and to the left."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(7)
    for column, name in enumerate(columns, start=1):
        grid.addWidget(label(name, "muted", right=True), 0, column)
    cells = []
    for row, key in enumerate(rows, start=1):
        name_label = label(text(f"{prefix}{key}"), "")
        name_label.setToolTip(tooltip(f"cost_{key}"))
        grid.addWidget(name_label, row, 0)
        line = [label("–", "number", right=True) for _ in columns]
        for column, cell in enumerate(line, start=1):
            name, part = name_label.text(), columns[column - 1]
            cell.setAccessibleName(text("language.called", name=name, part=part))
            grid.addWidget(cell, row, column)
        cells.append(line)
    grid.setColumnStretch(len(columns) + 1, 1)
    return Table(grid, cells)


def label(words: str, role: str, *, right: bool = False) -> QLabel:
    result = QLabel(words)
    if role:
        result.setProperty("role", role)
    if right:
        result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return result
