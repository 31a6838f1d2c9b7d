"""The command line: what it prints, what it writes, and what it ends with."""

import errno
import gc
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import playground as pg
from playground.learner import Learner
from playground.run import Run
from playground.settings import FIELDS
from ui import cli
from ui.arguments import READERS
from ui.commands import commands
from ui.terminal import has_screen

KEYS = (
    *("updates", "epochs", "train_loss", "test_loss", "train_accuracy"),
    *("test_accuracy", "seconds", "updates_per_second", "engine", "parameters"),
    *("digest", "diverged"),
)
QUICK = ("train", "--samples", "60", "--updates", "30")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments, prog_name="playground")


def report(*arguments: str, code: int = 0) -> dict[str, Any]:
    """Return what `--json` prints, which must be one line of one object."""
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.stderr
    assert result.stdout.count("\n") == 1
    document: dict[str, Any] = json.loads(result.stdout, parse_constant=pytest.fail)
    assert tuple(document) == KEYS
    return document


def refusal(*arguments: str, code: int) -> str:
    """Return the sentence on standard error; the engine may have said one before."""
    result = run(*arguments)
    assert result.exit_code == code, result.stderr
    assert result.stdout == ""
    sentences = result.stderr.splitlines()
    assert all(re.match("playground: [^ ]", sentence) for sentence in sentences)
    return str(sentences[-1])


def in_a_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run the program as a person would, with nothing on its standard input."""
    without = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    inherited = {key: value for key, value in os.environ.items() if key not in without}
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**inherited, **environment},
        stdin=subprocess.DEVNULL,
    )


# ---- the report ------------------------------------------------------------------


def test_json_says_what_the_run_says() -> None:
    said = report(*QUICK, "--data", "moons", "--hidden", "3", "--seed", "4")
    twin = Run(pg.Settings.build(data="moons", hidden=(3,), seed=4, samples=60))
    twin.advance(30)
    evaluation = twin.evaluate()
    assert {name: said[name] for name in evaluation} == dict(evaluation)
    assert (said["updates"], said["epochs"]) == (30, twin.epochs)
    assert (said["parameters"], said["diverged"]) == (len(twin.params), False)
    assert said["engine"] == twin.engine.name
    assert said["seconds"] > 0
    assert said["updates_per_second"] == pytest.approx(30 / said["seconds"])


def test_the_same_arguments_give_the_same_digest() -> None:
    digests = [report(*QUICK, "--seed", seed)["digest"] for seed in ("7", "7", "8")]
    assert digests[0] == digests[1] != digests[2]
    assert re.fullmatch("[0-9a-f]{64}", digests[0])


def test_numbers_that_do_not_exist_are_null() -> None:
    said = report(*QUICK, "--data", "plane", "--test-fraction", "0")
    assert said["train_accuracy"] is said["test_accuracy"] is said["test_loss"] is None
    assert said["train_loss"] > 0
    said = report("train", "--updates", "0")
    assert (said["updates"], said["epochs"], said["updates_per_second"]) == (0, 0, None)


def test_the_table_is_for_people(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    result = run(*QUICK, "--data", "sine", "--export", str(path))
    assert result.exit_code == 0
    lines = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert lines["updates"] == "30 (10.0 epochs)"
    assert "training accuracy  —" in result.stdout
    assert lines["written"] == str(path)


def test_thousand_updates_when_nothing_is_said() -> None:
    assert report("train")["updates"] == 1000


def test_epochs_are_passes_through_the_training_rows() -> None:
    said = report("train", "--samples", "50", "--batch-size", "7", "--epochs", "3")
    assert (said["updates"], said["epochs"]) == (12, 3)
    said = report("train", "--batch-size", "full", "--epochs", "5")
    assert (said["updates"], said["epochs"]) == (5, 5)


def test_loading_the_engine_is_no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call of an engine may compile for seconds: it is not in the time."""
    now = 0.0

    compute = Learner.compute

    def slow(learner: Learner, count: int, losses: Any) -> int:
        nonlocal now
        now += 0.5 if count else 100.0
        return compute(learner, count, losses)

    monkeypatch.setattr(Learner, "compute", slow)
    monkeypatch.setattr("ui.headless.time.perf_counter", lambda: now)
    assert 0 < report(*QUICK)["seconds"] < 100


