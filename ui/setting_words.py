"""What settings and their values are called, for whoever reads them in a file."""

import contextlib

from playground.data.own import find_own, is_own
from playground.settings import Settings
from ui.labels import listed, name_of, text

# Settings whose values have names of their own, and in which registry.
NAMED = {
    "data": "data",
    "activation": "activation",
    "output_activation": "activation",
    "initializer": "initializer",
    "loss": "loss",
    "optimizer": "optimizer",
    "schedule": "schedule",
    "engine": "engine",
}


def data_name(settings: Settings) -> str:
    """Return what the data set is called; own data have names of their own."""
    if is_own(settings.data):
        return find_own(settings.data).name
    return known_name("data", settings.data)


def known_name(kind: str, value: str) -> str:
    """Return what a value is called, or the value itself where it has no other name."""
    with contextlib.suppress(KeyError):
        return name_of(kind, value)
    return value


def value_words(settings: Settings, name: str) -> str:
    """Return the value of a setting in words."""
    value = getattr(settings, name)
    if name == "data":
        return data_name(settings)
    if isinstance(value, bool):
        return text("report.yes" if value else "report.no")
    if isinstance(value, float):
        return f"{value:g}"
    values = value if isinstance(value, (list, tuple)) else (value,)
    kind = NAMED.get(name)
    words = (known_name(kind, str(one)) if kind else str(one) for one in values)
    return listed(words) or "–"
