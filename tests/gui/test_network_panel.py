"""The network panel: what it draws, what it says, and what it keeps to itself."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

import playground as pg
from playground.frame import Probe, take_frame
from ui.canvas.diagram_maps import Scales, shown_maps
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_words import exact, summary
from ui.panels.network import NetworkPanel
from ui.theme import APPEARANCE, current


def make_frame(updates=0, **options):
    run = pg.Run(pg.Settings.build(**options))
    run.advance(updates)
    return take_frame(run, Probe(resolution=20))


def make_panel(qtbot, frame, width=780, height=620):
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(width, height)
    panel.show_settings(frame.settings)
    panel.show_frame(frame)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def frame():
    return make_frame(50, data="spiral", hidden=(4, 2), seed=3)


@pytest.fixture
def panel(qtbot, frame):
    return make_panel(qtbot, frame)


@pytest.fixture
def said(panel):
    """Everything that the panel says."""
    messages = []
    panel.edited.connect(lambda edit: messages.append(("edited", edit)))
    panel.selected.connect(lambda chosen: messages.append(("selected", chosen)))
    panel.hovered.connect(lambda pointed: messages.append(("hovered", pointed)))
    return messages


def button(panel, name, index):
    return panel.view.buttons.buttons[name][index]


def click_button(qtbot, panel, name, index):
    qtbot.mouseClick(button(panel, name, index), Qt.MouseButton.LeftButton)


def move_to(view, x, y):
    place = QPointF(x, y)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        view.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)


def middle_of(view, layer, unit):
    tile = view.scene.layout.tiles[layer][unit]
    return tile.x + tile.width / 2, tile.middle


def pixels(widget):
    """Return what the widget shows as (height, width, 3) red, green, blue."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8)
    return data.reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)


def test_neither_settings_nor_frames_are_echoed(qtbot, panel, said, frame):
    panel.view.select(Selection("weight", 2, 1, 3))
    panel.show_settings(frame.settings.replace(hidden=(3,)))
    panel.show_frame(make_frame(hidden=(3,)))
    panel.show_frame(frame)
    qtbot.wait(1)
    assert said == []


@pytest.mark.parametrize(
    ("name", "index", "hidden"),
    [
        ("add_neuron", 0, (5, 2)),
        ("add_neuron", 1, (4, 3)),
        ("remove_neuron", 0, (3, 2)),
        ("remove_layer", 1, (4,)),
        ("add_layer", 0, (4, 4, 2)),
        ("add_layer", 2, (4, 2, 2)),
    ],
)
def test_buttons_ask_for_another_network(qtbot, panel, said, name, index, hidden):
    click_button(qtbot, panel, name, index)
    activation = ("tanh",) * len(hidden)
    assert said == [("edited", {"hidden": hidden, "activation": activation})]


def test_buttons_act_on_the_newest_settings(qtbot, panel, said, frame):
    panel.show_settings(frame.settings.replace(hidden=(7, 1)))
    click_button(qtbot, panel, "add_neuron", 0)
    assert said[-1][1]["hidden"] == (8, 1)
    assert not button(panel, "remove_neuron", 1).isEnabled()
    assert "cross" in button(panel, "remove_neuron", 1).toolTip()


def test_limits_are_told_by_disabled_buttons(qtbot):
    panel = make_panel(qtbot, make_frame(hidden=(64, *[1] * 7)))
    assert not button(panel, "add_neuron", 0).isEnabled()
    assert button(panel, "remove_neuron", 0).isEnabled()
    assert all(not b.isEnabled() for b in panel.view.buttons.buttons["add_layer"])
    for buttons in panel.view.buttons.buttons.values():
        assert all(b.accessibleName() and b.toolTip() for b in buttons)


def test_buttons_follow_the_frame(panel):
    panel.show_frame(make_frame(hidden=()))
    buttons = panel.view.buttons.buttons
    assert [len(buttons[n]) for n in ("add_neuron", "remove_layer")] == [0, 0]
    assert len(buttons["add_layer"]) == 1
    panel.show_frame(make_frame(hidden=(1, 2, 3)))
    assert len(buttons["add_layer"]) == 4
    assert all(b.isVisible() for b in buttons["add_neuron"])


def test_pointing_says_what_is_there(panel, said):
    view = panel.view
    move_to(view, *middle_of(view, 1, 2))
    assert said[-1] == ("hovered", Selection("neuron", 1, 2))
    link = Selection("weight", 1, 0, 1)
    move_to(view, *view.scene.curves.points(link)[3])
    assert said[-1] == ("hovered", link)
    move_to(view, *view.scene.curves.points(link)[3])
    assert len(said) == 2
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert said[-1] == ("hovered", None)


def test_pointed_value_stays_live(panel, frame):
    view = panel.view
    link = Selection("bias", 3, 0)
    move_to(view, *view.scene.curves.middle(link))
    assert [m.words for m in view.marks(view.scene, frame)] == [
        exact(float(frame.layers[2].bias[0]))
    ]
    later = make_frame(90, data="spiral", hidden=(4, 2), seed=3)
    before = pixels(view)
    panel.show_frame(later)
    value = float(later.layers[2].bias[0])
    assert value != float(frame.layers[2].bias[0])
    assert view.marks(view.scene, later)[0].words == exact(value)
    assert (pixels(view) != before).any()


def test_click_selects_and_escape_clears(qtbot, panel, said):
    view = panel.view
    plain = pixels(view)
    x, y = view.scene.curves.middle(Selection("weight", 3, 0, 1))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    selections = [message for message in said if message[0] == "selected"]
    assert selections == [("selected", Selection("weight", 3, 0, 1))]
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert (pixels(view) != plain).any()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert said[-1] == ("selected", None)
    assert (pixels(view) == plain).all()


