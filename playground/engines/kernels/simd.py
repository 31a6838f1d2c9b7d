"""A vector of numbers as Numba code sees it: 64 bytes, in as many registers as it takes.

LLVM turns plain loops into vector code by itself, but it guards every loop with tests for
overlapping arrays and adds a scalar remainder. Networks of a playground have rows of ten
numbers, where those guards cost more than the arithmetic. So the kernels say what they
want: `load`, `multiply_add`, `store`, on rows that are padded to whole vectors. LLVM cuts
a vector into the registers that the processor has (one of AVX-512, two of AVX, four of
SSE or Neon); the results are the same numbers on all of them but for the fused
multiply-add.

A vector holds 8 float64 or 16 float32. Between a vector and a plain number the operators
+ - * / work as in NumPy.
"""

import operator
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

BYTES = 64

INDEX = ir.IntType(32)


def lanes_of(dtype: Any) -> int:
    """Return how many numbers of a NumPy dtype fit into a vector."""
    return BYTES // int(dtype.itemsize)


class Vector(types.Type):
    """The Numba type of a vector of float64 or float32."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        self.lanes = BYTES * 8 // dtype.bitwidth
        super().__init__(name=f"vector({dtype} x {self.lanes})")


@register_model(Vector)
class VectorModel(models.PrimitiveModel):
    """A vector is an LLVM vector, so it lives in registers."""

    def __init__(self, manager: Any, kind: Any) -> None:
        number = ir.DoubleType() if kind.dtype == types.float64 else ir.FloatType()
        super().__init__(manager, kind, ir.VectorType(number, kind.lanes))


def is_array(kind: Any) -> bool:
    return isinstance(kind, types.Array) and kind.ndim == 1 and kind.layout == "C"


def element_pointer(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    """Return the address of array[index]: no bounds check, no negative index."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(data, [index])


def splat(builder: Any, kind: Any, number: Any) -> Any:
    """Return the LLVM vector with the same number in every lane."""
    nothing = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(nothing, number, ir.Constant(INDEX, 0))
    zeros = ir.Constant(ir.VectorType(INDEX, kind.count), [0] * kind.count)
    return builder.shuffle_vector(first, nothing, zeros)


def call_llvm(builder: Any, name: str, arguments: list[Any]) -> Any:
    """Call the LLVM intrinsic of this name for the vectors' own type."""
    kind = arguments[0].type
    suffix = f"v{kind.count}{'f64' if kind.element == ir.DoubleType() else 'f32'}"
    function = cgutils.get_or_insert_function(
        builder.module,
        ir.FunctionType(kind, [kind] * len(arguments)),
        f"llvm.{name}.{suffix}",
    )
    return builder.call(function, arguments)


@intrinsic
def lanes(typing: Any, array: Any) -> Any:
    """`lanes(array)`: how many of the array's numbers fit into a vector."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.get_constant(types.intp, Vector(array.dtype).lanes)

    return types.intp(array), generate


@intrinsic
def load(typing: Any, array: Any, index: Any) -> Any:
    """`load(array, index)`: the vector that starts at array[index]."""
    if not is_array(array):
        return None

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = context.get_value_type(sig.return_type)
        pointer = element_pointer(context, builder, sig.args[0], *args)
        pointer = builder.bitcast(pointer, kind.as_pointer())
        return builder.load(pointer, align=array.dtype.bitwidth // 8)

    return Vector(array.dtype)(array, types.intp), generate


@intrinsic
def store(typing: Any, array: Any, index: Any, vector: Any) -> Any:
    """`store(array, index, vector)`: write the vector at array[index] and after."""
    if not is_array(array):
        return None

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = context.get_value_type(sig.args[2])
        pointer = element_pointer(context, builder, sig.args[0], *args[:2])
        pointer = builder.bitcast(pointer, kind.as_pointer())
        builder.store(args[2], pointer, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, types.intp, Vector(array.dtype)), generate


@intrinsic
def broadcast(typing: Any, array: Any, index: Any) -> Any:
    """`broadcast(array, index)`: the vector with array[index] in every lane."""
    if not is_array(array):
        return None

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = context.get_value_type(sig.return_type)
        pointer = element_pointer(context, builder, sig.args[0], *args)
        return splat(builder, kind, builder.load(pointer))

    return Vector(array.dtype)(array, types.intp), generate


@intrinsic
def filled(typing: Any, like: Any, number: Any) -> Any:
    """`filled(like, number)`: the number in each lane, of the precision of `like`."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = context.get_value_type(sig.return_type)
        value = context.cast(builder, args[1], types.float64, like.dtype)
        return splat(builder, kind, value)

    return Vector(like.dtype)(like, types.float64), generate


@intrinsic
def either(typing: Any, vector: Any, double: Any, single: Any) -> Any:
    """`either(vector, double, single)`: the number meant for the vector's precision."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return args[1] if vector.dtype == types.float64 else args[2]

    return types.float64(vector, types.float64, types.float64), generate


@intrinsic
def is_double(typing: Any, vector: Any) -> Any:
    """`is_double(vector)`: whether its numbers are float64; known to the compiler."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.get_constant(types.boolean, vector.dtype == types.float64)

    return types.boolean(vector), generate


