"""All that follows from a network's shape and the size of the view."""

from PySide6.QtCore import QSize

from ui.canvas.diagram_backdrop import Backdrop
from ui.canvas.diagram_layout import Layout, Room, lay_out
from ui.canvas.diagram_marks import MarkPainter
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_words import counted
from ui.canvas.link_curves import LinkCurves
from ui.canvas.link_paths import LinkPaths
from ui.labels import text


class Scene:
    """A laid-out network with what paints it and what finds things in it."""

    def __init__(self, sizes: tuple[int, ...], size: QSize, room: Room) -> None:
        self.layout: Layout = lay_out(sizes, size.width(), size.height(), room)
        self.curves = LinkCurves(self.layout)
        self.paths = LinkPaths(self.layout)
        self.backdrop = Backdrop(self.layout, self.paths)
        self.marks = MarkPainter(self.layout, self.paths, self.curves)

    def find(self, x: float, y: float) -> Selection | None:
        """Return the neuron or link at a point."""
        for layer, tiles in enumerate(self.layout.tiles):
            for unit, tile in enumerate(tiles):
                if tile.contains(x, y):
                    return Selection("neuron", layer, unit)
        return self.curves.nearest(x, y)

    def remark(self, x: float, y: float) -> str:
        """Return what there is to say about a point that is neither neuron nor link."""
        layout = self.layout
        if any(node.contains(x, y) for node in layout.bias_nodes):
            return text("network.bias_tip")
        for more, size, shown in zip(
            layout.more, layout.sizes, layout.shown, strict=True
        ):
            if more is not None and more.contains(x, y):
                return text("network.more_tip", count=counted(size - shown))
        return ""
