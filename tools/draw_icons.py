"""Draws the program's icon in the sizes that desktops ask for.

Run by hand after a change of `assets/icons/network-playground.svg`:
`python tools/draw_icons.py`. The pictures are kept in the repository, so that
neither the wheel nor the bundle needs Qt to be built.
"""

import os
import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
DRAWING = ROOT / "assets" / "icons" / "network-playground.svg"
ICONS = ROOT / "packaging" / "share" / "icons" / "hicolor"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def draw(size: int, target: Path) -> None:
    """Draw the icon into a square of `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(target)):
        sys.exit(f"{target} cannot be written")


def main() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication(sys.argv[:1])
    for size in SIZES:
        draw(size, ICONS / f"{size}x{size}" / "apps" / "network-playground.png")
    scalable = ICONS / "scalable" / "apps" / DRAWING.name
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(DRAWING, scalable)
    application.quit()


if __name__ == "__main__":
    main()