@intrinsic
def multiply_add(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """`multiply_add(a, b, c)`: a b + c, rounded once where the processor can."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return call_llvm(builder, "fmuladd", list(args))

    return a(a, a, a), generate


@intrinsic
def absolute(typing: Any, a: Any) -> Any:
    """`absolute(a)`: |a|."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return call_llvm(builder, "fabs", list(args))

    return a(a), generate


@intrinsic
def rounded(typing: Any, a: Any) -> Any:
    """`rounded(a)`: the nearest whole number."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return call_llvm(builder, "rint", list(args))

    return a(a), generate


@intrinsic
def logarithm(typing: Any, a: Any) -> Any:
    """`logarithm(a)`: log a, by the C library, lane by lane."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return call_llvm(builder, "log", list(args))

    return a(a), generate


@intrinsic
def library_sine(typing: Any, a: Any) -> Any:
    """`library_sine(a)`: sin a, by the C library, lane by lane: slow and always right."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return call_llvm(builder, "sin", list(args))

    return a(a), generate


@intrinsic
def library_cosine(typing: Any, a: Any) -> Any:
    """`library_cosine(a)`: cos a, as `library_sine`."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return call_llvm(builder, "cos", list(args))

    return a(a), generate


@intrinsic
def where_less(typing: Any, a: Any, b: Any, yes: Any, no: Any) -> Any:
    """`where_less(a, b, yes, no)`: yes where a < b, else no (also where a is no number)."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        less = builder.fcmp_ordered("<", args[0], args[1])
        return builder.select(less, args[2], args[3])

    return a(a, a, a, a), generate


@intrinsic
def power_of_two(typing: Any, k: Any) -> Any:
    """`power_of_two(k)`: 2ᵏ for whole k, -1022 … 1023 (-126 … 127 in float32)."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = args[0].type
        # Added to 1.5 · 2⁵² (or 2²³), a whole number stands in the lowest bits: faster
        # than a conversion to integers, which AVX does not have for float64.
        if k.dtype == types.float64:
            bits, bias, magic, mantissa = 64, 1023, 1.5 * 2.0**52, 52
        else:
            bits, bias, magic, mantissa = 32, 127, 1.5 * 2.0**23, 23
        whole = ir.VectorType(ir.IntType(bits), kind.count)
        shift = ir.Constant(whole, [mantissa] * kind.count)
        offset = ir.Constant(kind, [magic + bias] * kind.count)
        moved = builder.bitcast(builder.fadd(args[0], offset), whole)
        return builder.bitcast(builder.shl(moved, shift), kind)

    return k(k), generate


@intrinsic
def total(typing: Any, a: Any) -> Any:
    """`total(a)`: the sum of the lanes, always added in the same order."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        vector = args[0]
        count = vector.type.count
        while count > 1:
            count //= 2
            halves = [
                ir.Constant(ir.VectorType(INDEX, count), list(range(first, last)))
                for first, last in ((0, count), (count, 2 * count))
            ]
            low, high = (builder.shuffle_vector(vector, vector, half) for half in halves)
            vector = builder.fadd(low, high)
        return builder.extract_element(vector, ir.Constant(INDEX, 0))

    return a.dtype(a), generate


@intrinsic
def largest(typing: Any, a: Any) -> Any:
    """`largest(a)`: the largest lane."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        result = builder.extract_element(args[0], ir.Constant(INDEX, 0))
        for lane in range(1, args[0].type.count):
            other = builder.extract_element(args[0], ir.Constant(INDEX, lane))
            greater = builder.fcmp_ordered("<", result, other)
            result = builder.select(greater, other, result)
        return result

    return a.dtype(a), generate


def overload_operator(function: Any, instruction: str) -> None:
    """Let a binary operator work on two vectors, or on a vector and a number."""

    @infer_global(function)
    class Template(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            vectors = [kind for kind in args if isinstance(kind, Vector)]
            others = [kind for kind in args if not isinstance(kind, Vector)]
            if not vectors or not all(isinstance(kind, types.Number) for kind in others):
                return None
            return signature(vectors[0], *args)

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = context.get_value_type(sig.return_type)
        operands = [
            operand
            if isinstance(given, Vector)
            else splat(
                builder,
                kind,
                context.cast(builder, operand, given, sig.return_type.dtype),
            )
            for operand, given in zip(args, sig.args, strict=True)
        ]
        return getattr(builder, instruction)(*operands)

    lower_builtin(function, Vector, Vector)(lower)
    lower_builtin(function, Vector, types.Number)(lower)
    lower_builtin(function, types.Number, Vector)(lower)


overload_operator(operator.add, "fadd")
overload_operator(operator.sub, "fsub")
overload_operator(operator.mul, "fmul")
overload_operator(operator.truediv, "fdiv")