def test_an_engine_that_fails_is_replaced_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(self: object, *arguments: object) -> int:
        raise RuntimeError("no kernels today")

    pytest.importorskip("numba")
    monkeypatch.setattr("playground.engines.compiled.CompiledEngine.advance", refuse)
    result = run(*QUICK, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["engine"] == "reference"
    assert "no kernels today" in result.stderr


# ---- the options -----------------------------------------------------------------


def test_every_option_arrives_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[pg.Settings] = []

    class Noticed(Run):
        def __init__(self, settings: pg.Settings) -> None:
            seen.append(settings)
            super().__init__(settings)

    monkeypatch.setattr("ui.headless.Run", Noticed)
    chosen = {
        "data": "wine", "samples": 100, "noise": 0.2, "test_fraction": 0.25,
        "data_seed": 5, "standardize": False, "features": ("x1", "x2", "x1x2"),
        "hidden": (5, 4), "activation": ("relu", "tanh"),
        "output_activation": "sigmoid", "initializer": "he", "seed": 6,
        "loss": "squared_error", "l1": 1e-3, "l2": 2e-3, "optimizer": "adamw",
        "batch_size": 9, "learning_rate": 0.01, "momentum": 0.5, "beta1": 0.8,
        "beta2": 0.99, "rho": 0.95, "epsilon": 1e-6, "weight_decay": 0.1,
        "engine": "reference", "precision": "float32", "schedule": "cosine",
        "schedule_updates": 500, "clip_norm": 2.0, "patience": 7,
    }  # fmt: skip
    arguments = ["train", "--updates", "1"]
    for name, value in chosen.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            arguments += ["--no-standardize"]
        elif isinstance(value, tuple):
            arguments += [option, ",".join(map(str, value))]
        else:
            arguments += [option, str(value)]
    assert set(chosen) == set(READERS) - {"method"}
    assert set(READERS) - {"method"} <= set(FIELDS)
    assert run(*arguments).exit_code == 0
    assert seen == [pg.Settings.build(**chosen)]


def test_a_method_is_a_rule_with_a_batch_size() -> None:
    long = report(*QUICK, "--optimizer", "gradient_descent", "--batch-size", "full")
    short = report(*QUICK, "--method", "gd")
    assert short["digest"] == long["digest"]
    assert short["epochs"] == 30


def test_both_engines_are_named_in_the_report() -> None:
    assert report(*QUICK, "--engine", "reference")["engine"] == "reference"
    pytest.importorskip("numba")
    assert report(*QUICK, "--engine", "compiled")["engine"] == "compiled"
    assert report(*QUICK)["engine"] == "compiled"


def test_training_ends_where_the_condition_is_met() -> None:
    arguments = ("train", "--data", "gaussians", "--learning-rate", "0.1")
    said = report(*arguments, "--updates", "5000", "--stop-when", "train_loss<0.2")
    assert 0 < said["updates"] < 5000
    assert said["train_loss"] < 0.2


def test_going_back_gives_the_report_of_a_shorter_training(tmp_path: Path) -> None:
    short = report(*QUICK, "--optimizer", "adam", "--updates", "17")
    exported = tmp_path / "back.json"
    back = report(
        *(*QUICK, "--optimizer", "adam", "--seek", "17", "--export", str(exported))
    )
    for name in ("updates", "epochs", "digest", "train_loss", "test_accuracy"):
        assert back[name] == short[name]
    assert json.loads(exported.read_text(encoding="utf-8"))["update"] == 17


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--seek", "31"), "seek must be a whole number in 0 … 30"),
        (("--seek", "-1"), "seek must be a whole number in 0 … 30"),
        (("--stop-when", "loss=3"), "like test_loss<0.05"),
        (("--engine", "fast"), "engine must be one of auto, reference, compiled"),
        (("--precision", "float16"), "precision must be one of float64, float32"),
    ],
)
def test_wrong_places_and_conditions_are_refused(
    arguments: tuple[str, ...], said: str
) -> None:
    assert said in refusal(*QUICK, *arguments, code=2)


def test_no_hidden_layers() -> None:
    assert report(*QUICK, "--hidden", "none")["parameters"] == 3


