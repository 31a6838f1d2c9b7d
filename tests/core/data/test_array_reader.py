"""Arrays as tables: rows and columns, targets, what is missing, what is refused."""

import importlib.util
import io
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from playground.data.array_reader import (
    PREVIEW_ROWS,
    default_names,
    reading_of,
    sklearn_names,
    target_column,
)
from playground.data.own import MOST_CLASSES
from playground.data.reading import read_table
from playground.errors import LoadError
from tests.core.rows import values, write


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def test_an_array_is_a_table_whose_last_column_is_the_target(tmp_path: Path) -> None:
    path = write(tmp_path, npy(np.asfortranarray([[1.0, 0], [np.nan, 1]])), "a.npy")
    reading = read_table(path)
    assert values(reading) == [[1, None], [0, 1]]
    assert reading.usual_target == "column 2"
    assert reading.preview == (("1", "0"), ("", "1"))
    assert reading.warnings == ("'column 1': 1 of 2 values are missing",)


@pytest.mark.parametrize("names", [("X", "y"), ("data", "target"), ("x", "labels")])
def test_an_archive_has_inputs_and_targets(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    path = tmp_path / "a.npz"
    arrays = {
        names[0]: np.eye(3, dtype=np.float32),
        names[1]: np.array(["b", "a", "b"]),
    }
    np.savez(path, **arrays)
    data = read_table(path).to_own_data("target")
    np.testing.assert_array_equal(data.samples.x, np.eye(3))
    assert data.classes == ("b", "a")
    np.testing.assert_array_equal(data.samples.y, [0, 1, 0])


@pytest.mark.parametrize(
    ("arrays", "part"),
    [
        ({"p": np.eye(2), "q": np.eye(2)}, "it must hold X and y"),
        ({"X": np.zeros(3)}, "inputs must have rows and columns"),
        ({"X": np.eye(3), "y": np.zeros(2)}, "a target for each of the 3 rows"),
        ({"X": np.array([[None]])}, "holds object and not numbers"),
        ({"X": np.zeros((2, 0))}, "no rows or no columns"),
        ({"X": np.zeros(2, "f8,i4")}, "and not numbers"),
        ({"X": np.zeros((2, 1001))}, "more than 1,000 columns"),
    ],
)
def test_other_archives_are_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], part: str
) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, **arrays)
    with pytest.raises(LoadError, match=re.escape(part)):
        read_table(path)


@pytest.mark.skipif(
    importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed"
)
def test_sets_of_scikit_learn_are_tables() -> None:
    data = read_table("sklearn:breast_cancer").to_own_data("target")
    assert data.classes == ("malignant", "benign")
    assert data.samples.x.shape == (569, 30)
    assert read_table("sklearn:diabetes").to_own_data("target").classes == ()


def test_unknown_sets_of_scikit_learn_are_refused() -> None:
    with pytest.raises(LoadError, match=r"scikit-learn has iris, wine"):
        read_table("sklearn:os.system")


def test_the_preview_shows_the_first_rows_in_six_digits() -> None:
    x = np.arange(60.0).reshape(30, 2) / 7.0
    reading = reading_of("some", x, ("a", "b"), None, ())
    assert reading.header
    assert reading.rows == 30
    assert len(reading.preview) == PREVIEW_ROWS == 20
    assert reading.preview[1] == ("0.285714", "0.428571")
    assert not reading_of("some", x, ("column 1", "column 2"), None, ()).header


def test_what_is_not_finite_is_missing_and_a_column_of_it_is_useless() -> None:
    x = np.array([[1.0, np.inf, np.nan], [-np.inf, 2.0, np.nan]])
    reading = reading_of("some", x, default_names(x), None, ())
    kinds = [column.kind for column in reading.columns]
    assert kinds == ["number", "number", "useless"]
    assert [column.missing for column in reading.columns] == [1, 1, 2]
    assert reading.columns[2].values.shape == (0,)
    assert reading.preview == (("1", "", ""), ("", "2", ""))
    assert reading.warnings[2] == "'column 3': 2 of 2 values are missing"
    # What cannot be used says nothing anywhere, asked for as a target.
    assert reading.incomplete_rows("column 3").tolist() == [True, True]


def test_arrays_of_yes_and_no_are_ones_and_words(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, X=np.eye(2, dtype=bool), y=np.array([True, False]))
    reading = read_table(path)
    assert values(reading) == [[1, 0], [0, 1], ["True", "False"]]
    assert reading.to_own_data("target").classes == ("True", "False")
    single = write(tmp_path, npy(np.eye(2, dtype=bool)), "a.npy")
    assert values(read_table(single)) == [[1, 0], [0, 1]]


def test_an_archive_of_one_array_has_a_target_in_it_whatever_its_name(
    tmp_path: Path,
) -> None:
    for name in ("anything", "y", "X"):
        path = tmp_path / f"{name}.npz"
        np.savez(path, **{name: np.array([[1.0, 2.0], [3.0, 4.0]])})
        reading = read_table(path)
        assert values(reading) == [[1, 3], [2, 4]]
        assert reading.usual_target == "column 2"
        assert reading.name == name


def test_targets_may_stand_in_one_column_and_be_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, X=np.eye(3), y=np.array([[2], [1], [2]], np.uint8))
    assert values(read_table(path))[3] == [2, 1, 2]
    np.savez(path, X=np.eye(3), y=np.array([b"up", b"\xff", b"up"]))
    assert values(read_table(path))[3] == ["up", "�", "up"]


def test_class_numbers_become_the_names_of_their_classes() -> None:
    y = np.array([1, 0, 1])
    column = target_column("target", y, ("no", "yes"))
    assert (column.kind, column.words) == ("words", ("no", "yes"))
    assert column.values.tolist() == [1, 0, 1]
    # A number without a name: then they are numbers, and no name is made up.
    assert target_column("target", np.array([1, 2]), ("no", "yes")).kind == "number"
    assert target_column("target", np.array([-1, 0]), ("no", "yes")).kind == "number"


def test_words_are_numbered_as_they_first_come() -> None:
    column = target_column("target", np.array(["z", "a", "z", "m"]), ())
    assert column.words == ("z", "a", "m")
    assert column.values.tolist() == [0, 1, 0, 2]


def test_more_words_than_classes_may_be_are_refused() -> None:
    many = np.array([f"row {number}" for number in range(MOST_CLASSES + 1)])
    assert len(target_column("target", many[:-1], ()).words) == MOST_CLASSES
    with pytest.raises(LoadError, match=f"more than {MOST_CLASSES:,} different words"):
        target_column("target", many, ())


def test_a_column_called_target_leaves_the_target_another_name() -> None:
    x = np.eye(2)
    reading = reading_of("some", x, ("target", "b"), np.array([3.0, 4.0]), ())
    assert [column.name for column in reading.columns] == ["target", "b", "target (2)"]


def test_an_array_that_has_no_rows_and_columns_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, npy(np.zeros(3)), "a.npy")
    with pytest.raises(
        LoadError, match=r"rows and columns, got the shape \(3,\)"
    ) as error:
        read_table(path)
    assert str(error.value).startswith(f"{path} cannot be read: ")


def test_without_scikit_learn_there_are_none_of_its_sets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("playground.data.array_reader.find_spec", lambda name: None)
    assert sklearn_names() == ()
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(LoadError, match="scikit-learn is not installed"):
        read_table("sklearn:wine")
