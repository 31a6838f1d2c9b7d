"""For those who cannot see the window, or use no mouse."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from tests.gui.controls import focusable, states
from ui.app import create_window
from ui.canvas.diagram_keys import DiagramKeys, neighbour, next_link
from ui.canvas.diagram_selection import Selection
from ui.canvas.key_pointer import KeyPointer
from ui.main_window import MainWindow
from ui.widgets.page_area import PageArea

WAIT = 10_000
TAB = Qt.FocusReason.TabFocusReason


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = create_window(pg.Settings.build(hidden=(3, 2), engine=REFERENCE))
    qtbot.addWidget(window)
    # Larger than the screen of the tests, on which the picture would lie further down.
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.has_pages and window.frame is not None, timeout=WAIT)
    yield window
    window.close()


def neuron(layer: int, unit: int) -> Selection:
    return Selection("neuron", layer, unit)


# ---- names -----------------------------------------------------------------------


def spoken_name(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        # Qt would give its value for its name.
        return widget.accessibleName()
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name) if face is not None else ""


def nameless(root: QWidget) -> list[str]:
    """Return the controls of which a screen reader would say nothing."""
    found = []
    for widget in focusable(root):
        face = QAccessible.queryAccessibleInterface(widget)
        parent = widget.parentWidget()
        if face is None or not spoken_name(widget):
            where = type(parent).__name__
            found.append(f"{type(widget).__name__} in {where}")
    return found


def doubled(root: QWidget) -> list[str]:
    """Return names that several controls of one parent share."""
    names = Counter(
        (id(widget.parentWidget()), type(widget), spoken_name(widget))
        for widget in focusable(root)
    )
    return [f"{kind.__name__}: {name}" for (_, kind, name), n in names.items() if n > 1]


def test_every_control_has_a_name_of_its_own(qtbot: QtBot, window: MainWindow) -> None:
    seen = 0
    for change in states(window):
        change()
        QApplication.processEvents()
        assert nameless(window) == []
        assert doubled(window) == []
        seen = max(seen, len(focusable(window)))
    assert seen > 60
    for key in (
        *("shortcuts", "check_gradient", "history", "preferences", "save_picture"),
        "make_film",
    ):
        window.actions_by_key[key].trigger()
        QApplication.processEvents()
        dialogs = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not window
        ]
        assert dialogs, key
        for dialog in dialogs:
            assert nameless(dialog) == [], key
            assert doubled(dialog) == [], key
            dialog.close()


# ---- the diagram -----------------------------------------------------------------


def test_arrows_lead_from_neuron_to_neuron() -> None:
    shown = (2, 4, 1)
    assert neighbour(None, 1, 0, shown) == neuron(0, 0)
    assert neighbour(neuron(0, 1), 1, 0, shown) == neuron(1, 3)
    assert neighbour(neuron(1, 3), 1, 0, shown) == neuron(2, 0)
    assert neighbour(neuron(2, 0), 1, 0, shown) == neuron(2, 0)
    assert neighbour(neuron(1, 1), 0, 1, shown) == neuron(1, 2)
    assert neighbour(neuron(1, 3), 0, 1, shown) == neuron(1, 3)
    weight = Selection("weight", 1, 2, 1)
    assert neighbour(weight, -1, 0, shown) == neuron(0, 1)
    assert neighbour(weight, 1, 0, shown) == neuron(1, 2)
    assert neighbour(Selection("bias", 1, 2), 1, 0, shown) == neuron(1, 2)


def test_links_are_walked_one_by_one() -> None:
    shown = (2, 3)
    walked = [neuron(1, 1)]
    for _ in range(4):
        link = next_link(walked[-1], 1, shown)
        assert link is not None
        walked.append(link)
    assert walked[1:] == [
        Selection("bias", 1, 1),
        Selection("weight", 1, 1, 0),
        Selection("weight", 1, 1, 1),
        Selection("bias", 1, 1),
    ]
    assert next_link(neuron(1, 1), -1, shown) == Selection("weight", 1, 1, 1)
    assert next_link(neuron(0, 0), 1, shown) == neuron(0, 0)


def test_the_diagram_is_used_by_keys(qtbot: QtBot, window: MainWindow) -> None:
    view = window.network.view
    keys = view.findChild(DiagramKeys)
    assert keys is not None
    view.setFocus(TAB)
    assert keys.mark.isVisible()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(view, key)
    assert view.selection == neuron(1, 1)
    assert keys.words_of(neuron(1, 1)) in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection == Selection("bias", 1, 1)
    assert window.inspector.subject is not None
    # Enter goes to the number, Enter there takes it.
    qtbot.keyClick(view, Qt.Key.Key_Return)
    field = window.inspector.page.editor.field
    assert field.hasFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.75")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.layers[0].bias[1] == 0.75,
        timeout=WAIT,
    )
    # After a click the arrows go through time, as everywhere.
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    assert not keys.mark.isVisible()
    before = view.selection
    update = window.frame.update if window.frame else 0
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.update > update, timeout=WAIT
    )
    assert view.selection == before


# ---- the pictures ----------------------------------------------------------------


def test_pictures_are_used_by_keys(qtbot: QtBot, window: MainWindow) -> None:
    view = window.output.view
    view.setFocus(TAB)
    pointer = view.findChild(KeyPointer)
    assert pointer is not None
    assert pointer.mark.isVisible()
    assert view.mouse is not None
    before = QPointF(pointer.point)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert pointer.point.x() == before.x() + 8
    assert view.reading() is not None
    assert view.accessibleDescription()
    # Enter chooses the sample that is there.
    frame = window.frame
    assert frame is not None
    assert view.area is not None
    across, down = view.area.to_pixels(*frame.problem.train.x[3])
    pointer.point = QPointF(float(across), float(down))
    pointer.move(QPointF())
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert window.inspector.sample.sample is not None
    # Space still plays.
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.trainer.playing, timeout=WAIT)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.trainer.playing, timeout=WAIT)
    # Held, the pointer paints.
    window.output.paint_toggle.click()
    view.setFocus(TAB)
    rows = window.store.settings.samples
    pointer.point = QPointF(view.rect().center())
    qtbot.keyPress(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyRelease(view, Qt.Key.Key_Shift)
    assert window.store.settings.samples != rows
    # Esc puts it away, and the keys are the window's again.
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not pointer.mark.isVisible()

    curves_are_zoomed(qtbot, window)
    terrains_are_turned(qtbot, window)
    spots_are_reached(qtbot, window)


def curves_are_zoomed(qtbot: QtBot, window: MainWindow) -> None:
    plot = window.curves.plot
    assert plot is not None
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: plot.curves is not None and plot.curves.furthest > 1)
    plot.setFocus(TAB)
    before = plot.ranges()
    qtbot.keyClicks(plot, "+")
    assert plot.is_manual
    assert plot.ranges() != before
    qtbot.keyClicks(plot, "0")
    assert not plot.is_manual


def terrains_are_turned(qtbot: QtBot, window: MainWindow) -> None:
    window.center.show_page(window.surfaces)
    view = window.surfaces.view
    view.setFocus(TAB)
    pointer = view.findChild(KeyPointer)
    assert pointer is not None
    said: list[tuple[float, float]] = []
    view.clicked.connect(lambda *place: said.append(place))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert len(said) == 1
    view.show_relief(True)
    camera = view.camera
    for _ in range(3):
        qtbot.keyPress(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyRelease(view, Qt.Key.Key_Shift)
    assert view.camera != camera
    window.center.show_page(window.network)


def spots_are_reached(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.timeline.canvas
    canvas.setFocus(TAB)
    asked: list[int] = []
    canvas.sought.connect(asked.append)
    qtbot.keyClick(canvas, Qt.Key.Key_PageUp)
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)
    assert len(asked) == 2
    assert asked[0] <= canvas.update_shown


def test_every_picture_can_be_reached(window: MainWindow) -> None:
    for canvas in (
        *(window.network.view, window.network.matrix, window.output.view),
        *(window.curves.plot, window.timeline.canvas, window.landscape.view),
        *(window.surfaces.view, window.noise.plot, window.sweep.map),
    ):
        assert canvas is not None
        assert canvas.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert canvas.accessibleName()


def test_the_page_fits_the_window(qtbot: QtBot, window: MainWindow) -> None:
    area = window.centralWidget()
    assert isinstance(area, PageArea)
    for size in ((1440, 900), (1280, 800), (1024, 700)):
        window.resize(*size)
        qtbot.waitUntil(lambda: area.page.size() == area.viewport().size())
        assert not window.columns.is_narrow
        # Also after what the right column holds asks for more.
        window.right.setSizes([300, 200])
        QApplication.processEvents()
        assert window.right.width() == window.columns.right_width
    window.resize(800, 600)
    # One way only: the column on the right lies below.
    page, bars = area.page, (area.verticalScrollBar(), area.horizontalScrollBar())
    qtbot.waitUntil(lambda: page.height() == page.minimumSizeHint().height())
    assert window.columns.is_narrow
    qtbot.waitUntil(lambda: page.width() == area.viewport().width())
    assert [bar.maximum() > 0 for bar in bars] == [True, False]
