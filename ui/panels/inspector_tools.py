"""The small buttons of the inspector."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

from ui import type_scale
from ui.labels import derived, rich, text


def tool(key: str, *, checkable: bool = False) -> QToolButton:
    """Return a small button named and explained by the texts KEY and KEY_tip.

    A click leaves the keyboard where it is.
    """
    button = QToolButton()
    button.setIconSize(QSize(14, 14))
    type_scale.fit(button, least_width=28, least_height=28)
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(rich(text(f"{key}_tip")))
    button.setAccessibleName(derived(text(key), without_number))
    return button


def without_number(words: str) -> str:
    """Return what comes before the {number}, or after it: sample, 样本."""
    return re.sub(r"\{\w+\}", "", words).strip()
