"""The engines, by name. A run says which one it has; none is taken in secret."""

from importlib.util import find_spec

from playground.engines.plan import Engine, Plan
from playground.engines.reference import ReferenceEngine

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
    """Return an engine for a plan; the compiled one imports Numba here."""
    if name == REFERENCE:
        return ReferenceEngine(plan)
    from playground.engines.compiled import CompiledEngine

    return CompiledEngine(plan)
