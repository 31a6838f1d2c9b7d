import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import playground as pg
from playground.frame import Frame, Probe, take_frame
from playground.history import HistoryView
from ui.canvas.loss_curves import (
    LossCurves,
    log_ticks,
    loss_range,
    near,
    update_range,
)
from ui.canvas.loss_picture import LossPicture
from ui.canvas.loss_plot import LossPlot
from ui.canvas.ticks import number
from ui.panels.curves import CurvesPanel
from ui.theme import APPEARANCE
from ui.themes import DARK


def make_run(updates: int = 0, **options: object) -> pg.Run:
    options = {"data": "xor", "hidden": (3,), "engine": "reference", **options}
    run = pg.Run(pg.Settings.build(**options))
    run.advance(updates)
    return run


def make_frame(updates: int = 0, **options: object) -> Frame:
    return take_frame(make_run(updates, **options), Probe(resolution=4))


@pytest.fixture
def panel(qtbot: QtBot) -> CurvesPanel:
    panel = CurvesPanel()
    qtbot.addWidget(panel)
    panel.resize(370, 270)
    panel.show()
    panel.ensure_plot()
    QApplication.processEvents()
    return panel


def plot_of(panel: CurvesPanel) -> LossPlot:
    assert panel.plot is not None
    return panel.plot


def line(plot: LossPlot, name: str) -> tuple[np.ndarray, np.ndarray]:
    x, y = plot.lines[name].getOriginalDataset()
    empty = np.empty(0)
    return (empty if x is None else x), (empty if y is None else y)


