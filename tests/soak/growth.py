"""What may not grow while a window lives: memory, timers, objects, connections."""

import gc
from dataclasses import dataclass

import numpy as np
import psutil
from PySide6.QtCore import QMetaMethod, QObject, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Census:
    """How many Qt objects there are."""

    timers: int
    objects: int
    connections: int


def resident_megabytes() -> float:
    return float(psutil.Process().memory_info().rss / MEGABYTE)


def take_census(root: QObject) -> Census:
    """Count below an object and the application, and what Python holds besides."""
    gc.collect()
    found: dict[int, QObject] = {}
    roots = [root, QApplication.instance(), *QApplication.topLevelWidgets()]
    for one in roots:
        if one is not None:
            found[id(one)] = one
            found |= {id(child): child for child in one.findChildren(QObject)}
    for held in gc.get_objects():
        if isinstance(held, QObject) and isValid(held):
            found[id(held)] = held
    objects = list(found.values())
    timers = sum(isinstance(one, QTimer) for one in objects)
    return Census(timers, len(objects), sum(map(connections_of, objects)))


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
