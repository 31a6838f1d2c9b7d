"""Formulas as features, in the card and in the diagram."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.frame import Probe, take_frame
from ui.canvas.diagram_words import formula_label, input_labels
from ui.panels.feature_pictures import feature_map
from ui.panels.features import FeaturesPanel
from ui.panels.formula_rows import SmallMap


@pytest.fixture
def panel(qtbot: QtBot) -> FeaturesPanel:
    panel = FeaturesPanel()
    qtbot.addWidget(panel)
    panel.show_settings(pg.Settings.build(data="xor"))
    panel.setFixedWidth(205)
    panel.show()
    return panel


@pytest.fixture
def sentences(panel: FeaturesPanel) -> list[str]:
    sentences: list[str] = []
    panel.refused.connect(sentences.append)
    return sentences


def type_in(panel: FeaturesPanel, qtbot: QtBot, words: str) -> None:
    assert panel.rows is not None
    panel.rows.field.setText(words)
    qtbot.keyClick(panel.rows.field, Qt.Key.Key_Return)


def test_a_typed_formula_becomes_a_feature(
    panel: FeaturesPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    type_in(panel, qtbot, " x1 * x2 ** 2 ")
    assert edits == [{"features": ("x1", "x2", "x1*x2**2")}]
    settings = pg.Settings.build(data="xor", **edits[0])
    panel.show_settings(settings)
    assert panel.toggles["x1*x2**2"].isChecked()
    assert panel.toggles["x1*x2**2"].text() == "x₁·x₂²"
    assert len(panel.findChildren(SmallMap)) == 1
    assert panel.rows is not None
    assert panel.rows.field.text() == ""
    assert panel.heading.remark.text() == "3 of 8"
    panel.grab()


def test_a_formula_is_switched_off_and_stays(
    panel: FeaturesPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    panel.show_settings(pg.Settings.build(data="xor", features=("x1", "sin(3*x1)")))
    panel.toggles["sin(3*x1)"].click()
    assert edits.pop() == {"features": ("x1",)}
    panel.show_settings(pg.Settings.build(data="xor", features=("x1",)))
    assert not panel.toggles["sin(3*x1)"].isChecked()
    panel.toggles["sin(3*x1)"].click()
    assert edits.pop() == {"features": ("x1", "sin(3*x1)")}


def test_a_formula_is_removed(
    panel: FeaturesPanel, edits: list[dict[str, Any]], sentences: list[str]
) -> None:
    panel.show_settings(pg.Settings.build(data="xor", features=("x1", "sin(3*x1)")))
    assert panel.rows is not None
    panel.rows.removers["sin(3*x1)"].click()
    assert edits.pop() == {"features": ("x1",)}
    panel.show_settings(pg.Settings.build(data="xor", features=("x1",)))
    assert "sin(3*x1)" not in panel.toggles
    panel.show_settings(pg.Settings.build(data="xor", features=("sin(3*x1)",)))
    panel.rows.removers["sin(3*x1)"].click()
    assert not edits
    assert "at least one feature" in sentences[0]


@pytest.mark.parametrize(
    ("written", "words", "cursor"),
    [
        ("x1*", "at character 4", 3),
        ("x1 + ) x2", "at character 6", 5),
        ("x1 + foo(x2)", "at character 6", 5),
        ("x3", "needs x3", None),
        ("log(x1)", "is not finite at", None),
        ("", "it is empty", 0),
    ],
)
def test_what_is_no_feature_is_refused_and_stays_to_be_mended(
    panel: FeaturesPanel,
    edits: list[dict[str, Any]],
    sentences: list[str],
    qtbot: QtBot,
    written: str,
    words: str,
    cursor: int | None,
) -> None:
    type_in(panel, qtbot, written)
    assert not edits
    assert words in sentences[0]
    assert panel.rows is not None
    assert panel.rows.field.text() == written
    if cursor is not None:
        assert panel.rows.field.cursorPosition() == cursor


def test_formulas_of_columns_that_are_gone_are_gone(panel: FeaturesPanel) -> None:
    panel.show_settings(pg.Settings.build(data="xor", features=("x1", "x1*x2**2")))
    panel.show_settings(pg.Settings.build(data="sine"))
    assert "x1*x2**2" not in panel.toggles
    panel.show_settings(pg.Settings.build(data="iris", features=("x1", "x3*x4")))
    assert panel.toggles["x3*x4"].isChecked()
    assert panel.rows is not None
    assert not panel.rows.findChildren(SmallMap)


def test_a_map_bears_places_without_a_value() -> None:
    for formula in ("log(x1)", "1/(x1-x1)", "exp(exp(x1*x2))", "sqrt(x1)*0"):
        values = feature_map(formula)
        finite = values[np.isfinite(values)]
        assert np.abs(finite).max(initial=0.0) <= 1.0


def test_the_diagram_writes_formulas_by_hand() -> None:
    assert formula_label("sin(3*x1)") == "sin(3·x₁)"
    assert formula_label("x1**2.5-x12**10") == "x₁^2.5−x₁₂¹⁰"
    assert formula_label("cos(2*pi*x2)") == "cos(2·π·x₂)"
    run = pg.Run(
        pg.Settings.build(data="xor", features=("x1", "x1*x2**2"), engine="reference")
    )
    assert input_labels(take_frame(run, Probe(resolution=5))) == ["x₁", "x₁·x₂²"]
