"""`playground sweep`: what it takes, what it keeps, and what it ends with."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import playground as pg
from playground.sweep import Job, Row, run_job
from tests.gui.sweep_commands import QUICK, rows_of, run
from ui.arguments import READERS
from ui.sweep_options import plan_of
from ui.sweeping import JOURNAL, TABLE

GRID = ("--vary", "learning_rate=0.01:1:log3", "--vary", "batch_size=5,full")


class Here:
    """An executor that needs no process."""

    def __init__(
        self, stop_after: int | None = None, error: BaseException | None = None
    ):
        self.stop_after, self.error = stop_after, error

    def rows(self, jobs: list[Job]) -> Iterator[Row]:
        for count, job in enumerate(jobs):
            if count == self.stop_after and self.error:
                raise self.error
            yield run_job(job)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let sweeps be made in this process, which may stop them."""

    def arrange(*arguments: Any) -> None:
        executor = Here(*arguments)
        monkeypatch.setattr("ui.sweep_options.executor_of", lambda *options: executor)

    arrange()
    return arrange


def refusal(*arguments: str, code: int = 2) -> str:
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("playground: ")
    return sentence


def plan(*arguments: str) -> Any:
    """Return the plan that the command line means."""
    caught: list[Any] = []

    def keep(parameters: Any) -> None:
        caught.append(plan_of(parameters))
        raise pg.PlaygroundError("enough")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.sweep_options.plan_of", keep)
        run(*arguments)
    return caught[0]


# ---- what it takes ---------------------------------------------------------------


def test_options_are_a_plan() -> None:
    found = plan(*QUICK, *GRID, "--vary", "hidden=4,8+8,none", "--seeds", "3,5")
    assert found.settings == {
        "engine": "reference",
        "data": "xor",
        "samples": 40,
        "hidden": (3,),
    }
    assert found.vary == {
        "learning_rate": "0.01:1:log3",
        "batch_size": [5, "full"],
        "hidden": [(4,), (8, 8), ()],
    }
    assert (found.seeds, found.updates) == ([3, 5], 30)
    found = plan(
        *("--vary", "activation=relu,tanh+relu", "--vary", "features=x1+x2,x1x2"),
        *("--vary", "standardize=true,false", "--vary", "learning-rate=0.1"),
        *("--sample", "7", "--sample-seed", "2", "--epochs", "4", "--seeds", "2"),
    )
    assert found.vary == {
        "activation": [("relu",), ("tanh", "relu")],
        "features": [("x1", "x2"), ("x1x2",)],
        "standardize": [True, False],
        "learning_rate": [0.1],
    }
    assert (found.sample, found.sample_seed, found.epochs) == (7, 2, 4)
    assert plan("--out", "somewhere", "--workers", "2") is None


def test_options_are_in_place_of_what_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(
        "updates = 10\nseeds = 2\n"
        "[settings]\ndata = 'xor'\nmomentum = 0.5\n"
        "[vary]\nlearning_rate = [0.1, 1.0]\nl2 = [0.0, 0.1]\n"
    )
    assert plan(str(file)) == pg_plan(file)
    found = plan(
        *(str(file), "--epochs", "3", "--l2", "0.5", "--vary", "momentum=0.1,0.2"),
    )
    assert found.settings == {"data": "xor", "l2": 0.5}
    assert found.vary == {"learning_rate": [0.1, 1.0], "momentum": [0.1, 0.2]}
    assert (found.seeds, found.updates, found.epochs) == (2, None, 3)


def pg_plan(file: Path) -> Any:
    from playground.sweep import Plan

    return Plan.read(file)


