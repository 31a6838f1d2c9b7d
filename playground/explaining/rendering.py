"""Expressions written as plain text, as LaTeX and as Python."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from playground.explaining.expressions import Expression, Term
from playground.explaining.symbols import term_symbol

# How strongly the base of a power must bind.
BASE = 4

# kind -> (how strongly it binds, how strongly each argument must); the last argument's
# strength holds for all that follow. Weaker arguments get parentheses.
SHAPES: dict[str, tuple[int, tuple[int, ...]]] = {
    "sum": (1, (2,)),
    "difference": (1, (1, 2)),
    "negative": (1, (2,)),
    "product": (2, (2,)),
    "quotient": (2, (2, 3)),
    "power": (3, (BASE,)),
    "square": (3, (BASE,)),
}
# Functions, their arguments in parentheses of their own.
ATOM: tuple[int, tuple[int, ...]] = (BASE, (0,))

# What makes a number look like a formula: before an exponent it needs parentheses.
COMPOUND = ("^", r"\frac", r"\Delta", r"\cdot", "e−")

# A longer sum is a `sum((…))` in Python, whose operators nest only so deep.
PYTHON_SUM = 8


class Piece(NamedTuple):
    """A bit of rendered text, and the term if it is a number of the formula."""

    text: str
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """One way of writing.

    Attributes
    ----------
    number : (term) -> what is written for it.
    templates : kind -> what stands before, between and after the arguments.
    surrounding : kinds, besides functions, whose arguments need no parentheses: those
        of a fraction are kept apart by its bar.
    limit : sums longer than this are shortened; None: never.
    gap : (how many are left out) -> what stands for them.
    """

    number: Callable[[Term], str]
    templates: dict[str, tuple[str, str, str]]
    parentheses: tuple[str, str]
    surrounding: frozenset[str] = frozenset()
    limit: int | None = None
    gap: Callable[[int], str] = "… ({} more) …".format


def call(name: str) -> tuple[str, str, str]:
    return (f"{name}(", ", ", ")")


def latex_call(name: str) -> tuple[str, str, str]:
    return (rf"{name}\left(", ", ", r"\right)")


TEXT_TEMPLATES = {
    "sum": ("", " + ", ""),
    "difference": ("", " − ", ""),
    "negative": ("−", "", ""),
    "product": ("", "·", ""),
    "quotient": ("", "/", ""),
    "power": ("", "^", ""),
    "square": ("", "", "²"),
    "abs": ("|", "", "|"),
    **{
        name: call(name)
        for name in ("sqrt", "sign", "exp", "log", "tanh", "sin", "cos", "erfc", "max")
    },
}
LATEX_TEMPLATES = {
    "sum": ("", " + ", ""),
    "difference": ("", " - ", ""),
    "negative": ("-", "", ""),
    "product": ("", r" \cdot ", ""),
    "quotient": (r"\frac{", "}{", "}"),
    "power": ("", "^{", "}"),
    "square": ("", "", "^{2}"),
    "abs": (r"\left|", "", r"\right|"),
    "sqrt": (r"\sqrt{", "", "}"),
    "sign": latex_call(r"\mathrm{sign}"),
    "erfc": latex_call(r"\mathrm{erfc}"),
    **{
        name: latex_call(rf"\{name}")
        for name in ("exp", "log", "tanh", "sin", "cos", "max")
    },
}
PYTHON_TEMPLATES = {
    "sum": ("", " + ", ""),
    "difference": ("", " - ", ""),
    "negative": ("-", "", ""),
    "product": ("", "*", ""),
    "quotient": ("", "/", ""),
    "power": ("", "**", ""),
    "square": ("", "", "**2"),
    "long sum": ("sum((", ", ", "))"),
    "abs": call("abs"),
    "max": call("max"),
    "sign": ("math.copysign(1.0, ", "", ")"),
    **{
        name: call(f"math.{name}")
        for name in ("sqrt", "exp", "log", "tanh", "sin", "cos", "erfc")
    },
}


def text_number(value: float, digits: int | None) -> str:
    """Write a number with a real minus sign; `digits` None: all of them."""
    if isinstance(value, int):
        text = str(value)
    else:
        # Nobody wants to read a minus before a zero.
        value += 0.0
        text = repr(value) if digits is None else f"{value:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−")


def latex_number(value: float, digits: int | None) -> str:
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    mantissa, _, exponent = text_number(value, digits).replace("−", "-").partition("e")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if exponent else mantissa


def python_number(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return f"{'-' if value < 0 else ''}math.{'nan' if math.isnan(value) else 'inf'}"


def text_style(digits: int | None, limit: int | None) -> Style:
    return Style(
        lambda term: text_number(term.value, digits),
        TEXT_TEMPLATES,
        ("(", ")"),
        limit=limit,
    )


def latex_style(digits: int | None, limit: int | None, symbolic: bool = False) -> Style:
    def number(term: Term) -> str:
        symbol = term_symbol(term) if symbolic else None
        return symbol or latex_number(term.value, digits)

    return Style(
        number,
        LATEX_TEMPLATES,
        (r"\left(", r"\right)"),
        frozenset({"quotient"}),
        limit,
        lambda missing: r"\cdots",
    )


PYTHON = Style(lambda term: python_number(term.value), PYTHON_TEMPLATES, ("(", ")"))


def write(expression: Expression, style: Style) -> list[Piece]:
    """Return the expression as pieces; their texts joined are the whole."""
    pieces: list[Piece] = []
    write_into(pieces, expression, style, 0)
    return pieces


def join(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def write_into(
    pieces: list[Piece], expression: Expression, style: Style, needed: int
) -> None:
    """Append an expression that must bind as strongly as `needed`."""
    if expression.term is not None:
        text = style.number(expression.term)
        is_negative = text.startswith(("-", "−"))
        is_compound = needed == BASE and any(mark in text for mark in COMPOUND)
        # A negative number in a formula stands in parentheses; alone, it needs none.
        if (needed and is_negative) or is_compound:
            opening, closing = style.parentheses
            text = f"{opening}{text}{closing}"
        pieces.append(Piece(text, expression.term))
        return
    kind = expression.kind
    if kind == "sum" and expression.count > PYTHON_SUM and style is PYTHON:
        kind = "long sum"
    strength, arguments = SHAPES.get(kind, ATOM)
    if kind in style.surrounding:
        arguments = (0,)
    before, between, after = style.templates[kind]
    if strength < needed:
        before, after = style.parentheses[0] + before, after + style.parentheses[1]
    if before:
        pieces.append(Piece(before))
    separator = Piece(between)
    for number, index in enumerate(shown_arguments(expression, style.limit)):
        if number and between:
            pieces.append(separator)
        if index is None:
            missing = expression.count - 1 - shown_first(style.limit)
            pieces.append(Piece(style.gap(missing)))
            continue
        own = arguments[min(index, len(arguments) - 1)]
        write_into(pieces, expression.argument(index), style, own)
    if after:
        pieces.append(Piece(after))


def shown_first(limit: int | None) -> int:
    """Return how many arguments of a shortened sum are shown before the gap."""
    return max(1, (limit or 0) // 3)


def shown_arguments(expression: Expression, limit: int | None) -> Sequence[int | None]:
    """Return the places of the arguments that are written, None for a gap."""
    if limit is None or expression.kind != "sum" or expression.count <= limit:
        return range(expression.count)
    return [*range(shown_first(limit)), None, expression.count - 1]
