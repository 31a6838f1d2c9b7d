"""Files that ship with the program, and names that are imported when first read."""

import sys
from types import ModuleType

import pytest

from playground.errors import PlaygroundError
from playground.lazily import lazily
from playground.resources import resource


def test_a_shipped_file_is_found() -> None:
    assert resource("data").is_dir()
    assert resource("data", "iris.csv").read_text(encoding="utf-8")


def test_a_missing_one_is_named() -> None:
    with pytest.raises(PlaygroundError, match=r"data/nothing\.csv .* install it again"):
        resource("data", "nothing.csv")


def test_an_installed_copy_goes_before_the_checkout(
    tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "a", tmp_path / "b"  # type: ignore[operator]
    for root in (first, second):
        root.mkdir()
    (second / "one.txt").write_text("b")
    monkeypatch.setattr("playground.resources.ROOTS", (first, second))
    assert resource("one.txt") == second / "one.txt"
    (first / "one.txt").write_text("a")
    assert resource("one.txt") == first / "one.txt"


def test_a_name_is_imported_when_it_is_first_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = ModuleType("package_of_a_test")
    monkeypatch.setitem(sys.modules, package.__name__, package)
    find = lazily(package.__name__, {"Fraction": "fractions"})
    package.__getattr__ = find  # type: ignore[method-assign]
    assert "Fraction" not in vars(package)
    assert package.Fraction(1, 2) == 0.5
    # From now on it is an attribute like any other.
    assert "Fraction" in vars(package)
    with pytest.raises(AttributeError, match="package_of_a_test"):
        _ = package.Decimal
