"""The sweep in the window: real processes, few and tiny runs."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.errors import SettingsError
from playground.sweep import OUTCOMES, Row, run_job, run_of
from ui.app import create_window
from ui.canvas.sweep_map import SweepMap
from ui.canvas.sweep_paint import WORDS, MapLayout, paint_cell
from ui.canvas.sweep_scale import Scale, number_of, outcome_color
from ui.panels.sweep import NOTHING, PICTURE, SweepPanel
from ui.sweep_grid import Grid, Order, make_grid
from ui.theme import font
from ui.themes import THEMES

WAIT = 30_000


def settings() -> pg.Settings:
    return pg.Settings.build(
        data="circles",
        hidden=(3,),
        samples=40,
        engine=REFERENCE,
        batch_size=5,
        loss="squared_error",
        output_activation="identity",
    )


def order(**changes: object) -> Order:
    usual = {
        "across": ("learning_rate", "1e-6,0.1,1e9"),
        "upward": ("batch_size", "5,full"),
        "seeds": 2,
        "updates": 30,
    }
    return Order(**{**usual, **changes})  # type: ignore[arg-type]


def made(grid: Grid) -> list[Row]:
    return [run_job(job) for job in grid.jobs]


# ---- the grid ------------------------------------------------------------------------


def test_every_cell_has_its_own_runs() -> None:
    grid = make_grid(settings(), order())
    assert grid.columns == ("1e-06", "0.1", "1e+09")
    assert grid.rows == ("5", "full")
    assert len(grid.jobs) == 12
    assert sorted(key for keys in grid.keys.values() for key in keys) == sorted(
        job.key for job in grid.jobs
    )
    rows = made(grid)
    grid.learn(rows)
    for (column, row), keys in grid.keys.items():
        cell = grid.cell((column, row))
        assert cell is not None
        assert tuple(found.key for found in cell.rows) == keys
        for found in cell.rows:
            chosen = pg.Settings.from_json(found.settings)
            assert chosen.learning_rate == (1e-6, 0.1, 1e9)[column]
            assert chosen.batch_size == (5, "full")[row]
            assert chosen.samples == 40
    assert grid.all_rows() == rows


def test_one_setting_alone_is_a_row_of_cells() -> None:
    grid = make_grid(settings(), order(upward=None, seeds=1))
    assert list(grid.keys) == [(0, 0), (1, 0), (2, 0)]
    assert grid.names == ("learning_rate", "")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"upward": ("learning_rate", "1,2")}, "two different settings"),
        ({"across": ("learning_rate", "0.1,much")}, "learning_rate"),
        ({"across": ("learning_rate", "0.001:1:log99")}, "up to 24 values"),
        ({"across": ("learning_rate", "")}, "learning_rate"),
        ({"across": ("hidden", "4,-2")}, "hidden"),
    ],
)
def test_a_wrong_order_is_a_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        make_grid(settings(), order(**changes))


# ---- the map -------------------------------------------------------------------------


def row_like(row: Row, **changes: object) -> Row:
    fields = {name: getattr(row, name) for name in row.__struct_fields__}
    return Row(**{**fields, **changes})


@pytest.mark.parametrize("measure", ["loss", "accuracy"])
def test_a_narrow_cell_has_fewer_digits_and_not_none(
    qapp: object, measure: str
) -> None:
    grid = make_grid(settings(), order(seeds=1, across=("learning_rate", "1")))
    (row, _) = (job.failure("") for job in grid.jobs)
    grid.learn([row_like(row, test_loss=10.236512, test_accuracy=0.98765)])
    cell = grid.cell((0, 0))
    scale = Scale([0.1, 20.0] if measure == "loss" else [0.0, 1.0], measure)
    value = number_of(cell, measure) if cell is not None else None
    assert value is not None
    metrics = QFontMetricsF(font(WORDS, bold=True))
    words, short = scale.words(value), scale.short(value)
    narrow = metrics.horizontalAdvance(short) + 2.0
    assert narrow < metrics.horizontalAdvance(words)
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    for width in (metrics.horizontalAdvance(words) + 2.0, narrow):
        image.fill(QColor("white"))
        with QPainter(image) as painter:
            rect = QRectF(0, 0, width, 40)
            paint_cell(painter, rect, cell, scale, THEMES["light"])
        # Not only the ground: somewhere along the middle there is ink.
        middle = {image.pixelColor(x, 20).name() for x in range(2, int(width) - 2)}
        assert len(middle) > 1


def test_each_outcome_has_its_colour(qtbot: QtBot) -> None:
    grid = make_grid(settings(), order(seeds=1, across=("learning_rate", "1,2,3")))
    job_rows = [job.failure("") for job in grid.jobs]
    grid.learn(
        [
            row_like(row, outcome=outcome)
            for row, outcome in zip(job_rows, OUTCOMES, strict=False)
        ]
    )
    view = SweepMap()
    qtbot.addWidget(view)
    view.resize(600, 420)
    view.show_grid(grid)
    # A screen of the tests may have fewer colours.
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    view.render(image)
    layout = MapLayout(grid, view.size().toSizeF())
    for place in grid.keys:
        cell = grid.cell(place)
        corner = layout.rect(place).topLeft().toPoint() + QPoint(8, 8)
        shown = image.pixelColor(corner).name()
        theme = THEMES["light"]
        wanted = outcome_color(cell.outcome, theme).name() if cell else theme.window
        assert shown == wanted


def test_keys_walk_over_the_map_and_open(qtbot: QtBot) -> None:
    grid = make_grid(settings(), order(seeds=1))
    grid.learn(made(grid))
    view = SweepMap()
    qtbot.addWidget(view)
    view.show_grid(grid)
    opened = []
    view.opened.connect(opened.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert opened == [(1, 1)]
    assert "0.1" in view.accessibleDescription()


# ---- the panel -----------------------------------------------------------------------


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[SweepPanel]:
    panel = SweepPanel()
    qtbot.addWidget(panel)
    panel.resize(700, 520)
    panel.show()
    panel.show_settings(settings())
    panel.workers = 1
    choose(panel, "1e-6,0.1,1e9", "5,full", 1, 30)
    yield panel
    panel.shutdown()
    assert multiprocessing.active_children() == []


def choose(
    panel: SweepPanel, across: str, upward: str, seeds: int, updates: int
) -> None:
    panel.across_values.setText(across)
    panel.upward_values.setText(upward)
    panel.seeds.show_value(seeds)
    panel.updates.show_value(updates)


def test_a_sweep_fills_the_map_and_is_saved(
    qtbot: QtBot,
    panel: SweepPanel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused: list[str] = []
    panel.refused.connect(refused.append)
    assert not panel.table_button.isEnabled()
    with qtbot.waitSignal(panel.sweep.ended, timeout=WAIT):
        qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    grid = panel.grid
    assert grid is not None
    # The processes have made what this one makes.
    expected = {row.key: row.digest for row in made(grid)}
    assert {row.key: row.digest for row in grid.all_rows()} == expected
    assert panel.bar.value() == 6
    assert panel.standing.text().startswith("6 runs in")
    cell = grid.cell((2, 0))
    assert cell is not None
    assert cell.outcome == "diverged"

    table, picture = tmp_path / "s.csv", tmp_path / "s.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(table), ""))
    panel.table_button.click()
    assert len(table.read_text().splitlines()) == 7
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(picture), ""))
    panel.picture_button.click()
    assert QImage(str(picture)).size() == PICTURE * 2
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "s.csv"), "")
    )
    panel.table_button.click()
    assert "does not exist" in refused[-1]


def test_a_cancelled_sweep_ends_its_processes_and_goes_on(
    qtbot: QtBot, panel: SweepPanel
) -> None:
    choose(panel, "0.1", "5", 1, 30)
    panel.upward.shown = NOTHING
    with qtbot.waitSignal(panel.sweep.ended, timeout=WAIT):
        panel.start()
    # This one would take hours.
    choose(panel, "0.1", "5", 1, 10_000_000)
    panel.start()
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=WAIT)
    assert panel.start_button.text() == "Cancel"
    panel.start_button.click()
    assert multiprocessing.active_children() == []
    assert not panel.sweep.is_running
    assert "Cancelled" in panel.standing.text()
    assert panel.grid is not None
    assert panel.grid.done == 0
    # What was made before is not made again.
    choose(panel, "0.1", "5", 1, 30)
    with qtbot.waitSignal(panel.sweep.ended, timeout=WAIT):
        panel.start()
    assert panel.grid.done == 1


def test_a_wrong_value_starts_nothing(panel: SweepPanel) -> None:
    refused: list[str] = []
    panel.refused.connect(refused.append)
    panel.across_values.setText("0.1,-4")
    panel.start()
    assert len(refused) == 1
    assert "learning_rate" in refused[0]
    assert not panel.sweep.is_running


def test_a_sweep_that_fails_unexpectedly_ends_with_a_sentence(
    qtbot: QtBot, panel: SweepPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("something nobody thought of")

    monkeypatch.setattr("ui.sweeping_window.perform", fail)
    panel.start()
    qtbot.waitUntil(lambda: not panel.sweep.is_running, timeout=WAIT)
    assert "something nobody thought of" in panel.standing.text()
    assert panel.start_button.text() == "Start"


def test_a_cell_opens_as_a_run_at_its_end(qtbot: QtBot) -> None:
    window = create_window(settings())
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(lambda: window.has_pages, timeout=WAIT)
    window.center.show_page(window.sweep)
    grid = make_grid(window.store.settings, order(seeds=1))
    rows = made(grid)
    grid.learn(rows)
    panel = window.sweep
    panel.grid = grid
    panel.map.show_grid(grid)
    panel.pages.setCurrentWidget(panel.map)
    qtbot.waitUntil(panel.map.isVisible, timeout=WAIT)
    layout = MapLayout(grid, panel.map.size().toSizeF())
    at = layout.rect((1, 1)).center().toPoint()
    cell = grid.cell((1, 1))
    assert cell is not None
    wanted = run_of(cell.rows[0])
    qtbot.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(
        lambda: (
            window.frame is not None
            and window.frame.update == 30
            and window.frame.settings.batch_size == "full"
        ),
        timeout=WAIT,
    )
    assert window.frame is not None
    assert window.frame.params.tobytes() == wanted.params.tobytes()
    assert window.network.isVisible()
    window.close()
    window.deleteLater()
