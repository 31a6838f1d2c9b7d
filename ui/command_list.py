"""Everything that can be asked of the window, as one list for the command palette."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu, QScrollArea, QWidget
from shiboken6 import isValid

from playground.data import DATASETS
from playground.errors import SettingsError
from playground.presets import presets
from playground.traps import traps
from ui.labels import name_of, text
from ui.widgets.choice import Choice
from ui.widgets.key_tip import shortcut_words
from ui.widgets.number_field import NumberChoice, NumberField
from ui.widgets.quantity import Quantity
from ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from ui.main_window import MainWindow

MNEMONIC = re.compile(r"\(&\w\)|&(?=\w)")


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette.

    Attributes
    ----------
    key : the same in every session and language, to remember it by
    title, place : what it does, and where else it is found
    run : does it
    is_enabled : whether it can be done now
    """

    key: str
    title: str
    place: str
    run: Callable[[], object]
    shortcut: str = ""
    is_enabled: bool = True

    @property
    def words(self) -> str:
        return f"{self.title} {self.place}"


def all_commands(window: "MainWindow") -> list[Command]:
    """Return what can be asked of a window as it is now."""
    return [
        *menu_commands(window),
        *tab_commands(window),
        *start_commands(window),
        *setting_commands(window),
    ]


# ---- menus and tabs --------------------------------------------------------------


def menu_commands(window: "MainWindow") -> Iterator[Command]:
    """Every entry of every menu; what a menu does not hold is not shown."""
    keys = {id(action): key for key, action in window.actions_by_key.items()}
    for top in window.menuBar().actions():
        menu = top.menu()
        if isinstance(menu, QMenu):
            yield from entries_of(menu, bare(top.text()), keys)


def entries_of(menu: QMenu, path: str, keys: dict[int, str]) -> Iterator[Command]:
    for action in menu.actions():
        words = bare(action.text())
        inner = action.menu()
        if isinstance(inner, QMenu):
            # Menus of files are filled when they open.
            inner.aboutToShow.emit()
            yield from entries_of(inner, f"{path} › {words}", keys)
        elif words and not action.isSeparator():
            yield Command(
                key=f"action:{keys.get(id(action), f'{path}/{words}')}",
                title=words,
                place=path,
                run=partial(trigger, action),
                shortcut=shortcut_words(action),
                is_enabled=action.isEnabled(),
            )


def trigger(action: QAction) -> None:
    """Do what an entry does, if it is still one: menus of files are filled anew."""
    if isValid(action):
        action.trigger()


def bare(words: str) -> str:
    """Return the words of a menu without the sign that underlines a letter."""
    return MNEMONIC.sub("", words.partition("\t")[0]).replace("&&", "&")


def tab_commands(window: "MainWindow") -> Iterator[Command]:
    bar = window.center.bar
    for place in range(bar.count()):
        yield Command(
            key=f"tab:{place}",
            title=bare(bar.tabText(place)),
            place=text("palette.tab"),
            run=partial(bar.setCurrentIndex, place),
            is_enabled=bar.isTabEnabled(place),
        )


# ---- what one can begin with -----------------------------------------------------


def start_commands(window: "MainWindow") -> Iterator[Command]:
    """Yield prepared experiments, data sets, traps and lessons."""
    for key in presets():
        yield Command(
            key=f"preset:{key}",
            title=text(f"presets.{key}"),
            place=text("palette.preset"),
            run=partial(window.model.preset_chosen.emit, key),
        )
    for name in DATASETS:
        tile = window.data.tiles[name]
        yield Command(
            key=f"data:{name}",
            title=name_of("data", name),
            place=text("palette.data"),
            run=tile.click,
            is_enabled=tile.isEnabled(),
        )
    for key in traps() if window.has_pages else ():
        for is_way_out, place in ((False, "trap"), (True, "way_out")):
            yield Command(
                key=f"{place}:{key}",
                title=text(f"traps.{key}"),
                place=text(f"palette.{place}"),
                run=partial(window.traps.open, key, is_way_out),
            )
    for key, chapter in window.lessons.chapters().items() if window.has_pages else ():
        yield Command(
            key=f"chapter:{key}",
            title=chapter.title,
            place=text("palette.chapter"),
            run=partial(open_chapter, window, key),
        )


def open_chapter(window: "MainWindow", key: str) -> None:
    """Open the lessons where a chapter begins, or goes on."""
    window.lessons.open()
    window.lessons.enter(key)


# ---- settings --------------------------------------------------------------------


