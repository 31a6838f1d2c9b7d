"""Three columns, two of them where it is narrow, and tabs that move together."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui import theme
from ui.panels.training import ROWS, TrainingPanel
from ui.widgets.columns import CENTER_LEAST, Columns
from ui.widgets.focus_ring import ringed_part
from ui.widgets.page_tabs import ROOM, TIGHT, WIDE, PageTabs

LEFT, RIGHT, GAP = 200, 280, 8
ENOUGH = LEFT + CENTER_LEAST + RIGHT + 2 * GAP


def sized(width: int, height: int = 50) -> QWidget:
    widget = QWidget()
    widget.setMinimumSize(width, height)
    return widget


class TallHint(QWidget):
    """Would like to be high, and need not be."""

    HEIGHT = 400

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Maximum)
        self.setMinimumHeight(20)

    def sizeHint(self) -> QSize:
        return QSize(100, self.HEIGHT)


def make_columns() -> Columns:
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.addWidget(sized(150, 100))
    splitter.addWidget(sized(120, 100))
    columns = Columns(sized(LEFT), sized(300), splitter, GAP)
    columns.fit_right(300, RIGHT)
    return columns


@pytest.fixture
def columns(qtbot: QtBot) -> Columns:
    columns = make_columns()
    qtbot.addWidget(columns)
    columns.resize(ENOUGH, 600)
    columns.show()
    QApplication.processEvents()
    return columns


def test_three_columns_stand_side_by_side(columns: Columns) -> None:
    assert not columns.is_narrow
    assert columns.right.width() == 300
    assert columns.right.orientation() == Qt.Orientation.Vertical
    right = columns.holder.geometry()
    assert right.left() > columns.center.geometry().right()
    assert right.height() == columns.left.height() == columns.center.height()


def test_the_right_column_keeps_its_width(columns: Columns) -> None:
    # A splitter gives itself another largest size when its parts change.
    first = columns.right.widget(0)
    assert first is not None
    first.setMinimumHeight(200)
    QApplication.processEvents()
    columns.resize(ENOUGH + 300, 600)
    QApplication.processEvents()
    assert columns.right.width() == 300


def test_what_lies_below_keeps_its_height_whatever_is_in_the_centre(
    qtbot: QtBot,
) -> None:
    page, columns, below = QWidget(), make_columns(), TallHint()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(columns)
    column.addWidget(below)
    in_center = QVBoxLayout(columns.center)
    in_center.addWidget(TallHint())
    words = QLabel("These words wrap, and then want another height. " * 20)
    words.setWordWrap(True)
    in_center.addWidget(words)
    page.resize(ENOUGH + 100, 700)
    page.show()
    QApplication.processEvents()
    assert below.height() == TallHint.HEIGHT
    assert columns.height() > 700 - TallHint.HEIGHT - 40


def test_where_it_is_narrow_the_right_column_lies_below(columns: Columns) -> None:
    columns.resize(ENOUGH - 1, 900)
    QApplication.processEvents()
    assert columns.is_narrow
    assert columns.right.orientation() == Qt.Orientation.Horizontal
    center, below = columns.center.geometry(), columns.holder.geometry()
    assert below.top() > center.bottom()
    assert below.width() == center.width()
    # And back.
    columns.resize(ENOUGH, 900)
    QApplication.processEvents()
    assert not columns.is_narrow
    assert columns.right.width() == 300


def test_the_window_can_be_as_narrow_as_two_columns(columns: Columns) -> None:
    assert columns.minimumSizeHint().width() == LEFT + GAP + 300
    theme.APPEARANCE.choose_text_size(150)
    assert columns.wide_width() > ENOUGH


@pytest.mark.parametrize("percent", [100, 150])
def test_tabs_move_together_and_apart(qtbot: QtBot, percent: int) -> None:
    theme.APPEARANCE.choose_text_size(percent)
    bar = PageTabs()
    qtbot.addWidget(bar)
    for name in ("Network", "Race", "Noise", "Momentum"):
        bar.addTab(name)
    enough = bar.wide_width
    bar.resize(enough, 40)
    bar.show()
    QApplication.processEvents()
    assert bar.property(ROOM) == WIDE
    assert bar.sizeHint().width() == enough
    bar.resize(enough - 1, 40)
    assert bar.property(ROOM) == TIGHT
    assert bar.sizeHint().width() < enough - 20
    # The ring is around the words and not around the room after them.
    bar.setCurrentIndex(1)
    assert ringed_part(bar).right() < bar.tabRect(1).right()
    bar.resize(enough, 40)
    assert bar.property(ROOM) == WIDE


def test_the_learning_row_folds_twice(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = TrainingPanel()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(panel)
    layout.addStretch(1)
    window.show()
    assert panel.widths[3] < panel.widths[2] < panel.widths[1]
    for count, rows in enumerate(ROWS, start=1):
        window.resize(panel.widths[count], 120)
        QApplication.processEvents()
        assert panel.row_count == count
        for names in rows:
            fields = [panel.fields[name] for name in names]
            assert len({field.y() for field in fields}) == 1
            assert sorted(fields, key=lambda field: field.x()) == fields
            assert fields[-1].geometry().right() < panel.width()
            assert all(
                field.width() >= field.minimumSizeHint().width() for field in fields
            )
    assert panel.minimumSizeHint().width() == panel.widths[len(ROWS)]
