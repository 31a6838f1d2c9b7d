"""The network as a picture: live neurons, links by weight, and the +1 bias nodes."""

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from playground.frame import Frame
from playground.settings import Settings
from ui.canvas.atlas import Atlas
from ui.canvas.diagram_backdrop import room_for
from ui.canvas.diagram_buttons import DiagramButtons
from ui.canvas.diagram_layout import Layout
from ui.canvas.diagram_maps import Scales, shown_maps, shows_classes
from ui.canvas.diagram_marks import Mark
from ui.canvas.diagram_overlay import StageOverlay
from ui.canvas.diagram_scene import Scene
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_tiles import draw_tiles
from ui.canvas.diagram_words import summary, tag
from ui.canvas.stage_lights import lights_of
from ui.labels import text
from ui.language import LANGUAGE
from ui.theme import APPEARANCE, current

if TYPE_CHECKING:
    from playground.explaining.stages import Stage
    from playground.update_trace import UpdateTrace

# The links are painted anew so many times a second at most, and take no more than this
# share of the time; the tiles follow every frame.
LINK_RATE = 12.0
LINK_SHARE = 0.15


class NetworkView(QWidget):
    """Draws a frame's network and tells what one points at.

    Signals
    -------
    edited : settings that a button in the diagram wants changed
    selected, hovered : a Selection, or None
    """

    edited = Signal(dict)
    selected = Signal(object)
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None
        self.scene: Scene | None = None
        self.scene_key: object = None
        self.selection: Selection | None = None
        self.pointed: Selection | None = None
        self.staged: tuple[UpdateTrace, Stage] | None = None
        self.shows_velocity = False
        self.overlay: StageOverlay | None = None
        self.atlas = Atlas()
        self.atlas_is_stale = True
        self.scales: tuple[object, Scales] | None = None
        self.background = QPixmap()
        self.background_is_stale = True
        self.painted_at = 0.0
        self.painting_took = 0.0
        # Paints the links of the last frame when no other follows it.
        self.link_timer = QTimer(self)
        self.link_timer.setSingleShot(True)
        self.link_timer.timeout.connect(self.repaint_links)
        self.buttons = DiagramButtons(self)
        self.buttons.edited.connect(self.edited)
        APPEARANCE.changed.connect(self._on_theme_changed)
        LANGUAGE.changed.connect(self._on_theme_changed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus | Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(340, 260)
        self.setAccessibleName(text("network.diagram"))

    # ---- what the view is told ---------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        self.buttons.show_settings(settings)

    def show_frame(self, frame: Frame) -> None:
        """Draw this frame: its tiles at once, its links a little later at most."""
        self.frame = frame
        self.atlas_is_stale = True
        if not self.fit_scene():
            wait = self.link_interval() - (perf_counter() - self.painted_at)
            if wait <= 0:
                self.repaint_links()
            elif not self.link_timer.isActive():
                self.link_timer.start(round(wait * 1000) + 1)
        self.update()

    def select(self, selection: Selection | None) -> None:
        """Mark something, or nothing, without telling anybody."""
        self.selection = selection
        self.repaint_links()
        self.renew_overlay()

    def show_stage(self, staged: "tuple[UpdateTrace, Stage] | None") -> None:
        """Light one stage of an opened update, or show the network as usual."""
        if self.shows_velocity and (staged is None) != (self.staged is None):
            self.background_is_stale = True
        self.staged = staged
        self.renew_overlay()

    def show_velocity(self, wanted: bool) -> None:
        """Mark on each link how it moves, or no longer."""
        self.shows_velocity = wanted
        self.repaint_links()

    @property
    def draws_velocity(self) -> bool:
        """Whether velocities are drawn: the stages have colours of their own."""
        has_velocity = self.frame is not None and self.frame.velocity is not None
        return self.shows_velocity and has_velocity and self.staged is None

    @property
    def focus(self) -> Selection | None:
        """What one points at, or else what is selected."""
        return self.pointed or self.selection

    # ---- keeping up --------------------------------------------------------------

    def link_interval(self) -> float:
        """Return how many seconds are between two paintings of the links."""
        return max(1 / LINK_RATE, self.painting_took / LINK_SHARE)

    def repaint_links(self) -> None:
        self.background_is_stale = True
        self.describe()
        self.update()

    def fit_scene(self) -> bool:
        """Lay out anew if shape, size or words changed, and tell whether they did."""
        frame = self.frame
        if frame is None:
            return False
        problem = frame.problem
        words = (frame.settings.features, problem.columns, problem.classes)
        key = (frame.sizes, self.size(), words)
        if key == self.scene_key:
            return False
        self.scene_key = key
        room = room_for(frame, self.width())
        self.scene = Scene(frame.sizes, self.size(), room)
        self.buttons.follow(self.scene.layout)
        if self.selection is not None and not self.selection.is_in(frame.sizes):
            self.selection = None
        if self.pointed is not None and not self.pointed.is_in(frame.sizes):
            self.pointed = None
        self.repaint_links()
        self.renew_overlay()
        return True

    def renew_overlay(self) -> None:
        """Find out what the stage lights in this layout, for what one looks at."""
        self.overlay = None
        scene, staged = self.scene, self.staged
        if scene is not None and staged is not None:
            trace, stage = staged
            # Right after a layer came or went the trace is still that of before.
            if trace.plan.sizes == scene.layout.sizes:
                lights = lights_of(trace, stage, scene.layout.shown, self.focus)
                self.overlay = StageOverlay(
                    scene.layout, scene.paths, scene.curves, lights
                )
        self.update()

    def describe(self) -> None:
        if self.frame is not None:
            self.setAccessibleDescription(summary(self.frame, self.selection))

    def marks(self, scene: Scene, frame: Frame) -> list[Mark]:
        """Return what is selected and what is pointed at, with their values now."""
        chosen = dict.fromkeys((self.selection, self.pointed))
        return [
            Mark(selection, self.words_of(selection, frame))
            for selection in chosen
            if selection is not None and scene.marks.is_drawn(selection)
        ]

    def words_of(self, selection: Selection, frame: Frame) -> str:
        """Return what a tag says: what the stage computes there, or the value."""
        staged = self.overlay.lights.words_of(selection) if self.overlay else ""
        if staged and selection.kind == "neuron":
            # The numbers stand on the neuron already.
            return ""
        return staged or tag(selection, frame)

    def refresh_atlas(self, frame: Frame, layout: Layout) -> None:
        if self.scales is None or self.scales[0] is not frame.problem:
            self.scales = (frame.problem, Scales.of(frame.problem))
        theme = current()
        outputs = frame.sizes[-1] if shows_classes(frame) else 0
        colors = [theme.class_color(unit, outputs) for unit in range(outputs)]
        self.atlas.render(
            shown_maps(frame, self.scales[1], layout.shown),
            theme.name,
            tuple((color.red(), color.green(), color.blue()) for color in colors),
        )
        self.atlas_is_stale = False

    def refresh_background(self, frame: Frame, scene: Scene) -> None:
        started = perf_counter()
        self.background = scene.backdrop.render(
            frame,
            current(),
            self.devicePixelRatioF(),
            velocity=self.draws_velocity,
        )
        self.painted_at = perf_counter()
        self.painting_took = self.painted_at - started
        self.background_is_stale = False
        self.link_timer.stop()

    def point_at(self, selection: Selection | None) -> None:
        if selection == self.pointed:
            return
        self.pointed = selection
        if selection is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.renew_overlay()
        self.hovered.emit(selection)

    def choose(self, selection: Selection | None) -> None:
        """Select because a person wants it."""
        if selection != self.selection:
            self.select(selection)
            self.selected.emit(selection)

    def _on_theme_changed(self) -> None:
        self.atlas_is_stale = True
        self.scene_key = None
        self.fit_scene()
        self.update()

    # ---- Qt ----------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(700, 540)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = event.pos()
            words = self.scene.remark(place.x(), place.y()) if self.scene else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit_scene()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.scene is not None:
            place = event.position()
            self.point_at(self.scene.find(place.x(), place.y()))

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.scene is not None:
            place = event.position()
            self.choose(self.scene.find(place.x(), place.y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.selection is not None:
            self.choose(None)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            frame, scene = self.frame, self.scene
            if frame is None or scene is None:
                painter.fillRect(self.rect(), current().card)
                return
            ratio = self.devicePixelRatioF()
            if self.background_is_stale or self.background.devicePixelRatio() != ratio:
                self.refresh_background(frame, scene)
            if self.atlas_is_stale:
                self.refresh_atlas(frame, scene.layout)
            theme = current()
            marks = self.marks(scene, frame)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(0, 0, self.background)
            if self.overlay is not None:
                self.overlay.draw_links(painter, theme)
                scene.backdrop.draw_labels(painter, frame, theme)
            scene.marks.draw_links(painter, marks, frame, theme)
            draw_tiles(painter, self.atlas, scene.layout, theme.name, ratio)
            if self.overlay is not None:
                self.overlay.draw_units(painter, theme)
            scene.marks.draw_rings(painter, marks, theme)
            if self.overlay is not None:
                self.overlay.draw_numbers(painter, theme)
            scene.marks.draw_tags(painter, marks, theme)
