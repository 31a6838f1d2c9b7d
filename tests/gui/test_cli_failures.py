"""Wrong arguments, disks and divergence: what is said, what is kept, how it ends."""

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import playground as pg
from playground.run import Run
from tests.gui.command_line import KEYS, QUICK, refusal, report, run

# ---- wrong arguments: 2 ----------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--data", "swirl"), "data must be one of circles, xor"),
        (("--samples", "many"), "samples must be a whole number in 1 … 10000000, got"),
        (("--samples", "2.5"), "got '2.5'"),
        (("--samples", "0"), "got 0"),
        (("--seed", "9" * 5000), "seed must be a whole number in 0 … "),
        (("--noise", "-1"), "noise must be finite and at least 0, got -1.0"),
        (("--learning-rate", "0"), "learning_rate must be finite and above 0"),
        (("--learning-rate", "nan"), "got nan"),
        (("--learning-rate", "fast"), "got 'fast'"),
        (("--learning-rate", ""), "got ''"),
        (("--momentum", "1"), "momentum must be at least 0 and below 1, got 1.0"),
        (("--test-fraction", "1"), "test_fraction must be at least 0 and below 1"),
        (("--hidden", "8;8"), "hidden must be a whole number in 1 … 4096, got '8;8'"),
        (("--hidden", ""), "got ''"),
        (("--hidden", "1,1,1,1,1,1,1,1,1"), "0 … 8 layers, got 9"),
        (("--hidden", "4097"), "got 4097"),
        (("--activation", "tanh,relu,elu"), "each of the 2 hidden layers, got 3"),
        (("--activation", "step"), "activation must be one of identity, sigmoid"),
        (
            ("--features", "x3"),
            "the feature x3 needs x3, but spiral has 2 input column(s)",
        ),
        (("--features", "x1,x1"), "features must differ"),
        (("--batch-size", "half"), "or \"full\", got 'half'"),
        (("--batch-size", "201"), "batch_size must be in 1 … 200, the training rows"),
        (("--method", "sgd", "--batch-size", "2"), "the batch size 1, got 2"),
        (("--method", "gd", "--optimizer", "adam"), "gradient_descent, got adam"),
        (("--data", "sine", "--loss", "cross_entropy"), "got cross_entropy"),
        (("--data", "iris", "--samples", "151"), "the rows of iris, got 151"),
        (("--updates", "-1"), "updates must be a whole number in 0 … "),
        (("--epochs", "x"), "epochs must be a whole number in 0 … "),
        (("--updates", "5", "--epochs", "5"), "exclude each other, got '5' and '5'"),
        (("--export", "w.txt"), "must end in .npz, .json, .py, .onnx"),
        (("--export", ""), "must end in .npz, .json, .py"),
    ],
)
def test_wrong_arguments_are_told_with_the_allowed_ones(
    arguments: tuple[str, ...], words: str
) -> None:
    assert words in refusal("train", *arguments, code=2)
    assert words in refusal("train", *arguments, "--json", code=2)


@pytest.mark.parametrize(
    "arguments", [("trian",), ("train", "--sampels", "3"), ("train", "x"), ("--json",)]
)
def test_unknown_words_are_told(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert arguments[-1 if len(arguments) < 3 else 1] in result.stderr
    assert "Traceback" not in result.stderr


# ---- failures at run time: 1 -----------------------------------------------------


def test_exports_are_written_in_every_format(tmp_path: Path) -> None:
    targets = [tmp_path / name for name in ("a.npz", "b.json", "c.py", "d.npz")]
    options = [word for path in targets for word in ("--export", str(path))]
    report(*QUICK, *options)
    assert sorted(tmp_path.iterdir()) == targets
    assert targets[0].read_bytes() == targets[3].read_bytes()


def test_a_folder_that_is_missing_is_told_before_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.headless.Run", pytest.fail)
    path = tmp_path / "nowhere" / "w.npz"
    words = refusal(*QUICK, "--export", str(path), "--json", code=1)
    assert f"{path} cannot be written: the folder {path.parent} does not exist" in words


def test_a_folder_that_is_read_only_is_told_before_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("ui.headless.Run", pytest.fail)
    monkeypatch.setattr("playground.files.os.open", refuse)
    words = refusal(*QUICK, "--export", str(tmp_path / "w.npz"), code=1)
    assert "the disk is read-only" in words


def test_a_full_disk_costs_the_new_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int, content: memoryview) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "w.npz"
    path.write_bytes(b"precious")
    monkeypatch.setattr("playground.files.os.write", refuse)
    result = run(*QUICK, "--export", str(path), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["updates"] == 30
    assert f"playground: {path} cannot be written: the disk is full\n" in result.stderr
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]


def test_too_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(settings: pg.Settings) -> Run:
        raise MemoryError

    monkeypatch.setattr("ui.headless.Run", refuse)
    assert "memory" in refusal(*QUICK, code=1)


def test_an_interruption_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ui.headless.train", interrupt)
    path = tmp_path / "w.npz"
    assert "interrupted" in refusal(*QUICK, "--export", str(path), code=130)
    assert not path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_that_is_full_is_told() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ui", *QUICK],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("playground: standard output cannot be written: ")


# ---- divergence: 3 ---------------------------------------------------------------

DIVERGING = (*QUICK, "--learning-rate", "1e300", "--loss", "squared_error")
DIVERGING = (*DIVERGING, "--output-activation", "identity")


def test_divergence_is_reported_and_the_last_finite_update_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "w.npz"
    result = run(*DIVERGING, "--json", "--export", str(path))
    assert result.exit_code == 3
    said = json.loads(result.stdout, parse_constant=pytest.fail)
    assert tuple(said) == KEYS
    assert said["diverged"] is True
    assert said["updates"] < 30
    assert re.search(r"^playground: Training diverged .+$", result.stderr, re.MULTILINE)
    with np.load(path, allow_pickle=False) as archive:
        assert json.loads(str(archive["network"]))["update"] == said["updates"]
        assert all(np.isfinite(archive[name]).all() for name in archive if "/" in name)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--l2", "1e308", "--initializer", "he"),
        ("--learning-rate", "1e308", "--hidden", "none", "--optimizer", "momentum"),
        ("--optimizer", "adam", "--epsilon", "0", "--learning-rate", "1e308"),
    ],
)
def test_extreme_numbers_end_without_a_warning(arguments: tuple[str, ...]) -> None:
    result = run(*QUICK, *arguments, "--json")
    assert result.exit_code in (0, 3)
    assert json.loads(result.stdout)["diverged"] is (result.exit_code == 3)
    assert "Warning" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--noise", "1e308"), r"x2 is not finite in float64 at \d+ of 30 rows$"),
        (("--noise", "1e300", "--standardize"), "too large to be standardised$"),
    ],
)
def test_rows_too_large_for_the_numbers_are_refused_in_a_sentence(
    arguments: tuple[str, ...], sentence: str
) -> None:
    result = run(*QUICK, *arguments, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("playground: ")
    assert re.search(sentence, line)
