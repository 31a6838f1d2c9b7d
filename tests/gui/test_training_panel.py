"""The row of training values, in both directions."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.activations import ACTIVATIONS
from playground.decisions import METHODS
from playground.optimizers import OPTIMIZERS
from playground.settings import Settings
from ui.panels.training import FIRST_ROW, SECOND_ROW, TrainingPanel
from ui.widgets.choice import Choice


@pytest.fixture
def panel(qtbot: QtBot) -> TrainingPanel:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    panel.show_settings(Settings.build())
    panel.resize(1420, 50)
    panel.show()
    return panel


@pytest.fixture
def refused(panel: TrainingPanel) -> list[str]:
    refused: list[str] = []
    panel.refused.connect(refused.append)
    return refused


def pick(choice: Choice, identifier: str) -> None:
    place = choice.findData(identifier)
    choice.setCurrentIndex(place)
    choice.activated.emit(place)


def enter(qtbot: QtBot, panel: TrainingPanel, name: str, words: str) -> None:
    panel.numbers[name].field.selectAll()
    qtbot.keyClicks(panel.numbers[name], words)
    qtbot.keyClick(panel.numbers[name], Qt.Key.Key_Return)


def pressed(panel: TrainingPanel) -> list[str]:
    return [name for name, button in panel.method.buttons.items() if button.isChecked()]


def test_every_setting_is_shown_without_an_echo(
    panel: TrainingPanel, edits: list[dict[str, Any]]
) -> None:
    panel.show_settings(
        Settings.build(
            optimizer="nesterov",
            learning_rate=0.0001,
            momentum=0.75,
            batch_size=37,
            activation="relu",
            loss="squared_error",
            l1=0.001,
            l2=0.5,
        )
    )
    shown = {name: choice.field.text() for name, choice in panel.numbers.items()}
    assert shown == {
        "learning_rate": "0.0001",
        "momentum": "0.75",
        "batch_size": "37",
        "l1": "0.001",
        "l2": "0.5",
    }
    assert panel.optimizer.currentText() == "Nesterov"
    assert panel.activation.currentText() == "ReLU"
    assert panel.loss.currentText() == "Squared error"
    assert pressed(panel) == []
    panel.show_settings(Settings.build(method="gd"))
    assert pressed(panel) == ["gd"]
    assert panel.numbers["batch_size"].field.text() == "all (200)"
    assert edits == []


@pytest.mark.parametrize("method", METHODS)
def test_a_method_never_contradicts_what_was_chosen(
    panel: TrainingPanel, edits: list[dict[str, Any]], qtbot: QtBot, method: str
) -> None:
    settings = Settings.build(optimizer="adam", batch_size=50)
    panel.show_settings(settings)
    assert pressed(panel) == []
    qtbot.mouseClick(panel.method.buttons[method], Qt.MouseButton.LeftButton)
    assert edits == [{"method": method}]
    changed = settings.replace(**edits[0])
    assert changed.method == method
    panel.show_settings(changed)
    assert pressed(panel) == [method]
    # And from there every rule and batch size can be had again.
    for rule in OPTIMIZERS:
        assert changed.replace(optimizer=rule).optimizer == rule
    assert changed.replace(batch_size=7).batch_size == 7


def test_lists_ask_for_one_thing(
    panel: TrainingPanel, edits: list[dict[str, Any]]
) -> None:
    pick(panel.optimizer, "rmsprop")
    pick(panel.activation, "silu")
    pick(panel.loss, "squared_error")
    assert edits == [
        {"optimizer": "rmsprop"},
        {"activation": ("silu",)},
        {"loss": "squared_error"},
    ]


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("learning_rate", "0.1", 0.1),
        ("learning_rate", "1000", 1000.0),
        ("l1", "0.02", 0.02),
        ("l2", "1e-4", 0.0001),
        ("batch_size", "17", 17),
        ("batch_size", "200", 200),
        ("batch_size", "all", "full"),
        ("batch_size", "ALL (200)", "full"),
        ("batch_size", "full", "full"),
    ],
)
def test_any_legal_number_is_taken(
    panel: TrainingPanel,
    edits: list[dict[str, Any]],
    qtbot: QtBot,
    name: str,
    words: str,
    value: object,
) -> None:
    enter(qtbot, panel, name, words)
    assert edits == [{name: value}]
    assert getattr(Settings.build(**edits[0]), name) == value


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("learning_rate", "0", "learning_rate must be finite and above 0, got 0"),
        ("learning_rate", "fast", "got 'fast'"),
        ("l1", "-1", "l1 must be finite and at least 0, got -1"),
        ("batch_size", "201", 'in 1 … 200, or "full", got 201'),
        ("batch_size", "0", "got 0"),
        ("batch_size", "2.5", "got 2.5"),
    ],
)
def test_bad_numbers_are_refused_and_restored(
    panel: TrainingPanel,
    edits: list[dict[str, Any]],
    refused: list[str],
    qtbot: QtBot,
    name: str,
    words: str,
    sentence: str,
) -> None:
    before = panel.numbers[name].field.text()
    enter(qtbot, panel, name, words)
    assert edits == []
    assert len(refused) == 1
    assert sentence in refused[0]
    assert panel.numbers[name].field.text() == before


def test_batch_sizes_follow_the_training_rows(panel: TrainingPanel) -> None:
    panel.show_settings(Settings.build(data="iris"))
    batch = panel.numbers["batch_size"]
    words = [batch.itemText(place) for place in range(batch.count())]
    assert words == ["1", "2", "5", "10", "20", "50", "all (75)"]
    panel.show_settings(Settings.build(samples=4, batch_size=2))
    assert [batch.itemText(place) for place in range(batch.count())] == ["1", "all (2)"]
    assert batch.field.text() == "2"


def test_up_goes_to_the_next_batch_size(
    panel: TrainingPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    panel.show_settings(Settings.build(batch_size=100))
    panel.numbers["batch_size"].setFocus()
    qtbot.keyClick(panel.numbers["batch_size"], Qt.Key.Key_Up)
    assert edits == [{"batch_size": "full"}]


def test_momentum_is_for_the_rules_that_use_it(
    panel: TrainingPanel, edits: list[dict[str, Any]], qtbot: QtBot
) -> None:
    for rule, optimizer in OPTIMIZERS.items():
        panel.show_settings(Settings.build(optimizer=rule))
        enabled = panel.numbers["momentum"].isEnabled()
        assert enabled == ("momentum" in optimizer.uses)
    panel.show_settings(Settings.build(method="momentum"))
    enter(qtbot, panel, "momentum", "0.99")
    assert edits == [{"momentum": 0.99}]


def test_layers_that_differ_are_mixed(panel: TrainingPanel) -> None:
    panel.show_settings(Settings.build(hidden=(4, 2), activation=("tanh", "relu")))
    assert panel.activation.currentIndex() == -1
    assert panel.activation.placeholderText() == "mixed"
    panel.show_settings(Settings.build(hidden=()))
    assert not panel.activation.isEnabled()
    assert panel.activation.count() == len(ACTIVATIONS)


def test_numbers_need_squared_error(panel: TrainingPanel) -> None:
    def allowed() -> list[bool]:
        model = panel.loss.model()
        assert isinstance(model, QStandardItemModel)
        return [model.item(place).isEnabled() for place in range(panel.loss.count())]

    panel.show_settings(Settings.build(data="sine"))
    assert allowed() == [True, False]
    panel.show_settings(Settings.build(data="iris"))
    assert allowed() == [True, True]


def test_cross_entropy_puts_a_chosen_output_aside(
    panel: TrainingPanel, edits: list[dict[str, Any]]
) -> None:
    settings = Settings.build(loss="squared_error", output_activation="sigmoid")
    panel.show_settings(settings)
    pick(panel.loss, "cross_entropy")
    assert edits == [{"loss": "cross_entropy", "output_activation": None}]
    assert settings.replace(**edits[0]).loss == "cross_entropy"


@pytest.mark.parametrize("width", [1004, 1260, 1420])
def test_nothing_is_cut_or_outside_at_any_width(qtbot: QtBot, width: int) -> None:
    # In a window, which gives the row the height that it asks for.
    window = QWidget()
    qtbot.addWidget(window)
    panel = TrainingPanel()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(panel)
    layout.addStretch(1)
    window.resize(width, 100)
    window.show()
    panel.show_settings(Settings.build(data="digits", optimizer="gradient_descent"))
    QApplication.processEvents()
    assert panel.width() == width
    assert panel.minimumSizeHint().width() <= 1004
    assert panel.height() <= (46 if panel.is_wide else 60)
    right = 0
    for names in (
        (*FIRST_ROW, *SECOND_ROW) if panel.is_wide else FIRST_ROW,
        () if panel.is_wide else SECOND_ROW,
    ):
        right = 0
        for name in names:
            field = panel.fields[name]
            assert field.x() >= right
            right = field.x() + field.width()
            assert field.width() >= field.minimumSizeHint().width()
        assert right <= width
    for choice in (panel.optimizer, panel.activation, panel.loss):
        room = choice.fontMetrics().horizontalAdvance(choice.longest)
        assert choice.width() >= room + 34


def test_every_control_is_named_and_explained(panel: TrainingPanel) -> None:
    for field in panel.fields.values():
        control = field.caption.buddy()
        assert control.accessibleName()
        assert control.toolTip()
    for button in panel.method.buttons.values():
        assert button.toolTip()


def test_tab_goes_through_the_row_in_order(panel: TrainingPanel) -> None:
    order = []
    widget: QWidget | None = panel.method.buttons["gd"]
    for _ in range(60):
        assert widget is not None
        widget = widget.nextInFocusChain()
        order.append(widget)
    controls = [panel.fields[name].caption.buddy() for name in SECOND_ROW]
    places = [order.index(control) for control in controls]
    assert places == sorted(places)
    assert order.index(panel.optimizer) < places[0]
