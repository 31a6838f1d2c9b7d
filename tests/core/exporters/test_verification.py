"""What a file answered is compared with what the network answers."""

from pathlib import Path

import numpy as np
import pytest

from playground.errors import ExportError, LoadError
from playground.exporters.exporter import Predict
from playground.exporters.verification import (
    ROWS,
    TOLERANCES,
    Verification,
    distances,
    predict,
    some_inputs,
    verify_file,
)
from playground.record import Record
from tests.core.networks import inputs, trained


@pytest.fixture(scope="module")
def record() -> Record:
    return Record.of_run(trained(data="iris", samples=90))


def written(folder: Path) -> Path:
    path = folder / "net.bin"
    path.write_bytes(b"weights")
    return path


def answering(record: Record, change: float, dtype: str = "float64") -> Predict:
    """Return a prediction that is wrong by so much in its last answer."""

    def answer(x: np.ndarray) -> np.ndarray:
        found = predict(record, x).astype(dtype)
        found[-1, -1] += change
        return found

    return answer


def test_a_record_predicts_what_its_run_predicts() -> None:
    run = trained(data="iris", samples=90)
    x = inputs(run)
    np.testing.assert_array_equal(predict(Record.of_run(run), x), run.predict(x))


def test_inputs_are_rows_of_the_data_and_always_the_same(record: Record) -> None:
    x = some_inputs(record)
    assert x.shape == (150, 4)
    np.testing.assert_array_equal(x, some_inputs(record))
    made = some_inputs(Record.of_run(trained(data="moons")))
    assert made.shape == (ROWS, 2)


@pytest.mark.parametrize(
    ("change", "dtype", "agrees"),
    [
        (0.0, "float64", True),
        (0.5 * TOLERANCES["float64"], "float64", True),
        (1e-9, "float64", False),
        (1e-6, "float32", True),
        (1e-3, "float32", False),
    ],
)
def test_rounding_is_allowed_and_no_more(
    change: float, dtype: str, agrees: bool, record: Record, tmp_path: Path
) -> None:
    found = verify_file(
        record, written(tmp_path), lambda *_: answering(record, change, dtype)
    )
    assert found.outputs == 150 * 3
    assert found.agrees is agrees
    assert found.worst == pytest.approx(change, rel=1e-2, abs=2e-7)


def test_what_was_read_is_what_stands_on_the_disk(
    record: Record, tmp_path: Path
) -> None:
    seen = []

    def read(content: bytes, given: Record) -> Predict:
        seen.append((content, given))
        return answering(record, 0.0)

    verify_file(record, written(tmp_path), read)
    assert seen == [(b"weights", record)]


def test_answers_of_another_shape_are_told(record: Record, tmp_path: Path) -> None:
    path = written(tmp_path)
    with pytest.raises(ExportError) as error:
        verify_file(record, path, lambda *_: lambda x: x[:, :2])
    assert str(error.value) == (
        f"{path} was written, but answers with the shape (150, 2) instead of (150, 3)"
    )


def test_a_file_that_cannot_be_read_back_is_told(
    record: Record, tmp_path: Path
) -> None:
    def fail(content: bytes, given: Record) -> Predict:
        raise ValueError("no such layer")

    path = written(tmp_path)
    with pytest.raises(LoadError) as error:
        verify_file(record, path, fail)
    assert str(error.value) == f"{path} is not what was written: no such layer"


@pytest.mark.parametrize(
    ("verification", "sentence"),
    [
        (
            Verification(3000, 0.0, True),
            "verified: 3,000 outputs are the same to the last bit",
        ),
        (Verification(12, 3.2e-8, True), "verified: 12 outputs agree to 3e-08"),
        (
            Verification(12, 0.25, False),
            "NOT verified: 12 outputs differ by up to 2e-01",
        ),
    ],
)
def test_the_outcome_is_a_sentence(verification: Verification, sentence: str) -> None:
    assert verification.sentence == sentence


def test_what_overflows_alike_is_no_distance() -> None:
    answers = np.array([np.nan, np.inf, -np.inf, 1.0, 2.0])
    np.testing.assert_array_equal(distances(answers, answers.copy()), np.zeros(5))
    other = np.array([1.0, -np.inf, -np.inf, 1.5, np.nan])
    found = distances(answers, other)
    assert np.isnan(found[[0, 4]]).all()
    assert found[1:4].tolist() == [np.inf, 0.0, 0.5]
