"""The network panel: the diagram, and with it the stages and matrices of one update."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.frame import Frame
from playground.settings import Settings
from ui.canvas.diagram_legend import DiagramLegend
from ui.canvas.network_view import NetworkView
from ui.labels import name_of, text
from ui.language import LANGUAGE
from ui.panels.matrix import MatrixPanel
from ui.panels.stages import StagesPanel
from ui.widgets.pressed import keep_width

if TYPE_CHECKING:
    from playground.explaining.stages import Stage
    from playground.update_trace import UpdateTrace

# Lower panels leave out words beside the stages, and put the matrices in the diagram's
# place.
ROOM_FOR_ALL, ROOM_FOR_MATRIX = 480, 540
LOWEST_DIAGRAM, LOWEST_LIT_DIAGRAM = 240, 170


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
        self.stages.matrix_wanted.connect(self.place_parts)
        self.view.selected.connect(self._on_focus)
        self.view.hovered.connect(self._on_focus)
        self.shape = QLabel()
        self.shape.setProperty("role", "muted")
        # Deep networks have long ones, which give way to the buttons.
        self.shape.setMinimumWidth(1)
        self.velocity_action: QAction | None = None
        self.look_inside = QPushButton(text("stages.look_inside"))
        self.look_inside.setToolTip(text("stages.look_inside_tip"))
        self.look_inside.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.velocity = QPushButton(text("network.velocity"))
        self.velocity.setCheckable(True)
        self.velocity.setEnabled(False)
        self.fit()
        LANGUAGE.changed.connect(self.fit)
        self.velocity.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.velocity.toggled.connect(self._on_velocity_toggled)
        # While one looks inside, the stages take its place.
        self.header = QWidget()
        header = QHBoxLayout(self.header)
        header.setContentsMargins(0, 0, 0, 0)
        header.addWidget(self.shape)
        header.addStretch()
        header.addWidget(self.velocity)
        header.addWidget(self.look_inside)
        layout = self.rows = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.setSpacing(8)
        layout.addWidget(self.header)
        layout.addWidget(self.stages)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.matrix)
        layout.addWidget(self.legend)

    def fit(self) -> None:
        """Give the buttons the room that their words need."""
        keep_width(self.velocity)

    def show_settings(self, settings: Settings) -> None:
        """Let the buttons act on these settings."""
        self.view.show_settings(settings)

    def show_frame(self, frame: Frame) -> None:
        """Draw this frame's network."""
        shape = " → ".join(str(size) for size in frame.sizes)
        self.shape.setText(shape)
        self.shape.setToolTip(shape)
        self.view.show_frame(frame)
        self.legend.show_frame(frame)
        self.stages.show_frame(frame)
        self.show_velocity_of(frame)

    def show_velocity_of(self, frame: Frame) -> None:
        """Let velocities be shown when the update rule keeps them."""
        has_velocity = frame.velocity is not None
        words = text("network.velocity_tip")
        if not has_velocity:
            rule = name_of("optimizer", frame.settings.optimizer)
            words = text("network.velocity_none", rule=rule)
        self.velocity.setEnabled(has_velocity)
        self.velocity.setToolTip(words)
        if self.velocity_action is not None:
            self.velocity_action.setEnabled(has_velocity)
        self.legend.show_velocity(self.view.draws_velocity)

    def show_stage(self, staged: "tuple[UpdateTrace, Stage] | None") -> None:
        """Light a stage in the diagram, and write its layer as matrices."""
        self.view.show_stage(staged)
        self.matrix.show_stage(staged)
        self.legend.show_velocity(self.view.draws_velocity)
        self.place_parts()

    def place_parts(self) -> None:
        """Give the room to what is looked at: in a low panel not all of it fits."""
        is_on, height = self.stages.is_on, self.height()
        is_low = height < ROOM_FOR_ALL
        self.header.setVisible(not is_on)
        self.stages.set_compact(is_low)
        self.legend.setVisible(not is_low)
        has_matrix = is_on and self.stages.options.matrix.isChecked()
        self.matrix.setVisible(has_matrix)
        # In a low panel the matrices take the diagram's place.
        self.view.setVisible(not has_matrix or height >= ROOM_FOR_MATRIX)
        self.view.setMinimumHeight(LOWEST_LIT_DIAGRAM if is_on else LOWEST_DIAGRAM)

    def dock(self, panel: QWidget) -> None:
        """Put another panel under the diagram."""
        self.rows.addWidget(panel)

    def follow(self, action: QAction) -> None:
        """Let the button do what the action does."""
        self.look_inside.clicked.connect(action.trigger)

    def follow_velocity(self, action: QAction) -> None:
        """Let the button and the action be on, off and disabled together."""
        self.velocity_action = action
        action.setEnabled(self.velocity.isEnabled())
        action.toggled.connect(self.velocity.setChecked)
        self.velocity.toggled.connect(action.setChecked)

    def _on_velocity_toggled(self, wanted: bool) -> None:
        self.view.show_velocity(wanted)
        self.legend.show_velocity(self.view.draws_velocity)

    def _on_focus(self, _: object) -> None:
        self.stages.show_focus(self.view.focus)

    def minimumSizeHint(self) -> QSize:
        # Also while the stages are open, which fold: the window does not grow.
        margins = self.contentsMargins()
        return QSize(340 + margins.left() + margins.right() + 28, 340)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_parts()
