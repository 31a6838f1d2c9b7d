"""What is learned: which data set, how many rows, how noisy, how split."""

from bisect import bisect_right
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
)

from playground.data import DATASETS, DataSource
from playground.data.array_reader import SKLEARN, sklearn_names
from playground.data.own import OWN, find_source, is_own
from playground.ranges import COUNTS
from playground.settings import Settings
from ui.labels import name_of, text
from ui.panels.data_pictures import picture_of
from ui.widgets.labelled import Heading, card_layout, explain
from ui.widgets.quantity import write_number
from ui.widgets.seed_row import SeedRow
from ui.widgets.slider_row import SliderRow
from ui.widgets.tile import Tile
from ui.widgets.tile_grid import TileGrid

ACROSS = 5
SIDE = 33

SAMPLE_STOPS = (
    *(10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300),
    *(400, 500, 600, 800, 1000, 1200, 1500, 2000),
)
SHARE_STOPS = tuple(step / 20 for step in range(19))


def noise_stops(source: DataSource) -> tuple[float, ...]:
    """Return noises that still leave something to learn."""
    finest, most = (0.01, 20) if source.name == "plane" else (0.05, 20)
    if source.classes and source.rows is None:
        most = 40
    return tuple(round(finest * step, 2) for step in range(most + 1))


def sample_stops(source: DataSource) -> tuple[float, ...]:
    """Return numbers of rows, about evenly spaced in their logarithm."""
    if source.rows is None:
        return SAMPLE_STOPS
    return (*SAMPLE_STOPS[: bisect_right(SAMPLE_STOPS, source.rows - 1)], source.rows)


def noise_kind(source: DataSource) -> tuple[bool, bool]:
    """Return what noise is measured in and added to."""
    return source.rows is None, bool(source.classes)


def put_aside(settings: Settings, data: str) -> dict[str, None]:
    """Return the choices that have no meaning with another data set."""
    before, after = find_source(settings.data), find_source(data)
    gone: list[str] = []
    if after.rows is not None and settings.samples > after.rows:
        gone.append("samples")
    if noise_kind(before) != noise_kind(after):
        gone.append("noise")
    if (before.rows is None) != (after.rows is None):
        gone.append("standardize")
    if len(before.columns) != len(after.columns):
        gone.append("features")
    if bool(before.classes) != bool(after.classes):
        gone += ["loss", "output_activation"]
    return {name: None for name in gone if name in settings.chosen}


