"""Vectors as Numba code sees them: `load`, arithmetic, `store`.

LLVM turns plain loops into vector code by itself, but it guards every loop with tests
for overlapping arrays and adds a scalar remainder. Networks of a playground have rows
of ten numbers, where those guards cost more than the arithmetic. So the kernels say
what they want, on rows that are padded to whole vectors.

Arrays are one-dimensional here, and an index is neither checked nor wrapped around.
"""

import operator
from collections.abc import Callable
from typing import Any

from playground.engines.kernels import elementary
from playground.engines.kernels.lanes import (
    BYTES,
    Lanes,
    splat,
    where_less,
)
from playground.engines.kernels.toolchain import (
    AbstractTemplate,
    PrimitiveModel,
    Type,
    infer_global,
    intrinsic,
    ir,
    lower_builtin,
    register_model,
    signature,
    types,
)


def primitive(function: Callable[..., Any]) -> Any:
    """Let Numba code call what this function writes instructions for."""
    return intrinsic(function)


class Vector(Type):  # type: ignore[misc]
    """The Numba type of a vector of float64 or float32."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        self.lanes = BYTES * 8 // dtype.bitwidth
        super().__init__(name=f"vector({dtype} x {self.lanes})")


@register_model(Vector)
class VectorModel(PrimitiveModel):  # type: ignore[misc]
    """A vector is an LLVM vector, so it lives in registers."""

    def __init__(self, manager: Any, kind: Any) -> None:
        number = ir.DoubleType() if kind.dtype == types.float64 else ir.FloatType()
        super().__init__(manager, kind, ir.VectorType(number, kind.lanes))


def element_pointer(
    context: Any, builder: Any, kind: Any, array: Any, index: Any
) -> Any:
    """Return the address of array[index]."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(data, [index])


def read_lanes(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Lanes:
    vector = context.get_value_type(Vector(kind.dtype))
    pointer = element_pointer(context, builder, kind, array, index)
    pointer = builder.bitcast(pointer, vector.as_pointer())
    return Lanes(builder, builder.load(pointer, align=kind.dtype.bitwidth // 8))


def write_lanes(context: Any, kind: Any, array: Any, index: Any, lanes: Lanes) -> None:
    builder = lanes.builder
    pointer = element_pointer(context, builder, kind, array, index)
    pointer = builder.bitcast(pointer, lanes.value.type.as_pointer())
    builder.store(lanes.value, pointer, align=kind.dtype.bitwidth // 8)


@primitive
def lanes(typing: Any, array: Any) -> Any:
    """`lanes(array)`: how many of the array's numbers fit into a vector."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.get_constant(types.intp, Vector(array.dtype).lanes)

    return types.intp(array), generate


@primitive
def get(typing: Any, array: Any, index: Any) -> Any:
    """`get(array, index)`: array[index]."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(element_pointer(context, builder, sig.args[0], *args))

    return array.dtype(array, types.intp), generate


@primitive
def put(typing: Any, array: Any, index: Any, number: Any) -> Any:
    """`put(array, index, number)`: array[index] = number."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = element_pointer(context, builder, sig.args[0], *args[:2])
        builder.store(args[2], pointer)
        return context.get_dummy_value()

    return types.void(array, types.intp, array.dtype), generate


@primitive
def load(typing: Any, array: Any, index: Any) -> Any:
    """`load(array, index)`: the vector that starts at array[index]."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return read_lanes(context, builder, sig.args[0], *args).value

    return Vector(array.dtype)(array, types.intp), generate


@primitive
def store(typing: Any, array: Any, index: Any, vector: Any) -> Any:
    """`store(array, index, vector)`: write the vector at array[index] and after."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        write_lanes(context, sig.args[0], args[0], args[1], Lanes(builder, args[2]))
        return context.get_dummy_value()

    return types.void(array, types.intp, Vector(array.dtype)), generate


@primitive
def broadcast(typing: Any, array: Any, index: Any) -> Any:
    """`broadcast(array, index)`: the vector with array[index] in every lane."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = element_pointer(context, builder, sig.args[0], *args)
        kind = context.get_value_type(sig.return_type)
        return splat(builder, kind, builder.load(pointer))

    return Vector(array.dtype)(array, types.intp), generate


@primitive
def zeros(typing: Any, like: Any) -> Any:
    """`zeros(like)`: a vector of zeros of the precision of `like`."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return ir.Constant(context.get_value_type(sig.return_type), None)

    return Vector(like.dtype)(like), generate


@primitive
def total(typing: Any, vector: Any) -> Any:
    """`total(vector)`: the sum of its lanes, always added in the same order."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return Lanes(builder, args[0]).total()

    return vector.dtype(vector), generate


def vector_function(formula: Callable[..., Any], results: int = 1) -> Any:
    """Return what Numba code calls for a formula of `Lanes` with 1 to 4 arguments."""

    def typed(typing: Any, given: tuple[Any, ...]) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            answer = formula(*(Lanes(builder, argument) for argument in args))
            if results == 1:
                return answer.value
            values = [part.value for part in answer]
            return context.make_tuple(builder, sig.return_type, values)

        first = given[0]
        answer = first if results == 1 else types.UniTuple(first, results)
        return answer(*given), generate

    def of_one(typing: Any, a: Any) -> Any:
        return typed(typing, (a,))

    def of_three(typing: Any, a: Any, b: Any, c: Any) -> Any:
        return typed(typing, (a, b, c))

    def of_four(typing: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
        return typed(typing, (a, b, c, d))

    by_count: dict[int, Callable[..., Any]] = {1: of_one, 3: of_three, 4: of_four}
    return primitive(by_count[formula.__code__.co_argcount])


def overload_operator(function: Any) -> None:
    """Let a binary operator work on two vectors."""

    @infer_global(function)
    class Template(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            if not all(isinstance(kind, Vector) for kind in args):
                return None
            return signature(args[0], *args)

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return function(*(Lanes(builder, operand) for operand in args)).value

    lower_builtin(function, Vector, Vector)(lower)


for arithmetic in (operator.add, operator.sub, operator.mul, operator.truediv):
    overload_operator(arithmetic)


def fused(a: Lanes, b: Lanes, c: Lanes) -> Lanes:
    return a.times_plus(b, c)


def natural_logarithm(a: Lanes) -> Lanes:
    return a.call("log")


multiply_add = vector_function(fused)
where_smaller = vector_function(where_less)
exp_of_negative = vector_function(elementary.exp_of_negative)
logarithm = vector_function(natural_logarithm)
