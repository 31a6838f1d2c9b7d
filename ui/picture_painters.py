"""What each picture for a file shows, painted by what paints the window.

A painter paints from (0, 0) on, in the theme in force, on whatever takes lines: an
image, an SVG or a page.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.frame import Frame, plane, shown_axes
from ui.canvas.atlas import Atlas
from ui.canvas.decision_area import paint_axes, paint_frame
from ui.canvas.decision_marks import NO_MARKS, SampleMarks, paint_marks
from ui.canvas.decision_reading import predict
from ui.canvas.decision_view import DecisionView, axis_names
from ui.canvas.diagram_backdrop import room_for
from ui.canvas.diagram_maps import Scales, shown_maps, shows_classes
from ui.canvas.diagram_scene import Scene
from ui.canvas.diagram_tiles import corner_radius
from ui.canvas.landscape_relief import Camera, paint_relief
from ui.canvas.landscape_terrain import paint_floor, paint_names
from ui.canvas.landscape_view import LandscapeView, Survey
from ui.canvas.loss_curves import LossCurves
from ui.canvas.loss_picture import LossPicture
from ui.theme import current
from ui.themes import Theme

if TYPE_CHECKING:
    from ui.main_window import MainWindow

Array = NDArray[np.floating[Any]]

MARGIN = 14
# Points along a side of the decision picture.
FINE = 240


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """A landscape that was shown, with the way over it."""

    survey: Survey
    trail: Array
    camera: Camera | None


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """All that pictures are made of.

    Attributes
    ----------
    test_data, discretize, marks : of the decision picture
    log, batches : of the losses
    furthest : the update at the right end of the losses; None: the branch's last
    landscape : None if none was computed
    is_fine : whether the decision picture is computed anew, as fine as a file deserves
    """

    frame: Frame
    test_data: bool = False
    discretize: bool = False
    marks: SampleMarks = NO_MARKS
    log: bool = True
    batches: bool = False
    furthest: int | None = None
    landscape: Landscape | None = None
    is_fine: bool = True

    @property
    def losses(self) -> LossPicture:
        return LossPicture(
            LossCurves.of(self.frame),
            log=self.log,
            batches=self.batches,
            furthest=self.furthest,
        )


def finer(frame: Frame) -> Frame:
    """Return a frame whose decision picture is as fine as a file deserves."""
    problem = frame.problem
    if frame.field.shape[-1] >= FINE:
        return frame
    points, _, shape = plane(problem, shown_axes(problem, frame.probe), FINE)
    _, prediction = predict(frame, points)
    # Close to divergence a number may lie beyond float32: infinite, and no warning.
    with np.errstate(over="ignore"):
        field = np.ascontiguousarray(prediction.T, np.float32)
    return replace(frame, field=field.reshape(-1, *shape))


def subject_of_window(window: "MainWindow", frame: Frame) -> Subject:
    """Return what a window shows at a frame, with its choices."""
    window.pages.complete()
    output, terrain = window.output.view, window.landscape.view
    landscape = None
    if terrain.survey is not None and terrain.ground is not None:
        _, trail = window.landscape.trail.up_to(frame.update)
        landscape = Landscape(terrain.survey, trail, terrain.camera)
    return Subject(
        frame,
        test_data=output.test_data,
        discretize=output.discretize,
        marks=output.marks,
        log=window.curves.log.isChecked(),
        batches=window.curves.batches.isChecked(),
        landscape=landscape,
    )


def paint_network(painter: QPainter, subject: Subject, size: QSizeF) -> None:
    """Paint the diagram of the network."""
    frame, theme = subject.frame, current()
    inner = QSize(int(size.width()) - 2 * MARGIN, int(size.height()) - 2 * MARGIN)
    scene = Scene(frame.sizes, inner, room_for(frame, inner.width()))
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(theme.card))
    painter.translate(MARGIN, MARGIN)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    scene.paths.draw(painter, frame, theme.name)
    scene.backdrop.draw_bias_nodes(painter, theme)
    scene.backdrop.draw_titles(painter, frame, theme)
    scene.backdrop.draw_labels(painter, frame, theme)
    paint_tiles(painter, frame, scene, theme)


def paint_tiles(painter: QPainter, frame: Frame, scene: Scene, theme: Theme) -> None:
    """Paint the neurons with outlines of lines, and each map by itself.

    The window paints outlines from a picture and maps from parts of one; an SVG keeps
    neither lines nor parts of pictures.
    """
    outputs = frame.sizes[-1] if shows_classes(frame) else 0
    colors = [theme.class_color(unit, outputs) for unit in range(outputs)]
    atlas = Atlas()
    atlas.render(
        shown_maps(frame, Scales.of(frame.problem), scene.layout.shown),
        theme.name,
        tuple((color.red(), color.green(), color.blue()) for color in colors),
    )
    outline = QColor(theme.text)
    outline.setAlphaF(0.35)
    for layer, tiles in enumerate(scene.layout.tiles):
        for unit, tile in enumerate(tiles):
            side = int(tile.width)
            place = QRectF(int(tile.x), int(tile.y), side, side)
            cell = atlas.cell(layer, unit).toRect()
            painter.drawImage(place, atlas.image.copy(cell))
            radius = corner_radius(side)
            square, rounded = QPainterPath(), QPainterPath()
            square.addRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
            rounded.addRoundedRect(place, radius, radius)
            painter.fillPath(square.subtracted(rounded), QColor(theme.card))
            painter.setPen(QPen(outline, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inside = place.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(inside, radius - 0.5, radius - 0.5)


def paint_decision(painter: QPainter, subject: Subject, size: QSizeF) -> None:
    """Paint what the network answers over the plane, with the data on it."""
    frame, theme = subject.frame, current()
    if subject.is_fine:
        frame = finer(frame)
    view = DecisionView()
    view.test_data, view.discretize = subject.test_data, subject.discretize
    view.resize(int(size.width()) - 2 * MARGIN, int(size.height()) - 2 * MARGIN)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(theme.card))
    painter.translate(MARGIN, MARGIN)
    view.frame = frame
    area = view.place_area(frame)
    view.paint_picture(painter, frame, area)
    view.paint_points(painter, frame, area, shown_axes(frame.problem, frame.probe))
    paint_frame(painter, area.rect, theme)
    paint_axes(painter, area, theme, axis_names(frame))
    if len(frame.problem.columns) == 1:
        view.paint_curves(painter, frame, area)
    paint_marks(painter, frame, area, theme, subject.marks)
    view.deleteLater()


def paint_loss(painter: QPainter, subject: Subject, size: QSizeF) -> None:
    """Paint the losses over the updates."""
    subject.losses.paint(painter, size, current())


def paint_landscape(painter: QPainter, subject: Subject, size: QSizeF) -> None:
    """Paint the landscape as it was seen, from above or from the side."""
    shown, theme = subject.landscape, current()
    assert shown is not None, "there is no landscape to paint"
    view = LandscapeView()
    view.resize(int(size.width()) - 2 * MARGIN, int(size.height()) - 2 * MARGIN)
    view.show_survey(shown.survey)
    view.show_path(shown.trail)
    view.camera = shown.camera
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(theme.card))
    painter.translate(MARGIN, MARGIN)
    ground = shown.survey.ground()
    place = view.place(ground)
    if view.camera is None:
        view.paint_map(painter, ground, place, theme)
        # An SVG does not cut off what is outside; so that is covered.
        room = QSizeF(view.size())
        rim = QPainterPath()
        rim.addRect(QRectF(-MARGIN, -MARGIN, size.width(), size.height()))
        rim.addRect(place.area.rect)
        painter.fillPath(rim, QColor(theme.card))
        paint_frame(painter, place.area.rect, theme)
        paint_axes(painter, place.area, theme, ("", ""))
        paint_names(painter, place.area.rect, ground.names, room, theme)
        painter.setClipRect(place.area.rect)
    else:
        paint_floor(painter, ground, place.area.rect, view.camera, theme)
        paint_relief(painter, place.area.rect, view.grid, view.camera, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.paint_marks(painter, place, theme)
    view.deleteLater()


Paint = Callable[[QPainter, Subject, QSizeF], None]


@dataclass(frozen=True, slots=True)
class PictureKind:
    """One picture that can be taken; its words are pictures.KEY.

    Attributes
    ----------
    size : in logical pixels
    """

    key: str
    size: QSize
    paint: Paint


PICTURES: dict[str, PictureKind] = {
    kind.key: kind
    for kind in (
        PictureKind("network", QSize(960, 620), paint_network),
        PictureKind("decision", QSize(540, 540), paint_decision),
        PictureKind("loss", QSize(720, 440), paint_loss),
        PictureKind("landscape", QSize(680, 540), paint_landscape),
    )
}
