"""What the inspector has little room for: whole lines, whole numbers, whole names."""

import pytest
from pytestqt.qtbot import QtBot

from ui.numbers import format_weight
from ui.panels.inspector_formula import LETTERS, FormulaLine
from ui.panels.inspector_stat import Stat


@pytest.mark.parametrize("height", range(30, 130, 7))
def test_no_line_is_cut_in_two(qtbot: QtBot, height: int) -> None:
    formula = FormulaLine()
    qtbot.addWidget(formula)
    formula.resize(400, height)
    formula.show()
    formula.show_html("z = 0.8·0.52 + (−0.1)·0.44 + " * 60)
    lines = formula.document().firstBlock().layout()
    line = lines.lineAt(1).y() - lines.lineAt(0).y()
    seen = formula.viewport().height()
    if formula.contentsRect().height() >= line:
        cut = seen % line
        # Not even a row of pixels of the next one, or all of its letters.
        assert cut <= 1 or cut >= line - 1 or cut > LETTERS * line
    # What was left out is less than a line.
    assert 0 <= formula.contentsRect().height() - seen <= LETTERS * line + 1


def test_a_short_formula_leaves_nothing_out(qtbot: QtBot) -> None:
    formula = FormulaLine()
    qtbot.addWidget(formula)
    formula.resize(400, 50)
    formula.show()
    formula.show_html("z = 0.8·0.52 + (−0.1)·0.44 + " * 60)
    formula.show_html("b = 0.1")
    assert formula.viewport().height() == formula.contentsRect().height()


@pytest.mark.parametrize("value", [-0.00019084, -1.2345e-5, 1234.5, 0.0, -0.1])
def test_a_number_of_four_digits_is_seen_whole(qtbot: QtBot, value: float) -> None:
    stat = Stat()
    qtbot.addWidget(stat)
    metrics = stat.value.fontMetrics()
    words = format_weight(value)
    assert metrics.horizontalAdvance(words) <= stat.minimumWidth()
