"""Lessons: the panel alone, what is seen of the window, a chapter done in it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from tests.gui.opening import Opening
from ui.app import create_window
from ui.edits import HandEdit
from ui.labels import text
from ui.lesson_hand import LessonHand
from ui.lesson_page_acts import measure_noise
from ui.lesson_progress import LessonProgress
from ui.lesson_run_acts import inspect, walk_to
from ui.lessons.chapter import Chapter
from ui.lessons.reading import chapters
from ui.main_window import MainWindow
from ui.panels.lessons import LessonsPanel
from ui.panels.lessons_prediction import Prediction
from ui.preferences import Preferences
from ui.widgets.answer_button import AnswerButton, Verdict
from ui.widgets.elided import ElidedLabel

WAIT = 20_000
DESCENT = "03_gradient_descent"
OWN_LESSON = """
title = "Mine"
summary = "A chapter of my own."
remember = "That it works."

[[steps]]
title = "Look"
text = "There is a network."
remember = "Two inputs."
experiment = { preset = "xor", page = "network" }
predict = { question = "How many?", choices = ["1", "2"], answer = 2, because = "Two." }
"""


@pytest.fixture
def chapter() -> Chapter:
    return chapters("en")[DESCENT]


@pytest.fixture
def panel(qtbot: QtBot) -> LessonsPanel:
    panel = LessonsPanel()
    qtbot.addWidget(panel)
    panel.resize(290, 560)
    panel.show()
    return panel


# ---- the panel alone -----------------------------------------------------------------


def test_the_list_shows_ticks_and_shares(qtbot: QtBot, panel: LessonsPanel) -> None:
    known = chapters("en")
    first, second, *_ = known
    done = {first: len(known[first].steps), second: 1}
    panel.show_chapters(known, done, True)
    assert panel.list.buttons[first].sign == "✓"
    assert panel.list.buttons[second].sign == "2"
    assert panel.list.buttons[second].tail.startswith("1")
    assert not panel.list.going_on.isHidden()
    with qtbot.waitSignal(panel.list.chosen) as asked:
        panel.list.buttons[second].click()
    assert asked.args == [second]


def test_the_answer_is_told_only_after_choosing(qtbot: QtBot) -> None:
    prediction = Prediction()
    qtbot.addWidget(prediction)
    prediction.ask("Which?", ("this", "that", "none"), 1, "So it is.", None)
    assert prediction.verdict.isHidden()
    with qtbot.waitSignal(prediction.answered) as chosen:
        prediction.buttons[0].click()
    assert chosen.args == [0]
    verdicts = [button.verdict for button in prediction.buttons]
    assert verdicts == [Verdict.WRONG, Verdict.RIGHT, Verdict.PASSED_OVER]
    assert "that" in prediction.verdict.text()
    assert "So it is." in prediction.verdict.text()
    prediction.choose(1)
    assert prediction.buttons[0].verdict is Verdict.WRONG, "it was answered already"
    prediction.ask("Which?", ("this", "that"), 1, "So it is.", 1)
    assert prediction.verdict.text() == text("lessons.right", because="So it is.")


def test_a_check_turns_green_and_tells_what_to_remember(
    panel: LessonsPanel, chapter: Chapter
) -> None:
    place = next(i for i, step in enumerate(chapter.steps) if step.check)
    check = chapter.steps[place].check
    assert check is not None
    panel.show_step(chapter, place, [False] * len(chapter.steps), None)
    panel.show_passed(False)
    assert panel.page.check.words.text() == text("lessons.watching")
    assert panel.next.property("role") == ""
    panel.show_passed(True)
    assert panel.page.check.words.text() == check.success
    assert panel.page.check.words.property("role") == "success"
    assert panel.next.property("role") == "primary"


def test_the_end_names_the_steps_that_are_left(
    panel: LessonsPanel, chapter: Chapter
) -> None:
    count = len(chapter.steps)
    panel.show_step(chapter, count, [True, *[False] * (count - 1)], None)
    assert panel.page.remember.text() == chapter.remember
    assert "2" in panel.page.words.text()
    assert panel.next.text() == text("lessons.next_chapter")
    panel.show_step(chapter, count, [True] * count, None)
    assert panel.page.title.text() == text("lessons.chapter_done")


def test_every_button_says_what_is_wanted(
    qtbot: QtBot, panel: LessonsPanel, chapter: Chapter
) -> None:
    panel.show_step(chapter, 1, [False] * len(chapter.steps), None)
    for button, wanted in (
        (panel.tools["list"], panel.list_wanted),
        (panel.tools["back"], panel.back_wanted),
        (panel.tools["again"], panel.again_wanted),
        (panel.tools["close"], panel.closed),
        (panel.show_me, panel.solution_wanted),
        (panel.next, panel.next_wanted),
        (panel.fold, panel.folded),
    ):
        assert button.accessibleName() or button.text()
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
        with qtbot.waitSignal(wanted):
            button.click()


def test_steps_and_long_words_move_no_button(
    qtbot: QtBot, panel: LessonsPanel, chapter: Chapter
) -> None:
    places = set()
    for place in range(len(chapter.steps)):
        panel.show_step(chapter, place, [False] * len(chapter.steps), None)
        panel.page.words.setText("A long text. " * (1 + 40 * place))
        qtbot.waitUntil(lambda: panel.footer.geometry().height() > 0)
        places.add(panel.footer.geometry().getRect())
    assert len(places) == 1


def test_words_wrap_and_give_way(qtbot: QtBot) -> None:
    button = AnswerButton("An answer that takes several lines in a narrow panel")
    label = ElidedLabel()
    qtbot.addWidget(button)
    qtbot.addWidget(label)
    assert button.heightForWidth(120) > button.heightForWidth(500)
    label.resize(60, 20)
    label.show_words("A chapter with a long title")
    assert label.text().endswith("…")
    assert label.toolTip() == "A chapter with a long title"


def test_progress_is_remembered_and_forgotten() -> None:
    LessonProgress(Preferences()).add("one", 2)
    LessonProgress(Preferences()).stand_at("a chapter", 3)
    again = LessonProgress(Preferences())
    assert again.done("one") == {2}
    assert again.last() == ("a chapter", 3)
    again.forget()
    assert not again.done("one")
    assert again.last() is None


# ---- in the window -------------------------------------------------------------------


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Opening:
    monkeypatch.setattr(LessonHand, "seconds", 0.2)
    monkeypatch.setattr(LessonHand, "stay", 0)
    settings = pg.Settings.build(data="circles", engine=REFERENCE, samples=80)
    return Opening(settings, active=True)


def test_a_chapter_is_walked_through_by_its_solutions(
    qtbot: QtBot, window: MainWindow
) -> None:
    guide = window.lessons
    narrow = window.left.width()
    assert not guide.walk.evidence.is_open
    qtbot.keyClick(window, Qt.Key.Key_F1)
    panel = guide.panel
    assert panel is not None
    assert panel.isVisible()
    assert panel.is_listing
    assert window.left.width() >= narrow
    panel.list.buttons[DESCENT].click()
    for place, step in enumerate(guide.walk.chapter.steps):
        qtbot.waitUntil(lambda: guide.walk.is_settled, timeout=WAIT)
        assert guide.walk.place == place
        assert not guide.walk.passed
        assert window.frame is not None
        assert step.experiment is not None
        assert window.frame.settings == step.experiment.run_settings()
        panel.show_me.click()
        qtbot.waitUntil(lambda: guide.walk.passed, timeout=WAIT)
        assert panel.page.check.words.property("role") == "success"
        qtbot.waitUntil(lambda: not guide.walk.doer.is_busy, timeout=WAIT)
        panel.next.click()
    assert guide.walk.step is None
    assert panel.page.title.text() == text("lessons.chapter_done")
    assert guide.walk.shelf.done(DESCENT) == list(range(len(guide.walk.chapter.steps)))
    panel.tools["back"].click()
    assert guide.walk.passed, "a step that is done is only read again"
    assert window.store.undo_stack.canUndo()
    panel.tools["close"].click()
    assert not guide.walk.evidence.is_open
    assert not window.left.has_lesson
    assert window.left.width() == narrow


def test_a_lesson_is_put_aside_and_keys_go_on_working(
    qtbot: QtBot, window: MainWindow
) -> None:
    guide = window.lessons
    guide.open()
    guide.enter(DESCENT)
    qtbot.waitUntil(lambda: guide.walk.is_settled, timeout=WAIT)
    assert guide.halo is not None
    assert guide.halo.target is window.transport.play_button
    assert guide.panel is not None
    guide.panel.fold.click()
    assert not window.left.has_lesson
    assert window.data.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: guide.walk.passed, timeout=WAIT)
    assert window.left.back.text() == text("lessons.return_done")
    assert guide.halo.target is None
    qtbot.keyClick(window, Qt.Key.Key_Space)
    window.left.back.click()
    assert window.left.has_lesson


def test_own_work_is_asked_about_once(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide, asked = window.lessons, []

    def answer(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        cancel = QMessageBox.StandardButton.Cancel
        return cancel if len(asked) == 1 else QMessageBox.StandardButton.Discard

    monkeypatch.setattr(QMessageBox, "exec", answer)
    window.hands.set_value(0, 3.0)
    assert isinstance(window.store.undo_stack.command(0), HandEdit)
    qtbot.waitUntil(lambda: window.documents.is_at_risk, timeout=WAIT)
    before = window.store.settings
    guide.open()
    guide.enter(DESCENT)
    assert len(asked) == 1
    assert window.store.settings == before, "the answer was Cancel"
    assert guide.panel is not None
    assert guide.panel.is_listing
    guide.enter(DESCENT)
    qtbot.waitUntil(lambda: guide.walk.is_settled, timeout=WAIT)
    assert window.store.settings != before
    guide.walk.begin(DESCENT, 1)
    qtbot.waitUntil(lambda: guide.walk.is_settled, timeout=WAIT)
    assert len(asked) == 2, "once is enough"


def test_what_a_person_does_is_evidence(qtbot: QtBot, window: MainWindow) -> None:
    evidence = window.lessons.walk.evidence
    evidence.open()
    evidence.begin(new_run=True)
    window.hands.set_value(0, 1.0)
    window.actions_by_key["check_gradient"].trigger()
    window.trainer.step()
    window.trainer.step()
    qtbot.waitUntil(lambda: evidence.last[0] == 2, timeout=WAIT)
    window.trainer.step_back()
    qtbot.waitUntil(lambda: evidence.deeds.went_back, timeout=WAIT)
    assert evidence.deeds.edited
    assert evidence.deeds.gradient_checked
    doer = window.lessons.walk.doer
    doer.begin(inspect(doer.hand, "w[1][1,1]"))
    qtbot.waitUntil(lambda: "w[1][1,1]" in evidence.deeds.inspected, timeout=WAIT)
    # The update is open already for the inspector.
    doer.begin(walk_to(doer.hand, "forward"))
    qtbot.waitUntil(lambda: "forward" in evidence.deeds.stages, timeout=WAIT)
    seen = evidence.evidence()
    assert seen is not None
    assert seen.stage == "forward"
    assert seen.page == "network"
    window.network.stages.leave()
    doer.begin(measure_noise(doer.hand, 5))
    qtbot.waitUntil(lambda: 5 in evidence.deeds.batch_sizes, timeout=WAIT)
    seen = evidence.evidence()
    assert seen is not None
    assert seen.page == "noise"
    assert seen.noise is not None
    evidence.begin(new_run=False)
    assert not evidence.deeds.edited
    assert evidence.deeds.from_update == 1


def test_a_teachers_own_file_and_a_broken_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    guide = window.lessons
    broken = tmp_path / "broken.toml"
    broken.write_text('title = "Half a lesson"\nsteps = 3\n')
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(broken))])
    window.incoming.drop(dropped)
    panel = guide.panel
    assert panel is not None
    assert "broken.toml" in panel.list.complaint.text()
    good = tmp_path / "mine.toml"
    good.write_text(OWN_LESSON)
    guide.open_file(good)
    assert panel.list.complaint.isHidden()
    panel.list.buttons["own:mine.toml"].click()
    qtbot.waitUntil(lambda: guide.walk.is_settled, timeout=WAIT)
    assert panel.page.remember.text() == "", "it would tell the answer"
    panel.page.prediction.buttons[1].click()
    assert panel.page.remember.text() == "Two inputs."
    panel.next.click()
    assert guide.walk.shelf.done("own:mine.toml") == [0]
    panel.tools["list"].click()
    panel.list.forget.click()
    assert guide.walk.shelf.done("own:mine.toml") == []


def test_a_lesson_that_comes_before_the_pages_is_opened_all_the_same(
    tmp_path: Path,
) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(OWN_LESSON)
    window = create_window(pg.Settings.build(samples=40, engine=REFERENCE))
    assert not window.has_pages
    window.incoming.open(own)
    panel = window.lessons.panel
    assert panel is not None
    assert "own:mine.toml" in panel.list.buttons
    window.close()
    window.deleteLater()
