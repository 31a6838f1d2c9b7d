"""Can everybody read it, whatever the theme and whatever the eyes?"""

import gc
import re
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPalette, QUndoStack
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from ui import type_scale
from ui.canvas.link_style import weight_pens
from ui.dialogs.history import HistoryDialog
from ui.palettes import PALETTES
from ui.resources import asset
from ui.style_sheet import style_sheet
from ui.theme import APPEARANCE, font
from ui.themes import CHOICES, GROUNDS, LIGHT, STRONG, THEMES, rgb, theme_of

Array = NDArray[np.float64]

# What linear RGB becomes without one kind of cones (Machado, Oliveira and Fernandes,
# "A physiologically-based model for simulation of color vision deficiency", 2009).
EYES = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Distances in OKLab; 0.02 is what one just sees between two large areas side by side.
APART, CLASSES_APART, FIRST_CLASSES_APART = 0.15, 0.06, 0.07
FIRST = 4


def linear(color: str) -> Array:
    """Return the linear light of #rrggbb."""
    value = np.array(rgb(color)) / 255.0
    bent: Array = np.where(
        value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4
    )
    return bent


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(linear(color) @ weights) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(color: str, eyes: str) -> Array:
    """Return a colour in OKLab as such eyes see it."""
    light = np.clip(EYES[eyes] @ linear(color), 0.0, 1.0)
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    result: Array = lab @ np.cbrt(cones @ light)
    return result


def distance(one: str, other: str, eyes: str) -> float:
    return float(np.linalg.norm(seen(one, eyes) - seen(other, eyes)))


