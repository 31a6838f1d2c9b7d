"""The law of the house: the core needs neither the window nor an optional package."""

from pathlib import Path

import playground
from tests.core.fresh import fresh_interpreter, loaded, without

WINDOW = ["PySide6", "shiboken6", "pyqtgraph", "ui"]
OPTIONAL = [
    *("numba", "llvmlite", "scipy", "polars", "pandas", "sklearn", "torch"),
    *("onnx", "safetensors", "dask", "distributed", "jax", "tensorflow"),
]

PACKAGE = Path(playground.__file__).parent
MODULES = sorted(
    ".".join(("playground", *path.relative_to(PACKAGE).with_suffix("").parts))
    for path in PACKAGE.rglob("*.py")
    if path.stem != "__init__"
)

KERNELS = "playground.engines.kernels."

IMPORT_ALL = f"""
import importlib
failed = {{}}
for name in {MODULES!r}:
    try:
        importlib.import_module(name)
    except ImportError as error:
        failed[name] = str(error)
"""


def test_the_package_alone_loads_no_optional_package() -> None:
    assert fresh_interpreter("import playground", loaded(WINDOW + OPTIONAL)) == []


def test_no_module_of_the_core_loads_the_window() -> None:
    assert fresh_interpreter(IMPORT_ALL, loaded(WINDOW)) == []


def test_every_module_imports_without_optional_packages() -> None:
    code = without(WINDOW + OPTIONAL) + IMPORT_ALL
    modules = "[name for name in sys.modules if name.startswith('playground.')]"
    failed, imported = fresh_interpreter(code, f"(failed, {modules})")
    assert failed == {}
    # It walked through the kernels as well, and nothing came in by a back door.
    assert set(MODULES) <= set(imported)
    assert sum(name.startswith(KERNELS) for name in imported) > 15


def test_every_module_imports_with_numba_alone() -> None:
    others = [name for name in OPTIONAL if name not in ("numba", "llvmlite")]
    assert fresh_interpreter(without(WINDOW + others) + IMPORT_ALL, "failed") == {}


def test_a_module_that_needs_an_optional_package_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "eager.py").write_text("import numba.core")
    code = without(OPTIONAL) + IMPORT_ALL.replace(repr(MODULES), "['eager']")
    failed = fresh_interpreter(
        f"sys.path.insert(0, {str(tmp_path)!r})\n{code}", "failed"
    )
    assert list(failed) == ["eager"]
