"""Numba and LLVM, which make machine code of the kernels, or their absence.

They are imported here alone, so that every kernel can be imported without them. It is
plain Python then that nobody can call: decorators leave it as it is, and the functions
that Python enters say why (`kernels.compiling.entry`).
"""

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = [
    "AbstractTemplate",
    "PrimitiveModel",
    "Type",
    "absence",
    "cgutils",
    "config",
    "get_host_cpu_features",
    "infer_global",
    "intrinsic",
    "ir",
    "lower_builtin",
    "njit",
    "register_model",
    "require",
    "set_option",
    "signature",
    "types",
]

Decorated = TypeVar("Decorated")


def unchanged(*_: Any, **__: Any) -> Callable[[Decorated], Decorated]:
    """Stand for whatever makes a decorator: this one changes nothing."""
    return lambda decorated: decorated


absence: Exception | None = None
# What the classes are derived from that Numba is told of.
Type: Any = object
PrimitiveModel: Any = object
try:
    from llvmlite import ir
    from llvmlite.binding import get_host_cpu_features, set_option
    from numba import njit, types
    from numba.core import cgutils, config
    from numba.core.typing.templates import AbstractTemplate, infer_global, signature
    from numba.extending import intrinsic, lower_builtin, models, register_model
except Exception as error:  # noqa: BLE001 - a broken Numba raises anything
    absence = error
    ir = types = cgutils = config = signature = None
    njit = infer_global = lower_builtin = register_model = set_option = unchanged
    intrinsic = unchanged()
    get_host_cpu_features = dict
    AbstractTemplate = object
else:
    Type, PrimitiveModel = types.Type, models.PrimitiveModel


def require() -> None:
    """Raise what kept Numba from being imported, if anything did."""
    if absence is not None:
        raise absence.with_traceback(None)
