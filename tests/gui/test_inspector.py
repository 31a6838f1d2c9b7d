"""The inspector and hands on the wires, in the real window."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.frame import Frame, Probe, take_frame
from tests.gui.opening import CIRCLES, Opening
from ui.canvas.diagram_selection import Selection
from ui.main_window import MainWindow
from ui.panels.inspector_history import ParameterHistory
from ui.panels.inspector_subject import Subject, subject_of
from ui.panels.inspector_value import reach_for

WAIT = 15_000
LINK = Selection("weight", 2, 1, 2)


@pytest.fixture
def opening() -> Opening:
    return Opening(CIRCLES, (1400, 860), active=True)


def frame_of(window: MainWindow) -> Frame:
    assert window.frame is not None
    return window.frame


def choose(qtbot: QtBot, window: MainWindow, selection: Selection) -> None:
    """Select something and wait for the update that explains it."""
    window.network.view.choose(selection)
    qtbot.waitUntil(lambda: frame_of(window).trace is not None, timeout=WAIT)


def weight(window: MainWindow, link: Selection = LINK) -> float:
    value = link.value(frame_of(window))
    assert value is not None
    return value


def place_on(window: MainWindow, link: Selection) -> QPoint:
    """Return a point of the diagram at which there is this link and no other."""
    scene = window.network.view.scene
    assert scene is not None
    for x, y in scene.curves.points(link):
        if scene.find(round(x), round(y)) == link:
            return QPoint(round(x), round(y))
    raise AssertionError("the link is covered everywhere")


def menu_entry(menu: QMenu, words: str) -> None:
    next(a for a in menu.actions() if words in a.text().replace("&", "")).trigger()


def test_nothing_selected_is_a_hint_of_the_same_height(
    qtbot: QtBot, window: MainWindow
) -> None:
    inspector = window.inspector
    assert inspector.is_shown(inspector.hint)
    height = inspector.height()
    choose(qtbot, window, LINK)
    assert inspector.is_shown(inspector.page)
    assert inspector.height() == height
    window.network.view.choose(None)
    assert inspector.is_shown(inspector.hint)
    qtbot.waitUntil(lambda: frame_of(window).trace is None, timeout=WAIT)


def test_the_number_is_the_exported_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: frame_of(window).update == 1, timeout=WAIT)
    choose(qtbot, window, LINK)
    page = window.inspector.page
    page.show_all_digits(True)
    window.results.export_to(frame_of(window), tmp_path / "weights.json")
    stored = json.loads((tmp_path / "weights.json").read_text(encoding="utf-8"))
    exported = stored["layers"][1]["weight"][1][2]
    assert float(page.editor.field.text()) == exported
    assert page.name.text() == "w[2][2,3]"
    page.show_all_digits(False)
    assert page.editor.field.text() == f"{exported:.4g}"


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800), (1024, 700)])
def test_nothing_of_the_first_row_is_cut_off(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    choose(qtbot, window, LINK)
    page = window.inspector.page
    qtbot.waitUntil(lambda: page.name.text() == "w[2][2,3]", timeout=WAIT)
    numbers = [stat.value for stat in page.stats]

    def is_whole() -> bool:
        tall = [part for part in (page.name, page.words, *numbers) if part.isVisible()]
        wide = [part for part in (page.name, *numbers) if part.isVisible()]
        return all(part.height() >= part.sizeHint().height() for part in tall) and all(
            part.width() >= part.sizeHint().width() for part in wide
        )

    qtbot.waitUntil(is_whole, timeout=WAIT)


def test_gradient_and_change_are_those_of_the_coming_update(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(qtbot, window, LINK)
    before = weight(window)
    trace = frame_of(window).trace
    assert trace is not None
    page = window.inspector.page
    gradient = trace.value("gradient.w[2][2,3]")
    assert page.stats[0].plain() == f"{gradient:.4g}".replace("-", "−")
    promised = trace.value("new.w[2][2,3]")
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: weight(window) != before, timeout=WAIT)
    assert weight(window) == pytest.approx(promised, abs=1e-12)


def test_it_follows_the_training_live(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, LINK)
    field = window.inspector.page.editor.field
    shown = {field.text()}
    window.playback.toggle_play()

    def has_moved() -> bool:
        shown.add(field.text())
        return len(shown) > 3

    qtbot.waitUntil(has_moved, timeout=WAIT)
    window.trainer.pause()
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    qtbot.waitUntil(
        lambda: (
            field.text() == f"{weight(window):.4g}"
            and len(window.inspector.page.curve.values) > 2
        ),
        timeout=WAIT,
    )
    assert window.inspector.page.curve.values[-1] == weight(window)


def test_terms_lead_down_to_the_inputs_and_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(qtbot, window, Selection("neuron", 3, 0))
    page, inspector = window.inspector.page, window.inspector
    asked = [page.name.text()]
    for _ in range(12):
        subject = inspector.subject
        trace = frame_of(window).trace
        assert subject is not None
        assert trace is not None
        if subject.quantity.kind == "x":
            break
        opened = subject.trace_in(frame_of(window))
        assert opened is not None
        terms = [
            term
            for term in opened.why(subject.name).terms
            if term.name and not term.name.startswith(("w", "b"))
        ]
        term = terms[0]
        sample = subject.sample if term.sample is None else term.sample
        target = term.name if sample is None else f"{term.name}@{sample}"
        page.formula.anchorClicked.emit(QUrl(target))
        asked.append(page.name.text())
    assert inspector.subject is not None
    assert inspector.subject.quantity.kind == "x"
    assert window.network.view.selection == Selection("neuron", 0, 0)
    for name in reversed(asked[:-1]):
        page.back.click()
        assert page.name.text() == name
    assert page.back.isHidden()


def test_every_number_of_a_formula_is_a_link(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, Selection("neuron", 2, 0))
    inspector = window.inspector
    inspector.ask(Subject("z[2][1]", 3))
    html = inspector.page.formula.shown
    trace = frame_of(window).trace
    assert trace is not None
    terms = trace.at_sample(3).why("z[2][1]").terms
    assert html.count("<a ") == len(terms)
    assert "%403" in html or "@3" in html


def test_copies_are_text_latex_and_python(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, Selection("neuron", 2, 0))
    page = window.inspector.page
    trace = frame_of(window).trace
    assert trace is not None
    reason = trace.why("a[2][1]")
    clipboard = QGuiApplication.clipboard()
    for words, expected in (
        ("Copy as text", reason.render(4, None)),
        ("Copy as LaTeX", reason.latex),
        ("Copy as Python", reason.python),
    ):
        menu_entry(page.menu(), words)
        assert clipboard.text() == expected


def test_a_typed_value_holds_and_is_undone_and_redone(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(qtbot, window, LINK)
    before = weight(window)
    field = window.inspector.page.editor.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "-1.25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: weight(window) == -1.25, timeout=WAIT)
    window.actions_by_key["undo"].trigger()
    qtbot.waitUntil(lambda: weight(window) == before, timeout=WAIT)
    window.actions_by_key["redo"].trigger()
    qtbot.waitUntil(lambda: weight(window) == -1.25, timeout=WAIT)
    field.selectAll()
    qtbot.keyClicks(field, "much")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "finite" in window.messages.label.text()
    assert field.text() == "-1.25"


def test_dragging_a_link_is_one_step_and_the_picture_follows(
    qtbot: QtBot, window: MainWindow
) -> None:
    view = window.network.view
    start = place_on(window, LINK)
    before, picture = weight(window), frame_of(window).field.tobytes()
    fields = []
    window.trainer.frame_ready.connect(lambda f: fields.append(f.field.tobytes()))
    count = window.store.undo_stack.count()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for up in (10, 25, 60):
        move_to(window, start - QPoint(0, up))
    # While the button is still down.
    qtbot.waitUntil(lambda: weight(window) > before + 0.3, timeout=WAIT)
    assert fields[-1] != picture
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start - QPoint(0, 60))
    assert window.store.undo_stack.count() == count + 1
    scale = max(1.0, abs(before))
    assert weight(window) == pytest.approx(before + 0.6 * scale, abs=1e-4)
    window.actions_by_key["undo"].trigger()
    qtbot.waitUntil(lambda: weight(window) == before, timeout=WAIT)


def move_to(window: MainWindow, place: QPoint) -> None:
    """Move the mouse with the button down, as no test function does."""
    view, left = window.network.view, Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(view.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)


def test_a_click_changes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    view = window.network.view
    place = place_on(window, LINK)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert window.store.undo_stack.count() == 0
    assert view.selection == LINK
    assert window.inspector.subject == subject_of(LINK)


def test_keys_nudge_and_clear_the_selected_link(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(qtbot, window, LINK)
    view, before = window.network.view, weight(window)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: abs(weight(window) - before - 0.1) < 1e-5, timeout=WAIT)
    now = weight(window)
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(view, Qt.Key.Key_Minus, alt)
    qtbot.waitUntil(lambda: abs(weight(window) - now + 0.01) < 1e-5, timeout=WAIT)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: weight(window) == 0.0, timeout=WAIT)
    for _ in range(3):
        window.actions_by_key["undo"].trigger()
    qtbot.waitUntil(lambda: weight(window) == before, timeout=WAIT)


def test_the_menu_locks_cuts_and_resets(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, LINK)
    page = window.inspector.page
    first = weight(window)
    place = subject_of(LINK).place(frame_of(window).sizes)
    menu_entry(page.menu(), "Lock w[2][2,3]")
    qtbot.waitUntil(
        lambda: frame_of(window).wiring.locked == {place} and page.lock.isChecked(),
        timeout=WAIT,
    )
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: frame_of(window).update == 1, timeout=WAIT)
    assert weight(window) == first
    page.lock.click()
    qtbot.waitUntil(lambda: not frame_of(window).wiring.locked, timeout=WAIT)
    menu_entry(page.menu(), "Cut w[2][2,3]")
    qtbot.waitUntil(lambda: place in frame_of(window).wiring.cut, timeout=WAIT)
    assert weight(window) == 0.0
    assert not page.editor.isEnabled()
    menu_entry(page.menu(), "Cut w[2][2,3]")
    qtbot.waitUntil(lambda: weight(window) == first, timeout=WAIT)
    menu_entry(page.menu(), "Set to 0")
    qtbot.waitUntil(lambda: weight(window) == 0.0, timeout=WAIT)
    menu_entry(page.menu(), "first value")
    qtbot.waitUntil(lambda: weight(window) == first, timeout=WAIT)


def test_a_neuron_and_a_layer_are_locked_and_switched_off(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(qtbot, window, Selection("neuron", 1, 2))
    page = window.inspector.page
    menu_entry(page.menu(), "Switch neuron 3 of hidden 1 off")
    qtbot.waitUntil(lambda: len(frame_of(window).wiring.cut) == 2, timeout=WAIT)
    assert not frame_of(window).layers[1].weights[:, 2].any()
    menu_entry(page.menu(), "Lock neuron 3 of hidden 1")
    qtbot.waitUntil(lambda: len(frame_of(window).wiring.locked) == 3, timeout=WAIT)
    menu_entry(page.menu(), "Lock layer hidden 1")
    qtbot.waitUntil(lambda: len(frame_of(window).wiring.locked) == 12, timeout=WAIT)
    window.network.view.grab()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: frame_of(window).update == 1, timeout=WAIT)
    for _ in range(3):
        window.actions_by_key["undo"].trigger()
    qtbot.waitUntil(lambda: not frame_of(window).wiring.still, timeout=WAIT)
    assert frame_of(window).update == 0


def test_settings_and_edits_are_undone_in_order_and_listed(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(qtbot, window, LINK)
    before = weight(window)
    window.store.edit({"learning_rate": 0.3})
    window.hands.set_value(subject_of(LINK).place(frame_of(window).sizes), 1.5)
    qtbot.waitUntil(lambda: weight(window) == 1.5, timeout=WAIT)
    window.actions_by_key["history"].trigger()
    dialog = window.guidance.history_dialog
    assert dialog is not None
    model = dialog.view.model()
    lines = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert lines[1:] == ["learning rate", "w[2][2,3] = 1.5"]
    dialog.view.stack().setIndex(0)
    qtbot.waitUntil(
        lambda: (
            weight(window) == before and frame_of(window).settings.learning_rate == 0.1
        ),
        timeout=WAIT,
    )


def test_what_the_network_loses_is_closed(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, Selection("neuron", 1, 3))
    window.store.edit({"hidden": (3, 2), "activation": ("tanh", "tanh")})
    inspector = window.inspector
    qtbot.waitUntil(lambda: inspector.is_shown(inspector.hint), timeout=WAIT)


def test_the_history_forgets_another_future() -> None:
    run = pg.Run(pg.Settings.build(data="moons", samples=40), engine=REFERENCE)
    history = ParameterHistory()
    for _ in range(6):
        history.show_frame(take_frame(run, Probe(resolution=4)))
        run.step()
    assert history.updates == [0, 1, 2, 3, 4, 5]
    run.seek(2)
    run.edit(0, 3.0)
    history.show_frame(take_frame(run, Probe(resolution=4)))
    assert history.updates == [0, 1, 2]
    assert history.values(0)[1][-1] == 3.0
    run.start_over(run.settings.replace(seed=3))
    before = take_frame(run, Probe(resolution=4))
    history.show_frame(before)
    assert history.updates == [0]
    # The page shows a frame of another network a moment longer, in another theme, say.
    run.start_over(pg.Settings.build(data="moons", samples=40, hidden=()))
    frame = take_frame(run, Probe(resolution=4))
    history.show_frame(frame)
    assert history.fits(frame)
    assert not history.fits(before)


@pytest.mark.parametrize(
    ("value", "reach"), [(0.0, 2.0), (1.3, 2.0), (-1.5, 5.0), (6.0, 10.0), (12.0, 20.0)]
)
def test_the_slider_reaches_beyond_the_value(value: float, reach: float) -> None:
    assert reach_for(value) == reach


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_no_part_is_cut_off(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    choose(qtbot, window, LINK)
    QApplication.processEvents()
    page = window.inspector.page
    for part in (page.name, page.editor.field, page.editor.slider, page.more):
        corner = part.mapTo(page, QPoint(part.width(), part.height()))
        assert page.rect().adjusted(0, 0, 1, 1).contains(corner)
    assert page.editor.slider.width() >= 120
