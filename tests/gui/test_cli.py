"""`playground train`: what it reports, and that every option arrives."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import playground as pg
from playground.learner import Learner
from playground.run import Run
from playground.settings import FIELDS
from tests.gui.command_line import QUICK, refusal, report, run
from ui.arguments import READERS

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
