"""How the kernels are compiled: three kinds of functions, all without Python in them."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.core import config

from playground.engines.cache import writable_folder

Function = TypeVar("Function", bound=Callable[..., Any])

# Sums of plain loops may be added in another order and products fused, so that they
# vectorise; infinity and NaN must stay what they are, or divergence would go unseen.
LOOSE_SUMS = {"reassoc", "contract", "nsz", "arcp"}


def inline(function: Function) -> Function:
    """Compile a function into whoever calls it; its arithmetic stays as it is written."""
    return cast("Function", numba.njit(error_model="numpy", forceinline=True)(function))


def loop(function: Function) -> Function:
    """Compile plain loops over arrays, which LLVM may vectorise."""
    return cast(
        "Function",
        numba.njit(error_model="numpy", fastmath=LOOSE_SUMS)(function),
    )


def entry(function: Function) -> Function:
    """Compile what Python calls: it gives up the interpreter, and is kept on disk.

    Where no folder can be written, the function is compiled in every process anew.
    """
    folder = writable_folder()
    before = config.CACHE_DIR
    # Numba decides where a function is kept when it is decorated. Its own choice would
    # be beside the source, where a change in an imported file leaves a stale kernel.
    config.CACHE_DIR = str(folder or "")
    try:
        decorate = numba.njit(
            nogil=True,
            error_model="numpy",
            fastmath=LOOSE_SUMS,
            cache=folder is not None,
        )
        return cast("Function", decorate(function))
    finally:
        config.CACHE_DIR = before
