"""What happens in a stage: a sentence, the formula, and one number worked out."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from playground.explaining.stages import Stage
from ui import type_scale
from ui.canvas.formula import FormulaView, prepare
from ui.panels.inspector_formula import in_words
from ui.stage_formulas import formula
from ui.stage_words import example, remark, sentence

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace
    from ui.canvas.diagram_selection import Selection

SMALL_FORMULA = 14.0
# The example has one line: of longer sums the middle is left out.
SHORT_SUM = 4
# A longer example takes a noticeable while to typeset, and would be tiny.
LONGEST = 180
EQUALS = " = "


class StagesReading(QWidget):
    """Writes about one stage of an update that is open."""

    def __init__(self) -> None:
        super().__init__()
        self.focus: Selection | None = None
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.remark = QLabel()
        self.remark.setProperty("role", "muted")
        self.remark.setWordWrap(True)
        self.formula = FormulaView()
        self.example = FormulaView(SMALL_FORMULA)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for part in (self.sentence, self.remark, self.formula, self.example):
            rows.addWidget(part)
        type_scale.fit(self.example, height=24)

    def show_opening(self) -> None:
        """Show nothing yet: the update is not open."""
        self.sentence.clear()
        self.remark.hide()
        for shown in (self.formula, self.example):
            shown.show_formula("", "")

    def show_stage(
        self, trace: "UpdateTrace", coming: "UpdateTrace", stage: Stage
    ) -> None:
        """Write about a stage of a trace; `coming` is the whole batch's."""
        self.sentence.setText(sentence(trace, stage))
        self.remark.setText(remark(trace, coming, stage))
        self.remark.setVisible(bool(self.remark.text()))
        latex = formula(trace, stage)
        self.formula.show_formula(latex, latex)
        self.show_example(trace, stage)

    def show_example(self, trace: "UpdateTrace", stage: Stage) -> None:
        """Write one number of the stage with what it came from."""
        self.example.show_formula(*self.example_of(trace, stage))

    def prepare(self, trace: "UpdateTrace", stage: Stage) -> None:
        """Typeset what another stage will show."""
        prepare(formula(trace, stage))
        prepare(self.example_of(trace, stage)[0], SMALL_FORMULA)

    def example_of(self, trace: "UpdateTrace", stage: Stage) -> tuple[str, str]:
        """Return one number with what it came from, in LaTeX and as text.

        Of long ones there is only the text.
        """
        reason = trace.why(example(trace, stage, self.focus))
        # Without the symbols in between, which the formula above has already.
        parts = reason.latex.split(EQUALS)
        short = dict.fromkeys((parts[0], *parts[-2:]))
        pieces = reason.pieces(4, SHORT_SUM)
        latex, words = EQUALS.join(short), "".join(in_words(one.text) for one in pieces)
        return (latex if len(latex) <= LONGEST else "", words)
