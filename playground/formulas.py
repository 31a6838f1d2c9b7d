"""Formulas over the columns of the data, as `x1*x2**2`, that a person types.

The text is taken apart by Python's own parser and only what is listed here is built up
again as a tree: no text is ever run. The tree computes, and says itself as text in a
canonical form, so that two spellings of one formula are the same feature.
"""

import ast
import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import SettingsError

Array = NDArray[np.floating[Any]]
Value = Array | float

LONGEST = 200
DEEPEST = 32
MOST_COLUMNS = 1000

COLUMN = re.compile(r"x([1-9][0-9]{0,3})")
FUNCTIONS = ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh")
CONSTANTS = {"pi": math.pi, "e": math.e}

# How strongly an operator binds, as in Python; unary minus lies between * and **.
UNARY = 3
OPERATORS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: ("*", 2),
    ast.Div: ("/", 2),
    ast.Pow: ("**", 4),
}
ATOM = 5


class FormulaError(SettingsError):
    """A text that is no formula.

    Attributes
    ----------
    position : the place in the text, counted from 0, where something is wrong
    """

    def __init__(self, text: str, position: int, reason: str) -> None:
        shown = text if len(text) <= LONGEST else f"{text[:40]}…"
        super().__init__(
            f"the formula {shown!r} cannot be read at character {position + 1}: "
            f"{reason}"
        )
        self.position = position


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is written, or one of CONSTANTS by its name."""

    number: float
    name: str = ""
    binding: int = ATOM

    def value(self, x: Array) -> Value:
        return self.number

    def columns(self) -> int:
        return 0

    def text(self) -> str:
        whole = self.number.is_integer() and abs(self.number) < 2**53
        return self.name or (str(int(self.number)) if whole else repr(self.number))

    def python(self, module: str = "np") -> str:
        return repr(self.number)


@dataclass(frozen=True, slots=True)
class Column:
    """Raw column `index`, counted from 0."""

    index: int
    binding: int = ATOM

    def value(self, x: Array) -> Value:
        result: Array = x[:, self.index]
        return result

    def columns(self) -> int:
        return self.index + 1

    def text(self) -> str:
        return f"x{self.index + 1}"

    def python(self, module: str = "np") -> str:
        return f"x[:, {self.index}]"


@dataclass(frozen=True, slots=True)
class Minus:
    """The negative of something."""

    inner: "Node"
    binding: int = UNARY

    def value(self, x: Array) -> Value:
        return -self.inner.value(x)

    def columns(self) -> int:
        return self.inner.columns()

    def text(self) -> str:
        return f"-{grouped(self.inner, self.inner.text(), UNARY)}"

    def python(self, module: str = "np") -> str:
        return f"-{grouped(self.inner, self.inner.python(module), UNARY)}"


@dataclass(frozen=True, slots=True)
class Operation:
    """Two things with one of OPERATORS between them."""

    sign: str
    left: "Node"
    right: "Node"
    binding: int

    def value(self, x: Array) -> Value:
        left, right = self.left.value(x), self.right.value(x)
        match self.sign:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right
        return power(left, right)

    def columns(self) -> int:
        return max(self.left.columns(), self.right.columns())

    def text(self) -> str:
        return self.join(self.left.text(), self.sign, self.right.text())

    def python(self, module: str = "np") -> str:
        sign = self.sign if self.sign == "**" else f" {self.sign} "
        return self.join(self.left.python(module), sign, self.right.python(module))

    def join(self, left: str, sign: str, right: str) -> str:
        # a - (b - c) keeps its brackets, and so does (a ** b) ** c.
        is_power = self.sign == "**"
        return (
            grouped(self.left, left, self.binding + is_power)
            + sign
            + grouped(self.right, right, UNARY if is_power else self.binding + 1)
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One of FUNCTIONS of something."""

    name: str
    inner: "Node"
    binding: int = ATOM

    def value(self, x: Array) -> Value:
        result: Value = getattr(np, self.name)(self.inner.value(x))
        return result

    def columns(self) -> int:
        return self.inner.columns()

    def text(self) -> str:
        return f"{self.name}({self.inner.text()})"

    def python(self, module: str = "np") -> str:
        if not self.columns():
            # PyTorch's functions take no plain numbers.
            return repr(float(self.value(np.empty((0, 0)))))
        return f"{module}.{self.name}({self.inner.python(module)})"


