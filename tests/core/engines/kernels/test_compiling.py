"""Where Numba keeps a kernel; nothing is compiled here."""

from pathlib import Path

import pytest

pytest.importorskip("numba")

from numba.core import config
from numba.core.caching import NullCache

from playground.engines.kernels import compiling


def double(x: float) -> float:
    return 2.0 * x


def test_an_entry_is_kept_in_the_folder_of_its_sources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiling, "writable_folder", lambda: tmp_path)
    before = config.CACHE_DIR
    kernel = compiling.entry(double)
    assert Path(kernel._cache.cache_path).is_relative_to(tmp_path)
    assert before == config.CACHE_DIR
    assert kernel.targetoptions["nogil"] is True
    assert kernel.py_func(3.0) == 6.0


def test_without_a_folder_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "writable_folder", lambda: None)
    before = config.CACHE_DIR
    assert isinstance(compiling.entry(double)._cache, NullCache)
    assert before == config.CACHE_DIR


def test_numba_stays_as_it_was_when_an_entry_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(**options: object) -> None:
        raise RuntimeError("broken Numba")

    monkeypatch.setattr(compiling, "writable_folder", lambda: tmp_path)
    monkeypatch.setattr(compiling, "njit", fail)
    before = config.CACHE_DIR
    with pytest.raises(RuntimeError, match="broken Numba"):
        compiling.entry(double)
    assert before == config.CACHE_DIR


def test_no_kernel_may_lose_what_is_not_finite() -> None:
    """With "nnan" or "ninf" LLVM may take every number for finite."""
    for decorate in (compiling.loop, compiling.inline, compiling.sequence):
        assert decorate(double).targetoptions["fastmath"] == compiling.LOOSE_SUMS
    assert not compiling.LOOSE_SUMS & {"nnan", "ninf", "fast", "afn"}
