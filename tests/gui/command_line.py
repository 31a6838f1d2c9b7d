"""The program as a command: in this process, or in one of its own."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ui.commands import commands

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