@dataclass(frozen=True, slots=True)
class Formula:
    """A whole formula; numbers that overflow on the way become infinite in silence."""

    inner: "Node"
    binding: int = 0

    def value(self, x: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(self.inner.value(x))

    def columns(self) -> int:
        return self.inner.columns()

    def text(self) -> str:
        return self.inner.text()

    def python(self, module: str = "np") -> str:
        return self.inner.python(module)


Node = Number | Column | Minus | Operation | Call | Formula


def grouped(node: Node, text: str, least: int) -> str:
    """Put brackets around what binds more weakly than its place asks for."""
    negative = isinstance(node, Number) and node.number < 0
    return f"({text})" if node.binding < least or negative else text


def power(base: Value, exponent: Value) -> Value:
    """Return base ** exponent in real numbers."""
    result: Value = base**exponent
    if isinstance(result, complex):
        raise ValueError("it has no real value")
    return result


def parse(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    FormulaError
        says what is wrong and where.
    """
    if len(text) > LONGEST:
        raise FormulaError(text, LONGEST, f"it is longer than {LONGEST} characters")
    lead = len(text) - len(text.lstrip())
    if not text.strip():
        raise FormulaError(text, 0, "it is empty")
    strange = next((i for i, sign in enumerate(text) if not sign.isascii()), None)
    if strange is not None or "\n" in text.strip() or "\x00" in text:
        raise FormulaError(
            text, strange or 0, "only plain letters, digits and signs have a meaning"
        )
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        # Offset 0 is where the text ended too early.
        offset = getattr(error, "offset", None)
        place = offset - 1 + lead if offset else len(text.rstrip())
        raise FormulaError(
            text, min(place, len(text)), "this is no complete expression"
        ) from None
    inner = Reader(text, lead).read(tree.body, 1)
    if not inner.columns():
        raise FormulaError(text, 0, "it needs a column such as x1")
    return Formula(inner)


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns the tree of Python's parser into one of ours."""

    whole: str
    lead: int

    def read(self, tree: ast.expr, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.refusal(tree, f"it is nested deeper than {DEEPEST} levels")
        node = self.build(tree, depth)
        if not node.columns():
            self.check_constant(tree, node)
        return node

    def build(self, tree: ast.expr, depth: int) -> Node:
        match tree:
            case ast.Constant(value=bool() | complex()):
                pass
            case ast.Constant(value=int() | float() as number):
                try:
                    return Number(float(number))
                except OverflowError:
                    raise self.refusal(tree, "this number is too large") from None
            case ast.Name(id=name) if name in CONSTANTS:
                return Number(CONSTANTS[name], name)
            case ast.Name(id=name) if match := COLUMN.fullmatch(name):
                if int(match[1]) > MOST_COLUMNS:
                    raise self.refusal(tree, f"columns end at x{MOST_COLUMNS}")
                return Column(int(match[1]) - 1)
            case ast.Name(id=name):
                raise self.refusal(
                    tree, f"{name!r} is no column, x1 say, nor one of pi and e"
                )
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return Minus(self.read(inner, depth + 1))
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.read(inner, depth + 1)
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
                first = self.read(left, depth + 1)
                second = self.read(right, depth + 1)
                return Operation(
                    OPERATORS[type(sign)][0],
                    first,
                    second,
                    OPERATORS[type(sign)][1],
                )
            case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if (
                name in FUNCTIONS and not isinstance(inner, ast.Starred)
            ):
                return Call(name, self.read(inner, depth + 1))
        raise self.refusal(
            tree,
            f"a formula has columns, numbers, + - * / ** and brackets, and the "
            f"functions {', '.join(FUNCTIONS)} of one thing",
        )

    def check_constant(self, tree: ast.expr, node: Node) -> None:
        """Refuse a part without columns that is no finite real number."""
        try:
            with np.errstate(all="ignore"):
                value = float(node.value(np.empty((0, 0))))
        except (ArithmeticError, ValueError):
            value = math.nan
        if not math.isfinite(value):
            raise self.refusal(tree, f"{node.text()} is no finite number")

    def refusal(self, tree: ast.expr, reason: str) -> FormulaError:
        return FormulaError(self.whole, tree.col_offset + self.lead, reason)
