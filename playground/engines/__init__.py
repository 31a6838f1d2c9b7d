"""The engines, by name. A run says which one it has; none is taken in secret."""

import functools
import logging
from functools import partial
from importlib.util import find_spec

from playground.engines.cache import is_cached
from playground.engines.deferred import DeferredEngine
from playground.engines.plan import Engine, Plan
from playground.engines.reference import ReferenceEngine

logger = logging.getLogger(__name__)

REFERENCE = "reference"
COMPILED = "compiled"


def settle_engine(choice: str) -> str:
    """Return the engine that a choice means here.

    "auto" is the compiled engine wherever Numba can be imported: a fact of the machine,
    not of the clock or of a warm cache.
    """
    if choice != "auto":
        return choice
    return COMPILED if find_spec("numba") is not None else REFERENCE


def make_engine(name: str, plan: Plan) -> Engine:
    """Return an engine for a plan; the compiled one imports Numba at its first update.

    Raises
    ------
    ModuleNotFoundError
        when there is no Numba to import.
    """
    if name == REFERENCE:
        return ReferenceEngine(plan)
    if find_spec("numba") is None:
        raise ModuleNotFoundError("No module named 'numba'", name="numba")
    return DeferredEngine(name, partial(make_compiled, plan))


def make_compiled(plan: Plan) -> Engine:
    """Return the compiled engine itself: import Numba, and compile what has to be."""
    from playground.engines.compiled import CompiledEngine

    prepare_compiled()
    return CompiledEngine(plan)


@functools.cache
def prepare_compiled() -> None:
    """Compile the kernels if they are not on disk yet, and say so: it takes a while.

    Nobody configures logging in a notebook, and then a warning goes to standard error.
    What keeps Numba from being imported is raised before anything is said.
    """
    from playground.engines.kernels.toolchain import require

    require()
    if not is_cached():
        from playground.engines.compiled import warm_up

        logger.warning("compiling the engine; this is only needed once")
        warm_up()
