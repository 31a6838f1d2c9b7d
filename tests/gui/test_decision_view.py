"""The decision picture: colours, points, what the mouse reads, a neuron's map."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from playground.frame import Frame, Probe, take_frame
from tests.gui.framed import is_bluish, make_frame, make_run, picture
from tests.gui.pointing import move_to
from ui.canvas.decision_field import field_image, prediction_scale
from ui.canvas.decision_view import DecisionView
from ui.canvas.ticks import number, tick_labels
from ui.theme import APPEARANCE
from ui.themes import DARK, LIGHT


def with_field(frame: Frame, field: np.ndarray) -> Frame:
    return replace(frame, field=field.astype(np.float32))


@pytest.fixture
def view(qtbot: QtBot) -> DecisionView:
    view = DecisionView()
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show()
    return view


def color_at(view: DecisionView, x: float, y: float) -> QColor:
    """Return the colour at a place of the picture, in raw units."""
    image = picture(view)
    assert view.area is not None
    columns, lines = view.area.to_pixels(np.array([x]), np.array([y]))
    return image.pixelColor(int(columns[0]), int(lines[0]))


# ---- the field -----------------------------------------------------------------------


def test_the_picture_changes_when_the_network_learns(view: DecisionView) -> None:
    run = make_run(data="xor")
    view.show_frame(take_frame(run, Probe()))
    before = picture(view)
    run.advance(200)
    view.show_frame(take_frame(run, Probe()))
    assert picture(view) != before


def test_x_runs_to_the_right_and_y_upward(view: DecisionView) -> None:
    frame = make_frame(data="gaussians", samples=2)
    field = np.zeros((1, 20, 20))
    field[0, :10, 10:] = 1.0
    view.show_frame(with_field(frame, field))
    assert is_bluish(color_at(view, 4.5, -5.5))
    assert not is_bluish(color_at(view, -5.5, -5.5))
    assert not is_bluish(color_at(view, 5.5, 4.5))


@pytest.mark.parametrize(
    ("options", "middle"),
    [
        ({"loss": "cross_entropy"}, 0.5),
        ({"loss": "squared_error", "activation": "tanh"}, 0.0),
        ({"loss": "squared_error", "activation": "sigmoid"}, 0.5),
    ],
)
def test_the_boundary_is_neutral(options: dict[str, str], middle: float) -> None:
    frame = make_frame(data="xor", **options)
    scale = prediction_scale(frame.problem, frame.settings.loss)
    field = np.full((1, 2, 2), middle)
    assert scale.middle == middle
    color = field_image(with_field(frame, field), LIGHT, discretize=False).pixelColor(
        0, 0
    )
    difference = np.subtract(color.getRgb()[:3], LIGHT.zero)
    assert np.abs(difference).max() <= 2
    scored = scale.place(np.array([1.0, 2 * middle - 1.0]))
    assert scored.tolist() == [1.0, -1.0]


def test_each_of_several_classes_has_its_colour() -> None:
    frame = make_frame(data="blobs")
    field = np.zeros((4, 2, 2))
    for index, (row, column) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1))):
        field[index, row, column] = 1.0
    image = field_image(with_field(frame, field), LIGHT, discretize=False)
    colors = {image.pixelColor(x, y).name() for x in (0, 1) for y in (0, 1)}
    assert len(colors) == 4
    lower_left = image.pixelColor(0, 1)
    # Orange stands for class 0.
    assert lower_left.red() > lower_left.green() > lower_left.blue()


def test_a_class_that_hardly_leads_is_pale() -> None:
    frame = make_frame(data="spiral3")
    field = np.array([[[0.36, 1.0]], [[0.34, 0.0]], [[0.3, 0.0]]])
    image = field_image(with_field(frame, field), LIGHT, discretize=False)
    assert image.pixelColor(0, 0).saturation() < image.pixelColor(1, 0).saturation()


def test_numbers_that_are_none_do_not_disturb(view: DecisionView) -> None:
    for data in ("xor", "spiral3", "plane", "sine"):
        frame = make_frame(data=data)
        field = np.full_like(frame.field, np.nan)
        field[0, 0, 0] = np.inf
        view.show_frame(with_field(frame, field))
        for hard in (True, False):
            view.set_discretize(hard)
            picture(view)


def test_discretize_leaves_two_colours(view: DecisionView) -> None:
    frame = make_frame(100, data="xor")
    soft = field_image(frame, LIGHT, discretize=False)
    hard = field_image(frame, LIGHT, discretize=True)
    assert len(names_of_colors(soft)) > 20
    assert len(names_of_colors(hard)) == 2
    view.show_frame(frame)
    before = picture(view)
    view.set_discretize(True)
    assert picture(view) != before


def test_discretize_makes_bands_of_a_regression() -> None:
    image = field_image(make_frame(300, data="plane"), LIGHT, discretize=True)
    assert 4 <= len(names_of_colors(image)) <= 10


def names_of_colors(image: QImage) -> set[int]:
    return {
        image.pixel(x, y) for x in range(image.width()) for y in range(image.height())
    }


def test_the_theme_changes_the_colours(view: DecisionView) -> None:
    view.show_frame(make_frame(50, data="xor"))
    before = picture(view)
    APPEARANCE.apply(DARK)
    assert picture(view) != before


# ---- points --------------------------------------------------------------------------


def test_a_point_is_drawn_at_its_place(view: DecisionView) -> None:
    frame = make_frame(data="gaussians", samples=20)
    view.show_frame(with_field(frame, np.full((1, 20, 20), 0.5)))
    for x, label in zip(frame.problem.train.x, frame.problem.train.y, strict=True):
        assert is_bluish(color_at(view, *x)) == (label == 1)


def test_test_points_are_drawn_on_demand(view: DecisionView) -> None:
    frame = make_frame(data="gaussians", samples=20)
    view.show_frame(with_field(frame, np.full((1, 20, 20), 0.5)))
    without = picture(view)
    place = frame.problem.test.x[0]
    neutral = color_at(view, *place).saturation()
    view.set_test_data(True)
    assert picture(view) != without
    assert view.area is not None
    # Hollow: the colour is in the ring, one radius away from the middle.
    columns, lines = view.area.to_pixels(place[:1], place[1:])
    ring = picture(view).pixelColor(int(columns[0] + 2), int(lines[0]))
    assert ring.saturation() > neutral + 50
    view.set_test_data(False)
    assert picture(view) == without


def test_one_input_is_drawn_as_a_curve(view: DecisionView) -> None:
    frame = make_frame(data="sine", test_fraction=0.0)
    view.show_frame(with_field(frame, np.full((1, 1, 20), 0.6)))
    assert color_at(view, 2.5, 0.6).lightness() < 60
    view.show_frame(with_field(frame, np.full((1, 1, 20), -0.6)))
    assert color_at(view, 2.5, 0.6).lightness() > 60


# ---- the mouse -----------------------------------------------------------------------


def test_hovering_tells_the_exact_answer_and_keeps_it_live(
    view: DecisionView, qtbot: QtBot
) -> None:
    run = make_run(data="xor")
    view.show_frame(take_frame(run, Probe(resolution=5)))
    picture(view)
    assert view.reading() is None
    move_to(view, QPoint(120, 140))
    before = None
    for _ in range(2):
        reading = view.reading()
        assert reading is not None
        answer = run.predict(reading.point[None])[0, 0]
        assert reading.prediction[0] == pytest.approx(answer, abs=1e-14)
        values = dict(reading.rows)
        assert values["ŷ"] == number(answer)
        assert values["x₁"] == tick_labels([reading.point[0]])[0].ljust(5, "0")
        assert reading.rows != before
        before = reading.rows
        run.advance(50)
        view.show_frame(take_frame(run, Probe(resolution=5)))


def test_the_mouse_is_read_where_it_is(view: DecisionView, qtbot: QtBot) -> None:
    view.show_frame(make_frame(data="xor"))
    picture(view)
    assert view.area is not None
    columns, lines = view.area.to_pixels(np.array([3.0]), np.array([-2.0]))
    move_to(view, QPoint(int(columns[0]), int(lines[0])))
    reading = view.reading()
    assert reading is not None
    assert reading.point == pytest.approx([3.0, -2.0], abs=0.06)
    view.mouse = QPointF(1, 1)
    assert view.reading() is None


def test_the_tag_is_painted(view: DecisionView, qtbot: QtBot) -> None:
    view.show_frame(make_frame(data="xor"))
    before = picture(view)
    move_to(view, QPoint(150, 150))
    assert picture(view) != before
    move_to(view, QPoint(1, 1))
    assert picture(view) == before


def test_a_slice_is_read_with_the_other_columns_at_their_means(
    view: DecisionView,
) -> None:
    run = make_run(30, data="iris")
    view.show_frame(take_frame(run, Probe(axes=(3, 1))))
    picture(view)
    assert view.area is not None
    view.mouse = view.area.rect.center()
    reading = view.reading()
    assert reading is not None
    center = run.problem.center
    assert reading.point[[0, 2]].tolist() == center[[0, 2]].tolist()
    middle = (run.problem.low + run.problem.high) / 2
    assert reading.point[[3, 1]] == pytest.approx(middle[[3, 1]], abs=0.03)
    assert reading.prediction == pytest.approx(run.predict(reading.point[None])[0])
    assert [name for name, _ in reading.rows][:2] == [
        "petal width (cm)",
        "sepal width (cm)",
    ]


# ---- a neuron's map ------------------------------------------------------------------


def test_a_neuron_can_be_enlarged(view: DecisionView) -> None:
    frame = make_frame(50, data="xor")
    view.show_frame(frame)
    before = picture(view)
    view.show_zoom(1, 2)
    assert view.caption(frame) == "Hidden 1 · neuron 3"
    assert picture(view) != before
    view.show_zoom(0, 1)
    assert view.caption(frame) == "x₂"
    assert is_bluish(color_at(view, 5.5, 5.5))
    assert not is_bluish(color_at(view, 5.5, -5.5))
    view.show_zoom(0, None)
    assert picture(view) == before


def test_a_neuron_that_is_gone_is_not_enlarged(view: DecisionView) -> None:
    frame = make_frame(data="xor")
    view.show_frame(frame)
    before = picture(view)
    view.show_zoom(1, 9)
    assert view.caption(frame) == ""
    assert picture(view) == before


@pytest.mark.parametrize("data", ["sine", "iris", "plane"])
def test_every_layer_can_be_enlarged(view: DecisionView, data: str) -> None:
    view.show_frame(make_frame(data=data))
    for layer in range(3):
        view.show_zoom(layer, 0)
        picture(view)
