"""How large all type is, and what has to grow with it.

A size in the code is that of the usual type. `theme.font` and the style sheet scale
type; `scaled` scales what is painted; `fit` keeps a widget's own sizes at the scale,
also when it changes while the window is open.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

USUAL = 100
# In percent.
TEXT_SIZES = (100, 115, 130, 150)
# What one reads from the last row of a lecture hall.
PROJECTOR = 150

PROPERTY = "fitted"


class TypeScale:
    """The one scale in force, in percent."""

    percent = USUAL


def factor() -> float:
    """Return how many times the usual size all type is."""
    return TypeScale.percent / USUAL


def scaled(pixels: float) -> float:
    """Return a length beside type of the usual size as it is beside type of now."""
    return pixels * TypeScale.percent / USUAL


def whole(pixels: float) -> int:
    """Return the same in whole pixels."""
    return round(scaled(pixels))


@contextmanager
def of_usual_size() -> Iterator[None]:
    """Paint with type of the usual size: a file does not depend on the window."""
    before, TypeScale.percent = TypeScale.percent, USUAL
    try:
        yield
    finally:
        TypeScale.percent = before


def fit(widget: QWidget, **sizes: float) -> None:
    """Give a widget sizes that follow the scale of type from now on.

    Parameters
    ----------
    sizes : pixels at the usual size, by the keys of SIZES; for "points" and "bold" the
        size of its type, and whether it is bold (1) or not
    """
    known = {**(widget.property(PROPERTY) or {}), **sizes}
    widget.setProperty(PROPERTY, known)
    apply_sizes(widget, known)


def open_at(window: QWidget, width: float, height: float) -> None:
    """Let a window open so large, or as large as the screen is.

    Its size hint would not do: of one with wrapping words Qt takes the width only.

    Parameters
    ----------
    width, height : pixels at the usual size of type
    """
    room = window.screen().availableSize()
    window.resize(QSize(whole(width), whole(height)).boundedTo(room))


def fit_all() -> None:
    """Give every widget its sizes anew, after the scale changed."""
    for widget in QApplication.allWidgets():
        sizes = widget.property(PROPERTY)
        if sizes:
            apply_sizes(widget, sizes)


def apply_sizes(widget: QWidget, sizes: dict[str, float]) -> None:
    for key, size in sizes.items():
        if key in SIZES:
            SIZES[key](widget, whole(size))
    if "icon" in sizes and isinstance(widget, QAbstractButton):
        side = whole(sizes["icon"])
        widget.setIconSize(QSize(side, side))
    if "points" in sizes:
        font = QFont(QApplication.font())
        font.setPointSizeF(scaled(sizes["points"]))
        if sizes.get("bold"):
            font.setWeight(QFont.Weight.DemiBold)
        widget.setFont(font)


SIZES = {
    "width": QWidget.setFixedWidth,
    "height": QWidget.setFixedHeight,
    "least_width": QWidget.setMinimumWidth,
    "least_height": QWidget.setMinimumHeight,
    "most_width": QWidget.setMaximumWidth,
}
