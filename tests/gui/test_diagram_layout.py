"""Geometry of the network diagram: everything fits, nothing covers another thing."""

from itertools import combinations

import numpy as np
import pytest

from ui.canvas.diagram_edits import (
    add_layer,
    add_neuron,
    remove_layer,
    remove_neuron,
)
from ui.canvas.diagram_layout import Room, lay_out
from ui.canvas.diagram_rect import Rect
from ui.canvas.diagram_selection import Selection
from ui.canvas.link_curves import LinkCurves

NETWORKS = [
    (2, 1),
    (1, 4, 2, 1),
    (2, 4, 2, 1),
    (2, 8, 8, 8, 1),
    (7, 8, 8, 8, 8, 8, 8, 1),
    (64, 16, 10),
    (2, *[8] * 8, 1),
    (2, *[64] * 8, 3),
]
AREAS = [(390, 280), (512, 350), (672, 490), (752, 550), (1500, 1000)]
ROOM = Room(left=40, right=30, title=62)


def rectangles(layout):
    buttons = layout.buttons
    return [
        *(tile for tiles in layout.tiles for tile in tiles),
        *layout.bias_nodes,
        *(more for more in layout.more if more is not None),
        *buttons.remove_layer,
        *buttons.remove_neuron,
        *buttons.add_neuron,
        *buttons.add_layer,
    ]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("sizes", NETWORKS)
def test_nothing_overlaps_and_all_is_inside(sizes, area):
    layout = lay_out(sizes, *area, ROOM)
    everything = rectangles(layout)
    for rect in everything:
        assert rect.x >= 0
        assert rect.y >= 0
        assert rect.right <= area[0]
        assert rect.bottom <= area[1]
    for one, other in combinations(everything, 2):
        assert not one.overlaps(other), (one, other)
    assert layout.tiles[0][0].x - 8 >= ROOM.left
    assert area[0] - layout.tiles[-1][0].right - 8 >= ROOM.right


@pytest.mark.parametrize("sizes", NETWORKS)
def test_every_neuron_is_drawn_or_counted(sizes):
    layout = lay_out(sizes, 752, 550, ROOM)
    for size, shown, more in zip(sizes, layout.shown, layout.more, strict=True):
        assert 1 <= shown <= size
        assert (more is None) == (shown == size)


def test_usual_networks_are_drawn_whole():
    for sizes in NETWORKS[:5]:
        assert lay_out(sizes, 672, 490, ROOM).shown == sizes


@pytest.mark.parametrize("sizes", NETWORKS)
def test_every_layer_has_biases_from_a_node_before_it(sizes):
    layout = lay_out(sizes, 752, 550, ROOM)
    assert len(layout.bias_nodes) == len(layout.biases) == len(sizes) - 1
    for node, curves, tiles in zip(
        layout.bias_nodes, layout.biases, layout.tiles[1:], strict=True
    ):
        assert curves.shape == (len(tiles), 4, 2)
        assert np.all(curves[:, 0] == (node.right, node.middle))
        for curve, tile in zip(curves, tiles, strict=True):
            assert curve[3, 0] == tile.x
            assert tile.y < curve[3, 1] < tile.bottom


def test_links_lead_from_tile_to_tile():
    layout = lay_out((2, 4, 2, 1), 752, 550, ROOM)
    curves = layout.weights[1]
    assert curves.shape == (2, 4, 4, 2)
    source, target = layout.tiles[1][3], layout.tiles[2][0]
    start, end = curves[0, 3, 0], curves[0, 3, 3]
    assert start[0] == source.right
    assert source.y < start[1] < source.bottom
    assert end[0] == target.x
    assert target.y < end[1] < target.bottom


def test_arrivals_do_not_cross_and_leave_the_last_place_to_the_bias():
    layout = lay_out((4, 3, 1), 752, 550, ROOM)
    for unit in range(3):
        arrivals = [*layout.weights[0][unit, :, 3, 1], layout.biases[0][unit, 3, 1]]
        assert arrivals == sorted(arrivals)


def test_tiles_shrink_only_where_it_is_crowded():
    layout = lay_out((64, 16, 2), 672, 490, ROOM)
    crowded, free = layout.tiles[0][0].width, layout.tiles[2][0].width
    assert crowded < free <= 60
    assert layout.full_link < lay_out((2, 4, 1), 672, 490, ROOM).full_link


def test_links_are_found_where_they_are_drawn():
    layout = lay_out((2, 4, 2, 1), 752, 550, ROOM)
    curves = LinkCurves(layout)
    for layer in (1, 2, 3):
        for unit in range(layout.sizes[layer]):
            for source in (*range(layout.sizes[layer - 1]), None):
                kind = "bias" if source is None else "weight"
                link = Selection(kind, layer, unit, source)
                points = curves.points(link)
                found = [curves.nearest(*point) for point in points]
                assert link in found
    assert curves.nearest(2, 2) is None
    x, y = curves.middle(Selection("bias", 3, 0))
    assert curves.nearest(x + 1, y + 3) == Selection("bias", 3, 0)
    assert curves.nearest(x + 60, y + 30) is None


def test_selection_knows_which_networks_have_it():
    weight = Selection("weight", 2, 1, 3)
    assert weight.is_in((2, 4, 2, 1))
    assert not weight.is_in((2, 3, 2, 1))
    assert not weight.is_in((2, 4, 1, 1))
    assert not Selection("bias", 0, 0).is_in((2, 1))
    assert Selection("neuron", 0, 1).is_in((2, 1))
    assert not Selection("neuron", 2, 0).is_in((2, 1))


def test_rectangles_that_touch_do_not_overlap():
    assert not Rect(0, 0, 10, 10).overlaps(Rect(10, 0, 5, 5))
    assert Rect(0, 0, 10, 10).overlaps(Rect(9, 9, 5, 5))


class Shape:
    def __init__(self, hidden, activation=None):
        self.hidden = hidden
        self.activation = activation or ("tanh",) * len(hidden)


def test_neurons_are_added_and_removed_within_limits():
    shape = Shape((1, 64), ("relu", "tanh"))
    assert add_neuron(shape, 0) == {"hidden": (2, 64), "activation": ("relu", "tanh")}
    assert add_neuron(shape, 1) is None
    assert remove_neuron(shape, 0) is None
    assert remove_neuron(shape, 1)["hidden"] == (1, 63)
    assert add_neuron(shape, 2) is None


def test_a_new_layer_is_like_the_one_before_it_but_not_wide():
    shape = Shape((8, 2), ("relu", "sine"))
    assert add_layer(shape, 0) == {
        "hidden": (4, 8, 2),
        "activation": ("relu", "relu", "sine"),
    }
    assert add_layer(shape, 2) == {
        "hidden": (8, 2, 2),
        "activation": ("relu", "sine", "sine"),
    }
    assert add_layer(Shape(()), 0) == {"hidden": (4,), "activation": ("tanh",)}
    assert add_layer(Shape((2,) * 8), 3) is None


def test_layers_are_removed_down_to_none():
    shape = Shape((8, 2), ("relu", "sine"))
    assert remove_layer(shape, 0) == {"hidden": (2,), "activation": ("sine",)}
    assert remove_layer(Shape((3,)), 0) == {"hidden": (), "activation": ()}
    assert remove_layer(shape, 2) is None
