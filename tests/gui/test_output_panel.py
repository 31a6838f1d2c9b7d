"""The output card: its words, its switches, slices and the confusion matrix."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.frame import Probe
from tests.gui.framed import is_bluish, make_frame, picture
from ui.canvas.confusion_view import ConfusionView
from ui.panels.folding_row import FoldingRow
from ui.panels.output import OutputPanel


@pytest.fixture
def panel(qtbot: QtBot) -> OutputPanel:
    panel = OutputPanel()
    qtbot.addWidget(panel)
    panel.resize(370, 470)
    panel.show()
    return panel


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ("spiral", "Decision boundary"),
        ("plane", "Prediction"),
        ("sine", "Fitted curve"),
        ("digits", "Decision boundary"),
    ],
)
def test_the_words_suit_the_data(panel: OutputPanel, data: str, title: str) -> None:
    frame = make_frame(data=data)
    panel.show_settings(frame.settings)
    panel.show_frame(frame)
    assert panel.title.text() == title
    assert panel.discretize.isVisible() == (data != "sine")
    assert panel.slice.isVisible() == (data == "digits")
    assert panel.scale.isVisible() == (data == "plane")


def test_the_accuracies_of_the_frame_are_shown(panel: OutputPanel) -> None:
    frame = make_frame(40, data="moons")
    panel.show_frame(frame)
    accuracy = frame.evaluation.train_accuracy
    assert accuracy is not None
    assert panel.train.value.text() == f"{100 * accuracy:.1f}\u2009%"
    without = make_frame(data="plane", test_fraction=0.0)
    panel.show_frame(without)
    assert panel.train.value.text() == f"{without.evaluation.train_loss:.4f}"
    assert panel.test.value.text() == "–"


def test_the_boxes_change_the_picture(panel: OutputPanel) -> None:
    panel.show_frame(make_frame(50, data="xor"))
    before = picture(panel.view)
    panel.test_data.click()
    both = picture(panel.view)
    panel.discretize.click()
    assert before != both
    assert picture(panel.view) not in (before, both)


def test_choosing_columns_asks_for_another_slice(
    panel: OutputPanel, qtbot: QtBot
) -> None:
    panel.show_settings(pg.Settings.build(data="three_inputs"))
    assert panel.probe.axes == (0, 1)
    assert panel.slice.others.text() == "x₃ at its mean"
    with qtbot.waitSignal(panel.probe_changed) as asked:
        qtbot.keyClick(panel.slice.lists[1], Qt.Key.Key_Down)
    assert asked.args is not None
    assert asked.args[0] == panel.probe == Probe(axes=(0, 2))
    assert panel.slice.others.text() == "x₂ at its mean"


def test_the_two_axes_never_show_the_same_column(panel: OutputPanel) -> None:
    panel.show_settings(pg.Settings.build(data="three_inputs"))
    right, upward = panel.slice.lists
    right.setCurrentIndex(1)
    right.activated.emit(1)
    assert panel.probe.axes == (1, 0)
    assert (right.currentIndex(), upward.currentIndex()) == (1, 0)


def test_showing_does_not_ask(panel: OutputPanel) -> None:
    asked: list[object] = []
    panel.probe_changed.connect(asked.append)
    for data in ("iris", "spiral", "digits", "sine", "three_inputs"):
        frame = make_frame(data=data)
        panel.show_settings(frame.settings)
        panel.show_frame(frame)
    assert asked == []


def test_other_data_needs_another_probe(panel: OutputPanel) -> None:
    panel.show_settings(pg.Settings.build(data="digits"))
    assert panel.probe.confusion
    assert panel.probe.axes != (0, 1)
    axes = panel.probe.axes
    panel.show_settings(pg.Settings.build(data="digits", learning_rate=0.5))
    assert panel.probe.axes == axes
    panel.show_settings(pg.Settings.build(data="spiral"))
    assert panel.probe == Probe()


@pytest.mark.parametrize(
    ("data", "beside", "toggle"),
    [("spiral", False, False), ("iris", True, False), ("digits", False, True)],
)
def test_the_confusion_matrix_comes_with_three_classes(
    panel: OutputPanel, data: str, beside: bool, toggle: bool
) -> None:
    panel.show_settings(pg.Settings.build(data=data))
    frame = make_frame(data=data, probe=panel.probe)
    panel.show_frame(frame)
    assert panel.confusion.isVisible() == beside
    assert panel.confusion_toggle.isVisible() == toggle
    if toggle:
        panel.confusion_toggle.click()
        assert panel.large_confusion.isVisible()
        assert not panel.view.isVisible()


def test_a_small_card_keeps_the_matrix_behind_a_toggle(panel: OutputPanel) -> None:
    panel.show_settings(pg.Settings.build(data="iris"))
    panel.resize(290, 360)
    assert not panel.confusion.isVisible()
    panel.confusion_toggle.click()
    assert panel.large_confusion.isVisible()
    panel.resize(370, 470)
    assert panel.confusion.isVisible()
    assert panel.view.isVisible()


def test_each_cell_of_the_matrix_says_what_it_counts(qtbot: QtBot) -> None:
    matrix = ConfusionView()
    qtbot.addWidget(matrix)
    counts = np.array([[5, 0, 1], [0, 7, 0], [2, 0, 3]])
    matrix.show_counts(counts, ("setosa", "versicolor", "virginica"))
    matrix.resize(matrix.sizeHint())
    grid = matrix.grid()
    assert matrix.cell_at(grid.cell(0, 2).center()) == (0, 2)
    assert matrix.cell_at(QPointF(2, 2)) is None
    assert matrix.describe(0, 2) == "1 of 6 of class setosa taken for virginica"
    right = matrix.grab().toImage().pixelColor(corner(matrix, 1, 1))
    wrong = matrix.grab().toImage().pixelColor(corner(matrix, 2, 0))
    assert is_bluish(right)
    assert not is_bluish(wrong)


def corner(matrix: ConfusionView, row: int, column: int) -> QPoint:
    return (matrix.grid().cell(row, column).topLeft() + QPointF(3, 3)).toPoint()


@pytest.mark.parametrize("size", [QSize(370, 470), QSize(290, 360)])
@pytest.mark.parametrize(
    "data", ["spiral", "blobs", "iris", "digits", "plane", "sine", "three_inputs"]
)
def test_nothing_is_clipped(
    panel: OutputPanel, qtbot: QtBot, size: QSize, data: str
) -> None:
    panel.resize(size)
    panel.show_settings(pg.Settings.build(data=data))
    panel.show_frame(make_frame(data=data, probe=panel.probe))
    parts = (
        *(panel.train, panel.test, panel.title, panel.test_data, panel.discretize),
        *(panel.slice, panel.confusion, panel.confusion_toggle, panel.scale),
    )

    def all_fit() -> None:
        inside = panel.rect().adjusted(10, 5, -10, -5)
        for part in parts:
            if part.isVisible():
                place = QRect(part.mapTo(panel, QPoint(0, 0)), part.size())
                assert inside.contains(place)
                needed = part.minimumSizeHint()
                assert part.width() >= needed.width()
                assert part.height() >= needed.height()

    qtbot.waitUntil(all_fit)


def test_a_row_folds_when_its_words_grow(qtbot: QtBot, panel: OutputPanel) -> None:
    row = next(
        row for row in panel.findChildren(FoldingRow) if panel.train in row.parts
    )
    panel.show_frame(make_frame(data="xor"))
    panel.grab()
    assert panel.train.y() == panel.test.y()
    panel.train.show_name("A name that leaves no room for another beside it", "")
    qtbot.waitUntil(lambda: panel.train.y() < panel.test.y())
    assert row.height() >= 2 * panel.train.minimumSizeHint().height()
