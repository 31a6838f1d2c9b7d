"""The language changes while everything goes on, and nothing of the window is lost."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontDatabase, QUndoCommand, QUndoStack
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from tests.gui.words_on_screen import words_on
from ui import language
from ui.app import create_window
from ui.canvas.diagram_selection import Selection
from ui.labels import Language, catalogue, glued, rich, sentence, text
from ui.language import CHINESE_FONTS, LANGUAGE, SYSTEM, with_chinese
from ui.main_window import MainWindow
from ui.messages import MessageBar
from ui.preferences import Preferences
from ui.retranslation import hold
from ui.spoken import Memory, Said
from ui.widget_words import mark_typed

WAIT = 20_000
SETTINGS = pg.Settings.build(
    data="xor", samples=80, hidden=(3, 2), learning_rate=0.1, engine=REFERENCE
)


def open_window(qtbot: QtBot, name: str) -> MainWindow:
    """Return a window in a language, with all of its panels and dialogs seen once."""
    preferences = Preferences()
    preferences.set_text("language", name)
    preferences.set_text("bubbles", "seen")
    window = create_window(SETTINGS)
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    qtbot.waitUntil(lambda: window.frame is not None, timeout=WAIT)
    for place in range(window.center.bar.count()):
        window.center.bar.setCurrentIndex(place)
        QApplication.processEvents()
    # Some pages show an answer that has to be computed first.
    noise, landscape, traps = window.noise, window.landscape, window.traps
    for page, has_answer in (
        (noise, lambda: noise.pages.currentIndex() == 1),
        (landscape, lambda: landscape.view.survey is not None),
        (traps, lambda: traps.detector.finding is not None),
    ):
        window.center.show_page(page)
        qtbot.waitUntil(has_answer, timeout=WAIT)
    window.center.show_page(window.race)
    window.race.race_four()
    qtbot.waitUntil(lambda: window.race.frame is not None, timeout=WAIT)
    window.center.bar.setCurrentIndex(0)
    window.store.edit({"learning_rate": 0.03})
    window.network.view.select(Selection("weight", 1, 0, 0))
    return window


def open_dialogs(qtbot: QtBot, window: MainWindow) -> None:
    for key in ("save_picture", "make_film", "check_gradient", "history", "shortcuts"):
        window.actions_by_key[key].trigger()
    window.probing.gradient_dialog.begin()
    dialog = window.probing.gradient_dialog
    qtbot.waitUntil(lambda: dialog.checked is not None, timeout=WAIT)


@pytest.fixture(autouse=True)
def no_window_stays(english: None) -> Iterator[None]:
    yield
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            window.close()
            window.deleteLater()


@pytest.fixture
def english_window(qtbot: QtBot) -> MainWindow:
    return open_window(qtbot, "en")


def settled(qtbot: QtBot, window: MainWindow) -> dict[str, str]:
    """Return all words of a window once they change no more."""
    words: dict[str, str] = {}

    def are_the_same() -> bool:
        before = dict(words)
        words.clear()
        words.update(words_on(window))
        return words == before

    qtbot.waitUntil(are_the_same, timeout=WAIT)
    return words


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return [
        f"{key}: {one.get(key)!r}, {other.get(key)!r}"
        for key in sorted(one.keys() | other.keys())
        if without_numbers(one.get(key, "")) != without_numbers(other.get(key, ""))
    ]


def without_numbers(words: str) -> str:
    """Return words without what a race or a clock measures, which is never the same."""
    return re.sub(r"[\d.\u2009−]+( ?[µnm]?s\b)?", "#", words)


def test_a_window_that_changed_its_language_says_what_a_new_one_says(
    qtbot: QtBot,
) -> None:
    first = open_window(qtbot, "en")
    open_dialogs(qtbot, first)
    english = settled(qtbot, first)
    LANGUAGE.choose("zh")
    live = settled(qtbot, first)
    first.close()
    first.deleteLater()
    second = open_window(qtbot, "zh")
    open_dialogs(qtbot, second)
    chinese = settled(qtbot, second)
    assert len(chinese) > 1000
    assert not differences(live, chinese)
    LANGUAGE.choose("en")
    back = settled(qtbot, second)
    assert not differences(back, english)


def test_nothing_of_the_window_is_lost(
    qtbot: QtBot, english_window: MainWindow
) -> None:
    window = english_window
    window.center.bar.setCurrentIndex(2)
    typed = window.data.seed.field
    typed.selectAll()
    qtbot.keyClicks(typed, "123")
    commands = window.store.undo_stack.count()
    window.trainer.play(None)
    qtbot.waitUntil(lambda: window.frame.update > 5, timeout=WAIT)
    run = window.frame.timeline.branch.number
    LANGUAGE.choose("zh")
    reached = window.frame.update
    assert window.trainer.playing
    qtbot.waitUntil(lambda: window.frame.update > reached + 5, timeout=WAIT)
    window.trainer.pause()
    assert window.frame.timeline.branch.number == run
    assert window.center.bar.currentIndex() == 2
    assert typed.text() == "123"
    assert window.store.undo_stack.count() == commands
    assert window.store.settings.learning_rate == 0.03
    assert window.network.view.selection == Selection("weight", 1, 0, 0)


def test_the_stages_go_on_in_the_other_language(
    qtbot: QtBot, english_window: MainWindow
) -> None:
    window = english_window
    stages = window.network.stages
    window.probing.look_inside()
    qtbot.waitUntil(lambda: stages.mode.stage is not None, timeout=WAIT)
    stages.step_on()
    place, english = stages.mode.place, stages.reading.sentence.text()
    example = stages.reading.example
    stages.go_to(0)
    assert "more) …" in example.accessibleName()
    stages.go_to(place)
    LANGUAGE.choose("zh")
    assert stages.is_on
    assert stages.mode.place == place
    assert stages.reading.sentence.text() != english
    stages.go_to(0)
    assert "more) …" not in example.accessibleName()
    assert "批次平均" in example.accessibleName()
    stages.go_to(place)
    assert "空格" in window.transport.play_button.toolTip()
    LANGUAGE.choose("en")
    assert stages.reading.sentence.text() == english
    assert "Space" in window.transport.play_button.toolTip()


def test_the_menu_chooses_and_remembers(
    qtbot: QtBot, english_window: MainWindow
) -> None:
    menu = english_window.menuBar()
    entry = next(
        action
        for action in english_window.findChildren(type(english_window.actions()[0]))
        if action.text() == "简体中文"
    )
    entry.trigger()
    assert Language.name == "zh"
    assert Preferences().text("language", "") == "zh"
    assert menu.actions()[0].text() == catalogue("zh")["actions.menu_file"]
    assert entry.text() == "简体中文"


@pytest.mark.parametrize("has_fonts", [True, False])
def test_the_system_is_followed_at_first(
    monkeypatch: pytest.MonkeyPatch, has_fonts: bool
) -> None:
    fonts = ["A font for Chinese"] if has_fonts else []
    monkeypatch.setattr(QFontDatabase, "families", lambda system: fonts)
    for spoken, name in (
        (["zh-Hans-CN", "en-US"], "zh"),
        (["fr-FR", "zh_CN"], "zh"),
        (["fr-FR"], "en"),
        ([], "en"),
    ):
        monkeypatch.setattr(language, "system_languages", lambda spoken=spoken: spoken)
        LANGUAGE.choose(SYSTEM)
        assert Language.name == (name if has_fonts else "en")
    LANGUAGE.choose("no language")
    assert LANGUAGE.choice == SYSTEM


def widget_of_all_kinds(qtbot: QtBot) -> tuple[QWidget, dict[str, QWidget]]:
    parts: dict[str, QWidget] = {
        "label": QLabel(text("settings.noise")),
        "button": QPushButton(text("settings.loss")),
        "field": QLineEdit(text("settings.seed")),
        "combo": QComboBox(),
        "table": QTableWidget(1, 1),
        "tabs": QTabWidget(),
    }
    parent = QWidget()
    qtbot.addWidget(parent)
    for part in parts.values():
        part.setParent(parent)
    return parent, parts


def test_widgets_say_their_words_again(qtbot: QtBot) -> None:
    _, parts = widget_of_all_kinds(qtbot)
    chinese = catalogue("zh")
    parts["label"].setToolTip(rich(text("actions.reset_tip")))
    parts["label"].setAccessibleName(text("settings.engine"))
    parts["field"].setPlaceholderText(text("settings.engine"))
    parts["combo"].addItem(text("settings.engine"), "engine")
    parts["tabs"].addTab(QWidget(), text("settings.engine"))
    parts["table"].setHorizontalHeaderLabels([text("settings.engine")])
    LANGUAGE.choose("zh")
    engine = chinese["settings.engine"]
    assert parts["label"].text() == chinese["settings.noise"]
    assert chinese["actions.reset_tip"] in parts["label"].toolTip()
    assert parts["label"].accessibleName() == engine
    assert parts["field"].placeholderText() == engine
    assert parts["combo"].itemText(0) == engine
    assert parts["combo"].itemData(0) == "engine"
    assert parts["tabs"].tabText(0) == engine
    assert parts["table"].horizontalHeaderItem(0).text() == engine


def test_what_a_person_typed_stays(qtbot: QtBot) -> None:
    _, parts = widget_of_all_kinds(qtbot)
    combo = parts["combo"]
    mark_typed(combo)
    combo.addItem(text("settings.noise"))
    LANGUAGE.choose("zh")
    assert parts["field"].text() == "seed"
    assert combo.itemText(0) == "noise"


def test_the_way_back_is_not_ambiguous(qtbot: QtBot) -> None:
    """Two words of English may be one of Chinese."""
    chinese = catalogue("zh")
    english = catalogue("en")
    same = next(
        (one, other)
        for one in sorted(chinese)
        for other in sorted(chinese)
        if chinese[one] == chinese[other] and english[one] != english[other]
        if chinese[one] and "{" not in chinese[one]
    )
    labels = [QLabel(text(key)) for key in same]
    for label in labels:
        qtbot.addWidget(label)
    for name in ("zh", "en", "zh", "en"):
        LANGUAGE.choose(name)
        assert [label.text() for label in labels] == [
            catalogue(name)[key] for key in same
        ]


def test_a_control_holds_which_of_two_keys_its_words_have(qtbot: QtBot) -> None:
    english, chinese = catalogue("en"), catalogue("zh")
    one, other = next(
        (one, other)
        for one in sorted(english)
        for other in sorted(english)
        if english[one] == english[other] and chinese[one] != chinese[other]
        if english[one] and "{" not in english[one]
    )
    labels = []
    for key in (one, other):
        labels.append(QLabel(text(key)))
        qtbot.addWidget(labels[-1])
        hold(labels[-1])
    LANGUAGE.choose("zh")
    assert [label.text() for label in labels] == [chinese[one], chinese[other]]


def test_a_message_is_said_again(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = MessageBar(parent)
    bar.warn("/tmp/a.csv cannot be read: it is empty")
    assert bar.label.text() == "/tmp/a.csv cannot be read: it is empty"
    LANGUAGE.choose("zh")
    assert bar.label.text() == "无法读取 /tmp/a.csv：它是空的"
    bar.timer.stop()


def test_composed_words_are_said_again(qtbot: QtBot) -> None:
    label = QLabel(glued("<b>{}</b> {}", sentence("it is empty"), "7"))
    qtbot.addWidget(label)
    LANGUAGE.choose("zh")
    assert label.text() == "<b>它是空的</b> 7"


def test_what_can_be_undone_is_said_again(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    stack = QUndoStack(parent)
    stack.push(QUndoCommand(text("settings.noise")))
    LANGUAGE.choose("zh")
    assert stack.command(0).text() == catalogue("zh")["settings.noise"]


def test_qt_speaks_the_language_too(qtbot: QtBot) -> None:
    LANGUAGE.choose("zh")
    if LANGUAGE.translator is None:
        pytest.skip("this PySide6 has no Chinese of its own")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.buttons()[0].text() == "取消"
    LANGUAGE.choose("en")
    assert LANGUAGE.translator is None or "zh" not in LANGUAGE.translator.filePath()


def test_chinese_has_a_font_of_china(qapp: QApplication) -> None:
    families = with_chinese(qapp.font()).families()
    assert families[: len(qapp.font().families())] == qapp.font().families()
    assert set(families[1:]) <= set(CHINESE_FONTS) | set(qapp.font().families())


def test_what_is_said_in_every_frame_is_remembered_as_if_once() -> None:
    memory = Memory()
    for key in ("run.step", "run.step", "lesson.step", "lesson.step"):
        memory.keep("Step", Said(key), "ui.here")
    assert [way.key for way in memory.ways("Step")] == ["run.step", "lesson.step"]
    memory.keep("Step", Said("run.step"), "ui.here")
    assert memory.latest("Step") == Said("run.step")
    memory.keep("Step", Said("run.step"), "ui.there")
    assert memory.askers["run.step"] == {"ui.here", "ui.there"}
    memory.keep("Step", Said("run.step", {}, (str.upper,)), "ui.there")
    assert memory.latest("Step") == Said("run.step", {}, (str.upper,))