def test_help_names_every_setting_that_train_has() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in READERS:
        assert f"--{name.replace('_', '-')}" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "there is nothing to sweep"),
        (("--vary", "learning_rate"), "NAME=VALUES, like learning_rate=0.001:1:log8"),
        (("--vary", "=3"), "got '=3'"),
        (("--vary", "speed=3"), "there is no setting 'speed'; the settings are data,"),
        (("--vary", "learning_rate=0"), "finite and above 0, got 0.0"),
        (("--vary", "learning_rate=x"), "finite and above 0, got 'x'"),
        (("--vary", "learning_rate=0:1:log8"), "above 0, got '0:1:log8'"),
        (("--vary", "learning_rate=1:2:3"), "LOW:HIGH:logN"),
        (("--vary", "batch_size=5,5"), "must differ, got 5 twice"),
        (("--vary", "batch_size=1000"), "batch_size must be in 1 … 200"),
        (("--vary", "standardize=maybe"), "must be true or false, got 'maybe'"),
        (("--l2", "1", "--vary", "l2=1"), "l2 cannot be both"),
        (("--seeds", "0"), "seeds must be a whole number in 1 … 100000, got 0"),
        (("--seeds", "x"), "got 'x'"),
        (("--seeds", "1,x"), "seed must be a whole number in 0"),
        (("--sample", "x"), "sample must be a whole number in 1 … 100000, got 'x'"),
        (("--sample-seed", "x"), "sample_seed must be a whole number in 0"),
        (("--updates", "0"), "updates must be a whole number in 1"),
        (("--updates", "5", "--epochs", "5"), "exclude each other, got 5 and 5"),
        (("--stop-when", "soon"), "a stop condition is one of"),
        (("--data", "moon"), "data must be one of"),
        (("--workers", "0"), "workers must be a whole number in 1 … 1024, got 0"),
        (("--local-cluster", "1", "--workers", "2"), "exclude each other, got --work"),
        (("--scheduler", "here"), "like tcp://127.0.0.1:8786, got 'here'"),
        (("nowhere.toml",), "nowhere.toml cannot be read: No such file"),
    ],
)
def test_wrong_arguments_are_told_and_write_nothing(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    out = tmp_path / "results"
    assert words in refusal(*arguments, "--out", str(out))
    assert not out.exists()


# ---- what it keeps ---------------------------------------------------------------


def test_a_sweep_is_a_table_a_file_and_another_table(
    tmp_path: Path, here: Callable[..., None]
) -> None:
    result = run(*QUICK, *GRID, "--seeds", "2", "--out", str(tmp_path / "a" / "b"))
    assert (result.exit_code, result.stderr) == (0, "")
    folder = tmp_path / "a" / "b"
    assert {path.name for path in folder.iterdir()} == {JOURNAL, TABLE}
    rows = rows_of(folder)
    assert len(rows) == 12
    lines = result.stdout.splitlines()
    assert lines[0].split()[:4] == ["learning", "rate", "batch", "size"]
    assert len(lines[1:-2]) == 6
    assert lines[-1] == f"12 runs in {folder / JOURNAL} and {folder / TABLE}"
    with (folder / TABLE).open(newline="") as file:
        table = list(csv.DictReader(file))
    assert {line["key"] for line in table} == {row.key for row in rows}
    known = {row.key: row for row in rows}
    for line in table:
        row = known[line["key"]]
        assert float(line["train_loss"]) == row.train_loss
        settings = pg.Settings.from_json(row.settings)
        assert float(line["learning_rate"]) == settings.learning_rate
        assert line["hidden"] == "3"


def test_json_is_a_line_for_each_run(tmp_path: Path, here: Callable[..., None]) -> None:
    result = run(*QUICK, *GRID, "--json", "--out", str(tmp_path))
    said = [
        json.loads(line, parse_constant=pytest.fail)
        for line in result.stdout.splitlines()
    ]
    assert [line["settings"]["learning_rate"] for line in said] == [
        *(0.01, 0.01, 0.1, 0.1, 1.0, 1.0)
    ]
    twin = pg.Run(pg.Settings.build(**said[2]["settings"] | {"chosen": None}))
    twin.advance(30)
    assert said[2]["train_loss"] == twin.evaluate().train_loss


def test_more_values_and_seeds_are_added(
    tmp_path: Path, here: Callable[..., None]
) -> None:
    out = ("--out", str(tmp_path))
    run(*QUICK, *GRID, *out)
    first = rows_of(tmp_path)
    result = run(*QUICK, *GRID, "--seeds", "2", *out)
    assert result.stderr == "playground: 6 of 12 runs are there already\n"
    second = rows_of(tmp_path)
    assert len(second) == 12
    assert all(row in second for row in first)
    assert run(*out).stdout == result.stdout


def test_a_table_is_swept_and_kept(
    tmp_path: Path, here: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.csv"
    lines = [f"{n / 9},{n % 7},{'yes' if n % 7 > 3 else 'no'}" for n in range(40)]
    file.write_text("a,b,c\n" + "\n".join(lines) + "\n")
    out = ("--out", str(tmp_path / "results"))
    quick = ("--hidden", "3", "--updates", "20", "--engine", "reference")
    first = run("--data", str(file), "--target", "c", *quick, *out)
    assert first.exit_code == 0, first.stderr
    # The folder alone is enough, also without the table.
    file.unlink()
    monkeypatch.setattr("playground.data.own.OWN", {})
    assert run(*out).stdout == first.stdout
    assert "target" in refusal("--target", "c", *quick)


def test_an_interrupted_sweep_says_how_to_go_on(
    tmp_path: Path, here: Callable[..., None]
) -> None:
    arguments = (*QUICK, *GRID, "--out", str(tmp_path))
    here(4, KeyboardInterrupt())
    words = refusal(*arguments, code=130)
    assert "interrupted; 4 of 6 runs are kept, the same command goes on" in words
    assert len(rows_of(tmp_path)) == 4
    here()
    # The folder alone says what is missing.
    result = run("--out", str(tmp_path))
    assert result.exit_code == 0
    assert result.stderr == "playground: 4 of 6 runs are there already\n"
    assert len(rows_of(tmp_path)) == 6


def test_a_failed_run_is_a_row_and_the_exit_code(
    tmp_path: Path, here: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (*QUICK, *GRID, "--out", str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr("playground.sweep.job.begin", no_memory)
        result = run(*arguments)
    assert result.exit_code == 1
    assert "6 of 6 runs failed, the first one: MemoryError: none" in result.stderr
    assert run(*arguments).exit_code == 1
    assert run(*arguments, "--retry").exit_code == 0
    assert {row.outcome for row in rows_of(tmp_path)}.isdisjoint({"failed"})


def no_memory(job: object) -> None:
    raise MemoryError("none")


def test_a_disk_that_is_full_is_told(
    tmp_path: Path, here: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = pg.ExportError("results/sweep.sqlite cannot be written: the disk is full")
    here(2, error)
    words = refusal(*QUICK, *GRID, "--out", str(tmp_path), code=1)
    assert words.endswith(
        "the disk is full; 2 of 6 runs are kept, the same command goes on from there"
    )


def test_a_file_that_is_something_else_is_left(
    tmp_path: Path, here: Callable[..., None]
) -> None:
    file = tmp_path / JOURNAL
    file.write_text("precious " * 1000)
    words = refusal(*QUICK, "--out", str(tmp_path), code=1)
    assert f"{file} is not a file of sweep results" in words
    assert file.read_text() == "precious " * 1000


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, here: Callable[..., None]
) -> None:
    file = tmp_path / "file"
    file.touch()
    words = refusal(*QUICK, "--out", str(file / "results"), code=1)
    assert f"the folder {file / 'results'} cannot be made: " in words
