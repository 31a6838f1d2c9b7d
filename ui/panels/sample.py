"""The sample lens: one training sample, its loss, and what it wants of the network."""

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.frame import Frame
from playground.losses import LOSSES
from ui import theme
from ui.canvas.decision_area import column_label
from ui.icons import icon
from ui.labels import listed, text
from ui.language import LANGUAGE
from ui.numbers import format_weight
from ui.panels.inspector_formula import FormulaLine
from ui.panels.inspector_stat import Stat
from ui.panels.inspector_subject import Subject
from ui.panels.inspector_tools import tool
from ui.panels.sample_reading import SampleReading, read_sample, worst_samples
from ui.theme import font

# A narrower page leaves the last of the numbers to the line below.
WIDE = 620
SHOWN_COLUMNS = 2


class SamplePage(QWidget):
    """Shows one training sample in the coming update.

    Signals
    -------
    asked : the Subject of a number that was clicked
    sample_chosen : another sample was clicked in the list
    toggled : pin, batch or worst were switched
    """

    asked = Signal(object)
    sample_chosen = Signal(int)
    toggled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sample: int | None = None
        self.reading: SampleReading | None = None
        self.frame: Frame | None = None
        self.name = QLabel()
        self.name.setFont(font(10.5, bold=True))
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setFont(font(8.5))
        self.stats = {
            "output": Stat(),
            "loss": Stat(),
            "share": Stat("−000.00 %"),
            "pull": Stat("ŷ −0.0000 → −0.0000"),
        }
        self.pin = tool("sample.pin", checkable=True)
        self.batch = tool("sample.batch", checkable=True)
        self.worst = tool("sample.worst", checkable=True)
        self.marks = {"batch": self.batch, "worst": self.worst}
        self.formula = FormulaLine()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.words)
        row = self.row = QHBoxLayout()
        row.addLayout(names)
        for key, stat in self.stats.items():
            stat.show_name(text(f"sample.{key}"), text(f"sample.{key}_tip"))
            row.addWidget(stat)
        row.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(3)
        for button in (self.pin, self.batch, self.worst):
            buttons.addWidget(button)
            button.toggled.connect(self.toggled)
        row.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.formula, 1)
        self.stats["output"].clicked.connect(self.ask_output)
        self.stats["loss"].clicked.connect(lambda: self.ask("loss"))
        self.formula.asked.connect(self._on_asked)
        theme.APPEARANCE.changed.connect(self.refresh)
        LANGUAGE.changed.connect(self.refresh)
        self.refresh()

    def show_sample(self, sample: int | None) -> None:
        self.sample = sample
        if self.frame is not None:
            self.show_frame(self.frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the sample as it is in this frame."""
        self.frame = frame
        self.reading = None if self.sample is None else read_sample(frame, self.sample)
        reading = self.reading
        if reading is None:
            return
        self.name.setText(text("sample.title", sample=reading.sample))
        words = self.target_words(frame, reading)
        self.words.setText(words)
        self.name.setToolTip(words)
        before, after = (format_weight(v, 3) for v in (reading.output, reading.moved))
        pull = text("sample.pull_words", before=before, after=after)
        if len(reading.target) > 1 and frame.problem.classes:
            name = frame.problem.classes[reading.unit]
            pull = text("sample.pull_class", name=name, before=before, after=after)
        share = text("sample.not_in_batch")
        if reading.share is not None:
            share = f"{100 * reading.share:.2f} %".replace("-", "−")
        self.stats["output"].show_value(format_weight(reading.output))
        self.stats["loss"].show_value(format_weight(reading.loss))
        self.stats["share"].show_value(share, can_be_asked=False)
        self.stats["pull"].show_value(pull, can_be_asked=False)
        self.formula.show_reasons(
            [reading.trace.why(self.output_name)],
            4,
            reading.sample,
            self.first_lines(frame, words, share, pull),
        )

    def first_lines(self, frame: Frame, words: str, share: str, pull: str) -> str:
        """Return what stands before the formula: what has no room, and the worst."""
        parts = []
        if self.width() < WIDE:
            share = f"{text('sample.share')} {share}"
            pull = f"{text('sample.pull')} {pull}"
            parts = [escape(words), escape(f"{share} · {pull}")]
        worst = worst_samples(frame) if self.worst.isChecked() else ()
        if worst and frame.losses is not None:
            links = [
                self.formula.link(
                    "loss", row, f"{row} ({format_weight(float(frame.losses[row]), 3)})"
                )
                for row in worst
            ]
            parts.append(escape(text("sample.worst_list")) + listed(links))
        return "".join(f"{part}<br>" for part in parts)

    def target_words(self, frame: Frame, reading: SampleReading) -> str:
        """Return where the sample lies and what it should give."""
        problem = frame.problem
        axes = frame.probe.axes if len(problem.columns) > SHOWN_COLUMNS else (0, 1)
        shown = [
            f"{column_label(problem.columns[column])} "
            f"{format_weight(float(reading.point[column]), 3)}"
            for column in axes
            if column < len(problem.columns)
        ]
        target = format_weight(float(reading.target[reading.unit]), 3)
        if problem.classes:
            target = problem.classes[int(problem.train.y[reading.sample])]
        return listed([*shown, f"{text('sample.target')} {target}"])

    @property
    def output_name(self) -> str:
        assert self.reading is not None
        trace = self.reading.trace
        # Where the link does what an activation would do, a is z itself.
        kind = "z" if LOSSES[trace.plan.loss].owns_output else "a"
        return f"{kind}[{len(trace.a)}][{self.reading.unit + 1}]"

    def ask_output(self) -> None:
        if self.reading is not None:
            self.ask(self.output_name)

    def ask(self, name: str) -> None:
        if self.sample is not None:
            self.asked.emit(Subject(name, self.sample))

    def _on_asked(self, subject: Subject) -> None:
        if subject.name == "loss" and subject.sample is not None:
            self.sample_chosen.emit(subject.sample)
        else:
            self.asked.emit(subject)

    def refresh(self) -> None:
        """Write everything anew in the colours of another theme."""
        colors = theme.current()
        for name in ("pin", "batch", "worst"):
            getattr(self, name).setIcon(icon(name, colors.text, colors.strong_line))
        self.formula.shown = ""
        for stat in self.stats.values():
            stat.shown = ""
        if self.frame is not None:
            self.show_frame(self.frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = self.width() >= WIDE
        for part in (self.words, self.stats["share"], self.stats["pull"]):
            part.setVisible(is_wide)
        self.row.setSpacing(14 if is_wide else 8)
        if self.frame is not None:
            self.show_frame(self.frame)
