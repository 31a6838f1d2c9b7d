"""Own data is a data set like any other, known by what it contains."""

import re

import numpy as np
import pytest

from playground.data import DATASETS, Samples
from playground.data.own import OWN, OwnData, find_own, find_source, is_own, register
from playground.errors import SettingsError
from playground.experiment import encode, open_bytes
from playground.problem import Problem, make_problem
from playground.run import Run
from playground.settings import Settings
from playground.sweep.own_data import from_fields, to_fields


def classes_data(rows: int = 30, classes: int = 3, name: str = "mine") -> OwnData:
    rng = np.random.default_rng(rows)
    x = rng.normal(size=(rows, 2)) * [1.0, 1000.0]
    names = tuple(f"kind {index}" for index in range(classes))
    return OwnData(name, ("a", "b"), names, Samples(x, np.arange(rows) % classes))


def numbers_data(rows: int = 20) -> OwnData:
    x = np.linspace(-1.0, 1.0, rows)[:, None]
    return OwnData("line", ("t",), (), Samples(x, 2.0 * x))


def test_the_key_follows_from_the_content() -> None:
    key = register(classes_data())
    assert re.fullmatch(r"own:[0-9a-f]{16}", key)
    assert is_own(key)
    assert register(classes_data()) == key
    assert find_own(key).columns == ("a", "b")
    others = {
        register(classes_data(name="yours")),
        register(classes_data(rows=31)),
        register(classes_data(classes=2)),
        register(numbers_data()),
    }
    assert len(others | {key}) == 5


def test_one_changed_number_is_other_data() -> None:
    first = classes_data()
    x = first.samples.x.copy()
    x[4, 1] = np.nextafter(x[4, 1], 1e9)
    other = OwnData(
        first.name, first.columns, first.classes, Samples(x, first.samples.y)
    )
    assert other.key != first.key


