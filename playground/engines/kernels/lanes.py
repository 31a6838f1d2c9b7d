"""Formulas of vectors, written in Python and turned into LLVM code.

A `Lanes` stands for a vector that the processor will hold. Adding two of them, while a
kernel is built, does not add: it writes the instruction that will. So a formula such as
tanh is an ordinary Python function, costs the compiler only its instructions, and is
done in the order in which it is written, which range reduction needs.

A vector holds 8 float64 or 16 float32 where the processor has AVX-512, else half of
that: one register of AVX, two of SSE or Neon.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.engines.kernels.toolchain import (
    cgutils,
    get_host_cpu_features,
    ir,
)

BYTES = 64 if get_host_cpu_features().get("avx512f") else 32


def lanes_of(dtype: Any) -> int:
    """Return how many numbers of a NumPy dtype fit into a vector."""
    return BYTES // int(dtype.itemsize)


def mask_of(places: list[int]) -> Any:
    """Return the LLVM vector that names these lanes."""
    return ir.Constant(ir.VectorType(ir.IntType(32), len(places)), places)


def splat(builder: Any, kind: Any, number: Any) -> Any:
    """Return the LLVM vector with the same number in every lane."""
    nothing = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(nothing, number, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, nothing, mask_of([0] * kind.count))


@dataclass(frozen=True, slots=True)
class Lanes:
    """A vector in code that is being written.

    Attributes
    ----------
    builder : of LLVM instructions
    value : the LLVM vector
    """

    builder: Any
    value: Any

    @property
    def is_double(self) -> bool:
        return bool(self.value.type.element == ir.DoubleType())

    def filled(self, number: float) -> "Lanes":
        """Return the vector like this one with the number in every lane."""
        kind = self.value.type
        return Lanes(self.builder, ir.Constant(kind, [float(number)] * kind.count))

    def either(self, double: float, single: float) -> "Lanes":
        """Return `filled` with the number meant for this precision."""
        return self.filled(double if self.is_double else single)

    def cast(self, other: "Lanes | float") -> "Lanes":
        return other if isinstance(other, Lanes) else self.filled(other)

    def __add__(self, other: "Lanes | float") -> "Lanes":
        b = self.cast(other).value
        return Lanes(self.builder, self.builder.fadd(self.value, b))

    def __sub__(self, other: "Lanes | float") -> "Lanes":
        b = self.cast(other).value
        return Lanes(self.builder, self.builder.fsub(self.value, b))

    def __mul__(self, other: "Lanes | float") -> "Lanes":
        b = self.cast(other).value
        return Lanes(self.builder, self.builder.fmul(self.value, b))

    def __truediv__(self, other: "Lanes | float") -> "Lanes":
        b = self.cast(other).value
        return Lanes(self.builder, self.builder.fdiv(self.value, b))

    def __radd__(self, other: float) -> "Lanes":
        return self.filled(other) + self

    def __rsub__(self, other: float) -> "Lanes":
        return self.filled(other) - self

    def __rmul__(self, other: float) -> "Lanes":
        return self.filled(other) * self

    def __rtruediv__(self, other: float) -> "Lanes":
        return self.filled(other) / self

    def __neg__(self) -> "Lanes":
        return Lanes(self.builder, self.builder.fneg(self.value))

    def __abs__(self) -> "Lanes":
        return self.call("fabs")

    def call(self, name: str, *others: "Lanes") -> "Lanes":
        """Call the LLVM intrinsic of this name; log, sin, cos are the C library's."""
        kind = self.value.type
        arguments = [self.value, *(other.value for other in others)]
        function = cgutils.get_or_insert_function(
            self.builder.module,
            ir.FunctionType(kind, [kind] * len(arguments)),
            f"llvm.{name}.v{kind.count}{'f64' if self.is_double else 'f32'}",
        )
        return Lanes(self.builder, self.builder.call(function, arguments))

    def times_plus(self, factor: "Lanes | float", term: "Lanes | float") -> "Lanes":
        """Return self · factor + term, rounded once where the processor can."""
        return self.call("fmuladd", self.cast(factor), self.cast(term))

    def exponent_of_low_bits(self) -> "Lanes":
        """Return the numbers whose exponents are this one's lowest bits."""
        kind = self.value.type
        bits, mantissa = (64, 52) if self.is_double else (32, 23)
        whole = ir.VectorType(ir.IntType(bits), kind.count)
        shift = ir.Constant(whole, [mantissa] * kind.count)
        moved = self.builder.shl(self.builder.bitcast(self.value, whole), shift)
        return Lanes(self.builder, self.builder.bitcast(moved, kind))

    def total(self) -> Any:
        """Return the sum of the lanes as LLVM number, added in a fixed order."""
        vector, count = self.value, self.value.type.count
        while count > 1:
            count //= 2
            vector = self.builder.fadd(
                chosen(self.builder, vector, vector, list(range(count))),
                chosen(self.builder, vector, vector, list(range(count, 2 * count))),
            )
        return self.builder.extract_element(vector, ir.Constant(ir.IntType(32), 0))