def move_to(plot: LossPlot, place: QPointF) -> None:
    """Move the mouse over the plot as the window system would."""
    event = QMouseEvent(
        *(QEvent.Type.MouseMove, place, plot.mapToGlobal(place)),
        *(Qt.MouseButton.NoButton, Qt.MouseButton.NoButton),
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(plot.graphics.viewport(), event)


# ---- start -----------------------------------------------------------------------


def test_pyqtgraph_is_not_imported_before_the_plot_is_made() -> None:
    program = """
import sys
from ui.application import create_application
application = create_application(["playground"])
from ui.panels.curves import CurvesPanel
panel = CurvesPanel()
panel.resize(370, 270)
panel.show()
application.processEvents()
assert "pyqtgraph" not in sys.modules
panel.ensure_plot()
assert "pyqtgraph" in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_plot_takes_the_empty_place(qtbot: QtBot) -> None:
    panel = CurvesPanel()
    qtbot.addWidget(panel)
    panel.resize(370, 270)
    panel.show_frame(make_frame())
    assert panel.plot is None
    panel.show()
    QApplication.processEvents()
    before = panel.place.geometry()
    panel.show_frame(make_frame(30))
    assert panel.plot is None
    panel.ensure_plot()
    QApplication.processEvents()
    assert panel.place.geometry() == before
    assert plot_of(panel).size() == before.size()
    assert plot_of(panel).curves is not None


# ---- data ------------------------------------------------------------------------


def test_what_is_plotted_is_the_history(panel: CurvesPanel) -> None:
    frame = make_frame(200)
    panel.log.setChecked(False)
    panel.show_frame(frame)
    panel.pause.stop()
    panel.draw_latest()
    history = frame.history
    for name in ("train", "test"):
        x, y = line(plot_of(panel), name)
        assert x.tolist() == history.updates.tolist()
        assert y.tolist() == history.column(f"{name}_loss").tolist()


def test_an_update_between_evaluations_ends_the_curve(panel: CurvesPanel) -> None:
    frame = make_frame(23)
    assert frame.history.updates[-1] == 20
    panel.log.setChecked(False)
    panel.show_frame(frame)
    panel.pause.stop()
    panel.draw_latest()
    x, y = line(plot_of(panel), "train")
    assert x[-2:].tolist() == [20, 23]
    assert y[-1] == frame.evaluation.train_loss


def test_a_logarithmic_axis_shows_powers_of_ten(panel: CurvesPanel) -> None:
    panel.show_frame(make_frame(100))
    plot = plot_of(panel)
    logs = line(plot, "train")[1]
    panel.log.click()
    assert line(plot, "train")[1] == pytest.approx(10.0**logs)
    panel.log.click()
    assert line(plot, "train")[1].tolist() == logs.tolist()


@pytest.mark.parametrize("log", [True, False])
def test_losses_without_a_place_leave_gaps(panel: CurvesPanel, log: bool) -> None:
    losses = np.array([1.0, 0.0, np.nan, np.inf, -1.0, 0.1])
    nothing = np.full(6, np.nan)
    panel.log.setChecked(log)
    plot = plot_of(panel)
    updates = np.arange(6)
    batches = HistoryView(losses, losses, 1, 6, updates, np.empty((6, 6)))
    for train in (losses, nothing, np.zeros(6)):
        plot.set_batches(True)
        plot.show_curves(
            LossCurves(updates, train, nothing, batches, (), 5, 5, (np.nan, np.nan))
        )
        panel.grab()
        shown = line(plot, "train")[1]
        drawn = np.isfinite(train) & ((train > 0) | (not log))
        assert np.isfinite(shown).tolist() == drawn.tolist()


def test_batches_are_drawn_on_demand_and_keep_their_spikes(
    panel: CurvesPanel,
) -> None:
    panel.log.setChecked(False)
    losses = np.full(100_000, 0.5)
    losses[77_123] = 9.0
    losses[23_456] = 0.001
    frame = make_frame()
    curves = replace(
        LossCurves.of(frame),
        batches=replace(frame.history, low=losses, high=losses, count=len(losses)),
        furthest=100_000,
    )
    plot = plot_of(panel)
    plot.show_curves(curves)
    assert len(line(plot, "batches")[0]) == 0
    panel.batches.click()
    x, y = line(plot, "batches")
    assert 300 < len(x) < 3000
    assert y.max() == 9.0
    assert y.min() == 0.001
    assert abs(x[y.argmax()] - 77_124) <= 100_000 / 300
    assert np.all(np.diff(x) >= 0)


def test_few_batches_are_drawn_one_by_one() -> None:
    frame = make_frame(50)
    x, y = LossCurves.of(frame).thinned_batches(0.0, 100.0, 300)
    assert x.tolist() == list(range(1, 51))
    assert y.tolist() == frame.history.low.tolist()


def test_other_branches_are_drawn_from_where_they_part(panel: CurvesPanel) -> None:
    run = make_run(200)
    run.seek(100)
    run.change(learning_rate=0.5)
    run.advance(60)
    frame = take_frame(run, Probe(resolution=4))
    assert len(frame.timeline.branches) == 2
    panel.show_frame(frame)
    panel.pause.stop()
    panel.draw_latest()
    (other,) = plot_of(panel).others
    x, _ = other.getOriginalDataset()
    assert x[-1] == 200
    panel.show_frame(make_frame(100))
    panel.pause.stop()
    panel.draw_latest()
    assert other.getOriginalDataset()[0] is None or not len(
        other.getOriginalDataset()[0]
    )


# ---- ranges ----------------------------------------------------------------------


def test_a_branch_that_diverged_does_not_press_the_others_flat(
    panel: CurvesPanel,
) -> None:
    panel.show_frame(make_frame(100))
    panel.draw_latest()
    plot = plot_of(panel)
    curves, alone = plot.curves, plot.ranges()
    assert curves is not None
    runaway = (curves.updates, np.full(len(curves.updates), 1e100))
    plot.curves = replace(curves, others=(runaway,))
    plot.draw()
    assert plot.ranges() == alone


def test_a_long_branch_does_not_press_a_new_run_into_a_corner(
    panel: CurvesPanel,
) -> None:
    panel.show_frame(make_frame(200))
    panel.draw_latest()
    plot = plot_of(panel)
    curves, (_, losses) = plot.curves, plot.ranges()
    assert curves is not None
    updates = np.arange(0, 20_001, 100)
    # What lies further to the right than is seen does not count upward, either.
    train = np.where(updates > 1_000, curves.train[0] * 9.0, curves.train[0])
    plot.curves = replace(curves, others=((updates, train),))
    plot.draw()
    assert plot.ranges() == ((0.0, 800.0), losses)
    assert LossPicture(plot.curves, log=plot.log, batches=False).x_range[1] == 800.0
    # A new run sees at once how the one before began.
    begun = replace(plot.curves, furthest=0, update=0)
    assert begun.seen_end() == 400.0
    assert begun.others_until(250.0)[0].tolist() == train[:3].tolist()


def test_others_make_room_up_to_ten_times_as_much() -> None:
    own = [np.array([0.1, 0.5, np.nan])]
    (other,) = near([np.array([0.001, 0.02, 4.9, 5.1, np.inf, np.nan])], own)
    assert other.tolist() == [0.02, 4.9]
    (other,) = near([np.array([7.0])], [np.array([np.nan])])
    assert other.tolist() == [7.0]


def test_the_axes_grow_in_jumps() -> None:
    ranges = {update_range(update) for update in range(1, 10_000)}
    assert len(ranges) < 20
    for update in (1, 100, 101, 9_999, 10_000):
        assert update <= update_range(update)[1] <= max(100, 2 * update)
    assert loss_range([np.array([0.3, np.nan, np.inf])], log=False) == (0.0, 0.4)
    # The last loss before a number overflows.
    for log in (False, True):
        assert np.isfinite(loss_range([np.array([0.3, 1.79e308])], log=log)).all()
    low, high = loss_range([np.array([0.3, 0.0])], log=True)
    assert low < np.log10(0.3) < high


def test_close_powers_of_ten_get_numbers_between() -> None:
    assert [label for _, label in log_ticks(-2, 1, 4)] == ["0.01", "0.1", "1", "10"]
    assert [label for _, label in log_ticks(-1, 0, 4)] == ["0.1", "0.2", "0.5", "1"]
    assert len(log_ticks(-0.3, 0.0, 4)) > 2
    assert len(log_ticks(-12, 0, 4)) <= 6
    assert [label for _, label in log_ticks(-1.7, 0.7, 2)] == ["0.1", "1"]
    assert [label for _, label in log_ticks(-0.7, 0.7, 2)] == ["0.2", "1", "5"]


def test_zooming_keeps_the_range_until_a_double_click(
    panel: CurvesPanel, qtbot: QtBot
) -> None:
    panel.show_frame(make_frame(200))
    plot = plot_of(panel)
    QApplication.processEvents()
    everything = plot.ranges()
    plot.box.scaleBy((0.5, 0.5))
    plot.box.sigRangeChangedManually.emit([True, True])
    near = plot.ranges()
    assert near != everything
    assert plot.fit.isVisible()
    panel.pause.stop()
    panel.show_frame(make_frame(400))
    assert plot.ranges() == near
    qtbot.mouseDClick(
        plot.graphics.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(150, 60)
    )
    assert plot.ranges()[0] == (0.0, 400.0)
    assert not plot.fit.isVisible()


# ---- the mouse -------------------------------------------------------------------


def test_hovering_tells_the_exact_losses_and_keeps_them_live(
    panel: CurvesPanel,
) -> None:
    run = make_run(100)
    plot = plot_of(panel)
    for updates in (0, 60):
        run.advance(updates)
        panel.pause.stop()
        panel.show_frame(take_frame(run, Probe(resolution=4)))
        QApplication.processEvents()
        curves = plot.curves
        assert curves is not None
        index = len(curves.updates) - 2
        place = plot.place_of(float(curves.updates[index]) + 4.0, 0.0)
        move_to(plot, QPointF(place.x(), plot.plot_rect().center().y()))
        assert plot.hovered() == index
        assert plot.hover_rows() == [
            ("update", str(curves.updates[index])),
            ("train", number(float(curves.train[index]))),
            ("test", number(float(curves.test[index]))),
        ]


def test_the_tag_is_painted_and_goes(panel: CurvesPanel) -> None:
    panel.show_frame(make_frame(100))
    plot = plot_of(panel)
    QApplication.processEvents()
    before = panel.grab().toImage()
    move_to(plot, plot.plot_rect().center())
    assert panel.grab().toImage() != before
    QApplication.sendEvent(plot.graphics.viewport(), QEvent(QEvent.Type.Leave))
    assert panel.grab().toImage() == before


def test_a_past_frame_has_a_playhead(panel: CurvesPanel) -> None:
    run = make_run(200)
    plot = plot_of(panel)
    run.seek(100)
    panel.show_frame(take_frame(run, Probe(resolution=4)))
    QApplication.processEvents()
    image: QImage = panel.grab().toImage()
    x = plot.place_of(100.0, 0.0).x()
    corner = plot.mapTo(panel, QPoint(int(x), int(plot.plot_rect().top()) + 3))
    near = [image.pixelColor(corner.x() + step, corner.y()) for step in (-1, 0, 1)]
    assert min(color.lightness() for color in near) < 60


# ---- frames ----------------------------------------------------------------------


def test_frames_that_pour_in_are_drawn_now_and_then_and_the_last_always(
    panel: CurvesPanel, qtbot: QtBot
) -> None:
    plot = plot_of(panel)
    drawn: list[int] = []
    show_curves = plot.show_curves

    def note(curves: LossCurves) -> None:
        drawn.append(curves.update)
        show_curves(curves)

    plot.show_curves = note  # type: ignore[method-assign]
    frames = [make_frame(updates) for updates in range(1, 30)]
    for frame in frames:
        panel.show_frame(frame)
    assert len(drawn) < 5
    qtbot.waitUntil(lambda: drawn[-1] == 29)
    assert panel.train.value.text() == f"{frames[-1].evaluation.train_loss:.4f}"


def test_without_test_rows_there_is_no_test_curve(panel: CurvesPanel) -> None:
    panel.show_frame(make_frame(40, test_fraction=0.0))
    panel.grab()
    assert panel.test.value.text() == "–"
    move_to(plot_of(panel), plot_of(panel).plot_rect().center())
    assert [name for name, _ in plot_of(panel).hover_rows()] == ["update", "train"]


def test_the_theme_changes_the_colours(panel: CurvesPanel) -> None:
    panel.show_frame(make_frame(40))
    panel.grab()
    APPEARANCE.apply(DARK)
    image = panel.grab().toImage()
    plot = plot_of(panel)
    inside = plot.mapTo(panel, plot.plot_rect().center().toPoint())
    assert image.pixelColor(inside.x(), inside.y()).lightness() < 128
    assert plot.lines["train"].opts["pen"].color() == QColor(DARK.accent)