class DataPanel(QFrame):
    """The card that chooses the data.

    Signals
    -------
    edited : settings that a person wants changed.
    refused : why a typed number has no meaning.
    table_wanted : a person wants to learn from a table of their own: "" from a file,
        else the name of a set of scikit-learn.
    """

    edited = Signal(dict)
    refused = Signal(str)
    table_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.settings: Settings | None = None
        layout = card_layout(self)
        self.heading = Heading(text("data.title"))
        layout.addWidget(self.heading)
        self.tiles: dict[str, Tile] = {}
        # There from when data of a person's own were first used.
        self.own = Tile(picture_of(next(iter(DATASETS))))
        self.own.hide()
        self.own_key = ""
        layout.addWidget(self.make_tiles())
        layout.addLayout(self.make_table_buttons())
        self.samples = SliderRow(text("data.samples"), "samples", write_number)
        self.share = SliderRow(
            text("data.test_fraction"), "test_fraction", self.write_share
        )
        self.noise = SliderRow(text("data.noise"), "noise", write_number)
        self.share.set_stops(SHARE_STOPS)
        self.standardize = QCheckBox(text("data.standardize"))
        self.standardize.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.seed = SeedRow(
            COUNTS["data_seed"],
            text("data.data_seed"),
            text("data.seed"),
            text("data.new_sample"),
            "new_sample",
        )
        for row in (self.samples, self.share, self.noise, self.standardize):
            layout.addWidget(row)
        last = QHBoxLayout()
        last.addWidget(self.seed.caption)
        last.addWidget(self.seed, 1)
        layout.addLayout(last)
        explain(self.standardize, self.standardize.text(), "standardize")
        self.samples.moved.connect(self._on_samples_moved)
        self.share.moved.connect(self._on_share_moved)
        self.noise.moved.connect(self._on_noise_moved)
        self.standardize.clicked.connect(self._on_standardize_clicked)
        self.seed.chosen.connect(self._on_seed_chosen)
        self.seed.refused.connect(self.refused)

    def make_tiles(self) -> TileGrid:
        for name in DATASETS:
            tile = Tile(picture_of(name))
            explain(tile, name_of("data", name), f"data_{name}")
            tile.clicked.connect(partial(self._on_tile_clicked, name))
            tile.hovered.connect(partial(self._on_tile_hovered, name))
            self.tiles[name] = tile
        self.own.clicked.connect(self._on_own_clicked)
        self.own.hovered.connect(self._on_own_hovered)
        grid = TileGrid((*self.tiles.values(), self.own), ACROSS, SIDE)
        group = QButtonGroup(grid)
        for tile in grid.tiles:
            group.addButton(tile)
        return grid

    def make_table_buttons(self) -> QHBoxLayout:
        """Return a row: a file, and the sets of scikit-learn where it is installed."""
        self.table_button = QPushButton(text("data.table"))
        self.table_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(self.table_button, text("data.table"), "data_table")
        self.table_button.clicked.connect(partial(self._on_table_clicked, ""))
        row = QHBoxLayout()
        row.addWidget(self.table_button, 1)
        names = sklearn_names()
        self.sklearn_menu = QMenu(self)
        for name in names:
            words = text(f"table.sklearn_{name.removeprefix(SKLEARN)}")
            action = self.sklearn_menu.addAction(words)
            action.triggered.connect(partial(self._on_table_clicked, name))
        if names:
            # Only an arrow: the column has no room for another word.
            button = QToolButton()
            button.setArrowType(Qt.ArrowType.DownArrow)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            explain(button, text("table.sklearn"), "data_sklearn")
            button.setMenu(self.sklearn_menu)
            row.addWidget(button)
        return row

    def show_settings(self, settings: Settings) -> None:
        self.settings = settings
        source = find_source(settings.data)
        if is_own(settings.data):
            self.show_own(settings.data)
        else:
            self.tiles[settings.data].setChecked(True)
        self.describe(settings.data)
        self.samples.set_stops(sample_stops(source))
        self.samples.show_value(settings.samples)
        self.share.show_value(settings.test_fraction)
        self.noise.set_stops(noise_stops(source))
        self.noise.show_value(settings.noise)
        self.standardize.setChecked(settings.standardize)
        self.seed.show_value(settings.data_seed)

    def show_own(self, key: str) -> None:
        """Show the tile of own data, pressed in."""
        self.own.setChecked(True)
        self.own.show()
        if key == self.own_key:
            return
        self.own_key = key
        self.own.picture = picture_of(key)
        self.own.update()
        explain(self.own, find_source(key).name, "data_own")

    def describe(self, name: str) -> None:
        """Say what a data set is, beside the title."""
        source = find_source(name)
        classes = len(source.classes)
        kind = text("data.regression")
        if classes:
            kind = text("data.classes", count=classes)
        known = source.name if is_own(name) else name_of("data", name)
        words = text("data.set", name=known, kind=kind)
        self.heading.remark.setText(words)

    @staticmethod
    def write_share(fraction: float) -> str:
        return text("data.percent", number=write_number(round(100 * fraction, 4)))

    def _on_tile_clicked(self, name: str) -> None:
        if self.settings is not None and name != self.settings.data:
            self.edited.emit({"data": name, **put_aside(self.settings, name)})

    def _on_tile_hovered(self, name: str, inside: bool) -> None:
        if inside:
            self.describe(name)
        elif self.settings is not None:
            self.describe(self.settings.data)

    def _on_table_clicked(self, name: str) -> None:
        self.table_wanted.emit(name)

    def _on_own_clicked(self) -> None:
        self._on_tile_clicked(self.own_key)

    def _on_own_hovered(self, inside: bool) -> None:
        if self.own_key in OWN:
            self._on_tile_hovered(self.own_key, inside)

    def _on_samples_moved(self, samples: float) -> None:
        self.edited.emit({"samples": int(samples)})

    def _on_share_moved(self, fraction: float) -> None:
        self.edited.emit({"test_fraction": fraction})

    def _on_noise_moved(self, noise: float) -> None:
        self.edited.emit({"noise": noise})

    def _on_standardize_clicked(self, checked: bool) -> None:
        self.edited.emit({"standardize": checked})

    def _on_seed_chosen(self, seed: int) -> None:
        self.edited.emit({"data_seed": seed})