def test_registered_rows_cannot_change() -> None:
    x = np.zeros((4, 1))
    data = OwnData("d", ("a",), ("n", "y"), Samples(x, np.array([0, 1, 0, 1])))
    x[0] = 7.0
    assert data.samples.x[0, 0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        data.samples.x[0] = 1.0


def test_settings_take_all_rows_and_standardise() -> None:
    settings = Settings.build(data=register(classes_data()), engine="reference")
    assert (settings.samples, settings.noise) == (30, 0.0)
    assert settings.standardize
    assert settings.features == ("x1", "x2")
    assert settings.loss == "cross_entropy"
    assert Settings.from_json(settings.to_json()) == settings
    with pytest.raises(SettingsError, match="1 … 30, the rows of mine, got 31"):
        settings.replace(samples=31)


def test_painted_points_have_the_frame_of_made_sets() -> None:
    points = Samples(np.array([[1.0, 2.0], [-3.0, 0.5]]), np.array([0, 1]))
    painted = OwnData("painted", ("x1", "x2"), ("0", "1"), points, framed=True)
    settings = Settings.build(data=register(painted))
    assert not settings.standardize
    problem = make_problem(settings)
    np.testing.assert_array_equal(problem.low, [-6.0, -6.0])
    np.testing.assert_array_equal(problem.high, [6.0, 6.0])


def test_the_shipped_sets_are_framed_as_before() -> None:
    for name, source in DATASETS.items():
        assert source.framed == (source.rows is None), name
        assert Settings.build(data=name).standardize == (source.rows is not None)


@pytest.mark.parametrize("classes", [2, 3, 40])
def test_any_number_of_classes_trains(classes: int) -> None:
    key = register(classes_data(rows=200, classes=classes))
    run = Run(Settings.build(data=key, hidden=(3,), engine="reference"))
    assert run.problem.outputs == (1 if classes == 2 else classes)
    run.advance(20)
    assert run.update == 20


def test_numbers_are_learned() -> None:
    settings = Settings.build(
        data=register(numbers_data()),
        hidden=(),
        learning_rate=0.1,
        engine="reference",
    )
    assert settings.loss == "squared_error"
    run = Run(settings)
    before = run.evaluate().train_loss
    run.advance(200)
    assert run.evaluate().train_loss < 0.01 * before


def test_fewer_rows_are_chosen_without_repetition_and_noise_is_in_deviations() -> None:
    data = classes_data()
    source = find_source(register(data))
    rows = source.make(np.random.default_rng(1), 10, 0.0)
    assert len({tuple(row) for row in rows.x}) == 10
    noisy = source.make(np.random.default_rng(1), 10, 0.5)
    moved = (noisy.x - rows.x) / data.samples.x.std(axis=0)
    assert 0.2 < moved.std() < 1.0
    np.testing.assert_array_equal(noisy.y, rows.y)


def test_other_own_data_is_an_event_on_the_timeline() -> None:
    first, second = register(classes_data()), register(classes_data(rows=50))
    run = Run(Settings.build(data=first, hidden=(3,), engine="reference"))
    run.advance(25)
    run.change(data=second)
    run.advance(25)
    after = run.params.copy()
    run.seek(10)
    assert run.settings.data == first
    assert len(run.problem.train.x) + len(run.problem.test.x) == 30
    run.seek(50)
    assert run.settings.data == second
    np.testing.assert_array_equal(run.params, after)


def test_unknown_data_is_refused_with_a_sentence() -> None:
    for name in ("own:0123456789abcdef", "own:", "own:<img>"):
        with pytest.raises(SettingsError, match="are not there; open the table"):
            Settings.build(data=name)
    for wrong in ("nothing", 7, ["spiral"], {}):
        with pytest.raises(SettingsError, match="data must be one of circles, "):
            Settings.build(data=wrong)


@pytest.mark.parametrize(
    ("x", "y", "classes", "sentence"),
    [
        (np.zeros((0, 1)), np.zeros(0), ("n", "y"), "at least one row"),
        (np.zeros(3), np.zeros(3), ("n", "y"), "at least one row"),
        (np.zeros((3, 2)), np.zeros(3), ("n", "y"), "at least one row of 1 inputs"),
        (np.zeros((3, 1)), np.zeros(2), ("n", "y"), "one target for each row"),
        (np.zeros((3, 1)), np.zeros(3), (), "one target for each row"),
        (np.full((3, 1), np.nan), np.zeros(3), ("n", "y"), "not finite"),
        (np.zeros((3, 1)), np.full((3, 1), np.inf), (), "not finite"),
        (np.zeros((3, 1)), np.zeros(3), ("n",), "2 … 1,000 classes, got 1"),
        (np.zeros((3, 1)), np.zeros(3), ("n", "n"), "two classes of the same name"),
        (np.zeros((3, 1)), np.full(3, 2), ("n", "y"), "class numbers outside 0 … 1"),
        (np.zeros((3, 1)), np.full(3, -1), ("n", "y"), "class numbers outside 0 … 1"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(
    x: np.ndarray, y: np.ndarray, classes: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        OwnData("d", ("a",), classes, Samples(x, y))


def test_too_many_columns_and_classes_are_refused() -> None:
    names = tuple(str(index) for index in range(1001))
    with pytest.raises(SettingsError, match="at most 1,000 input columns"):
        OwnData("d", names, (), Samples(np.zeros((1, 1001)), np.zeros((1, 1))))
    with pytest.raises(SettingsError, match=r"2 … 1,000 classes, got 1,001"):
        OwnData("d", ("a",), names, Samples(np.zeros((2, 1)), np.array([0, 1])))


def test_ordered_rows_keep_their_part_while_others_come() -> None:
    x = np.arange(12.0)[:, None] * [1.0, 0.5]
    y = np.arange(12) % 2

    def problem_of(rows: list[int], fraction: float = 0.25) -> Problem:
        samples = Samples(x[rows], y[rows])
        data = OwnData("p", ("x1", "x2"), ("0", "1"), samples, True, ordered=True)
        key = register(data)
        return make_problem(Settings.build(data=key, test_fraction=fraction))

    first = problem_of([0, 1, 2, 3, 4, 5, 6, 7])
    assert first.train.x[:, 0].tolist() == [0, 1, 2, 3, 4, 5]
    assert first.test.x[:, 0].tolist() == [6, 7]
    more = problem_of([0, 1, 2, 8, 3, 4, 5, 9, 6, 7])
    assert set(first.train.x[:, 0]) < set(more.train.x[:, 0])
    assert set(first.test.x[:, 0]) <= set(more.test.x[:, 0])
    assert problem_of([0, 1, 2], 0.0).test.x.shape == (0, 2)


def test_fewer_ordered_rows_stay_in_their_order() -> None:
    samples = Samples(np.arange(40.0)[:, None], np.arange(40.0)[:, None])
    data = OwnData("p", ("x1",), (), samples, True, ordered=True)
    rows = find_source(register(data)).make(np.random.default_rng(3), 25, 0.0)
    assert len(rows.x) == 25
    assert (np.diff(rows.x[:, 0]) > 0).all()
    plain = OwnData("p", ("x1",), (), samples, True)
    assert plain.key != data.key


def test_ordered_rows_are_ordered_in_every_file() -> None:
    samples = Samples(np.arange(10.0)[:, None], np.arange(10.0)[:, None])
    data = OwnData("p", ("x1",), (), samples, True, ordered=True)
    assert from_fields(to_fields(data)).ordered
    key = register(data)
    content = encode(Run(Settings.build(data=key, hidden=(2,), engine="reference")))
    del OWN[key]
    run, _ = open_bytes(content)
    assert run.settings.data == key
    assert find_own(key).ordered
    assert sorted(run.problem.test.x[:, 0]) == [5.0, 6.0, 7.0, 8.0, 9.0]
