"""Typeset formulas: drawn, in the theme's colour, for every rule, loss and function."""

import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

import playground as pg
from playground.activations import ACTIVATIONS
from playground.losses import LOSSES
from playground.optimizers import OPTIMIZERS
from ui import theme
from ui.canvas.formula import FormulaView, formula_size, renderer, svg
from ui.stage_formulas import formula


def colors(view: FormulaView) -> set[int]:
    # Not a grab, which has the screen's few bits.
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    image.fill(0)
    view.render(image)
    bits = np.frombuffer(image.constBits(), np.uint32)
    return set((bits & 0xFFFFFF).tolist())


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_formula_is_drawn_in_the_color_of_the_theme(qtbot: QtBot, name: str) -> None:
    theme.APPEARANCE.choose(name)
    view = FormulaView()
    qtbot.addWidget(view)
    view.resize(300, 44)
    view.show_formula(r"\frac{1}{N} \sum_n L_n", "the mean loss")
    wanted = QColor(theme.current().text).rgb() & 0xFFFFFF
    assert wanted in colors(view)
    assert view.accessibleName() == "the mean loss"


def test_a_wide_formula_is_drawn_smaller(qtbot: QtBot) -> None:
    view = FormulaView()
    qtbot.addWidget(view)
    view.show_formula(r"z = w_1 x_1 + w_2 x_2 + w_3 x_3 + b", "z")
    wide = formula_size(view.latex, view.size_of_font).width()
    view.resize(round(wide) + 20, 44)
    assert view.share() == 1.0
    view.resize(round(0.8 * wide), 44)
    assert 0.75 < view.share() < 0.85


def test_a_formula_grows_with_the_words_around_it(qtbot: QtBot) -> None:
    view = FormulaView()
    qtbot.addWidget(view)
    view.show_formula(r"z = w_1 x_1 + b", "z")
    usual, low = view.size_of_font, view.sizeHint().height()
    theme.APPEARANCE.choose_text_size(150)
    assert view.size_of_font == 1.5 * usual
    assert view.sizeHint().height() > 1.4 * low


def test_without_latex_the_words_are_written(qtbot: QtBot) -> None:
    view = FormulaView()
    qtbot.addWidget(view)
    view.resize(300, 44)
    view.show_formula("", "")
    empty = colors(view)
    view.show_formula("", "L = 0.5")
    assert len(colors(view)) > len(empty)


def test_a_minus_before_a_number_has_no_air_behind_it() -> None:
    def width(latex: str) -> float:
        return formula_size(latex, 20.0).width()

    assert width(r"\left(-5\right)") < width(r"(x - 5)") - width("x")
    assert svg(r"(-5)", 20.0, "#000000") == svg(r"({-}5)", 20.0, "#000000")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_stage_of_every_rule_has_a_formula(optimizer: str, loss: str) -> None:
    run = pg.Run(
        pg.Settings.build(
            data="spiral3",
            samples=30,
            hidden=(2, 2),
            optimizer=optimizer,
            loss=loss,
            l1=0.01,
            l2=0.01,
            engine="reference",
        )
    )
    for trace in (pg.explain(run), pg.explain(run, 3)):
        for stage in trace.stages:
            latex = formula(trace, stage)
            assert renderer(latex, 10.0, "#000000").isValid(), latex


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_a_formula(activation: str) -> None:
    settings = pg.Settings.build(
        samples=20, hidden=(2,), activation=activation, engine="reference"
    )
    trace = pg.explain(pg.Run(settings))
    drawn = renderer(formula(trace, trace.stages[1]), 10.0, "#000000")
    assert drawn.isValid()
    assert drawn.viewBoxF().width() > 50


def test_typesetting_is_imported_with_the_first_formula() -> None:
    script = "import sys, ui.main_window; print('ziamath' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
