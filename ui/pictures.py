"""Pictures for files: PNG at twice the size, SVG and PDF, from one painting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtSvg import QSvgGenerator

from playground.errors import ExportError
from playground.files import replace_file
from ui.labels import text
from ui.numbers import format_count
from ui.picture_painters import PictureKind, Subject
from ui.setting_words import data_name
from ui.theme import APPEARANCE
from ui.themes import LIGHT, Theme
from ui.type_scale import of_usual_size

SCALE = 2
POINTS_PER_INCH = 72.0


class FilePainter(QPainter):
    """Draws hairlines as wide as they are in the window, whatever the scale.

    On a screen they stay one dot wide, which in a file of finer dots is hardly seen.
    """

    def setPen(  # type: ignore[override]
        self, pen: QPen | QColor | Qt.PenStyle
    ) -> None:
        if isinstance(pen, QPen) and pen.isCosmetic():
            pen = QPen(pen)
            pen.setCosmetic(False)
        super().setPen(pen)


class PagePainter(FilePainter):
    """Draws pictures of few points finer: a page has no smooth way between points."""

    def drawImage(self, place: QRectF, image: QImage) -> None:  # type: ignore[override]
        wanted = place.size().toSize() * SCALE
        if image.width() < wanted.width():
            image = image.scaled(
                wanted,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        super().drawImage(place, image)


@contextmanager
def painted_in(theme: Theme) -> Iterator[None]:
    """Let everything that is painted meanwhile have a theme; the window stays.

    Painting is done before anything else happens, so nobody sees the change.
    """
    before = APPEARANCE.theme
    APPEARANCE.theme = theme
    try:
        # A file does not depend on the size of the window's type.
        with of_usual_size():
            yield
    finally:
        APPEARANCE.theme = before


def dots_per_inch() -> float:
    """Return the resolution in which the program's fonts are measured."""
    return float(QGuiApplication.primaryScreen().logicalDotsPerInch())


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Something that can be painted into a file.

    Attributes
    ----------
    title, about : what the file says of itself
    size : in logical pixels
    """

    title: str
    about: str
    size: QSize
    paint: Callable[[QPainter, QSizeF], None]


def drawing_of(kind: PictureKind, subject: Subject) -> Drawing:
    """Return one of the pictures of a subject."""
    return Drawing(
        text(f"pictures.{kind.key}"),
        caption(subject),
        kind.size,
        lambda painter, size: kind.paint(painter, subject, size),
    )


def image_of(drawing: Drawing, theme: Theme = LIGHT, scale: float = SCALE) -> QImage:
    """Return a drawing as an image of so many times its size."""
    image = QImage(drawing.size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    dots = round(dots_per_inch() / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    with painted_in(theme), FilePainter(image) as painter:
        drawing.paint(painter, QSizeF(drawing.size))
    return image


def png_bytes(drawing: Drawing, theme: Theme = LIGHT) -> bytes:
    """Return a drawing as a PNG file of twice its size."""
    return png_of(image_of(drawing, theme))


def png_of(image: QImage) -> bytes:
    """Return an image as a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(content.data())


def svg_bytes(drawing: Drawing, theme: Theme = LIGHT) -> bytes:
    """Return a drawing as an SVG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(round(dots_per_inch()))
    generator.setSize(drawing.size)
    generator.setViewBox(QRect(0, 0, drawing.size.width(), drawing.size.height()))
    generator.setTitle(drawing.title)
    generator.setDescription(drawing.about)
    with painted_in(theme), FilePainter(generator) as painter:
        drawing.paint(painter, QSizeF(drawing.size))
    buffer.close()
    return bytes(content.data())


def pdf_bytes(drawing: Drawing, theme: Theme = LIGHT) -> bytes:
    """Return a drawing as a PDF file of one page, as large as the drawing."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    dots = dots_per_inch()
    writer = QPdfWriter(buffer)
    writer.setResolution(round(dots))
    size = QSizeF(drawing.size) * (POINTS_PER_INCH / dots)
    writer.setPageSize(
        QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(drawing.title)
    with painted_in(theme), PagePainter(writer) as painter:
        drawing.paint(painter, QSizeF(drawing.size))
    buffer.close()
    return bytes(content.data())


def caption(subject: Subject) -> str:
    """Return the sentence that says what a picture is of."""
    frame = subject.frame
    return text(
        "pictures.caption",
        data=data_name(frame.settings),
        sizes="-".join(map(str, frame.sizes)),
        update=format_count(frame.update),
        seed=frame.settings.seed,
    )


def save_drawing(path: Path, drawing: Drawing, theme: Theme = LIGHT) -> None:
    """Write a drawing in the format that the file's suffix says.

    Raises
    ------
    ExportError
        when there is no such format, or the file cannot be written.
    """
    made = FORMATS.get(path.suffix.lower())
    if made is None:
        known = ", ".join(FORMATS)
        raise ExportError(text("pictures.no_format", path=path, known=known))
    replace_file(path, made.encode(drawing, theme))


def with_suffix(path: Path, filter_: str) -> Path:
    """Return a path as it is, or with the suffix of the chosen filter."""
    if path.suffix:
        return path
    found = next((s for s in FORMATS if f"*{s}" in filter_), next(iter(FORMATS)))
    return path.with_suffix(found)


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """A format of pictures; `suffix` is also its name."""

    suffix: str
    encode: Callable[[Drawing, Theme], bytes]


FORMATS: dict[str, PictureFormat] = {
    made.suffix: made
    for made in (
        PictureFormat(".png", png_bytes),
        PictureFormat(".svg", svg_bytes),
        PictureFormat(".pdf", pdf_bytes),
    )
}