def test_click_on_nothing_clears(qtbot, panel, said):
    view = panel.view
    view.select(Selection("neuron", 1, 0))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(4, 150))
    assert said[-1] == ("selected", None)


def test_arrows_are_left_to_the_timeline(qtbot, panel):
    view = panel.view
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
        keys = []
        panel.keyPressEvent = lambda event, keys=keys: keys.append(event.key())
        qtbot.keyClick(view, key)
        assert keys == [key]


def test_selection_of_what_is_gone_is_dropped(panel):
    panel.view.select(Selection("weight", 2, 1, 3))
    panel.show_frame(make_frame(hidden=(2, 2)))
    assert panel.view.selection is None


def test_every_bias_node_and_its_links_are_painted(qtbot):
    panel = make_panel(qtbot, make_frame(30, hidden=(3,), seed=1))
    view = panel.view
    picture = pixels(view)
    card = list(bytes.fromhex(current().card[1:]))
    away = np.abs(picture - card).max(axis=2)
    for layer in (1, 2):
        node = view.scene.layout.bias_nodes[layer - 1]
        inside = away[int(node.y) : int(node.bottom), int(node.x) : int(node.right)]
        assert inside.max() > 100
        for unit in range(view.scene.layout.sizes[layer]):
            points = view.scene.curves.points(Selection("bias", layer, unit))
            colored = sum(
                away[y - 1 : y + 2, x - 1 : x + 2].max() > 20
                for x, y in np.rint(points[2:-2]).astype(int)
            )
            # Dotted: some points may be between the dots.
            assert colored > 10


def test_theme_changes_the_picture_at_once(panel):
    light = pixels(panel.view)
    APPEARANCE.choose("dark")
    dark = pixels(panel.view)
    assert dark[:60].mean() < 80
    assert light[:60].mean() > 200


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_drawn_neutral(qtbot, frame, bad):
    params = frame.params.copy()
    params[:] = bad
    broken = dataclasses.replace(
        frame,
        params=params,
        maps=tuple(np.full_like(values, bad) for values in frame.maps),
        field=np.full_like(frame.field, bad),
    )
    panel = make_panel(qtbot, broken)
    view = panel.view
    view.select(Selection("weight", 1, 0, 0))
    picture = pixels(view)
    # A screen of 16 bits rounds colours.
    x, y = (round(c) for c in middle_of(view, 2, 1))
    assert np.abs(picture[y, x] - current().zero).max() <= 8
    assert view.accessibleDescription()


@pytest.mark.parametrize(
    "options",
    [
        {"data": "sine", "hidden": (3,)},
        {"data": "spiral3", "hidden": (5,)},
        {"data": "spiral3", "hidden": (5,), "loss": "squared_error"},
        {"data": "digits", "hidden": (16,)},
        {"data": "iris", "hidden": (3,), "activation": "relu"},
        {"data": "plane", "hidden": (), "features": ("x1", "x1x2")},
    ],
)
@pytest.mark.parametrize("size", [(420, 360), (780, 620)])
def test_every_kind_of_data_is_drawn(qtbot, options, size):
    frame = make_frame(5, **options)
    panel = make_panel(qtbot, frame, *size)
    assert panel.grab().width() == size[0] * panel.devicePixelRatioF()
    maps = shown_maps(frame, Scales.of(frame.problem), panel.view.scene.layout.shown)
    assert all(len(set(values.shape[1:])) == 1 for values in maps)
    for layer, tiles in enumerate(panel.view.scene.layout.tiles):
        assert len(maps[layer]) == len(tiles)


def test_maps_of_the_inputs_keep_their_scale(frame):
    scales = Scales.of(frame.problem)
    maps = shown_maps(frame, scales, (2, 4, 2, 1))
    assert maps[0][0].max() == pytest.approx(5.7 / scales.features[0], rel=1e-6)
    # x1 grows to the right, x2 upward: row 0 is the lower edge.
    assert np.all(np.diff(maps[0][0], axis=1) > 0)
    assert np.all(np.diff(maps[0][1], axis=0) > 0)


def test_maps_are_upright_on_the_screen(panel):
    view = panel.view
    tile = view.scene.layout.tiles[0][1]
    picture = pixels(view)
    column = round(tile.x + tile.width / 2)
    top, bottom = (
        picture[int(tile.y) + 6, column],
        picture[int(tile.bottom) - 6, column],
    )
    # Blue above, orange below.
    assert top[2] > top[0]
    assert bottom[0] > bottom[2]


def test_probabilities_are_centred_on_one_half(frame):
    maps = shown_maps(frame, Scales.of(frame.problem), (2, 4, 2, 1))
    np.testing.assert_allclose(maps[-1], 2 * frame.field - 1, atol=1e-6)


def test_links_of_the_last_frame_are_painted_without_another(qtbot, panel):
    view = panel.view
    view.grab()
    later = make_frame(400, data="spiral", hidden=(4, 2), seed=3)
    old = view.background.toImage()
    panel.show_frame(later)
    qtbot.waitUntil(
        lambda: not view.background_is_stale and not (view.link_timer.isActive())
    )
    assert view.background.toImage() != old


def test_summary_says_what_is_seen(panel, frame):
    words = summary(frame, Selection("weight", 1, 2, 0))
    assert "25 parameters" in words
    assert "Hidden 1: tanh · 4" in words
    assert exact(float(frame.layers[0].weights[2, 0])) in words
    assert panel.view.accessibleName()
    assert "25 parameters" in panel.view.accessibleDescription()
