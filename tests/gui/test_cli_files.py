"""Tables and experiments on the command line."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import playground as pg
from playground.experiment import load, save
from playground.exporters import EXPORTERS, Verification
from playground.importers import read_network
from ui.commands import commands

TABLE = "a;b;way\n" + "".join(
    f"{i % 7},5;{'' if i == 3 else i % 5};{'up' if i % 2 else 'down'}\n"
    for i in range(40)
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(one) for one in arguments])


def refusal(*arguments: object, code: int) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("playground: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    training = pg.Run(pg.Settings.build(samples=60, engine="reference"))
    training.advance(30)
    training.set_bookmark("the end")
    save(training, tmp_path / "e.playground")
    return tmp_path / "e.playground"


# ---- tables ----------------------------------------------------------------------


def test_a_table_is_trained_on(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    result = run(
        *("train", "--data", path, "--target", "way", "--updates", 20),
        *("--engine", "reference", "--export", tmp_path / "net.json"),
    )
    assert result.exit_code == 0, result.stderr
    said = result.stderr.splitlines()
    assert said[0] == f"playground: {path}: 'b': 1 of 40 values are missing"
    assert said[1].endswith("1 of 40 rows are incomplete and left out")
    assert "verified: " in said[-1]
    assert read_network(tmp_path / "net.json").sizes == (2, 4, 2, 1)


def test_missing_values_can_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    options = ("train", "--data", path, "--updates", 1, "--engine", "reference")
    result = run(*options, "--missing", "fill", "--samples", 40)
    assert result.exit_code == 0, result.stderr
    assert "left out" not in result.stderr
    result = run(*options, "--samples", 40)
    assert result.exit_code == 2
    assert "samples must be in 1 … 39, the rows of t" in result.stderr


def test_what_is_wrong_with_a_table_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    assert "has no column 'wy'" in refusal(
        "train", "--data", path, "--target", "wy", code=2
    )
    assert "there is no such file" in refusal(
        "train", "--data", tmp_path / "gone.csv", code=1
    )
    assert "target and missing belong to a table" in refusal(
        "train", "--data", "moons", "--target", "way", code=2
    )


# ---- experiments -----------------------------------------------------------------


def test_training_leaves_an_experiment(tmp_path: Path) -> None:
    path = tmp_path / "e.playground"
    result = run(
        *("train", "--updates", 40, "--seek", 25, "--engine", "reference"),
        *("--export", path),
    )
    assert result.exit_code == 0, result.stderr
    opened, _ = load(path)
    assert (opened.update, opened.furthest) == (25, 40)


def test_show_says_what_is_in_it(experiment: Path) -> None:
    result = run("show", experiment)
    assert result.exit_code == 0
    assert "spiral, 60 rows" in result.stdout
    assert "the end at 30" in result.stdout


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_export_writes_every_format_and_verifies_it(
    experiment: Path, suffix: str, tmp_path: Path
) -> None:
    out = tmp_path / f"net{suffix}"
    result = run("export", experiment, "--to", out)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert result.stderr.startswith(f"playground: {out}: verified: 1,000 outputs ")
    assert out.exists()


def test_an_experiment_is_opened_again_and_compared(
    experiment: Path, tmp_path: Path
) -> None:
    out = tmp_path / "earlier.playground"
    result = run("export", experiment, "--to", out, "--update", 12)
    assert result.exit_code == 0, result.stderr
    assert f"{out}: verified: " in result.stderr
    assert "parameters are the same to the last bit" in result.stderr
    assert load(out)[0].update == 12


def test_an_export_that_answers_otherwise_is_a_failure(
    experiment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Verification(1000, 0.25, agrees=False)
    monkeypatch.setattr("ui.exporting.verify", lambda *_: wrong)
    out = tmp_path / "net.npz"
    said = refusal("export", experiment, "--to", out, code=1)
    assert f"{out}: NOT verified: 1,000 outputs differ by up to 2e-01" in said


def test_export_of_an_earlier_update(experiment: Path, tmp_path: Path) -> None:
    out = tmp_path / "net.npz"
    assert run("export", experiment, "--to", out, "--update", 12).exit_code == 0
    training, _ = load(experiment)
    training.seek(12)
    np.testing.assert_array_equal(read_network(out).params, training.params)
    before = out.read_bytes()
    for update in ("31", "-1", "x"):
        said = refusal("export", experiment, "--to", out, "--update", update, code=2)
        assert "update must be a whole number in 0 … 30" in said
    assert out.read_bytes() == before


def test_files_that_are_none_are_refused(experiment: Path, tmp_path: Path) -> None:
    experiment.write_bytes(experiment.read_bytes()[:-50])
    for command in (("show",), ("export", "--to", tmp_path / "net.npz")):
        assert "is not an experiment" in refusal(*command, experiment, code=1)
        assert "no such file" in refusal(*command, tmp_path / "gone", code=1)
    said = refusal("export", experiment, "--to", tmp_path / "net.doc", code=2)
    assert "must end in .npz, .json, .py" in said
    assert "does not exist" in refusal(
        "export", experiment, "--to", tmp_path / "no" / "net.npz", code=1
    )
