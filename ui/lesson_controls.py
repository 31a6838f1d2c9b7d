"""Which control of the window an action of a lesson means."""

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ui.lessons.chapter import Action
from ui.widgets.overlay import Part

if TYPE_CHECKING:
    from ui.main_window import MainWindow

# So many updates are made one at a time.
FEW = 20


def named_control(window: "MainWindow", actions: tuple[Action, ...]) -> QWidget | None:
    """Return what the first of some actions is done with, as far as it is a control."""
    for action in actions[:1]:
        for name, value in action.given.items():
            return control_of(window, name, value)
    return None


def named_part(window: "MainWindow", actions: tuple[Action, ...]) -> Part | None:
    """Return which part of that control it is: of the tabs, the one to open."""
    for action in actions[:1]:
        page = action.given.get("page")
        if page is None and "way_out" in action.given and not window.traps.isVisible():
            page = "traps"
        if page is not None:
            place = window.center.pages.indexOf(getattr(window, page))
            return partial(window.center.bar.words_rect, place)
    return None


def control_of(window: "MainWindow", name: str, value: Any) -> QWidget | None:
    """Return the control of an action."""
    fields, traps = window.training.fields, window.traps
    if name == "set":
        return next((fields[one] for one in value if one in fields), None)
    if name == "way_out":
        return traps.cards.get(value) if traps.isVisible() else window.center.bar
    if name == "updates":
        few = value <= FEW
        transport = window.transport
        return transport.step_button if few else transport.play_button
    if name == "surface_updates":
        return window.surfaces.buttons["play"]
    path = CONTROLS.get(name)
    found: QWidget | None = None if path is None else attrgetter(path)(window)
    return found


# Where in the window the control is.
CONTROLS = {
    "epochs": "transport.epoch_button",
    "reset": "transport.reset_button",
    "stage": "network.look_inside",
    "look": "traps.detector.look",
    "noise_batch": "noise.batch",
    "samples": "cost.asked",
    "race_methods": "race.controls.four",
    "race_updates": "race.controls.play",
    "race_samples": "race.controls.play",
    "surface": "surfaces.surface",
    "balls": "surfaces.table",
    "dials": "surfaces.controls",
    "page": "center.bar",
}
