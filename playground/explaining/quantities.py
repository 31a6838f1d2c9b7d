"""The names of all the numbers of one update, and where each number stands.

l = 1 … L counts the layers after the input; units count from 1.

    x[i]  y[k]  w[l][j,i]  b[l][j]  z[l][j]  a[l][j]  loss  penalty  delta[l][j]

and, for every weight and bias, families: `gradient`, one per slot of the update rule
(`velocity`, …), `change` and `new`, each with `.w[l][j,i]` and `.b[l][j]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from playground.errors import PlaygroundError

NAME = re.compile(
    r"(?:(?P<family>\w+)\.)?(?P<kind>[a-z]+)"
    r"(?:\[(?P<first>\d+)\])?(?:\[(?P<second>\d+)(?:,\s*(?P<third>\d+))?\])?"
)

# kind -> how many numbers stand in its brackets
KINDS = {
    "x": 1,
    "y": 1,
    "w": 3,
    "b": 2,
    "z": 2,
    "a": 2,
    "loss": 0,
    "penalty": 0,
    "delta": 2,
}
ALL_NAMES = (
    "x[i], y[k], w[l][j,i], b[l][j], z[l][j], a[l][j], loss, penalty, delta[l][j], "
    "and gradient, change, new and the rule's own ({slots}) before .w[l][j,i] or "
    ".b[l][j]"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number's place.

    Attributes
    ----------
    kind : one of KINDS
    family : "gradient", "change", "new" or a slot, for "w" and "b" only; else ""
    layer : 1 … L; 0 where there is none (x, y, loss, penalty)
    unit : 1 … M, of this layer; the input i of x, the output k of y
    source : for "w", the unit i of the layer before from which it comes; else 0
    """

    kind: str
    family: str = ""
    layer: int = 0
    unit: int = 0
    source: int = 0

    @property
    def name(self) -> str:
        prefix = f"{self.family}." if self.family else ""
        match KINDS[self.kind]:
            case 0:
                return self.kind
            case 1:
                return f"{self.kind}[{self.unit}]"
            case 2:
                return f"{prefix}{self.kind}[{self.layer}][{self.unit}]"
        return f"{prefix}{self.kind}[{self.layer}][{self.unit},{self.source}]"

    def place(self, sizes: tuple[int, ...]) -> int:
        """Return where this weight or bias stands in a vector (P,)."""
        start = sum(
            (before + 1) * after for before, after in pairwise(sizes[: self.layer])
        )
        before, after = sizes[self.layer - 1], sizes[self.layer]
        if self.kind == "b":
            return start + after * before + self.unit - 1
        return start + (self.unit - 1) * before + self.source - 1


def quantity_at(place: int, sizes: tuple[int, ...]) -> Quantity:
    """Return the weight or bias that stands at a place of the vector (P,)."""
    rest = place
    for layer, (before, after) in enumerate(pairwise(sizes), start=1):
        if rest < before * after:
            unit, source = divmod(rest, before)
            return Quantity("w", "", layer, unit + 1, source + 1)
        rest -= before * after
        if rest < after:
            return Quantity("b", "", layer, rest + 1)
        rest -= after
    raise IndexError(place)


def families(slots: tuple[str, ...]) -> tuple[str, ...]:
    """Return the families in the order in which an update makes them."""
    return ("gradient", *slots, "change", "new")


def split_name(name: str) -> Quantity | None:
    """Return what a well-formed name says, whatever the network; None for others."""
    match = NAME.fullmatch(name)
    if match is None or match["kind"] not in KINDS:
        return None
    kind, family = match["kind"], match["family"] or ""
    first, second, third = (
        int(match[group] or 0) for group in ("first", "second", "third")
    )
    given = sum(match[group] is not None for group in ("first", "second", "third"))
    if given != KINDS[kind] or (family and kind not in ("w", "b")):
        return None
    if given == 1:
        return Quantity(kind, family, 0, first)
    return Quantity(kind, family, first, second, third)


def read_name(name: str, sizes: tuple[int, ...], slots: tuple[str, ...]) -> Quantity:
    """Return the quantity of a name.

    Raises
    ------
    PlaygroundError
        says which names there are, or in which range the numbers of this one lie.
    """
    quantity = split_name(name)
    if quantity is None or quantity.family not in ("", *families(slots)):
        raise PlaygroundError(
            f"there is no quantity {name!r}; there are "
            f"{ALL_NAMES.format(slots=', '.join(slots) or 'it has none')}"
        )
    layer, kind = quantity.layer, quantity.kind
    last = len(sizes) - 1
    if KINDS[kind] > 1 and not 1 <= layer <= last:
        raise PlaygroundError(
            f"there is no quantity {name!r}; the network has the layers 1 … {last}"
        )
    units = sizes[-1] if kind == "y" else sizes[layer]
    if KINDS[kind] and not 1 <= quantity.unit <= units:
        raise PlaygroundError(
            f"there is no quantity {name!r}; the units there are 1 … {units}"
        )
    if kind == "w" and not 1 <= quantity.source <= sizes[layer - 1]:
        raise PlaygroundError(
            f"there is no quantity {name!r}; the units of the layer before are "
            f"1 … {sizes[layer - 1]}"
        )
    return quantity


def parameter_names(sizes: tuple[int, ...], family: str = "") -> Iterator[str]:
    """Return the names of all weights and biases, in the order of the vector (P,)."""
    prefix = f"{family}." if family else ""
    for layer, (before, after) in enumerate(pairwise(sizes), start=1):
        for unit in range(1, after + 1):
            for source in range(1, before + 1):
                yield f"{prefix}w[{layer}][{unit},{source}]"
        for unit in range(1, after + 1):
            yield f"{prefix}b[{layer}][{unit}]"


def all_names(sizes: tuple[int, ...], slots: tuple[str, ...]) -> list[str]:
    """Return every name, in the order in which an update makes the numbers."""
    layers = [
        (layer, unit)
        for layer, size in enumerate(sizes[1:], start=1)
        for unit in range(1, size + 1)
    ]
    names = [f"x[{i}]" for i in range(1, sizes[0] + 1)]
    names += [f"y[{k}]" for k in range(1, sizes[-1] + 1)]
    names += parameter_names(sizes)
    names += [f"z[{layer}][{unit}]" for layer, unit in layers]
    names += [f"a[{layer}][{unit}]" for layer, unit in layers]
    names += ["loss", "penalty"]
    names += [f"delta[{layer}][{unit}]" for layer, unit in layers]
    for family in families(slots):
        names += parameter_names(sizes, family)
    return names