def hexed(color: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def test_the_formulas_give_known_numbers() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    # Red and green of the same lightness are nearly one colour without green cones.
    assert distance("#c05050", "#6e8030", "usual") > 0.12
    assert distance("#c05050", "#6e8030", "deuteranopia") < 0.1


@pytest.mark.parametrize("name", GROUNDS)
def test_words_stand_out_from_their_ground(name: str) -> None:
    theme = THEMES[name]
    least = 7.0 if theme.is_strong else 4.5
    grounds = (theme.card, theme.window, theme.field, theme.attention_back)
    for ink in (theme.text, theme.muted, theme.accent, theme.attention, theme.error):
        for ground in grounds:
            assert contrast(ink, ground) >= least, (ink, ground)
    for ink in (theme.success, theme.stage_forward, theme.stage_backward):
        assert contrast(ink, theme.card) >= least, ink
    assert contrast(theme.stage_update, theme.card) >= least
    assert contrast(theme.on_accent, theme.accent) >= least
    assert contrast(theme.text, theme.line if not theme.is_strong else theme.card) > 7


@pytest.mark.parametrize("name", GROUNDS)
def test_the_frame_of_the_focus_is_seen(name: str) -> None:
    theme = THEMES[name]
    for ground in (theme.card, theme.window, theme.field):
        assert contrast(theme.focus, ground) >= 3.0
    # On the filled buttons it has the colour of words.
    assert contrast(theme.text, theme.accent) >= 1.7


@pytest.mark.parametrize("name", STRONG)
def test_high_contrast_draws_clear_frames(name: str) -> None:
    theme = THEMES[name]
    for ground in (theme.card, theme.window, theme.field):
        assert contrast(theme.strong_line, ground) >= 4.5
        assert contrast(theme.line, ground) >= 3.0
        assert contrast(theme.disabled, ground) >= 3.0


@pytest.mark.parametrize("name", THEMES)
def test_the_ends_of_a_palette_stay_apart_for_all_eyes(name: str) -> None:
    theme = THEMES[name]
    negative, positive = hexed(theme.negative), hexed(theme.positive)
    for eyes in EYES:
        assert distance(negative, positive, eyes) > APART, eyes
        for end in (negative, positive):
            assert distance(end, hexed(theme.zero), eyes) > APART, eyes
    least = 4.4 if theme.is_strong else 2.8
    for end in (negative, positive):
        assert contrast(end, theme.card) >= least, end


@pytest.mark.parametrize("name", THEMES)
def test_classes_stay_apart_for_all_eyes(name: str) -> None:
    theme = THEMES[name]
    assert len(theme.classes) == 10
    for eyes in EYES:
        for one, other in combinations(theme.classes, 2):
            assert distance(one, other, eyes) > CLASSES_APART, (one, other, eyes)
        for one, other in combinations(theme.classes[:FIRST], 2):
            assert distance(one, other, eyes) > FIRST_CLASSES_APART, (one, other, eyes)
    for color in theme.classes[2:]:
        assert contrast(color, theme.card) >= 3.0, color


@pytest.mark.parametrize("ground", GROUNDS)
def test_one_palette_needs_no_colour_at_all(ground: str) -> None:
    theme = theme_of(ground, "navy_amber")
    one, other = (
        seen(hexed(end), "usual")[0] for end in (theme.negative, theme.positive)
    )
    assert abs(one - other) > 0.2


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_is_found_by_its_parts(name: str) -> None:
    theme = THEMES[name]
    ground, _, palette = name.partition(".")
    assert theme_of(ground, palette or "blue_orange") is theme
    assert theme.name == name
    assert theme.tone == ("dark" if "dark" in ground else "light")
    # The links and maps know every theme too.
    assert len(weight_pens(name, 4.0)) > 2
    assert tuple(theme.diverging(np.array([1.0]))[0]) == theme.positive


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_style_sheet_has_all_its_pictures(ground: str) -> None:
    assert "$" not in style_sheet(THEMES[ground])
    for picture in ("check", "chevron-down"):
        assert asset("icons", f"{picture}-{ground}.svg").is_file()


def test_the_choices_are_the_grounds_and_the_system(qapp: QApplication) -> None:
    assert ("system", *GROUNDS) == CHOICES
    APPEARANCE.choose("contrast_dark")
    assert APPEARANCE.theme.is_strong
    APPEARANCE.choose_palette("purple_green")
    assert APPEARANCE.theme is THEMES["contrast_dark.purple_green"]
    assert APPEARANCE.theme.classes[2:] == PALETTES["purple_green"].dark.others
    APPEARANCE.choose("system")
    assert APPEARANCE.theme.name in {"light.purple_green", "dark.purple_green"}


def test_large_type_reaches_everything_at_once(qtbot: QtBot) -> None:
    label, button = QLabel("weight"), QPushButton("7")
    for widget in (label, button):
        qtbot.addWidget(widget)
    type_scale.fit(button, width=40, icon=16)
    type_scale.fit(label, points=8.5, bold=1)
    usual = (button.font().pointSizeF(), button.sizeHint().height())
    APPEARANCE.choose_text_size(150)
    assert button.width() == 60
    assert button.iconSize().width() == 24
    assert button.font().pointSizeF() == pytest.approx(1.5 * usual[0])
    assert label.font().pointSizeF() == pytest.approx(12.75)
    assert button.sizeHint().height() > 1.2 * usual[1]
    assert font(8).pointSizeF() == pytest.approx(12.0)
    assert "font-size: 15.75pt" in style_sheet(LIGHT)
    with type_scale.of_usual_size():
        assert font(8).pointSizeF() == pytest.approx(8.0)
    APPEARANCE.choose_text_size(100)
    assert button.width() == 40
    assert button.font().pointSizeF() == pytest.approx(usual[0])


def test_a_projector_has_large_type_whatever_was_chosen(qapp: QApplication) -> None:
    APPEARANCE.choose_text_size(115)
    APPEARANCE.project(True)
    assert type_scale.factor() == pytest.approx(1.5)
    APPEARANCE.project(False)
    assert type_scale.factor() == pytest.approx(1.15)


class Witness(QLabel):
    """Notes how often it is dressed, and whether Python collects garbage then."""

    def __init__(self) -> None:
        super().__init__("weight")
        self.collects: list[bool] = []

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.collects.append(gc.isenabled())


def test_a_theme_is_taken_without_work_done_twice_or_widgets_dying(
    qtbot: QtBot,
) -> None:
    """Qt falls over a widget that dies while it dresses all of them."""
    witness = Witness()
    around = witness
    for _ in range(9):
        frame = QFrame()
        QVBoxLayout(frame).addWidget(around)
        around = frame
    qtbot.addWidget(around)
    around.show()
    witness.collects.clear()
    APPEARANCE.choose("dark")
    # Undressed once, dressed once, however many frames are around it.
    assert witness.collects == [False, False]
    assert gc.isenabled()


def test_widgets_have_the_colours_of_the_theme_in_force(qtbot: QtBot) -> None:
    button = QPushButton("train")
    qtbot.addWidget(button)
    button.show()
    for name in ("dark", "light", "contrast_dark"):
        APPEARANCE.choose(name)
        colors = QApplication.palette(), button.palette()
        for one in colors:
            highlight = one.color(QPalette.ColorRole.Highlight).name()
            assert highlight == THEMES[name].accent
        assert colors[0].color(QPalette.ColorRole.Window).name() == THEMES[name].window


def test_a_dialog_opens_as_large_as_its_type_needs(qtbot: QtBot) -> None:
    stack = QUndoStack()
    sizes = {}
    for percent in (100, 150):
        APPEARANCE.choose_text_size(percent)
        dialog = HistoryDialog(stack)
        qtbot.addWidget(dialog)
        dialog.show()
        sizes[percent] = dialog.size()
    room = dialog.screen().availableSize()
    assert sizes[100] == QSize(340, 420).boundedTo(room)
    assert sizes[150] == QSize(510, 630).boundedTo(room)


def test_the_play_button_is_round_at_every_size_of_type() -> None:
    for percent in type_scale.TEXT_SIZES:
        APPEARANCE.choose_text_size(percent)
        found = re.search(r'"play"\] {[^}]*border-radius: (\d+)px', style_sheet(LIGHT))
        assert found is not None
        # With more than half of the side, Qt draws a square.
        half = type_scale.whole(44) / 2
        assert half - 2 <= int(found[1]) <= half
