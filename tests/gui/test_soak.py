"""Short versions of `make soak`; each is a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("monkey", "--actions", "300", "--seed", "1", "--seeds", "1"),
        ("memory", "--seconds", "8", "--seed", "1"),
        ("busy", "--actions", "150", "--seed", "1"),
        ("kill", "--actions", "10", "--seed", "1"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_short_campaign_finds_nothing(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tests.soak", *arguments, "--any-speed"]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
