"""Icons, drawn from our own SVG files in the colour of the theme.

The files draw with the colour `currentColor`, because the desktop's icon themes are not
there on every machine.
"""

from functools import cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.resources import asset

SIZES = (16, 24, 32, 64)


def icon(name: str, color: str, disabled: str | None = None) -> QIcon:
    """Return `assets/icons/NAME.svg` in a colour (#rrggbb), sharp at every scale."""
    result = QIcon()
    for mode, ink in (
        (QIcon.Mode.Normal, color),
        (QIcon.Mode.Disabled, disabled or color),
    ):
        for image in drawn(name, ink):
            result.addPixmap(QPixmap.fromImage(image), mode)
    return result


@cache
def drawn(name: str, color: str) -> tuple[QImage, ...]:
    """Return the picture of a file in a colour, in every size."""
    source = asset("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", color).encode()))
    images = []
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            renderer.render(painter)
        images.append(image)
    return tuple(images)
