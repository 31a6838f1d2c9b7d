"""How the kernels are compiled: kinds of functions, all without Python in them."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from playground.engines.cache import writable_folder
from playground.engines.kernels.toolchain import (
    absence,
    config,
    njit,
    require,
    set_option,
)

Function = TypeVar("Function", bound=Callable[..., Any])

# LLVM's loop strength reduction gives every array in a loop a counter of its own. A
# dozen of them do not fit the registers, and small networks spent a quarter of their
# time on counting.
set_option("playground", "-disable-lsr")

# Sums of plain loops may be added in another order and products fused, so that they
# vectorise; infinity and NaN must stay what they are, or divergence would go unseen.
LOOSE_SUMS = {"reassoc", "contract", "nsz", "arcp"}


def plain(**options: Any) -> Callable[[Function], Function]:
    def decorate(function: Function) -> Function:
        compiled = njit(
            error_model="numpy",
            fastmath=LOOSE_SUMS,
            no_cpython_wrapper=True,
            no_cfunc_wrapper=True,
            **options,
        )
        return cast("Function", compiled(function))

    return decorate


# Plain loops over arrays, which LLVM may vectorise.
loop = plain()
# Small steps: machine code is made of them only where they are called.
inline = plain(forceinline=True)
# Sequences of steps with one caller: not even compiled by themselves, which saves time.
sequence = plain(inline="always")


def refuse(*_: Any) -> None:
    """Stand for what Python calls where it cannot be compiled: raise why."""
    require()


def entry(function: Function) -> Function:
    """Compile what Python calls: it gives up the interpreter, and is kept on disk.

    Where no folder can be written, the function is compiled in every process anew.
    Uncompiled it would do nothing right, so without Numba whoever calls it hears why.
    """
    if absence is not None:
        return cast("Function", refuse)
    folder = writable_folder()
    before = config.CACHE_DIR
    # Numba decides where a function is kept when it is decorated. Its own choice would
    # be beside the source, where a change in an imported file leaves a stale kernel.
    config.CACHE_DIR = str(folder or "")
    try:
        decorate = njit(
            nogil=True,
            error_model="numpy",
            fastmath=LOOSE_SUMS,
            cache=folder is not None,
        )
        return cast("Function", decorate(function))
    finally:
        config.CACHE_DIR = before
