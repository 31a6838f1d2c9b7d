"""Numbers: how they are written and read, and the fields in which one types them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.ranges import NUMBERS
from tests.gui.showing import Show, retype, shower
from ui.widgets.number_field import NumberChoice, NumberField
from ui.widgets.quantity import Quantity, Value, read_number, write_number

RATE = Quantity(NUMBERS["learning_rate"].check, (0.001, 0.01, 0.1, 1.0))


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    return shower(qtbot)


# ---- numbers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0001, "0.0001"),
        (1e-05, "0.00001"),
        (0.1 + 0.2, "0.3"),
        (10.0, "10"),
        (100000.0, "100000"),
        (0.0, "0"),
        (1e-12, "1e-12"),
        (400, "400"),
        ("full", "full"),
    ],
)
def test_numbers_are_written_plainly(value: Value, words: str) -> None:
    assert write_number(value) == words


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (" 0.5 ", 0.5),
        ("0,5", 0.5),
        ("1e-3", 0.001),
        ("−2", -2),
        ("10.0", 10),
        ("9007199254740991", 9007199254740991),
        ("fast", "fast"),
        ("", ""),
    ],
)
def test_numbers_are_read_as_people_write_them(words: str, value: Value) -> None:
    assert read_number(words) == value


def test_steps_go_on_from_a_number_between_them() -> None:
    quantity = Quantity(RATE.check, (1, 2, 5, "full"))
    assert quantity.neighbour(3, 1) == 5
    assert quantity.neighbour(3, -1) == 2
    assert quantity.neighbour(5, 1) == "full"
    assert quantity.neighbour("full", 1) == "full"
    assert quantity.neighbour("full", -1) == 5
    assert quantity.neighbour(1, -1) == 1


# ---- fields --------------------------------------------------------------------------


@pytest.fixture(params=[NumberField, NumberChoice])
def rate(
    request: pytest.FixtureRequest, show: Show
) -> tuple[NumberField | NumberChoice, list[Value], list[str]]:
    field = request.param(RATE)
    show(field, QPushButton("elsewhere"))
    field.show_value(0.03)
    committed: list[Value] = []
    refused: list[str] = []
    field.committed.connect(committed.append)
    field.refused.connect(refused.append)
    return field, committed, refused


Rate = tuple[NumberField | NumberChoice, list[Value], list[str]]


def words_of(field: NumberField | NumberChoice) -> str:
    return (field.field if isinstance(field, NumberChoice) else field).text()


def test_enter_takes_any_legal_number_once(rate: Rate, qtbot: QtBot) -> None:
    field, committed, refused = rate
    retype(qtbot, field, "0.0123")
    assert committed == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert committed == [0.0123]
    assert refused == []
    assert words_of(field) == "0.0123"


def test_enter_on_an_entry_of_the_list_says_it_once(rate: Rate, qtbot: QtBot) -> None:
    field, committed, _ = rate
    retype(qtbot, field, "0.1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert committed == [0.1]


def test_leaving_the_field_takes_the_number(rate: Rate, qtbot: QtBot) -> None:
    field, committed, _ = rate
    retype(qtbot, field, "2")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert committed == [2.0]


def test_a_click_elsewhere_takes_the_number(rate: Rate, qtbot: QtBot) -> None:
    field, committed, _ = rate
    button = field.window().findChild(QPushButton)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    retype(qtbot, field, "2")
    qtbot.mouseClick(
        field.lineEdit() if isinstance(field, NumberChoice) else field,
        Qt.MouseButton.LeftButton,
    )
    assert committed == []
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert committed == [2.0]


def test_escape_restores(rate: Rate, qtbot: QtBot) -> None:
    field, committed, refused = rate
    retype(qtbot, field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert words_of(field) == "0.03"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert committed == []
    assert refused == []


@pytest.mark.parametrize("words", ["0", "-1", "nan", "inf", "fast", "1e999", ""])
def test_wrong_numbers_are_refused_with_the_range(
    rate: Rate, qtbot: QtBot, words: str
) -> None:
    field, committed, refused = rate
    retype(qtbot, field, words)
    if not words:
        qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert committed == []
    assert len(refused) == 1
    assert "learning_rate must be finite and above 0" in refused[0]
    assert words_of(field) == "0.03"


def test_up_and_down_go_along_the_steps(rate: Rate, qtbot: QtBot) -> None:
    field, committed, _ = rate
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert committed == [0.1, 1.0, 0.1]


def test_showing_does_not_emit_and_spares_what_is_typed(
    rate: Rate, qtbot: QtBot
) -> None:
    field, committed, _ = rate
    field.show_value(0.5)
    assert words_of(field) == "0.5"
    retype(qtbot, field, "0.7")
    field.show_value(0.5)
    assert words_of(field) == "0.7"
    field.show_value(0.6)
    assert words_of(field) == "0.6"
    assert committed == []


def test_space_takes_the_number_and_writes_no_space(rate: Rate, qtbot: QtBot) -> None:
    field, _, _ = rate
    retype(qtbot, field, "0.2")
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert words_of(field) == "0.2"


def test_a_list_entry_can_be_picked(show: Show) -> None:
    choice = NumberChoice(RATE)
    show(choice)
    choice.show_value(0.03)
    committed: list[Value] = []
    choice.committed.connect(committed.append)
    choice.setCurrentIndex(3)
    choice.activated.emit(3)
    assert committed == [1.0]
    choice.show_value(1.0)
    assert choice.field.text() == "1"


def test_a_new_range_keeps_what_is_typed(qtbot: QtBot, show: Show) -> None:
    choice = NumberChoice(RATE)
    show(choice)
    choice.show_value(0.03)
    retype(qtbot, choice, "0.5")
    choice.offer(Quantity(RATE.check, (0.2, 0.4)))
    assert choice.field.text() == "0.5"
    qtbot.keyClick(choice, Qt.Key.Key_Return)
    assert choice.value == 0.5
