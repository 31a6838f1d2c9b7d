"""The architecture page names what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_module_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`((?:playground|ui|assets)/[\w/.]*)`", PAGE))
    assert len(named) > 40
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_part_of_the_core_is_on_the_page() -> None:
    """Small modules that serve one other need no line of their own."""
    helpers = {
        *("__init__.py", "arrays.py", "clipping.py", "errors.py", "formulas.py"),
        *("gradient_check.py", "hessian.py", "loading.py", "objective.py"),
        *("quadratic.py", "race_frame.py", "replay.py", "surface_run.py"),
        *("trap_measures.py", "py.typed"),
    }
    for path in sorted((ROOT / "playground").iterdir()):
        if path.name.startswith("_") or path.name in helpers:
            continue
        assert f"`playground/{path.name}" in PAGE, path.name
