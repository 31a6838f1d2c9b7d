"""Pictures of what the program writes: a page of HTML, and what a terminal shows."""

import base64
import re
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QRectF, QUrl
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QTextDocument

ROOT = Path(__file__).resolve().parents[1]
PAGE_WIDTH, MARGIN = 1000, 36
SHARP = 2.0
INK, GROUND, PROMPT = "#e6e9ee", "#15181d", "#6a9bff"
TERMINAL_WIDTH, TERMINAL_EDGE, TYPE = 880, 20, 11
# What Qt's text does not know of style sheets: things that stand side by side.
PAIR = re.compile(
    r'<div class="pair">(<figure>.*?</figure>)(<figure>.*?</figure>)</div>', re.DOTALL
)
SETTINGS = re.compile(
    r"(<table>(?:(?!<table>).)*?</table>)\s*(<table>(?:(?!<table>).)*?</table>)"
    r"(?=\s*</div>)",
    re.DOTALL,
)
SIDE_BY_SIDE = (
    r'<table width="100%" cellspacing="12"><tr><td style="border: none">\1</td>'
    r'<td style="border: none">\2</td></tr></table>'
)


class Page(QTextDocument):
    """A page that carries its pictures in itself."""

    def loadResource(self, kind: int, name: QUrl) -> object:
        address = name.toString()
        head, _, data = address.partition(",")
        if not head.startswith("data:"):
            return super().loadResource(kind, name)
        image = QImage.fromData(base64.b64decode(data))
        most = PAGE_WIDTH - 2 * MARGIN
        return image if image.width() <= most else image.scaledToWidth(most)


def page_picture(html: str, height: int) -> QImage:
    """Return the top of a page of HTML, as high as wanted."""
    html = PAIR.sub(SIDE_BY_SIDE, SETTINGS.sub(SIDE_BY_SIDE, html))
    page = Page()
    page.setDefaultFont(QFont("sans-serif", 10))
    page.setTextWidth(PAGE_WIDTH - 2 * MARGIN)
    page.setHtml(html)
    image = blank(PAGE_WIDTH, height, "#ffffff")
    with QPainter(image) as painter:
        painter.translate(MARGIN, MARGIN)
        page.drawContents(painter, QRectF(0, 0, PAGE_WIDTH, height - MARGIN))
    return image


def terminal_picture(*commands: str) -> QImage:
    """Run commands of the program, and return what a terminal shows of them."""
    lines: list[tuple[str, str]] = []
    for command in commands:
        lines.append((PROMPT, f"$ {command}"))
        done = subprocess.run(
            [sys.executable, "-m", "ui", *command.split()[1:]],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        printed = (done.stdout + done.stderr).rstrip().splitlines()
        lines += [(INK, line.rstrip()) for line in printed]
        lines.append((INK, ""))
    type_face = QFont("DejaVu Sans Mono", TYPE)
    type_face.setStyleHint(QFont.StyleHint.Monospace)
    spacing = QFontMetricsF(type_face).lineSpacing()
    height = round(spacing * (len(lines) - 1) + 2 * TERMINAL_EDGE)
    image = blank(TERMINAL_WIDTH, height, GROUND)
    with QPainter(image) as painter:
        painter.setFont(type_face)
        ascent = painter.fontMetrics().ascent()
        for place, (color, line) in enumerate(lines):
            painter.setPen(QColor(color))
            y = TERMINAL_EDGE + ascent + place * spacing
            painter.drawText(TERMINAL_EDGE, round(y), line)
    return image


def blank(width: int, height: int, color: str) -> QImage:
    image = QImage(
        round(width * SHARP), round(height * SHARP), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(SHARP)
    image.fill(QColor(color))
    return image
