"""Where everything of the network diagram lies: plain geometry, no painting.

All lengths are in logical pixels, x to the right and y downward. Tiles are on whole
pixels, so that their edges are sharp.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ui.canvas.diagram_rect import Rect
from ui.canvas.link_layout import Array, bias_curves, weight_curves

LARGEST_TILE = 60
# A row of the widest layer may shrink to this before neurons are left out.
SMALLEST_ROW = 20
# Layers that are not crowded keep rows at least this high beside a crowded one.
COMFORTABLE_ROW = 38
# Links grow thinner with the rows, so that crowded layers do not become a knot.
THINNEST_FULL_LINK, THICKEST_LINK, LINK_PER_ROW = 2.2, 5.0, 0.13
WIDEST_PITCH = 250
MARGIN = 6
# Half the width that the words over the first and last column may take.
EDGE = 40
LABEL_GAP = 8
MORE_HEIGHT = 16
TITLE_ROW, WORDS_HEIGHT = 18, 34
BUTTONS_TOP = 40
# Between the words at the top, the tiles and the bias nodes.
GAP = 12


@dataclass(frozen=True, slots=True)
class Room:
    """How much room the words need.

    Attributes
    ----------
    left, right : widths of the widest label before the inputs and after the outputs
    title : width of the widest title of a hidden layer, written out
    type : how many times its usual size all type is
    """

    left: float = 20
    right: float = 20
    title: float = 60
    type: float = 1.0

    @property
    def edge(self) -> float:
        """Half the width of the words over the first and last column."""
        return EDGE * self.type

    @property
    def more(self) -> float:
        """Height of the words under a column that is not drawn whole."""
        return MORE_HEIGHT * self.type


@dataclass(frozen=True, slots=True)
class Buttons:
    """Where one adds and removes.

    Attributes
    ----------
    remove_neuron, add_neuron, remove_layer : one for each hidden layer
    add_layer : one for each gap between columns
    """

    remove_neuron: tuple[Rect, ...]
    add_neuron: tuple[Rect, ...]
    remove_layer: tuple[Rect, ...]
    add_layer: tuple[Rect, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A laid-out network of L + 1 columns, the input first.

    Attributes
    ----------
    compact : whether there is only room for short titles and stacked buttons
    type : how many times its usual size all type is
    pitch : distance between columns
    columns : (L + 1,) middles
    tiles : one tuple of squares a column, only of the neurons that are drawn
    rows : height of a row in each column
    bias_nodes : L squares around the +1 nodes, under the columns that they feed from
    more : where "+N more" is written, or None, for each column
    weights : (M_out, M_in, 4, 2) Bézier points for each of the L layers
    biases : (M_out, 4, 2) Bézier points for each of the L layers
    """

    width: int
    height: int
    sizes: tuple[int, ...]
    compact: bool
    type: float
    pitch: float
    columns: tuple[int, ...]
    tiles: tuple[tuple[Rect, ...], ...]
    rows: tuple[float, ...]
    bias_nodes: tuple[Rect, ...]
    more: tuple[Rect | None, ...]
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    buttons: Buttons

    @property
    def shown(self) -> tuple[int, ...]:
        """How many neurons of each layer are drawn, the first ones."""
        return tuple(len(tiles) for tiles in self.tiles)

    @property
    def full_link(self) -> float:
        """Width of the strongest links."""
        width = LINK_PER_ROW * min(self.rows)
        return min(max(width, THINNEST_FULL_LINK), THICKEST_LINK)

    @property
    def title_row(self) -> float:
        """Height of the line with the titles."""
        return TITLE_ROW * self.type

    @property
    def words_height(self) -> float:
        """Height of the titles and what stands under them."""
        return WORDS_HEIGHT * self.type

    @property
    def header(self) -> int:
        """Height of titles and buttons together."""
        return header_height(self.compact, self.type)

    def title_width(self, column: int) -> float:
        """Return how wide the words over a column may be."""
        inner = self.pitch - 8
        if 0 < column < len(self.columns) - 1:
            return inner
        return min(inner, 2 * EDGE * self.type)