def test_what_is_not_given_follows_from_the_data() -> None:
    assert report(*QUICK, "--data", "sine")["train_accuracy"] is None


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
        ("--noise", "1e308"),
        ("--l2", "1e308", "--initializer", "he"),
        ("--learning-rate", "1e308", "--hidden", "none", "--optimizer", "momentum"),
        ("--optimizer", "adam", "--epsilon", "0", "--learning-rate", "1e308"),
        ("--noise", "1e300", "--standardize"),
    ],
)
def test_extreme_numbers_end_without_a_warning(arguments: tuple[str, ...]) -> None:
    result = run(*QUICK, *arguments, "--json")
    assert result.exit_code in (0, 3)
    assert json.loads(result.stdout)["diverged"] is (result.exit_code == 3)
    assert "Warning" not in result.stderr


# ---- the other commands ----------------------------------------------------------


def test_help_and_version_need_no_window() -> None:
    result = run("train", "--help")
    assert result.exit_code == 0
    for name in READERS:
        assert f"--{name.replace('_', '-')}" in result.stdout
    assert run("--version").stdout == f"Network Playground {pg.__version__}\n"


def test_the_command_line_loads_neither_numpy_nor_qt_before_it_must() -> None:
    code = (
        "import sys, ui.commands\n"
        "print({'numpy', 'PySide6', 'rich', 'numba', 'playground'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_a_window_without_options_does_not_load_what_reads_them() -> None:
    code = "import sys, ui.cli, ui.app\nprint({'typer', 'rich'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_training_loads_no_qt_and_one_thread_serves_the_products() -> None:
    code = (
        "import os, sys\n"
        f"sys.argv = ['playground', *{QUICK!r}]\n"
        "from ui.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    names = {name.partition('.')[0] for name in sys.modules}\n"
        "    print('PySide6' in names, os.environ['OPENBLAS_NUM_THREADS'])\n"
    )
    environment = {**os.environ}
    environment.pop("OPENBLAS_NUM_THREADS", None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert done.stdout.splitlines()[-1] == "False 1"


def test_without_a_display_no_window_is_tried() -> None:
    done = in_a_process()
    assert done.returncode == 2
    assert done.stderr.startswith("playground: there is no display")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "minimal:enable_fonts"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, True),
    ],
)
def test_a_screen_is_where_qt_can_draw(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_screen() is expected


def test_the_window_ends_the_process_with_its_own_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "has_screen", lambda: True)
    monkeypatch.setattr("ui.app.run_window", lambda file: sys.exit(0))
    assert run().exit_code == 0
    # The start holds it back, and an end before the window does not.
    assert gc.isenabled()


def test_doctor_is_content_without_a_display() -> None:
    done = in_a_process("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^Qt platform +offscreen$", done.stdout, re.MULTILINE)
    assert re.search(r"^gradient check +20 networks, ", done.stdout, re.MULTILINE)
    assert "NOT GOOD" not in done.stdout


def test_doctor_names_what_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    test = ("-c", "raise SystemExit('no screen at all')")
    monkeypatch.setattr("ui.doctor.QT_TEST", test)
    monkeypatch.setattr("ui.doctor.TOLERANCE", 0.0)
    result = run("doctor")
    assert result.exit_code == 1
    assert re.search("Qt platform +cannot start: no screen at all", result.stdout)
    assert result.stdout.count("NOT GOOD") == 2


def test_tour_trains_in_the_window_and_leaves_what_it_saw(tmp_path: Path) -> None:
    done = in_a_process("tour", "--out", str(tmp_path / "new" / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    out = tmp_path / "new" / "out"
    assert {path.name for path in out.iterdir()} == {
        *("window.png", "weights.npz", "report.md"),
    }
    assert (out / "window.png").read_bytes().startswith(b"\x89PNG")
    with np.load(out / "weights.npz", allow_pickle=False) as archive:
        update = json.loads(str(archive["network"]))["update"]
    words = (out / "report.md").read_text(encoding="utf-8")
    assert re.search(f"Trained .+ for {update - 3:,} updates", words)
    assert f"3 single updates, to update {update:,}" in words


def test_tour_into_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    done = in_a_process("tour", "--out", str(file))
    assert done.returncode == 1
    assert f"the folder {file} cannot be made" in done.stderr
    assert done.stderr.count("\n") == 1
