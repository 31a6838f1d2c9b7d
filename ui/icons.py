"""Icons, drawn from our own SVG files in the colour of the theme.

The files draw with the colour `currentColor`, because the desktop's icon themes are not
there on every machine.
"""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.resources import asset


def icon(name: str, color: str, disabled: str | None = None) -> QIcon:
    """Return `assets/icons/NAME.svg` in a colour (#rrggbb), sharp at every scale."""
    result = QIcon()
    for mode, ink in (
        (QIcon.Mode.Normal, color),
        (QIcon.Mode.Disabled, disabled or color),
    ):
        for size in (16, 24, 32, 64):
            result.addPixmap(pixmap(name, ink, size), mode)
    return result


def pixmap(name: str, color: str, size: int) -> QPixmap:
    source = asset("icons", f"{name}.svg").read_text(encoding="utf-8")
    data = QByteArray(source.replace("currentColor", color).encode())
    renderer = QSvgRenderer(data)
    image = QPixmap(QSize(size, size))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    return image