def lay_out(
    sizes: tuple[int, ...], width: int, height: int, room: Room | None = None
) -> Layout:
    """Place a network of these sizes in a rectangle."""
    room = room or Room()
    pitch, tile, columns = place_columns(sizes, width, room)
    # Written-out titles need room for the cross beside them, rows of buttons for three.
    compact = pitch < max(room.title + 26, 82)
    top = header_height(compact, room.type) + GAP
    bias_side = 2 * round(min(max(tile * 0.22, 8), 12) * room.type**0.5)
    bottom = height - MARGIN - bias_side - GAP
    rows, shown = place_rows(sizes, bottom - top, 1.8 * tile, room.more)
    block = max(
        count * row + (room.more if count < size else 0)
        for size, count, row in zip(sizes, shown, rows, strict=True)
    )
    # Tiles and bias nodes are centred together, not torn apart in a tall window.
    spare = max(bottom - top - block, 0)
    middle = top + spare * 0.45 + block / 2
    bias_y = round(min(middle + block / 2 + max(spare * 0.2, 0) + GAP, bottom + GAP))
    tiles, more = [], []
    reach = min(pitch / 2 - 2, 45 * room.type)
    for x, size, count, row in zip(columns, sizes, shown, rows, strict=True):
        side = 2 * int(min(tile, row * 0.82) / 2)
        lift = room.more / 2 if count < size else 0
        first = middle - lift - row * (count - 1) / 2
        tiles.append(
            tuple(
                Rect(x - side // 2, round(first + row * i) - side // 2, side, side)
                for i in range(count)
            )
        )
        words = Rect(x - reach, tiles[-1][-1].bottom + 1, 2 * reach, room.more - 2)
        more.append(words if count < size else None)
    bias_nodes = tuple(
        Rect(x - bias_side / 2, bias_y, bias_side, bias_side) for x in columns[:-1]
    )
    pairs = list(pairwise(tiles))
    return Layout(
        width=width,
        height=height,
        sizes=sizes,
        compact=compact,
        type=room.type,
        pitch=pitch,
        columns=columns,
        tiles=tuple(tiles),
        rows=rows,
        bias_nodes=bias_nodes,
        more=tuple(more),
        weights=tuple(weight_curves(before, after) for before, after in pairs),
        biases=tuple(
            bias_curves(node, after, len(before))
            for node, (before, after) in zip(bias_nodes, pairs, strict=True)
        ),
        buttons=place_buttons(columns, pitch, compact, room),
    )


def buttons_top(type_factor: float) -> int:
    """Return where the buttons begin, under words of a size."""
    return round(BUTTONS_TOP + WORDS_HEIGHT * (type_factor - 1))


def header_height(compact: bool, type_factor: float) -> int:
    """Return the height of titles and buttons together."""
    return buttons_top(type_factor) + (34 if compact else 22)


def place_columns(
    sizes: tuple[int, ...], width: int, room: Room
) -> tuple[float, float, tuple[int, ...]]:
    """Return the distance between columns, the largest tile and the columns."""
    gaps = len(sizes) - 1
    # A tile takes 0.4 of the distance, so it says how far the first column is inside.
    left = room.left + LABEL_GAP + MARGIN
    right = room.right + LABEL_GAP + MARGIN
    pitch = min((width - left - right) / (gaps + 0.4), WIDEST_PITCH)
    tile = min(0.4 * pitch, LARGEST_TILE)
    before = max(left + tile / 2, room.edge + MARGIN)
    after = max(right + tile / 2, room.edge + MARGIN)
    pitch = min((width - before - after) / gaps, WIDEST_PITCH)
    tile = min(0.4 * pitch, LARGEST_TILE)
    # Half of what is left over to each side of the picture as a whole.
    start = before + (width - before - after - pitch * gaps) / 2
    return pitch, tile, tuple(round(start + pitch * i) for i in range(len(sizes)))


def place_rows(
    sizes: tuple[int, ...], height: float, tallest: float, more: float
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Return each column's row height and how many of its neurons are drawn."""
    fitting = max(int(height / SMALLEST_ROW), 1)
    fewer = max(int((height - more) / SMALLEST_ROW), 1)
    shown = tuple(size if size <= fitting else min(size, fewer) for size in sizes)
    common = min(max(height / max(shown), COMFORTABLE_ROW), tallest)
    common = max(common, SMALLEST_ROW)
    rows = []
    for size, count in zip(sizes, shown, strict=True):
        usable = height - (more if count < size else 0)
        rows.append(min(common, usable / count))
    return tuple(rows), shown


def place_buttons(
    columns: tuple[int, ...], pitch: float, compact: bool, room: Room
) -> Buttons:
    """Place the buttons over the hidden columns and over the gaps between columns."""
    hidden = columns[1:-1]
    gaps = [round((before + after) / 2) for before, after in pairwise(columns)]
    if compact:
        # Stacked, and the cross beside a title such as "H1".
        side, cross = min(16, int(pitch / 2) - 1), 11
        cross_offset = round(9 * room.type)
        left, down = -(side // 2), side + 2
        minus, plus, insert = (left, 0), (left, down), (left, down // 2)
    else:
        side, cross, cross_offset = 22, 14, round(room.title / 2) + 4
        minus, plus, insert = (-25, 0), (3, 0), (-11, 0)

    top, title_row = buttons_top(room.type), round(TITLE_ROW * room.type)

    def squares(columns: Iterable[int], place: tuple[int, int]) -> tuple[Rect, ...]:
        dx, dy = place
        return tuple(Rect(x + dx, top + dy, side, side) for x in columns)

    return Buttons(
        remove_neuron=squares(hidden, minus),
        add_neuron=squares(hidden, plus),
        remove_layer=tuple(
            Rect(x + cross_offset, (title_row - cross) // 2, cross, cross)
            for x in hidden
        ),
        add_layer=squares(gaps, insert),
    )
