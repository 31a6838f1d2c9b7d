"""The network panel: the diagram with its title and legend."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.frame import Frame
from playground.settings import Settings
from ui.canvas.diagram_legend import DiagramLegend
from ui.canvas.network_view import NetworkView
from ui.labels import text


class NetworkPanel(QFrame):
    """Shows the network; layers and neurons are added and removed in it.

    Signals
    -------
    edited : {"hidden": (…), "activation": (…)} when a layer or neuron comes or goes
    selected, hovered : the Selection that was clicked or is pointed at, or None
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
        title = QLabel(text("network.title"))
        title.setProperty("role", "title")
        self.shape = QLabel()
        self.shape.setProperty("role", "muted")
        header = QHBoxLayout()
        header.addWidget(title)
        header.addStretch()
        header.addWidget(self.shape)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.setSpacing(8)
        layout.addLayout(header)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.legend)

    def show_settings(self, settings: Settings) -> None:
        """Let the buttons act on these settings."""
        self.view.show_settings(settings)

    def show_frame(self, frame: Frame) -> None:
        """Draw this frame's network."""
        self.shape.setText(" → ".join(str(size) for size in frame.sizes))
        self.view.show_frame(frame)
        self.legend.show_frame(frame)
