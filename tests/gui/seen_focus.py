"""Whether one sees which control has the keyboard: pixels with it and without it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

TAB = Qt.FocusReason.TabFocusReason
# A ring lies a little outside its control.
AROUND = 6
# What a changed pixel must differ by from what it was before, as of a frame of a
# control beside its ground (WCAG 2.2, 1.4.11 and 2.4.13).
CONTRAST = 3.0
MOST_STOPS, MOST_LINKS = 400, 40


def stops(window: QWidget) -> Iterator[QWidget]:
    """Press Tab until it comes round, and yield who has the keyboard."""
    seen: list[QWidget] = []
    window.setFocus()
    again = 0
    for _ in range(MOST_STOPS):
        focus = QApplication.focusWidget() or window
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        assert widget is not None, "the keyboard went nowhere"
        if seen and widget is seen[-1]:
            # From link to link within it, or there is no other.
            again += 1
            if again > MOST_LINKS:
                return
            continue
        again = 0
        if widget in seen:
            return
        seen.append(widget)
        yield widget
    raise AssertionError("Tab does not come round")


def changed_pixels(window: QWidget, widget: QWidget) -> int:
    """Return how many pixels in and around a widget show that it has the keyboard."""
    with_focus = picture(window, widget)
    widget.clearFocus()
    without = picture(window, widget)
    widget.setFocus(TAB)
    if with_focus.shape != without.shape:
        return 0
    bright, dark = luminance(with_focus), luminance(without)
    high, low = np.maximum(bright, dark), np.minimum(bright, dark)
    return int(np.count_nonzero((high + 0.05) / (low + 0.05) >= CONTRAST))


def picture(window: QWidget, widget: QWidget) -> NDArray[np.uint8]:
    """Return what is seen in and around a widget (height, width, 3)."""
    QApplication.processEvents()
    around = seen(window, widget).adjusted(-AROUND, -AROUND, AROUND, AROUND)
    image = window.grab(around & window.rect()).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())
    pixels: NDArray[np.uint8] = rows[:, : 3 * image.width()].reshape(
        image.height(), image.width(), 3
    )
    return pixels.copy()


def seen(window: QWidget, widget: QWidget) -> QRect:
    """Return what of a widget is not scrolled away, in its window."""
    rect, part = widget.rect(), widget
    while part is not window:
        rect = (rect & part.rect()).translated(part.mapToParent(QPoint()))
        part = part.parentWidget()
    return rect & window.rect()


def luminance(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the relative luminance (WCAG) of each pixel of (…, 3)."""
    share = pixels / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    result: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return result
