"""The small controls: what a person does is said once, what is shown is not."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.ranges import COUNTS, NUMBERS
from tests.gui.showing import Show, retype, shower
from ui.widgets.choice import Choice
from ui.widgets.column_grid import ColumnGrid
from ui.widgets.elided import ElidedCheckBox
from ui.widgets.number_field import NumberChoice
from ui.widgets.quantity import Quantity, write_number
from ui.widgets.seed_row import SeedRow, another_seed
from ui.widgets.segmented import Segmented
from ui.widgets.slider_row import SliderRow
from ui.widgets.tile import Tile
from ui.widgets.tile_grid import TileGrid

RATE = Quantity(NUMBERS["learning_rate"].check, (0.001, 0.01, 0.1, 1.0))


def turn_wheel(widget: QWidget) -> QWheelEvent:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    return shower(qtbot)


# ---- choices -------------------------------------------------------------------------


def test_choice_speaks_of_ids(qtbot: QtBot, show: Show) -> None:
    choice = Choice({"a": "First", "b": "Second", "c": "Third"})
    show(choice)
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    choice.show_choice("a")
    choice.show_choice("b")
    assert choice.currentText() == "Second"
    assert chosen == []
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert chosen == ["c"]
    choice.activated.emit(2)
    assert chosen == ["c"]


def test_choice_passes_over_what_is_not_allowed(qtbot: QtBot, show: Show) -> None:
    choice = Choice({"a": "First", "b": "Second", "c": "Third"})
    show(choice)
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    choice.show_choice("a")
    choice.allow("b", False)
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert chosen == ["c"]


def test_choice_can_show_none(qtbot: QtBot) -> None:
    choice = Choice({"a": "First"})
    qtbot.addWidget(choice)
    choice.show_choice(None, "mixed")
    assert choice.currentIndex() == -1
    assert choice.placeholderText() == "mixed"


def test_segments_show_one_or_none(qtbot: QtBot, show: Show) -> None:
    segments = Segmented({"a": "A", "b": "B"})
    show(segments)
    chosen: list[str] = []
    segments.chosen.connect(chosen.append)
    segments.show_choice("a")
    assert [button.isChecked() for button in segments.buttons.values()] == [True, False]
    qtbot.mouseClick(segments.buttons["a"], Qt.MouseButton.LeftButton)
    assert chosen == []
    assert segments.buttons["a"].isChecked()
    qtbot.mouseClick(segments.buttons["b"], Qt.MouseButton.LeftButton)
    assert chosen == ["b"]
    segments.show_choice(None)
    assert not any(button.isChecked() for button in segments.buttons.values())
    qtbot.mouseClick(segments.buttons["b"], Qt.MouseButton.LeftButton)
    assert chosen == ["b", "b"]


def test_no_segment_is_cut_when_it_is_bold(show: Show) -> None:
    segments = Segmented({"a": "Gradient descent", "b": "Mini-batch"})
    show(segments)
    before = [button.width() for button in segments.buttons.values()]
    segments.show_choice("b")
    button = segments.buttons["b"]
    button.ensurePolished()
    room = button.fontMetrics().horizontalAdvance(button.text())
    assert button.width() >= room + 18
    assert [button.width() for button in segments.buttons.values()] == before


# ---- sliders -------------------------------------------------------------------------


def make_slider(show: Show) -> tuple[SliderRow, list[float]]:
    row = SliderRow("Noise", "noise", write_number)
    show(row)
    row.set_stops([0.0, 0.1, 0.2, 0.5, 1.0])
    moved: list[float] = []
    row.moved.connect(moved.append)
    return row, moved


def test_slider_shows_any_value_exactly_and_silently(show: Show) -> None:
    row, moved = make_slider(show)
    row.show_value(0.44)
    assert row.number.text() == "0.44"
    assert row.slider.value() == 3
    assert moved == []


def test_slider_moves_by_key(qtbot: QtBot, show: Show) -> None:
    row, moved = make_slider(show)
    row.show_value(0.1)
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert moved == [0.2]


def test_slider_drag_is_told_seldom_and_to_the_end(show: Show) -> None:
    row, moved = make_slider(show)
    row.set_stops(range(1000))
    row.show_value(0)
    row.slider.setSliderDown(True)
    for place in range(1, 501):
        row.slider.setSliderPosition(place)
    few = len(moved)
    assert 1 <= few < 100
    # What comes back meanwhile does not pull the handle.
    row.show_value(moved[-1])
    assert row.slider.value() == 500
    row.slider.setSliderDown(False)
    assert moved[-1] == 500
    assert len(moved) <= few + 1


def test_a_refused_move_goes_back_and_is_not_repeated(qtbot: QtBot, show: Show) -> None:
    row, moved = make_slider(show)
    row.show_value(0.1)
    row.moved.connect(lambda value: row.show_value(0.1))
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert row.slider.value() == 1
    qtbot.waitUntil(lambda: not row.timer.isActive())
    assert moved == [0.2]


@pytest.mark.parametrize("kind", ["choice", "number", "slider"])
def test_the_wheel_needs_the_focus(kind: str, show: Show) -> None:
    said: list[object] = []
    control: QWidget
    if kind == "choice":
        choice = Choice({"a": "A", "b": "B"})
        choice.show_choice("a")
        choice.chosen.connect(said.append)
        control = choice
        show(choice, QPushButton())
    elif kind == "number":
        number = NumberChoice(RATE)
        number.show_value(0.1)
        number.committed.connect(said.append)
        control = number
        show(QPushButton(), number)
    else:
        row, moved = make_slider(show)
        row.show_value(0.2)
        said = moved  # type: ignore[assignment]
        control = row.slider
    control.clearFocus()
    assert not turn_wheel(control).isAccepted()
    assert said == []
    control.setFocus()
    turn_wheel(control)
    assert len(said) == 1


# ---- seeds, tiles, grids -------------------------------------------------------------


def test_another_seed_is_small_and_another() -> None:
    for current in (0, 7, 999, 10**12):
        seeds = {another_seed(current) for _ in range(300)}
        assert current not in seeds
        assert min(seeds) >= 0
        assert max(seeds) < 1000
        assert len(seeds) > 50


def test_seed_row_refuses_what_is_no_seed(qtbot: QtBot, show: Show) -> None:
    row = SeedRow(COUNTS["seed"], "Seed", "Seed", "New start", "new_start")
    show(row)
    row.show_value(3)
    chosen: list[int] = []
    refused: list[str] = []
    row.chosen.connect(chosen.append)
    row.refused.connect(refused.append)
    retype(qtbot, row.field, "-1")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert "seed must be a whole number in 0" in refused[0]
    assert row.field.text() == "3"
    retype(qtbot, row.field, "12")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert chosen[0] == 12
    assert len(chosen) == 2
    assert chosen[1] != 12


def test_tiles_keep_their_size_and_are_flush(qtbot: QtBot, show: Show) -> None:
    tiles = [Tile(lambda painter, rect, colors: None, str(index)) for index in range(7)]
    grid = TileGrid(tiles, 4, 40)
    window = show(grid)
    for width in (201, 222, 243):
        window.setFixedWidth(width)
        qtbot.waitUntil(lambda width=width: window.width() == width)
        QApplication.processEvents()
        assert len({(tile.width(), tile.height()) for tile in tiles}) == 1
        assert tiles[0].geometry().left() == 0
        assert tiles[3].geometry().right() == grid.width() - 1
        assert tiles[6].geometry().bottom() == grid.height() - 1
        side = tiles[0].picture_rect()
        assert side.width() == side.height() == tiles[0].width() == 40


def test_column_grid_is_switched_by_a_stroke(qtbot: QtBot, show: Show) -> None:
    grid = ColumnGrid([f"c{index}" for index in range(9)])
    show(grid)
    toggled: list[frozenset[int]] = []
    grid.toggled.connect(toggled.append)
    grid.show_columns(frozenset(range(9)))
    assert toggled == []
    first, last = (grid.cell(index).center().toPoint() for index in (0, 2))
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=first)
    for x in range(first.x(), last.x() + 1):
        qtbot.mouseMove(grid, QPoint(x, first.y()))
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=last)
    assert toggled[-1] == frozenset(range(3, 9))
    assert len(toggled) == 1


def test_column_grid_is_switched_by_keys(qtbot: QtBot, show: Show) -> None:
    grid = ColumnGrid([f"c{index}" for index in range(9)])
    show(grid)
    toggled: list[frozenset[int]] = []
    grid.toggled.connect(toggled.append)
    grid.show_columns(frozenset({0}))
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert toggled == [frozenset({0, 4})]


def test_elided_check_box_keeps_its_whole_name(qtbot: QtBot, show: Show) -> None:
    box = ElidedCheckBox("OD280/OD315 of diluted wines")
    show(box)
    box.window().setFixedWidth(110)
    qtbot.waitUntil(lambda: box.text().endswith("…"))
    assert box.toolTip() == box.accessibleName() == "OD280/OD315 of diluted wines"
    box.window().setFixedWidth(400)
    qtbot.waitUntil(lambda: box.text() == box.words)
