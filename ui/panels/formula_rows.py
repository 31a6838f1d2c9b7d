"""Features that a person types: a row for each formula, and a field for a new one."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.errors import SettingsError
from playground.features import feature_of
from playground.formulas import LONGEST, FormulaError
from playground.problem import check_features, make_rows
from playground.settings import Settings
from ui import theme, type_scale
from ui.canvas.diagram_words import formula_label
from ui.icons import icon
from ui.labels import text
from ui.panels.feature_pictures import feature_picture
from ui.panels.inspector_tools import tool
from ui.widgets.elided import ElidedCheckBox
from ui.widgets.tile import Picture

MAP_SIDE = 24


class FormulaRows(QWidget):
    """Lists formulas with their maps, and takes new ones.

    Attributes
    ----------
    toggles : a check box for each formula

    Signals
    -------
    typed : a formula in its canonical form, which can be a feature.
    removed : a formula that a person wants gone.
    refused : why a text cannot be a feature.
    """

    typed = Signal(str)
    removed = Signal(str)
    refused = Signal(str)

    def __init__(self, formulas: tuple[str, ...], *, with_maps: bool) -> None:
        super().__init__()
        self.settings: Settings | None = None
        self.toggles: dict[str, ElidedCheckBox] = {}
        self.removers: dict[str, QToolButton] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        for formula in formulas:
            self.column.addWidget(self.make_row(formula, with_map=with_maps))
        self.field = QLineEdit()
        self.field.setPlaceholderText(text("features.formula_hint"))
        self.field.setAccessibleName(text("features.formula"))
        self.field.setToolTip(text("features.formula_tip"))
        self.field.setMaxLength(LONGEST)
        type_scale.fit(self.field, least_width=40)
        self.field.returnPressed.connect(self.take)
        self.column.addWidget(self.field)
        self.paint_icons()
        theme.APPEARANCE.changed.connect(self.paint_icons)

    def paint_icons(self) -> None:
        """Draw the crosses in the colours of the theme."""
        for remover in self.removers.values():
            remover.setIcon(icon("close", theme.current().muted))

    def show_settings(self, settings: Settings) -> None:
        """Take the data for which a new formula must have finite values."""
        self.settings = settings

    def make_row(self, formula: str, *, with_map: bool) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        if with_map:
            row.addWidget(SmallMap(feature_picture(formula)))
        toggle = ElidedCheckBox(formula_label(formula))
        toggle.setToolTip(formula)
        self.toggles[formula] = toggle
        remover = tool("features.remove")
        remover.setProperty("role", "flat")
        type_scale.fit(remover, least_width=22, least_height=22)
        remover.setAccessibleName(text("features.remove_named", formula=formula))
        remover.clicked.connect(partial(self._on_remove_clicked, formula))
        self.removers[formula] = remover
        row.addWidget(toggle, 1)
        row.addWidget(remover)
        return holder

    def take(self) -> None:
        """Read the field; what cannot be a feature stays there to be mended."""
        written = self.field.text()
        try:
            name = self.read(written)
        except SettingsError as error:
            if isinstance(error, FormulaError):
                self.field.setCursorPosition(error.position)
            self.refused.emit(str(error))
            return
        self.field.clear()
        self.typed.emit(name)

    def read(self, written: str) -> str:
        """Return the name of a feature that the data can have.

        Raises
        ------
        SettingsError
            says what is wrong and where.
        """
        feature = feature_of(written)
        settings = self.settings
        if settings is not None:
            # Refuses columns that are not there, too.
            settings.replace(features=(feature.name,))
            rows = make_rows(
                *(settings.data, settings.samples),
                *(settings.noise, settings.data_seed),
            )
            check_features((feature.name,), rows.x)
        return feature.name

    def _on_remove_clicked(self, formula: str) -> None:
        self.removed.emit(formula)


class SmallMap(QWidget):
    """A feature over the plane, as a small square."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(MAP_SIDE, MAP_SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            self.picture(painter, rect, colors)
            painter.setPen(QPen(QColor(colors.strong_line), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
