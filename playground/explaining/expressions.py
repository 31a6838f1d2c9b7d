"""A formula with its numbers, as a tree: what the three renderings are written from.

Leaves are terms, numbers that know where they came from. Nodes may have very many
arguments (784 inputs, 128 samples), so a node makes an argument when it is asked for
it: a shortened text of a long sum never makes the rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a formula.

    Attributes
    ----------
    value : the number; an int counts something (samples, updates)
    name : the quantity it is; None for constants and settings
    sample : the training row whose quantity it is; None: the trace's own
    role : what else it is: the setting's name (`learning_rate`), `rows` (N), `step`
        (the rule's t), `node` (the +1 node), `slope`, `before` (of a slot: as it was
        before the update), `locked` (0: the parameter stands still),
        `clip` (what a gradient that is too long is multiplied by)
    """

    value: float
    name: str | None = None
    sample: int | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A node of a formula; combine nodes and plain numbers with + − · / and **.

    Attributes
    ----------
    kind : "term", or what is done to the arguments: a key of `rendering.SHAPES`
    count : how many arguments
    argument : (0 … count-1) -> the argument
    term : the number of a leaf
    """

    kind: str
    count: int
    argument: Callable[[int], "Expression"]
    term: Term | None = None

    @property
    def value(self) -> float:
        """The number of a leaf."""
        if self.term is None:
            raise TypeError(f"a {self.kind} is not a leaf")
        return self.term.value

    def terms(self) -> Iterator[Term]:
        """Walk through the leaves, from left to right."""
        if self.term is not None:
            yield self.term
        for index in range(self.count):
            yield from self.argument(index).terms()

    def __add__(self, other: "Operand") -> "Expression":
        last = as_expression(other)
        if self.kind != "sum":
            return combine("sum", self, last)
        # One sum of all rather than a sum of a sum.
        return Expression(
            "sum",
            self.count + 1,
            lambda index: last if index == self.count else self.argument(index),
        )

    def __radd__(self, other: float) -> "Expression":
        return combine("sum", other, self)

    def __sub__(self, other: "Operand") -> "Expression":
        return combine("difference", self, other)

    def __rsub__(self, other: float) -> "Expression":
        return combine("difference", other, self)

    def __mul__(self, other: "Operand") -> "Expression":
        return combine("product", self, other)

    def __rmul__(self, other: float) -> "Expression":
        return combine("product", other, self)

    def __truediv__(self, other: "Operand") -> "Expression":
        return combine("quotient", self, other)

    def __rtruediv__(self, other: float) -> "Expression":
        return combine("quotient", other, self)

    def __pow__(self, other: "Operand") -> "Expression":
        return combine("power", self, other)

    def __neg__(self) -> "Expression":
        return combine("negative", self)


Operand = Expression | float


def no_argument(index: int) -> Expression:
    raise IndexError(index)


def leaf(
    value: float,
    name: str | None = None,
    sample: int | None = None,
    role: str | None = None,
) -> Expression:
    return Expression("term", 0, no_argument, Term(value, name, sample, role))


def as_expression(operand: Operand) -> Expression:
    return operand if isinstance(operand, Expression) else leaf(operand)


def combine(kind: str, *arguments: Operand) -> Expression:
    """Return a node over arguments that are there already."""
    nodes = tuple(as_expression(argument) for argument in arguments)
    return Expression(kind, len(nodes), nodes.__getitem__)


def total(count: int, argument: Callable[[int], Expression]) -> Expression:
    """Return a sum whose arguments are made when they are asked for."""
    return argument(0) if count == 1 else Expression("sum", count, argument)


def square(x: Expression) -> Expression:
    return combine("square", x)


def sqrt(x: Expression) -> Expression:
    return combine("sqrt", x)


def absolute(x: Expression) -> Expression:
    return combine("abs", x)


def sign(x: Expression) -> Expression:
    """Return −1 or 1 as the sign of x says, and 0 for 0."""
    return combine("sign", x) if x.value else leaf(0.0)


def exp(x: Expression) -> Expression:
    return combine("exp", x)


def log(x: Expression) -> Expression:
    return combine("log", x)


def tanh(x: Expression) -> Expression:
    return combine("tanh", x)


def sin(x: Expression) -> Expression:
    return combine("sin", x)


def cos(x: Expression) -> Expression:
    return combine("cos", x)


def erfc(x: Expression) -> Expression:
    return combine("erfc", x)


def maximum(x: Expression, y: Operand) -> Expression:
    return combine("max", x, y)
