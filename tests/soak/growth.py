"""What may not grow while a window lives: memory, timers, objects, connections."""

import gc
from dataclasses import dataclass

import numpy as np
import psutil
from PySide6.QtCore import QMetaMethod, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from shiboken6 import isValid

MEGABYTE = 1 << 20
# Qt's own object that holds the document of a label or of a line that is edited.
TEXT_OF_LABEL = "QWidgetTextControl"


@dataclass(frozen=True, slots=True)
class Census:
    """How many Qt objects there are."""

    timers: int
    objects: int
    connections: int


def resident_megabytes() -> float:
    return float(psutil.Process().memory_info().rss / MEGABYTE)


def take_census(root: QObject) -> Census:
    """Count below an object and the application, and what Python holds besides.

    A label with rich words has one document inside, and none with plain words: which of
    them it shows at the moment is no growth.
    """
    gc.collect()
    found: dict[int, QObject] = {}
    roots = [root, QApplication.instance(), *QApplication.topLevelWidgets()]
    for one in roots:
        if one is not None:
            found[id(one)] = one
            found |= {id(child): child for child in one.findChildren(QObject)}
    for held in gc.get_objects():
        # The type itself: a weak proxy would be asked for that of what is gone.
        if issubclass(type(held), QObject) and isValid(held):
            found[id(held)] = held
    objects = [one for one in found.values() if not is_inside_label(one)]
    timers = sum(isinstance(one, QTimer) for one in objects)
    return Census(timers, len(objects), sum(map(connections_of, objects)))


def is_inside_label(one: QObject | None) -> bool:
    """Return whether Qt made an object for the rich words of a label."""
    while one is not None:
        if one.metaObject().className() == TEXT_OF_LABEL:
            return isinstance(one.parent(), QLabel)
        one = one.parent()
    return False


def connections_of(one: QObject) -> int:
    """Return how many receivers all signals of an object have."""
    meta = one.metaObject()
    total = 0
    for place in range(meta.methodCount()):
        method = meta.method(place)
        if method.methodType() == QMetaMethod.MethodType.Signal:
            signature = bytes(method.methodSignature().data()).decode()
            total += one.receivers(f"2{signature}")
    return total


def slope_growth(times: list[float], megabytes: list[float]) -> float:
    """Return the growth along the fitted line, in megabytes over the whole time."""
    if len(times) < 3:
        return 0.0
    slope, _ = np.polyfit(times, megabytes, 1)
    return float(slope * (times[-1] - times[0]))
