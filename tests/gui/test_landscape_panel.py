"""The landscape tab: its numbers are the core's, and a click starts there."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.frame import Probe, take_frame
from playground.landscape import scan
from playground.objective import Objective
from playground.planes import principal_plane, random_plane
from playground.replay import walk_path
from tests.gui.opening import Opening
from tests.gui.pointing import move_to
from ui.canvas.diagram_selection import Selection
from ui.canvas.landscape_contours import contour_segments
from ui.canvas.landscape_heights import Heights
from ui.canvas.landscape_trail import Trail
from ui.canvas.landscape_view import Survey
from ui.main_window import MainWindow
from ui.panels.landscape import QUESTION
from ui.panels.landscape_survey import NoPlane, PlaneWish, survey_job

WAIT = 15_000
SETTINGS = pg.Settings.build(
    data="xor", hidden=(4, 3), learning_rate=0.1, engine=REFERENCE, samples=60
)


@pytest.fixture
def opening() -> Opening:
    return Opening(SETTINGS)


def params(window: MainWindow) -> np.ndarray:
    assert window.frame is not None
    return window.frame.params


def open_landscape(qtbot: QtBot, window: MainWindow) -> Survey:
    window.center.show_page(window.landscape)
    return finished(qtbot, window)


def finished(qtbot: QtBot, window: MainWindow) -> Survey:
    panel = window.landscape

    def is_there() -> bool:
        survey = panel.view.survey
        return (
            survey is not None
            and survey.landscape.is_done
            and panel.shown_wish == panel.chooser.wish
            and panel.shown == panel.wanted()
        )

    qtbot.waitUntil(is_there, timeout=WAIT)
    assert panel.view.survey is not None
    return panel.view.survey


def trained(qtbot: QtBot, window: MainWindow, updates: int) -> None:
    for done in range(1, updates + 1):
        window.trainer.step()
        qtbot.waitUntil(
            lambda wanted=done: (
                window.frame is not None and window.frame.update == wanted
            ),
            timeout=WAIT,
        )


def middle_of(window: MainWindow, across: float, upward: float) -> QPoint:
    view = window.landscape.view
    assert view.ground is not None
    rect = view.place(view.ground).area.rect
    return QPoint(
        round(rect.left() + across * rect.width()),
        round(rect.bottom() - upward * rect.height()),
    )


def test_every_point_of_the_picture_is_the_cores_loss(
    qtbot: QtBot, window: MainWindow
) -> None:
    trained(qtbot, window, 3)
    window.landscape.chooser.kind.buttons["random"].click()
    survey = open_landscape(qtbot, window)
    assert window.frame is not None
    objective = Objective.of(window.frame.settings, window.frame.problem)
    plane = random_plane(params(window), window.frame.sizes, 0)
    wanted = list(scan(objective, plane, 64))[-1]
    np.testing.assert_array_equal(survey.landscape.losses, wanted.losses)
    # Under the mouse the loss is computed for that very point.
    view = window.landscape.view
    for across, upward in ((0.5, 0.5), (0.1, 0.8), (0.93, 0.2)):
        view.mouse = QPointF(middle_of(window, across, upward))
        there = view.reading_place()
        assert there is not None
        place = plane.origin + there[0] * plane.directions[0]
        place = place + there[1] * plane.directions[1]
        loss, _ = objective.value_and_gradient(place)
        assert survey.loss_at(*there) == pytest.approx(loss, rel=1e-12)
        rows = dict(view.rows_at(*there))
        assert float(rows["loss"]) == pytest.approx(loss, rel=1e-3)


def test_answers_get_finer_and_only_the_last_is_done() -> None:
    run = pg.Run(SETTINGS, REFERENCE)
    answers = list(survey_job(PlaneWish(), np.empty((0, 31)), 64)(run))
    assert len(answers) > 2
    surveys = [answer for answer in answers if isinstance(answer, Survey)]
    assert len(surveys) == len(answers)
    known = [survey.landscape.known for survey in surveys]
    assert known == sorted(known)
    assert [survey.landscape.is_done for survey in surveys].count(True) == 1
    assert not surveys[0].ground().has_lines
    assert surveys[-1].ground().has_lines


def test_a_path_that_does_not_move_is_a_sentence(
    qtbot: QtBot, window: MainWindow
) -> None:
    run = pg.Run(SETTINGS, REFERENCE)
    answers = list(survey_job(PlaneWish("principal"), run.params[None], 16)(run))
    assert [type(answer) for answer in answers] == [NoPlane]
    window.center.show_page(window.landscape)
    window.landscape.chooser.kind.buttons["principal"].click()
    panel = window.landscape
    qtbot.waitUntil(lambda: "Press Space" in panel.empty.text(), timeout=WAIT)
    assert panel.pages.currentWidget() is panel.empty
    # Training went on being possible.
    trained(qtbot, window, 2)
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.view, timeout=WAIT)


def test_what_is_hidden_is_not_computed(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.landscape
    trained(qtbot, window, 1)
    assert panel.asked is None
    open_landscape(qtbot, window)
    asked = window.trainer.questions[QUESTION]
    window.center.show_page(window.network)
    assert panel.asked is None
    # Hiding forgets what was asked, and nothing is asked any more.
    assert window.trainer.questions[QUESTION] == asked + 1
    before = panel.view.survey
    trained_at = params(window).copy()
    window.trainer.step()
    qtbot.waitUntil(
        lambda: not np.array_equal(params(window), trained_at), timeout=WAIT
    )
    assert window.trainer.questions[QUESTION] == asked + 1
    assert panel.view.survey is before
    open_landscape(qtbot, window)
    assert panel.view.survey is not before


def test_a_click_sets_exactly_these_parameters_and_undo_brings_them_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    trained(qtbot, window, 3)
    survey = open_landscape(qtbot, window)
    before = params(window).copy()
    view = window.landscape.view
    spot = middle_of(window, 0.3, 0.7)
    view.mouse = QPointF(spot)
    there = view.reading_place()
    assert there is not None
    wanted = survey.params_at(*there)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: np.array_equal(params(window), wanted), timeout=WAIT)
    assert window.frame is not None
    assert window.frame.timeline.branch.markers[-1].kind == "edit"
    window.actions_by_key["undo"].trigger()
    qtbot.waitUntil(lambda: np.array_equal(params(window), before), timeout=WAIT)


def test_a_drag_is_no_click(qtbot: QtBot, window: MainWindow) -> None:
    open_landscape(qtbot, window)
    view = window.landscape.view
    with qtbot.assertNotEmitted(view.clicked, wait=10):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
        move_to(view, QPoint(140, 120))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(140, 120))


def test_two_clicked_weights_span_the_plane(qtbot: QtBot, window: MainWindow) -> None:
    window.network.selected.emit(Selection("weight", 1, 2, 1))
    window.network.selected.emit(Selection("neuron", 1, 2))
    window.network.selected.emit(Selection("bias", 2, 0))
    window.landscape.chooser.kind.buttons["weights"].click()
    survey = open_landscape(qtbot, window)
    assert survey.names == ("w[1][3,2]", "b[2][1]")
    # The axes show the weights' own values.
    assert window.landscape.view.ground is not None
    here = params(window)[[5, 24]]
    np.testing.assert_array_equal(survey.params_at(*here), params(window))
    # One weight twice is no plane.
    chooser = window.landscape.chooser
    box = chooser.weights[1]
    box.setCurrentIndex(5)
    box.activated.emit(5)
    assert chooser.wish.places == (24, 5)


def test_the_path_ends_where_the_run_stands(qtbot: QtBot, window: MainWindow) -> None:
    trained(qtbot, window, 5)
    survey = open_landscape(qtbot, window)
    view = window.landscape.view
    assert window.landscape.chooser.wish.kind == "principal"
    np.testing.assert_allclose(view.path[-1], [0.0, 0.0], atol=1e-12)
    run = pg.Run(SETTINGS, REFERENCE)
    points = [run.params.copy()]
    for _ in range(5):
        run.step()
        points.append(run.params.copy())
    coordinates, distances = survey.plane.project(np.array(points))
    np.testing.assert_allclose(view.path, coordinates, atol=1e-12)
    np.testing.assert_allclose(view.distances, distances, atol=1e-12)
    # What lies farther off the plane is fainter.
    order = np.argsort(distances)
    assert (np.diff(view.fading[order]) <= 1e-12).all()
    np.testing.assert_allclose(
        survey.plane.origin, principal_plane(np.array(points)).origin
    )


def test_the_relief_turns_and_does_not_move_the_network(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_landscape(qtbot, window)
    view, before = window.landscape.view, params(window).copy()
    window.landscape.chooser.view.buttons["relief"].click()
    camera = view.camera
    flat = view.grab().toImage()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    move_to(view, QPoint(160, 110))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(160, 110))
    assert view.camera != camera
    assert view.grab().toImage() != flat
    assert np.array_equal(params(window), before)


def test_a_trail_has_the_points_of_the_run() -> None:
    run = pg.Run(SETTINGS, REFERENCE)
    run.advance(200)
    trail = Trail()
    trail.follow(take_frame(run, Probe(resolution=4)))
    assert trail.has_gap(200)
    for path in walk_path(run, 50):
        trail.learn(path)
    assert not trail.has_gap(200)
    updates, points = trail.up_to(200)
    for update, point in list(zip(updates.tolist(), points, strict=True))[::9]:
        run.seek(update)
        np.testing.assert_array_equal(point, run.params)


def test_half_of_a_picture_lies_below_the_middle() -> None:
    losses = np.exp(np.linspace(-3.0, 9.0, 101)).reshape(1, -1)
    heights = Heights.of(losses)
    places = heights.place(losses)
    assert places.min() == 0.0
    assert places.max() == 1.0
    assert float(np.median(places)) == pytest.approx(0.5, abs=1e-6)
    for place in (0.0, 0.3, 1.0):
        loss = heights.loss_at(place)
        assert heights.place(np.array([loss]))[0] == pytest.approx(place, abs=1e-9)
    assert heights.place(np.array([np.nan, np.inf])).tolist() == [1.0, 1.0]
    assert Heights.of(np.full((2, 2), np.nan)).place(np.zeros(1))[0] == 0.0


def test_losses_at_the_end_of_the_numbers_have_heights_and_nothing_warns() -> None:
    losses = np.array([0.0, 1.5e308, 1.6e308, 1.7e308])
    heights = Heights.of(losses).place(losses)
    assert heights[0] == 0.0
    assert heights[-1] == 1.0
    assert (np.diff(heights) > 0.0).all()


def test_contour_lines_lie_on_their_height() -> None:
    x, y = np.meshgrid(np.arange(30.0), np.arange(20.0))
    segments = contour_segments(0.5 * x + y, 11.3)
    assert len(segments) > 20
    for columns, rows in ((segments[:, 0], segments[:, 1]), segments[:, 2:].T):
        np.testing.assert_allclose(0.5 * columns + rows, 11.3)
    saddle = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert len(contour_segments(saddle, 0.4)) == 2
    assert len(contour_segments(saddle, 2.0)) == 0


def test_the_escape_direction_is_an_arrow_of_the_plane(
    qtbot: QtBot, window: MainWindow
) -> None:
    survey = open_landscape(qtbot, window)
    view = window.landscape.view
    assert view.escape_line() is None
    before = view.grab().toImage()
    direction = survey.plane.directions[0] / np.linalg.norm(survey.plane.directions[0])
    window.traps.escape_found.emit(params(window), direction)
    line = view.escape_line()
    assert line is not None
    # The direction lies in the plane: the arrow goes along its first axis only.
    assert line[1, 0] > line[0, 0]
    assert line[1, 1] == pytest.approx(line[0, 1])
    assert view.grab().toImage() != before
    window.traps.escape_found.emit(params(window), None)
    assert view.escape_line() is None
