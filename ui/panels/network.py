"""The network panel: the diagram, and with it the stages and matrices of one update."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.explain import UpdateTrace
from playground.explaining.stages import Stage
from playground.frame import Frame
from playground.settings import Settings
from ui.canvas.diagram_legend import DiagramLegend
from ui.canvas.network_view import NetworkView
from ui.labels import text
from ui.panels.matrix import MatrixPanel
from ui.panels.stages import StagesPanel

# A lower panel has no room for the diagram above the matrices: they take its place.
ROOM_FOR_BOTH = 560


class NetworkPanel(QFrame):
    """Shows the network; layers and neurons are added and removed in it.

    Signals
    -------
    edited : {"hidden": (…), "activation": (…)} when a layer or neuron comes or goes
    selected, hovered : the Selection that was clicked or is pointed at, or None

    Attributes
    ----------
    stages : the bar of the stage mode, hidden while that is off
    """

    edited = Signal(dict)
    selected = Signal(object)
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.view = NetworkView()
        self.view.edited.connect(self.edited)
        self.view.selected.connect(self.selected)
        self.view.hovered.connect(self.hovered)
        self.legend = DiagramLegend()
        self.stages = StagesPanel()
        self.matrix = MatrixPanel()
        self.matrix.hide()
        self.stages.stage_changed.connect(self.show_stage)
        self.stages.matrix_wanted.connect(self.place_matrix)
        self.view.selected.connect(self._on_focus)
        self.view.hovered.connect(self._on_focus)
        self.shape = QLabel()
        self.shape.setProperty("role", "muted")
        header = QHBoxLayout()
        header.addWidget(self.shape)
        header.addStretch()
        self.look_inside = QPushButton(text("stages.look_inside"))
        self.look_inside.setCheckable(True)
        self.look_inside.setToolTip(text("stages.look_inside_tip"))
        self.look_inside.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        header.addWidget(self.look_inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.setSpacing(8)
        layout.addLayout(header)
        layout.addWidget(self.stages)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.matrix)
        layout.addWidget(self.legend)

    def show_settings(self, settings: Settings) -> None:
        """Let the buttons act on these settings."""
        self.view.show_settings(settings)

    def show_frame(self, frame: Frame) -> None:
        """Draw this frame's network."""
        self.shape.setText(" → ".join(str(size) for size in frame.sizes))
        self.view.show_frame(frame)
        self.legend.show_frame(frame)
        self.stages.show_frame(frame)

    def show_stage(self, staged: tuple[UpdateTrace, Stage] | None) -> None:
        """Light a stage in the diagram, and write its layer as matrices."""
        self.view.show_stage(staged)
        self.matrix.show_stage(staged)
        self.look_inside.setChecked(staged is not None or self.stages.is_on)
        self.place_matrix()

    def place_matrix(self) -> None:
        """Show the matrices under the diagram, or in its place if that is too low."""
        is_wanted = self.stages.is_on and self.stages.matrix.isChecked()
        has_room = self.height() >= ROOM_FOR_BOTH
        self.matrix.setVisible(is_wanted)
        self.view.setVisible(has_room or not is_wanted)
        self.legend.setVisible(has_room or not self.stages.is_on)

    def follow(self, action: QAction) -> None:
        """Let the button do what the action does."""
        self.look_inside.clicked.connect(action.trigger)

    def _on_focus(self, _: object) -> None:
        self.stages.show_focus(self.view.focus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_matrix()
