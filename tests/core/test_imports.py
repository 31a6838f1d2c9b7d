"""The law of the house: the core needs neither the window nor an optional package."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import playground

WINDOW = ["PySide6", "shiboken6", "pyqtgraph", "ui"]
OPTIONAL = ["numba", "scipy", "onnx", "pandas", "dask"]

# What Numba compiles; all else imports without it.
NEEDS_NUMBA = (
    "playground.engines.binding",
    "playground.engines.compiled",
    "playground.engines.fields",
    "playground.engines.kernels",
    "playground.engines.strips",
)

PACKAGE = Path(playground.__file__).parent
MODULES = sorted(
    ".".join(("playground", *path.relative_to(PACKAGE).with_suffix("").parts))
    for path in PACKAGE.rglob("*.py")
    if path.stem != "__init__"
)

IMPORT_ALL = f"""
import importlib
failed = {{}}
for name in {MODULES!r}:
    try:
        importlib.import_module(name)
    except ImportError as error:
        failed[name] = str(error)
"""


def fresh_interpreter(code: str, result: str) -> Any:
    """Run the code in a new process; return the value of an expression after it."""
    script = f"import json, sys\n{code}\nprint(json.dumps({result}))"
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def loaded(names: list[str]) -> str:
    return f"sorted(set({names!r}) & set(sys.modules))"


def without(names: list[str]) -> str:
    """Return code after which importing these packages fails."""
    return f"sys.modules.update(dict.fromkeys({names!r}))\n"


def test_the_package_alone_loads_no_optional_package() -> None:
    assert fresh_interpreter("import playground", loaded(WINDOW + OPTIONAL)) == []


def test_no_module_of_the_core_loads_the_window() -> None:
    assert fresh_interpreter(IMPORT_ALL, loaded(WINDOW)) == []


def test_every_module_imports_without_optional_packages() -> None:
    failed = fresh_interpreter(without(WINDOW + OPTIONAL) + IMPORT_ALL, "failed")
    assert {name for name in failed if not name.startswith(NEEDS_NUMBA)} == set()


@pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")
def test_every_module_imports_with_numba() -> None:
    others = [name for name in OPTIONAL if name != "numba"]
    assert fresh_interpreter(without(WINDOW + others) + IMPORT_ALL, "failed") == {}
