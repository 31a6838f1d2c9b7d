"""What the network is shown: raw columns of the data, and features made from them."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.data.own import find_source
from playground.features import FEATURES, feature_of, is_formula, raw_features
from playground.settings import Settings
from ui.labels import name_of, text
from ui.panels.feature_pictures import feature_picture
from ui.panels.formula_rows import FormulaRows
from ui.widgets.column_grid import ColumnGrid
from ui.widgets.elided import ElidedCheckBox
from ui.widgets.labelled import Heading, card_layout, explain
from ui.widgets.tile import Off, Tile
from ui.widgets.tile_grid import TileGrid

TILES_ACROSS = 4
TILE_SIDE = 40
CHIPS_ACROSS = 3
# More columns than this stand in two columns; more than the second number are squares.
LONG_LIST = 6
LONGEST_LIST = 20

DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def feature_name(feature: str) -> str:
    """Return a feature as it is written: x₁, sin x₂."""
    if feature in FEATURES:
        return name_of("feature", feature)
    return feature.translate(DIGITS)


def column_name(data: str, index: int) -> str:
    """Return what a raw column is called, in the data's own words if there are any."""
    name = find_source(data).columns[index]
    return feature_name(name) if re.fullmatch(r"x\d+", name) else name


def derived_features(columns: int) -> tuple[str, ...]:
    """Return the features that can be made from so many raw columns."""
    return tuple(name for name, made in FEATURES.items() if made.columns <= columns)


