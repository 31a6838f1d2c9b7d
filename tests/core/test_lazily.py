"""Names of a package are imported when they are first read, and then stay."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from playground.lazily import lazily


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Return a package with one lazy name, from a module that nobody has imported."""
    (tmp_path / "lazy_source.py").write_text("answer = [42]\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = ModuleType("lazy_package")
    places = {"answer": "lazy_source", "missing": "lazy_source", "gone": "no_such_one"}
    module.__getattr__ = lazily("lazy_package", places)  # type: ignore[method-assign]
    monkeypatch.setitem(sys.modules, "lazy_package", module)
    yield module
    sys.modules.pop("lazy_source", None)


def test_nothing_is_imported_before_it_is_read(package: ModuleType) -> None:
    assert "lazy_source" not in sys.modules
    assert package.answer == [42]
    assert "lazy_source" in sys.modules


def test_what_was_read_is_an_attribute_like_any_other(package: ModuleType) -> None:
    assert "answer" not in vars(package)
    first = package.answer
    assert vars(package)["answer"] is first
    sys.modules.pop("lazy_source")
    assert package.answer is first


def test_other_names_are_refused_as_python_refuses_them(package: ModuleType) -> None:
    with pytest.raises(
        AttributeError, match=r"^module 'lazy_package' has no attribute 'question'$"
    ):
        package.question  # noqa: B018 - reading it is what is tried
    assert not hasattr(package, "question")


def test_a_place_that_is_wrong_is_not_hidden(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="missing"):
        package.missing  # noqa: B018 - reading it is what is tried
    with pytest.raises(ModuleNotFoundError, match="no_such_one"):
        package.gone  # noqa: B018 - reading it is what is tried
