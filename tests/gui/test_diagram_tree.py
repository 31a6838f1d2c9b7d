"""The diagram for those who hear it: every neuron and bias node, name and value."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

import playground as pg
from playground.engines import REFERENCE
from playground.frame import Probe, take_frame
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_tree import DiagramFace, give_tree
from ui.language import LANGUAGE
from ui.panels.network import NetworkPanel

ROOT = Path(__file__).resolve().parents[2]
NAME, VALUE = QAccessible.Text.Name, QAccessible.Text.Value


def frame_of(*hidden: int) -> object:
    run = pg.Run(pg.Settings.build(engine=REFERENCE, hidden=hidden, seed=3))
    run.advance(5)
    return take_frame(run, Probe(resolution=12, trace=True))


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[NetworkPanel]:
    give_tree()
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    frame = frame_of(3, 2)
    panel.resize(780, 620)
    panel.show_settings(frame.settings)
    panel.show_frame(frame)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def tree_of(panel: NetworkPanel) -> DiagramFace:
    face = QAccessible.queryAccessibleInterface(panel.view)
    assert isinstance(face, DiagramFace)
    return face


def children(face: DiagramFace) -> dict[str, object]:
    """Return all children by their names."""
    found = [face.child(place) for place in range(face.childCount())]
    assert all(one is not None and one.isValid() for one in found)
    names = [one.text(NAME) for one in found]
    assert len(set(names)) == len(names)
    assert all(names)
    return dict(zip(names, found, strict=True))


def test_every_unit_has_name_value_and_place(panel: NetworkPanel) -> None:
    face = tree_of(panel)
    assert face.text(NAME) == "Network diagram"
    assert "parameters" in face.text(QAccessible.Text.Description)
    units = children(face)
    # 2 + 3 + 2 + 1 neurons, 3 bias nodes and the buttons.
    assert len([name for name in units if ", neuron " in name]) == 8
    assert len([name for name in units if name.startswith("Bias node of")]) == 3
    assert "Add a neuron to hidden layer 1" in units
    neuron = units["Hidden 1, neuron 2"]
    assert neuron.text(VALUE).startswith("bias ")
    assert neuron.role() == QAccessible.Role.Graphic
    assert neuron.parent() is face
    bias = units["Bias node of Hidden 2"]
    assert bias.text(VALUE) == "+1"
    assert "dotted" in bias.text(QAccessible.Text.Description)
    view = panel.view
    inside = QRect(view.mapToGlobal(QPoint()), view.size())
    for place, unit in enumerate(units.values()):
        assert inside.contains(unit.rect()), unit.text(NAME)
        assert face.indexOfChild(unit) == place
        middle = unit.rect().center()
        found = face.childAt(middle.x(), middle.y())
        assert found.text(NAME) == unit.text(NAME)
    corner = inside.topLeft()
    assert face.childAt(corner.x(), corner.y()) is None


def test_what_is_chosen_has_the_focus(panel: NetworkPanel) -> None:
    face, view = tree_of(panel), panel.view
    assert face.focusChild() is None
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.choose(Selection("neuron", 1, 1))
    chosen = face.focusChild()
    assert chosen.text(NAME) == "Hidden 1, neuron 2"
    state = chosen.state()
    assert state.focused
    assert state.selected
    other = face.child(0).state()
    assert other.selectable
    assert not other.selected
    assert not other.focused
    # A link is no child; its neuron is said by the diagram itself.
    view.choose(Selection("weight", 1, 1, 0))
    assert face.focusChild() is None


def test_it_follows_the_network_and_the_language(panel: NetworkPanel) -> None:
    face = tree_of(panel)
    before = children(face)
    gone, stays = before["Hidden 2, neuron 1"], before["Hidden 1, neuron 1"]
    panel.show_frame(frame_of(2))
    assert not gone.isValid() or gone.text(NAME) == "Output, neuron 1"
    assert not before["Hidden 1, neuron 3"].isValid()
    assert before["Hidden 1, neuron 3"].text(NAME) == ""
    assert before["Hidden 1, neuron 3"].rect() == QRect()
    assert stays.isValid()
    # A screen reader knows a thing by its address.
    assert children(face)["Hidden 1, neuron 1"] is stays
    LANGUAGE.choose("zh")
    assert stays.text(NAME) == "第 1 隐藏层，神经元 1"


LIFE = """
import gc
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid
from tests.gui.test_diagram_tree import frame_of
from ui.application import create_application
from ui.canvas.diagram_tree import Faces, give_tree
from ui.panels.network import NetworkPanel

application = create_application(["playground"])
give_tree()
QAccessible.setActive(True)
frames = [frame_of(3, 2), frame_of(4)]
for turn in range(6):
    window = QWidget()
    panel = NetworkPanel(window)
    panel.show_settings(frames[0].settings)
    window.show()
    for frame in frames:
        panel.show_frame(frame)
        panel.view.resize(500, 400)
        face = QAccessible.queryAccessibleInterface(panel.view)
        for place in range(face.childCount()):
            child = face.child(place)
            # As the bridge to a screen reader does.
            QAccessible.uniqueId(child)
            child.text(QAccessible.Text.Name), child.rect(), child.state()
        QAccessible.updateAccessibility(
            QAccessibleEvent(panel.view, QAccessible.Event.Focus)
        )
        gc.collect()
    del face, child, panel
    window.close()
    window.deleteLater()
    del window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()
    gc.collect()
assert not any(isValid(one) and one.isValid() for one in Faces.given)
print("lived")
"""


def test_it_outlives_windows_and_the_end(tmp_path: Path) -> None:
    """Qt keeps and deletes such objects as it likes: no crash, whoever goes first."""
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", LIFE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "lived" in done.stdout
