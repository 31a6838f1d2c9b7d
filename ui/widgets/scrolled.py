"""A page that scrolls where it does not fit, without a frame around it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(
    page: QWidget,
    focus: Qt.FocusPolicy = Qt.FocusPolicy.NoFocus,
    *,
    sideways: bool = False,
) -> QScrollArea:
    """Return an area in which a page scrolls.

    Parameters
    ----------
    focus : with the focus in it, arrows and page keys scroll it
    sideways : whether it scrolls sideways, too; else the page takes the width it gets
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(focus)
    area.setWidget(page)
    return area
