"""Commands that only write what is stored load no compiler for it."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba")

import playground as pg
from playground.experiment import save
from tests.core.fresh import fresh_interpreter

COMMAND = """
import contextlib, io
from ui.commands import run_command
with contextlib.redirect_stdout(io.StringIO()) as said:
    try:
        run_command({words!r})
    except SystemExit as end:
        code = end.code
"""


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    settings = pg.Settings.build(data="xor", samples=40, hidden=[3], engine="compiled")
    run = pg.Run(settings)
    run.advance(30)
    assert (run.engine.name, run.notices) == ("compiled", [])
    path = tmp_path / "trained.playground"
    save(run, path)
    return path


def loaded_by(*words: object) -> tuple[Any, bool, bool]:
    """Return the exit code of a command, and whether Numba and Qt were loaded."""
    code = COMMAND.format(words=[str(word) for word in words])
    result = "(code, 'numba' in sys.modules, 'PySide6' in sys.modules)"
    return tuple(fresh_interpreter(code, result))


@pytest.mark.parametrize("name", ["out.npz", "out.playground"])
def test_export_of_where_it_stands_loads_no_numba(
    experiment: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    assert loaded_by("export", experiment, "--to", out) == (0, False, False)
    assert out.stat().st_size > 0


def test_show_loads_no_numba(experiment: Path) -> None:
    assert loaded_by("show", experiment) == (0, False, False)


def test_export_of_the_start_loads_no_numba_and_of_another_update_does(
    experiment: Path, tmp_path: Path
) -> None:
    for update, is_computed in ((0, False), (12, True)):
        words = ("export", experiment, "--to", tmp_path / "a.json", "--update", update)
        assert loaded_by(*words) == (0, is_computed, False)
