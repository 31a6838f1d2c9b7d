"""Why a number of an update is what it is: the formula behind each name."""

import math
from dataclasses import dataclass

from playground.explaining.expressions import Expression, Term, leaf
from playground.explaining.quantities import split_name
from playground.explaining.rendering import (
    PYTHON,
    Piece,
    join,
    latex_style,
    python_number,
    text_number,
    text_style,
    write,
)
from playground.explaining.symbols import quantity_symbol

# Longer sums are shortened, in text and in LaTeX.
TEXT_LIMIT = 12
LATEX_LIMIT = 6


@dataclass(frozen=True, slots=True, eq=False)
class Reason:
    """The expression behind one number, with live numbers.

    Attributes
    ----------
    name : the quantity
    value : its number
    expression : what it was computed from; None for what an update only reads (one
        sample's inputs and targets, weights, biases)
    note : a few words where a formula alone would not say enough
    """

    name: str
    value: float
    expression: Expression | None = None
    note: str = ""

    @property
    def text(self) -> str:
        """One line with four digits; long sums are shortened."""
        return self.render(4)

    @property
    def latex(self) -> str:
        """The formula in symbols, with its numbers, and its value."""
        quantity = split_name(self.name)
        parts = [quantity_symbol(quantity)] if quantity else []
        if self.expression is not None:
            for is_symbolic in (True, False):
                style = latex_style(4, LATEX_LIMIT, is_symbolic)
                parts.append(join(write(self.expression, style)))
        value = join(write(leaf(self.value), latex_style(4, None)))
        if parts[-1] != value:
            parts.append(value)
        return " = ".join(parts)

    @property
    def python(self) -> str:
        """One expression with all digits that evaluates to the value.

        It holds numbers, operators, functions of `math`, abs, max, min and sum.
        """
        if self.expression is None or not math.isfinite(self.value):
            return python_number(self.value)
        return join(write(self.expression, PYTHON))

    @property
    def terms(self) -> tuple[Term, ...]:
        """The quantities in the expression, in the order in which they stand there.

        Asking each for its own terms, one comes to the inputs and weights. Numbers that
        have the name of the quantity itself are left out: one sample's share in the
        batch's mean of an input, and a slot before the update.
        """
        if self.expression is None:
            return ()
        return tuple(
            term
            for term in self.expression.terms()
            if term.name is not None and term.name != self.name
        )

    def render(self, digits: int | None = None, limit: int | None = TEXT_LIMIT) -> str:
        """Return the text with so many significant digits, None: all of them."""
        return join(list(self.pieces(digits, limit)))

    def pieces(
        self, digits: int | None = None, limit: int | None = TEXT_LIMIT
    ) -> tuple[Piece, ...]:
        """Return the text cut into pieces, so that each number can be clicked.

        Parameters
        ----------
        digits : significant digits, None: all of them
        limit : sums with more terms than this are shortened, None: none is
        """
        pieces = [Piece(f"{self.name} = {text_number(self.value, digits)}")]
        if self.expression is not None:
            formula = write(self.expression, text_style(digits, limit))
            pieces += [Piece(" = "), *formula]
        if self.note:
            pieces.append(Piece(f", {self.note}"))
        return tuple(pieces)
