"""Where kernels are kept: the platform's folder, a name of their sources, an end."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.engines import cache


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget what was found out about this machine, before and after."""
    cache.fingerprint.cache_clear()
    cache.writable_folder.cache_clear()
    yield
    cache.fingerprint.cache_clear()
    cache.writable_folder.cache_clear()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None) -> Path:
    monkeypatch.setattr(cache, "cache_home", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def completed(folder: Path, seconds: float) -> Path:
    folder.mkdir(parents=True)
    (folder / cache.DONE).touch()
    os.utime(folder / cache.DONE, (seconds, seconds))
    return folder


@pytest.mark.parametrize(
    ("platform", "variables", "place"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x/cache"}, "/x/cache/network-playground"),
        ("linux", {}, "~/.cache/network-playground"),
        ("linux", {"XDG_CACHE_HOME": ""}, "~/.cache/network-playground"),
        ("darwin", {}, "~/Library/Caches/network-playground"),
        ("win32", {"LOCALAPPDATA": "/x/local"}, "/x/local/network-playground"),
        ("win32", {}, "~/AppData/Local/network-playground"),
    ],
)
def test_caches_are_where_the_platform_has_them(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    platform: str,
    variables: dict[str, str],
    place: str,
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache.cache_home() == Path(place.replace("~", str(tmp_path)))


def test_the_sources_are_all_that_ends_up_in_a_kernel() -> None:
    names = {path.name for path in cache.SOURCES}
    assert {"updates.py", "maps.py", "simd.py", "rules.py", "batches.py"} <= names
    assert all(path.is_file() for path in cache.SOURCES)
    assert len(set(cache.SOURCES)) == len(cache.SOURCES)


def test_the_fingerprint_follows_the_sources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh: None
) -> None:
    source = tmp_path / "kernel.py"
    source.write_text("a = 1")
    os.utime(source, (1000.0, 1000.0))
    other = tmp_path / "elsewhere" / "kernel.py"
    other.parent.mkdir()
    other.write_text("a = 1")
    os.utime(other, (1000.0, 1000.0))

    def fingerprint_of(*sources: Path) -> str:
        monkeypatch.setattr(cache, "SOURCES", sources)
        cache.fingerprint.cache_clear()
        return cache.fingerprint()

    first = fingerprint_of(source)
    assert len(first) == 16
    assert fingerprint_of(source) == first
    # Numba compiles anew for another place, another time and another text.
    assert fingerprint_of(other) != first
    source.write_text("a = 2")
    os.utime(source, (1000.0, 1000.0))
    changed = fingerprint_of(source)
    assert changed != first
    os.utime(source, (2000.0, 2000.0))
    assert fingerprint_of(source) not in (first, changed)


def test_the_fingerprint_follows_machine_and_versions(
    monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    found = {cache.fingerprint()}
    for place, value in (
        ("playground.engines.cache.platform.machine", lambda: "abacus"),
        ("playground.engines.cache.platform.node", lambda: "elsewhere"),
        ("playground.engines.cache.package_version", lambda name: "0.0"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, value)
            cache.fingerprint.cache_clear()
            found.add(cache.fingerprint())
    assert len(found) == 4


def test_a_package_that_is_not_there_has_no_version() -> None:
    assert cache.package_version("there is no such package") == "none"
    assert cache.package_version("numpy") != "none"


def test_a_folder_is_made_and_left_empty(home: Path) -> None:
    assert cache.writable_folder() == cache.folder() == next(home.iterdir())
    assert cache.folder().name == f"{cache.PREFIX}{cache.fingerprint()}"
    assert list(cache.folder().iterdir()) == []
    assert not cache.is_cached()


def test_a_folder_that_nobody_may_write_is_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**options: object) -> None:
        raise PermissionError

    monkeypatch.setattr(cache.tempfile, "TemporaryFile", refuse)
    assert cache.writable_folder() is None


def test_the_age_is_that_of_the_end_of_the_work(tmp_path: Path) -> None:
    now = cache.time.time()
    old = completed(tmp_path / "a", now - 900.0)
    assert cache.age(old) == pytest.approx(900.0, abs=300.0)
    (old / cache.DONE).unlink()
    os.utime(old, (now - 90_000.0, now - 90_000.0))
    assert cache.age(old) == pytest.approx(90_000.0, abs=300.0)
    assert cache.age(tmp_path / "gone") == float("inf")


def test_of_other_sources_the_newest_are_kept_and_strangers_stay(home: Path) -> None:
    now = cache.time.time()
    for place in range(4):
        completed(home / f"{cache.PREFIX}{place}", now - 1000.0 * place)
    (home / "pictures").mkdir()
    own = cache.folder()
    completed(own, now - 1e6)
    cache.mark_complete()
    cache.mark_complete()
    kept = {f"{cache.PREFIX}{place}" for place in range(cache.KEPT)}
    assert {path.name for path in home.iterdir()} == {*kept, own.name, "pictures"}
    assert cache.is_cached()
