"""Names of a package whose modules are imported when they are first read."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazily(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's `__getattr__`, as PEP 562 has it.

    The window wants little of most packages before its first picture.

    Parameters
    ----------
    package : its `__name__`
    places : the module that holds a name, by the name
    """

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(places[name]), name)
        # The next time it is an attribute like any other.
        setattr(sys.modules[package], name, value)
        return value

    return find