def chosen(builder: Any, one: Any, other: Any, places: list[int]) -> Any:
    """Return the vector of these lanes of two vectors, the second's counted on."""
    return builder.shuffle_vector(one, other, mask_of(places))


def row_totals(rows: list[Lanes]) -> Any:
    """Return the LLVM vector of the totals of 2, 4, … vectors, at most one a lane.

    Each step adds the halves of two vectors and puts the results side by side, so that
    all the totals together cost little more than one.
    """
    builder, count = rows[0].builder, rows[0].value.type.count
    vectors = [row.value for row in rows]
    half = count // 2
    while len(vectors) > 1:
        # Each block of 2·half lanes shrinks to half; the second vector's come after.
        places = [
            block + lane
            for block in range(0, 2 * count, 2 * half)
            for lane in range(half)
        ]
        upper = [place + half for place in places]
        vectors = [
            builder.fadd(
                chosen(builder, one, other, places), chosen(builder, one, other, upper)
            )
            for one, other in zip(vectors[::2], vectors[1::2], strict=True)
        ]
        half //= 2
    result = vectors[0]
    while half:
        places = [
            block + lane
            for block in range(0, result.type.count, 2 * half)
            for lane in range(half)
        ]
        upper = [place + half for place in places]
        result = builder.fadd(
            chosen(builder, result, result, places),
            chosen(builder, result, result, upper),
        )
        half //= 2
    return result


def transposed(rows: list[Lanes]) -> list[Lanes]:
    """Return the columns of a square of vectors, by swapping ever smaller blocks."""
    builder, count = rows[0].builder, len(rows)
    vectors = [row.value for row in rows]
    half = count // 2
    while half:
        upper = [lane - half + count if lane & half else lane for lane in range(count)]
        lower = [lane + count if lane & half else lane + half for lane in range(count)]
        for one in range(count):
            if not one & half:
                pair = vectors[one], vectors[one + half]
                vectors[one] = chosen(builder, *pair, upper)
                vectors[one + half] = chosen(builder, *pair, lower)
        half //= 2
    return [Lanes(builder, vector) for vector in vectors]


def where_less(
    a: Lanes, b: Lanes | float, yes: Lanes | float, no: Lanes | float
) -> Lanes:
    """Return yes where a < b, else no: also where a is not a number."""
    less = a.builder.fcmp_ordered("<", a.value, a.cast(b).value)
    chosen = a.builder.select(less, a.cast(yes).value, a.cast(no).value)
    return Lanes(a.builder, chosen)


def at_least(x: Lanes, low: Lanes | float) -> Lanes:
    """Return max(x, low); what is not a number stays so."""
    return where_less(x, low, low, x)


def at_most(x: Lanes, high: Lanes | float) -> Lanes:
    """Return min(x, high); what is not a number stays so."""
    limit = x.cast(high)
    return where_less(limit, x, limit, x)


def unless_beyond(
    x: Lanes,
    limit: float,
    near: Callable[[Lanes], tuple[Lanes, ...]],
    far: Callable[[Lanes], tuple[Lanes, ...]],
) -> tuple[Lanes, ...]:
    """Return near(x), or far(x) where any lane is larger than the limit either way."""
    builder, kind = x.builder, x.value.type
    beyond = builder.fcmp_ordered(">", abs(x).value, x.filled(limit).value)
    bits = builder.bitcast(beyond, ir.IntType(kind.count))
    any_beyond = builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))
    with builder.if_else(any_beyond, likely=False) as (then, otherwise):
        with then:
            far_values = far(x)
            far_block = builder.block
        with otherwise:
            near_values = near(x)
            near_block = builder.block
    results = []
    for one, other in zip(far_values, near_values, strict=True):
        phi = builder.phi(kind)
        phi.add_incoming(one.value, far_block)
        phi.add_incoming(other.value, near_block)
        results.append(Lanes(builder, phi))
    return tuple(results)
