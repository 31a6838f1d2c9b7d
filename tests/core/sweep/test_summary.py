"""Rows of one combination taken together, and rows as a table."""

import csv
import io
from itertools import pairwise

import playground as pg
from playground.settings import FIELDS
from playground.sweep.row import OUTCOMES, Row
from playground.sweep.summary import summarize
from playground.sweep.table import RESULTS, row_values, to_csv


def row(outcome: str = "learning", loss: float | None = None, **options: object) -> Row:
    settings = pg.Settings.build(data="xor", **options)
    return Row(
        key=f"key of {options}",
        settings=settings.to_json(),
        target=10,
        stop_when=None,
        outcome=outcome,  # type: ignore[arg-type]
        train_loss=loss,
    )


def test_runs_that_differ_in_their_seed_only_are_one_cell() -> None:
    rows = [
        row(learning_rate=rate, seed=seed) for rate in (0.1, 0.2) for seed in (1, 2)
    ]
    cells = summarize(rows, ("learning_rate", "seed"))
    assert [cell.values for cell in cells] == [
        {"learning_rate": 0.1},
        {"learning_rate": 0.2},
    ]
    assert [list(cell.rows) for cell in cells] == [rows[:2], rows[2:]]


def test_a_method_stands_for_what_it_decides() -> None:
    rows = [row(method="sgd"), row(method="momentum")]
    cells = summarize(rows, ("method", "batch_size"))
    assert [tuple(cell.values) for cell in cells] == [("optimizer", "batch_size")] * 2
    assert cells[0].values["batch_size"] == 1


def test_most_decide_and_of_equals_the_worse() -> None:
    def outcome_of(*outcomes: str) -> str:
        rows = [row(one, seed=seed) for seed, one in enumerate(outcomes)]
        (cell,) = summarize(rows, ("seed",))
        return cell.outcome

    assert outcome_of("stuck", "converged", "converged") == "converged"
    assert outcome_of("converged", "diverged") == "diverged"
    for better, worse in pairwise(OUTCOMES):
        assert outcome_of(better, worse) == outcome_of(worse, better) == worse


def test_the_median_is_of_the_runs_that_have_the_number() -> None:
    rows = [row(loss=loss, seed=at) for at, loss in enumerate((3.0, None, 1.0, 8.0))]
    (cell,) = summarize(rows, ("seed",))
    assert cell.median("train_loss") == 3.0
    assert cell.median("test_loss") is None
    assert cell.count("learning") == 4


def test_the_table_holds_every_setting_and_all_digits() -> None:
    loss = 0.1 + 0.2
    text = to_csv([row(loss=loss, hidden=(8, 4)), row(hidden=())])
    first, second = csv.DictReader(io.StringIO(text))
    assert set(first) == {*FIELDS, *RESULTS, "key"}
    assert (first["hidden"], second["hidden"]) == ("8+4", "none")
    assert float(first["train_loss"]) == loss
    assert second["train_loss"] == ""


def test_a_row_is_read_by_column() -> None:
    made = row(loss=0.5, hidden=(3,))
    values = row_values(made)
    assert values["settings"]["hidden"] == [3]
    assert values["train_loss"] == 0.5
    assert row_values(made, ("key", "outcome")) == {
        "key": made.key,
        "outcome": "learning",
    }