def controls_of(window: "MainWindow") -> dict[str, QWidget]:
    """Return the control of each setting, in the order of the window."""
    training, data, model = window.training, window.data, window.model
    controls: dict[str, QWidget] = {
        "method": training.method,
        "optimizer": training.optimizer,
        **training.numbers,
        "activation": training.activation,
        "loss": training.loss,
        "samples": data.samples.slider,
        "test_fraction": data.share.slider,
        "noise": data.noise.slider,
        "standardize": data.standardize,
        "data_seed": data.seed.field,
        "output_activation": model.output,
        "initializer": model.initializer,
        "seed": model.seed.field,
        "schedule": window.stepping.schedule,
        **window.stepping.fields,
    }
    for name in ("test_data", "discretize", "paint_toggle", "confusion_toggle"):
        controls[f"output.{name}"] = getattr(window.output, name)
    controls["speed"] = window.transport.speed
    return controls


def name_of_control(name: str, control: QWidget) -> str:
    """Return what a control is called, for eyes if it says so itself."""
    if isinstance(control, QAbstractButton) and control.text():
        return bare(control.text())
    return control.accessibleName()


def setting_commands(window: "MainWindow") -> Iterator[Command]:
    """Go to a control; choose an entry of a list at once."""
    for name, control in controls_of(window).items():
        title = name_of_control(name, control)
        yield Command(
            key=f"setting:{name}",
            title=title,
            place=text("palette.setting"),
            run=partial(go_to, control),
            is_enabled=is_reachable(control),
        )
        for identifier, words, is_possible in choices_of(control):
            yield Command(
                key=f"choice:{name}:{identifier}",
                title=text("palette.choice", name=title, value=words),
                place=text("palette.setting"),
                run=partial(choose, control, identifier),
                is_enabled=is_possible and control.isEnabled(),
            )


def choices_of(control: QWidget) -> Iterator[tuple[str, str, bool]]:
    """Yield (id, words, whether it can be chosen) of what a control offers."""
    if isinstance(control, Segmented):
        for identifier, button in control.buttons.items():
            yield identifier, button.text(), button.isEnabled()
    elif isinstance(control, Choice):
        for place in range(control.count()):
            index = control.model().index(place, 0)
            is_possible = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
            yield control.itemData(place), control.itemText(place), is_possible


def choose(control: QWidget, identifier: str) -> None:
    """Choose an entry as a person would."""
    if isinstance(control, Segmented):
        control.buttons[identifier].click()
    elif isinstance(control, Choice):
        place = control.findData(identifier)
        control.setCurrentIndex(place)
        control.activated.emit(place)


def is_reachable(control: QWidget) -> bool:
    """Tell whether a control could have the focus."""
    return control.isEnabled() and control.isVisible()


def go_to(control: QWidget) -> None:
    """Give a control the focus, and bring it into view."""
    target = control
    if isinstance(control, Segmented):
        checked = (one for one in control.buttons.values() if one.isChecked())
        target = next(checked, next(iter(control.buttons.values())))
    parent = control.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(control)
        parent = parent.parentWidget()
    target.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if isinstance(control, (NumberField, NumberChoice)):
        field = control.field if isinstance(control, NumberChoice) else control
        field.selectAll()


# ---- a value that is typed ---------------------------------------------------------


def quantities_of(window: "MainWindow") -> dict[str, tuple[str, Quantity, bool]]:
    """Return (title, quantity, whether it has a use now) of every number."""
    found = {}
    for name, control in controls_of(window).items():
        field = control.field if isinstance(control, NumberChoice) else control
        if isinstance(field, NumberField):
            title = name_of_control(name, control)
            found[name] = (title, field.quantity, control.isEnabled())
    return found


def split_value(query: str) -> tuple[str, str]:
    """Return a query's name and value: “learning rate = 0.1”, or ("", "")."""
    name, _, value = query.replace("=", " ").strip().rpartition(" ")
    return name.strip(), value


def value_commands(window: "MainWindow", query: str) -> Iterator[tuple[str, Command]]:
    """Yield (name typed, command) for every number that the query could set.

    A value that is not allowed makes a command that cannot be done and says why.
    """
    typed, words = split_value(query)
    if not typed or not re.match(r"[-−+.,]?\d|all$|full$", words):
        return
    for name, (title, quantity, is_enabled) in quantities_of(window).items():
        place = text("palette.setting")
        try:
            value = quantity.check(quantity.read(words))
        except SettingsError as error:
            value, place, is_enabled = words, str(error), False
        shown = quantity.write(value) if is_enabled else words
        run = partial(window.store.edit, {name: value})
        if name == "seed":
            # Said, because a data seed that nobody chose would follow.
            kept = window.store.settings.data_seed
            run = partial(window.store.edit, {name: value, "data_seed": kept})
        yield (
            typed,
            Command(
                key=f"value:{name}",
                title=text("palette.value", name=title, value=shown),
                place=place,
                run=run,
                is_enabled=is_enabled,
            ),
        )
