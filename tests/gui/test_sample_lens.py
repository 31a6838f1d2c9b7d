"""The sample lens: what one training sample does, and the marks in the picture."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.frame import Frame, Probe, take_frame
from tests.gui.opening import CIRCLES, Opening
from ui.canvas.decision_marks import sample_at, training_places
from ui.canvas.diagram_selection import Selection
from ui.main_window import MainWindow
from ui.panels.sample_reading import projections, read_sample, worst_samples

WAIT = 15_000


def look(**options: object) -> tuple[pg.Run, Frame]:
    chosen = {"data": "circles", "hidden": (4,), "samples": 80, **options}
    run = pg.Run(pg.Settings.build(**chosen), engine=REFERENCE)
    run.advance(30)
    return run, take_frame(run, Probe(resolution=4, trace=True, losses=True))


@pytest.mark.parametrize("data", ["circles", "iris", "plane"])
@pytest.mark.parametrize("batch_size", [7, "full"])
def test_shares_are_projections_of_the_gradients_and_add_up_to_one(
    data: str, batch_size: object
) -> None:
    _, frame = look(data=data, samples=None, batch_size=batch_size)
    trace = frame.trace
    assert trace is not None
    gradients = np.array(
        [
            trace.at_sample(int(row)).gradient - trace.penalty_gradient
            for row in trace.indices
        ]
    )
    parts = gradients @ gradients.mean(axis=0)
    np.testing.assert_allclose(projections(trace), parts, rtol=1e-9, atol=1e-15)
    shares = {}
    for row in set(trace.indices.tolist()):
        reading = read_sample(frame, row)
        assert reading is not None
        assert reading.share is not None
        shares[row] = reading.share
    assert sum(shares.values()) == pytest.approx(1.0)
    outside = set(range(len(frame.problem.x))) - set(trace.indices.tolist())
    for row in list(outside)[:1]:
        reading = read_sample(frame, row)
        assert reading is not None
        assert reading.share is None


def test_a_sample_pulls_its_output_towards_its_target() -> None:
    run, frame = look(learning_rate=0.05)
    for row in range(len(frame.problem.x)):
        reading = read_sample(frame, row)
        assert reading is not None
        assert reading.pull * (reading.target[0] - reading.output) > 0
        expected = run.predict(reading.point[None])[0, 0]
        assert reading.output == pytest.approx(expected)


def test_what_it_would_do_is_what_an_update_of_it_alone_does() -> None:
    run, frame = look(data="iris", samples=None, learning_rate=0.2)
    reading = read_sample(frame, 5)
    assert reading is not None
    assert reading.unit == int(frame.problem.train.y[5])
    run.network.params[:] = reading.trace.new
    moved = run.predict(reading.point[None])[0, reading.unit]
    assert reading.moved == pytest.approx(moved)


def test_the_losses_and_the_worst_are_those_of_the_rows() -> None:
    _, frame = look()
    losses, trace = frame.losses, frame.trace
    assert losses is not None
    assert trace is not None
    expected = [trace.at_sample(row).loss for row in range(len(losses))]
    np.testing.assert_allclose(losses, expected, rtol=1e-12)
    worst = worst_samples(frame)
    assert len(worst) == 5
    assert min(losses[list(worst)]) >= np.delete(losses, worst).max()
    assert list(losses[list(worst)]) == sorted(losses[list(worst)], reverse=True)
    assert not losses.flags.writeable


def test_without_the_wish_no_losses_are_computed() -> None:
    run, _ = look()
    frame = take_frame(run, Probe(resolution=4))
    assert frame.losses is None
    assert worst_samples(frame) == ()
    assert read_sample(frame, 0) is None


@pytest.fixture
def opening() -> Opening:
    return Opening(CIRCLES, (1400, 860), active=True)


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    """The window with its decision picture painted."""
    window.output.view.grab()
    return window


def place_of(window: MainWindow, row: int) -> QPoint:
    view, frame = window.output.view, window.frame
    assert view.area is not None
    assert frame is not None
    x, y = view.area.to_pixels(*training_places(frame))
    return QPoint(round(x[row]), round(y[row]))


def open_sample(qtbot: QtBot, window: MainWindow) -> int:
    """Click a sample that no other covers; return its row."""
    view, frame = window.output.view, window.frame
    assert frame is not None
    assert view.area is not None
    for row in range(len(frame.problem.x)):
        place = place_of(window, row)
        if sample_at(frame, view.area, place.toPointF()) == row:
            qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
            break
    sample = window.inspector.sample
    qtbot.waitUntil(lambda: sample.reading is not None, timeout=WAIT)
    return row


def test_a_click_opens_the_sample_and_a_click_beside_closes_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    row = open_sample(qtbot, window)
    inspector = window.inspector
    assert inspector.is_shown(inspector.sample)
    assert inspector.sample.name.text() == f"Sample {row}"
    assert window.output.view.marks.chosen == row
    assert window.frame is not None
    assert window.frame.trace is not None
    own = window.frame.trace.at_sample(row)
    assert inspector.sample.stats["loss"].plain() == f"{own.loss:.4g}"
    qtbot.mouseClick(window.output.view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert inspector.is_shown(inspector.hint)
    assert window.output.view.marks.chosen is None


def test_a_pinned_sample_stays_while_training_and_lends_its_numbers(
    qtbot: QtBot, window: MainWindow
) -> None:
    row = open_sample(qtbot, window)
    inspector = window.inspector
    inspector.sample.pin.click()
    qtbot.mouseClick(window.output.view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert inspector.is_shown(inspector.sample)
    window.network.view.choose(Selection("neuron", 1, 0))
    page = inspector.page
    assert page.one.text() == f"sample {row}"
    page.one.click()
    assert window.frame is not None
    assert window.frame.trace is not None
    own = window.frame.trace.at_sample(row).value("a[1][1]")
    assert page.number.text() == f"{own:.4g}".replace("-", "−")
    window.playback.toggle_play()
    qtbot.waitUntil(lambda: window.frame.update > 50, timeout=WAIT)
    window.trainer.pause()
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    assert window.output.view.marks.chosen == row
    window.store.edit({"data": "moons"})
    qtbot.waitUntil(lambda: window.output.view.marks.chosen is None, timeout=WAIT)
    window.network.view.choose(None)
    assert inspector.is_shown(inspector.hint)


def test_the_batch_and_the_worst_are_marked(qtbot: QtBot, window: MainWindow) -> None:
    before = window.output.view.grab().toImage()
    window.actions_by_key["mark_batch"].trigger()
    window.actions_by_key["mark_worst"].trigger()
    view = window.output.view
    qtbot.waitUntil(
        lambda: bool(view.marks.batch) and bool(view.marks.worst), timeout=WAIT
    )
    assert window.inspector.sample.batch.isChecked()
    assert window.frame is not None
    assert window.frame.trace is not None
    assert set(view.marks.batch) == set(window.frame.trace.indices.tolist())
    assert view.grab().toImage() != before
    window.store.edit({"batch_size": "full"})
    qtbot.waitUntil(lambda: view.marks.batch == (), timeout=WAIT)
    window.inspector.sample.worst.click()
    assert not window.actions_by_key["mark_worst"].isChecked()
    qtbot.waitUntil(lambda: window.frame.losses is None, timeout=WAIT)
    assert view.marks.worst == ()


def test_the_forward_pass_can_be_followed_and_left_again(
    qtbot: QtBot, window: MainWindow
) -> None:
    row = open_sample(qtbot, window)
    inspector = window.inspector
    inspector.sample.stats["output"].clicked.emit()
    assert inspector.subject is not None
    assert inspector.subject.sample == row
    assert inspector.is_shown(inspector.page)
    inspector.page.back.click()
    assert inspector.is_shown(inspector.sample)


@pytest.mark.parametrize("data", ["circles", "sine", "iris", "digits"])
def test_marks_are_painted_over_every_kind_of_picture(
    qtbot: QtBot, window: MainWindow, data: str
) -> None:
    window.store.edit({"data": data})
    qtbot.waitUntil(lambda: window.frame.settings.data == data, timeout=WAIT)
    window.inspector.show_sample(2)
    window.actions_by_key["mark_batch"].trigger()
    view = window.output.view
    qtbot.waitUntil(lambda: view.marks.pull is not None, timeout=WAIT)
    view.grab()
    assert view.marks.chosen == 2


def test_an_update_that_is_looked_into_shows_its_samples(
    qtbot: QtBot, window: MainWindow
) -> None:
    view, stages = window.output.view, window.network.stages
    stages.enter()
    qtbot.waitUntil(lambda: bool(view.marks.batch), timeout=WAIT)
    assert window.frame is not None
    assert window.frame.trace is not None
    assert set(view.marks.batch) == set(window.frame.trace.indices.tolist())
    assert not window.inspector.sample.batch.isChecked()
    stages.leave()
    assert view.marks.batch == ()