class FeaturesPanel(QFrame):
    """The card that switches features on and off.

    Signals
    -------
    edited : settings that a person wants changed.
    refused : why the last feature stays on.
    """

    edited = Signal(dict)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.data = ""
        self.features: tuple[str, ...] = ()
        self.formulas: tuple[str, ...] = ()
        self.rows: FormulaRows | None = None
        self.built_for: tuple[object, ...] = ()
        self.toggles: dict[str, QAbstractButton] = {}
        self.grid: ColumnGrid | None = None
        self.heading = Heading(text("features.title"))
        self.content = QWidget()
        self.column = card_layout(self)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.content)

    def show_settings(self, settings: Settings) -> None:
        self.data = settings.data
        self.features = settings.features
        columns = find_source(self.data).columns
        self.formulas = self.known_formulas(len(columns))
        wanted = (columns, self.formulas)
        if wanted != self.built_for:
            self.built_for = wanted
            self.build()
        if self.rows is not None:
            self.rows.show_settings(settings)
        self.heading.remark.setText(
            text("features.count", on=len(self.features), all=len(self.available))
        )
        for name, toggle in self.toggles.items():
            with QSignalBlocker(toggle):
                toggle.setChecked(name in self.features)
        if self.grid is not None:
            raw = self.raw
            on = frozenset(raw.index(name) for name in self.features if name in raw)
            self.grid.show_columns(on)

    @property
    def raw(self) -> tuple[str, ...]:
        return raw_features(len(find_source(self.data).columns))

    @property
    def available(self) -> tuple[str, ...]:
        return (*self.raw, *derived_features(len(self.raw)), *self.formulas)

    def known_formulas(self, columns: int) -> tuple[str, ...]:
        """Return the formulas of before that the data can have, then new ones."""
        kept = (f for f in self.formulas if feature_of(f).columns <= columns)
        return tuple(dict.fromkeys((*kept, *filter(is_formula, self.features))))

    # ---- how it looks for a data set -----------------------------------------------

    def build(self) -> None:
        """Make the toggles anew for the columns of another data set."""
        self.toggles = {}
        self.grid = None
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        count = len(self.raw)
        if count <= 2:
            layout.addWidget(self.make_tiles())
        else:
            if count > LONGEST_LIST:
                layout.addWidget(self.make_grid())
            else:
                across = 2 if count > LONG_LIST else 1
                make = self.make_check_box
                if column_name(self.data, 0) == feature_name(self.raw[0]):
                    across, make = CHIPS_ACROSS, self.make_chip
                layout.addWidget(self.lay_out(self.raw, make, across))
            derived = derived_features(count)
            layout.addWidget(self.lay_out(derived, self.make_chip, CHIPS_ACROSS))
        layout.addWidget(self.make_formulas())
        self.column.replaceWidget(self.content, content)
        content.show()
        self.content.hide()
        self.content.deleteLater()
        self.content = content

    def lay_out(
        self,
        features: Sequence[str],
        make: Callable[[str], QAbstractButton],
        across: int,
    ) -> QWidget:
        rows = QWidget()
        layout = QGridLayout(rows)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(4 if make == self.make_check_box else 6)
        for index, feature in enumerate(features):
            toggle = make(feature)
            self.adopt(feature, toggle)
            layout.addWidget(toggle, *divmod(index, across))
        for column in range(across):
            layout.setColumnStretch(column, 1)
        return rows

    def adopt(self, feature: str, toggle: QAbstractButton) -> None:
        toggle.setCheckable(True)
        toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        toggle.clicked.connect(partial(self._on_toggled, feature))
        self.toggles[feature] = toggle

    def make_tiles(self) -> QWidget:
        tiles = []
        for feature in (*self.raw, *derived_features(len(self.raw))):
            tile = Tile(feature_picture(feature), feature_name(feature), Off.FADED)
            explain(tile, feature_name(feature), f"feature_{self.tip_of(feature)}")
            self.adopt(feature, tile)
            tiles.append(tile)
        return TileGrid(tiles, TILES_ACROSS, TILE_SIDE)

    def make_formulas(self) -> QWidget:
        self.rows = rows = FormulaRows(self.formulas, with_maps=len(self.raw) <= 2)
        for formula, toggle in rows.toggles.items():
            self.adopt(formula, toggle)
        rows.typed.connect(self._on_formula_typed)
        rows.removed.connect(self._on_formula_removed)
        rows.refused.connect(self.refused)
        return rows

    def make_chip(self, feature: str) -> QAbstractButton:
        chip = QPushButton(feature_name(feature))
        chip.setProperty("role", "chip")
        chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        explain(chip, feature_name(feature), f"feature_{self.tip_of(feature)}")
        return chip

    def make_check_box(self, feature: str) -> QAbstractButton:
        name = column_name(self.data, self.raw.index(feature))
        return ElidedCheckBox(name)

    def make_grid(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        names = [column_name(self.data, index) for index in range(len(self.raw))]
        self.grid = ColumnGrid(names)
        explain(self.grid, text("features.columns"), "feature_grid")
        self.grid.toggled.connect(self._on_columns_toggled)
        side = QVBoxLayout()
        everything = QPushButton(text("features.all"))
        everything.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(everything, text("features.all"), "feature_all")
        everything.clicked.connect(self._on_all_clicked)
        hint = QLabel(text("features.hint"))
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        side.addWidget(everything)
        side.addWidget(hint)
        side.addStretch(1)
        row.addWidget(self.grid)
        row.addLayout(side, 1)
        return holder

    def tip_of(self, feature: str) -> str:
        return feature if feature in FEATURES else "raw"

    # ---- what a person does --------------------------------------------------------

    def ask_for(self, wanted: set[str]) -> None:
        """Ask for these features in their usual order, unless there are none."""
        if wanted:
            ordered = tuple(name for name in self.available if name in wanted)
            self.edited.emit({"features": ordered})
        else:
            self.refused.emit(text("features.last"))

    def _on_toggled(self, feature: str) -> None:
        on = self.toggles[feature].isChecked()
        wanted = (
            set(self.features) | {feature} if on else set(self.features) - {feature}
        )
        if not wanted:
            self.toggles[feature].setChecked(True)
        self.ask_for(wanted)

    def _on_formula_typed(self, name: str) -> None:
        if name not in self.available:
            self.formulas = (*self.formulas, name)
        self.ask_for({*self.features, name})

    def _on_formula_removed(self, formula: str) -> None:
        wanted = set(self.features) - {formula}
        if not wanted:
            self.refused.emit(text("features.last"))
            return
        self.formulas = tuple(name for name in self.formulas if name != formula)
        self.ask_for(wanted)

    def _on_columns_toggled(self, on: frozenset[int]) -> None:
        raw = self.raw
        wanted = {name for name in self.features if name not in raw}
        wanted |= {raw[index] for index in on}
        if not wanted and self.grid is not None:
            before = (raw.index(name) for name in self.features if name in raw)
            self.grid.show_columns(frozenset(before))
        self.ask_for(wanted)

    def _on_all_clicked(self) -> None:
        self.ask_for({*self.features, *self.raw})
