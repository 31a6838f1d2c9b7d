"""Opening, saving and closing experiments in the real window."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

import playground as pg
from playground.data.dataset import Samples
from playground.data.own import OwnData, register
from playground.engines import REFERENCE
from playground.experiment import load, save
from playground.run import Run
from tests.gui.opening import Opening
from ui.app import create_window
from ui.filing import FileNotice, Filing, Opened, SaveTo, mark_of
from ui.main_window import MainWindow

WAIT = 15_000
Button = QMessageBox.StandardButton


def settings_of(**changes: object) -> pg.Settings:
    usual = {"data": "circles", "hidden": (3,), "engine": REFERENCE, "samples": 60}
    return pg.Settings.build(**{**usual, **changes})


@pytest.fixture
def opening() -> Opening:
    return Opening(settings_of())


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    run = Run(settings_of(learning_rate=0.25))
    run.advance(40)
    run.set_bookmark("here")
    run.advance(20)
    path = tmp_path / "trained.playground"
    save(run, path, {"tab": 2, "speed": 1})
    return path


def update_of(window: MainWindow) -> int:
    assert window.frame is not None
    return window.frame.update


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))


def answer(monkeypatch: pytest.MonkeyPatch, button: Button) -> list[str]:
    """Answer every question so; return what was asked."""
    asked: list[str] = []

    def press(box: QMessageBox) -> int:
        asked.append(box.text())
        return button

    monkeypatch.setattr(QMessageBox, "exec", press)
    return asked


def open_and_wait(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.documents.path == path, timeout=WAIT)
    wanted = load(path)[0].update
    qtbot.waitUntil(lambda: update_of(window) == wanted, timeout=WAIT)


def edit_and_wait(qtbot: QtBot, window: MainWindow) -> None:
    window.store.edit({"learning_rate": 0.5})
    qtbot.waitUntil(lambda: window.documents.is_at_risk, timeout=WAIT)


def step_and_wait(qtbot: QtBot, window: MainWindow, updates: int = 1) -> None:
    for _ in range(updates):
        before = update_of(window)
        window.trainer.step()
        qtbot.waitUntil(lambda: update_of(window) > before, timeout=WAIT)  # noqa: B023


def test_open_shows_the_run_and_goes_on_to_the_same_bits(
    qtbot: QtBot, window: MainWindow, experiment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, experiment)
    window.actions_by_key["open"].trigger()
    qtbot.waitUntil(lambda: update_of(window) == 60, timeout=WAIT)
    assert window.frame is not None
    assert window.frame.timeline.branch.bookmarks == ((40, "here"),)
    assert window.store.settings.learning_rate == 0.25
    assert window.windowTitle() == "trained.playground[*] — Network Playground"
    assert not window.isWindowModified()
    assert window.center.bar.currentIndex() == 2
    window.playback.step()
    window.center.bar.setCurrentIndex(0)
    step_and_wait(qtbot, window)
    run, _ = load(experiment)
    run.advance(update_of(window) - 60)
    assert window.frame.params.tobytes() == run.params.tobytes()


def test_save_asks_for_a_name_once(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_and_wait(qtbot, window, 3)
    assert window.windowTitle() == "Untitled[*] — Network Playground"
    assert window.isWindowModified()
    # The suffix comes by itself.
    choose(monkeypatch, tmp_path / "mine")
    window.actions_by_key["save"].trigger()
    path = tmp_path / "mine.playground"
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=WAIT)
    assert window.windowTitle() == "mine.playground[*] — Network Playground"
    assert str(path) in window.messages.label.text()
    run, view = load(path)
    assert run.update == 3
    assert view["tab"] == 0
    step_and_wait(qtbot, window)
    assert window.isWindowModified()
    choose(monkeypatch, tmp_path / "never")
    window.actions_by_key["save"].trigger()
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=WAIT)
    assert load(path)[0].update == 4
    assert not (tmp_path / "never.playground").exists()


def test_a_copy_leaves_the_document_where_it_is(
    qtbot: QtBot,
    window: MainWindow,
    experiment: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_and_wait(qtbot, window, experiment)
    edit_and_wait(qtbot, window)
    copy = tmp_path / "copy.playground"
    choose(monkeypatch, copy)
    window.actions_by_key["save_copy"].trigger()
    qtbot.waitUntil(copy.exists, timeout=WAIT)
    qtbot.waitUntil(lambda: window.recent.paths()[0] == copy, timeout=WAIT)
    assert window.documents.path == experiment
    assert window.isWindowModified()
    window.documents.is_closing = True


def test_standing_elsewhere_is_no_change(
    qtbot: QtBot, window: MainWindow, experiment: Path
) -> None:
    open_and_wait(qtbot, window, experiment)
    window.trainer.seek(10)
    qtbot.waitUntil(lambda: update_of(window) == 10, timeout=WAIT)
    assert not window.documents.is_modified


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"no zip", "is not an experiment"), (None, "there is no such file")],
)
def test_a_file_that_cannot_be_read_changes_nothing(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    content: bytes | None,
    words: str,
) -> None:
    step_and_wait(qtbot, window, 2)
    assert window.frame is not None
    before = window.frame.params.tobytes()
    broken = tmp_path / "broken.playground"
    if content is not None:
        broken.write_bytes(content)
    window.documents.open(broken)
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert words in window.messages.label.text()
    assert window.documents.path is None
    assert window.frame.params.tobytes() == before
    step_and_wait(qtbot, window)
    assert update_of(window) == 3


def test_a_folder_that_cannot_be_written_is_a_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_and_wait(qtbot, window)
    (tmp_path / "file").write_text("in the way")
    choose(monkeypatch, tmp_path / "file" / "x.playground")
    window.documents.save()
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert "is not a folder" in window.messages.label.text()
    assert window.isWindowModified()
    assert window.documents.path is None


def test_training_alone_never_asks(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, Button.Cancel)
    step_and_wait(qtbot, window, 2)
    window.close()
    assert not window.isVisible()
    assert asked == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda window: window.hands.set_value(0, 0.75),
        lambda window: window.hands.lock((0,), True, "a weight"),
    ],
)
def test_hand_edits_ask(
    qtbot: QtBot,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[MainWindow], None],
) -> None:
    asked = answer(monkeypatch, Button.Cancel)
    spoil(window)
    qtbot.waitUntil(lambda: window.documents.is_at_risk, timeout=WAIT)
    window.close()
    assert window.isVisible()
    assert asked == ["Untitled has changes that are not saved. Save them?"]
    # The same before another file takes its place.
    window.documents.open(Path("other.playground"))
    assert len(asked) == 2
    answer(monkeypatch, Button.Discard)
    window.close()
    assert not window.isVisible()


def test_painted_points_ask(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = Samples(np.arange(20.0).reshape(10, 2) / 4, np.arange(10) % 2)
    painted = OwnData("painted", ("x1", "x2"), ("a", "b"), points, framed=True)
    window.incoming.use_data(register(painted))
    qtbot.waitUntil(lambda: window.documents.is_at_risk, timeout=WAIT)
    asked = answer(monkeypatch, Button.Cancel)
    window.close()
    assert window.isVisible()
    assert len(asked) == 1


def test_saving_before_closing_saves_and_closes(
    qtbot: QtBot, window: MainWindow, experiment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(qtbot, window, experiment)
    edit_and_wait(qtbot, window)
    answer(monkeypatch, Button.Save)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert load(experiment)[0].settings.learning_rate == 0.5


def test_an_opened_run_has_no_past_of_the_run_before(
    qtbot: QtBot, window: MainWindow, experiment: Path
) -> None:
    window.trainer.step()
    window.trainer.step()
    past = window.inspector.page.parameters
    qtbot.waitUntil(lambda: 2 in past.updates, timeout=WAIT)
    assert 2 in window.landscape.trail.points
    window.documents.open(experiment)
    qtbot.waitUntil(lambda: 60 in past.updates, timeout=WAIT)
    # Its branch has the same number, and its network the same shape.
    assert past.updates == [60]
    assert list(window.landscape.trail.points) == [60]


def test_a_tab_that_is_not_there_yet_is_opened_when_it_is(
    qtbot: QtBot, experiment: Path
) -> None:
    window = create_window(settings_of())
    window.documents.open(experiment)
    qtbot.waitUntil(lambda: window.documents.path == experiment, timeout=WAIT)
    assert not window.has_pages
    window.pages.complete()
    assert window.center.bar.currentIndex() == 2
    window.close()
    window.deleteLater()


def test_a_save_that_fails_keeps_the_window_open(
    qtbot: QtBot, window: MainWindow, experiment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(qtbot, window, experiment)
    edit_and_wait(qtbot, window)
    window.messages.hide()
    experiment.unlink()
    experiment.mkdir()
    asked = answer(monkeypatch, Button.Save)
    # The folder counts as a change from outside: that question is answered "Save" too,
    # which is none of its buttons and means no.
    window.close()
    assert window.isVisible()
    assert len(asked) == 2
    answer(monkeypatch, Button.Yes)
    window.documents.save()
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert "it is a folder" in window.messages.label.text()
    assert window.isVisible()


def test_a_file_that_another_program_changed_is_not_overwritten_unasked(
    qtbot: QtBot, window: MainWindow, experiment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(qtbot, window, experiment)
    edit_and_wait(qtbot, window)
    experiment.write_bytes(b"from elsewhere")
    asked = answer(monkeypatch, Button.Cancel)
    window.documents.save()
    assert "another program" in asked[0]
    assert experiment.read_bytes() == b"from elsewhere"
    answer(monkeypatch, Button.Yes)
    window.documents.save()
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=WAIT)
    assert load(experiment)[0].settings.learning_rate == 0.5


def test_a_file_that_another_program_changed_can_be_opened_again(
    qtbot: QtBot, window: MainWindow, experiment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = window.documents
    open_and_wait(qtbot, window, experiment)
    edit_and_wait(qtbot, window)
    other = Run(settings_of(learning_rate=0.125))
    other.advance(7)
    save(other, experiment)
    names: list[list[str]] = []

    def press(box: QMessageBox) -> int:
        names.append([button.text().replace("&", "") for button in box.buttons()])
        return Button.Reset

    monkeypatch.setattr(QMessageBox, "exec", press)
    window.close()
    # The answer to whether to save is none of its buttons: the window stays.
    assert window.isVisible()
    assert documents.is_at_risk
    documents.save()
    assert set(names[1]) == {"Overwrite", "Reload", "Save as…", "Cancel"}
    qtbot.waitUntil(lambda: update_of(window) == 7, timeout=WAIT)
    assert documents.path == experiment
    assert not window.isWindowModified()
    assert window.store.settings.learning_rate == 0.125
    # What was here is not lost, and it knows where it belongs.
    run, view = load(documents.last_session)
    assert run.settings.learning_rate == 0.5
    assert view["path"] == str(experiment)
    # Saving goes on as usual: the stamp is that of what was opened.
    edit_and_wait(qtbot, window)
    documents.save()
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=WAIT)
    assert len(names) == 2
    assert load(experiment)[0].settings.learning_rate == 0.5


def test_a_broken_file_of_another_program_is_not_opened_again(
    qtbot: QtBot, window: MainWindow, experiment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(qtbot, window, experiment)
    edit_and_wait(qtbot, window)
    experiment.write_bytes(b"from elsewhere")
    window.messages.hide()
    answer(monkeypatch, Button.Reset)
    window.documents.save()
    qtbot.waitUntil(window.messages.isVisible, timeout=WAIT)
    assert window.documents.path == experiment
    assert window.documents.is_at_risk
    assert window.store.settings.learning_rate == 0.5


def test_a_changed_file_can_be_saved_under_another_name(
    qtbot: QtBot,
    window: MainWindow,
    experiment: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_and_wait(qtbot, window, experiment)
    edit_and_wait(qtbot, window)
    experiment.write_bytes(b"from elsewhere")
    choose(monkeypatch, tmp_path / "other.playground")
    answer(monkeypatch, Button.No)
    window.documents.save()
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=WAIT)
    assert window.documents.path == tmp_path / "other.playground"
    assert experiment.read_bytes() == b"from elsewhere"


def test_recent_files(
    qtbot: QtBot, window: MainWindow, experiment: Path, tmp_path: Path
) -> None:
    for place in range(12):
        window.recent.remember(tmp_path / f"gone & {place}.playground")
    open_and_wait(qtbot, window, experiment)
    window.recent.fill()
    entries = [a for a in window.recent.actions() if str(tmp_path) in a.text()]
    assert len(entries) == 10
    assert [entry.isEnabled() for entry in entries] == [True] + 9 * [False]
    assert "gone && 11" in entries[1].text()
    step_and_wait(qtbot, window)
    entries[0].trigger()
    qtbot.waitUntil(lambda: update_of(window) == 60, timeout=WAIT)
    window.recent.keep([])
    window.preferences.set_text("recent", "[3, {")
    assert window.recent.paths() == []


def test_a_view_that_makes_no_sense_is_ignored(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "odd.playground"
    save(Run(settings_of()), path, {"tab": 10**6, "speed": -7})
    open_and_wait(qtbot, window, path)
    save(Run(settings_of()), path, {"tab": "first", "path": 3})
    window.documents.open(path)
    qtbot.waitUntil(lambda: not window.documents.is_modified, timeout=WAIT)
    assert window.center.bar.currentIndex() >= 0


def test_the_thread_says_what_it_saved(tmp_path: Path) -> None:
    notices: list[FileNotice] = []
    filing = Filing(notices.append)
    run = Run(settings_of())
    run.advance(5)
    path = tmp_path / "x.playground"
    assert filing.obey(SaveTo(path, "document", {}), run) is run
    (saved,) = notices
    assert saved.mark == mark_of(run.timeline.view())  # type: ignore[union-attr]
    run.advance(1)
    assert saved.mark != mark_of(run.timeline.view())  # type: ignore[union-attr]
    assert not isinstance(saved, Opened)
