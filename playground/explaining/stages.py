"""The parts of one update, in the order in which they happen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of an update.

    Attributes
    ----------
    kind : "batch", "forward", "loss", "backward" (a layer's delta and gradient),
        "slots" (what the rule remembers moves) or "update" (change and new parameters)
    layer : 1 … L of "forward" and "backward", else None
    """

    kind: str
    layer: int | None = None


def stages_of(layers: int, has_slots: bool) -> tuple[Stage, ...]:
    numbers = range(1, layers + 1)
    return (
        Stage("batch"),
        *(Stage("forward", number) for number in numbers),
        Stage("loss"),
        *(Stage("backward", number) for number in reversed(numbers)),
        *((Stage("slots"),) if has_slots else ()),
        Stage("update"),
    )
