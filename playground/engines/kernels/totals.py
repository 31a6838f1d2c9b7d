"""Sums along vectors: many totals at once, side by side."""

from typing import Any

from playground.engines.kernels.lanes import Lanes, chosen, row_totals
from playground.engines.kernels.simd import (
    Vector,
    element_pointer,
    primitive,
    read_lanes,
)
from playground.engines.kernels.toolchain import cgutils, ir, types


@primitive
def weigh_columns(
    typing: Any, matrix: Any, first: Any, width: Any, vector: Any, start: Any
) -> Any:
    """`weigh_columns(matrix, first, width, vector, start)`: rows times a vector.

    The rows (as many as a vector has lanes) have `width` numbers each, whole vectors,
    and begin at matrix[first]; the result holds their products with vector[start …].
    """
    kinds = (matrix, types.intp, types.intp, vector, types.intp)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        lane_count = Vector(matrix.dtype).lanes
        kind = context.get_value_type(sig.return_type)
        sums = [cgutils.alloca_once(builder, kind) for _ in range(lane_count)]
        for place in sums:
            builder.store(ir.Constant(kind, None), place)
        zero = context.get_constant(types.intp, 0)
        step = context.get_constant(types.intp, lane_count)
        loop = cgutils.for_range_slice(builder, zero, args[2], step, inc=True)
        with loop as (offset, _):
            at = builder.add(args[4], offset)
            factor = read_lanes(context, builder, vector, args[3], at)
            at = builder.add(args[1], offset)
            for place in sums:
                row = read_lanes(context, builder, matrix, args[0], at)
                summed = row.times_plus(factor, Lanes(builder, builder.load(place)))
                builder.store(summed.value, place)
                at = builder.add(at, args[2])
        return row_totals([Lanes(builder, builder.load(place)) for place in sums])

    return Vector(matrix.dtype)(*kinds), generate


def add_totals(
    context: Any, builder: Any, sig: Any, args: Any, rows: int, columns: int
) -> Any:
    """Write what adds the totals of rows · columns vectors to a block of an array."""
    kind, (array, at, step, *vectors) = sig.args[0], args
    lane_count = vectors[0].type.count
    group = min(len(vectors), lane_count)
    totals = [
        row_totals(
            [Lanes(builder, vector) for vector in vectors[first : first + group]]
        )
        for first in range(0, len(vectors), group)
    ]
    part = ir.VectorType(vectors[0].type.element, columns)
    for row in range(rows):
        source, first = divmod(row * columns, group)
        places = list(range(first, first + columns))
        sums = chosen(builder, totals[source], totals[source], places)
        pointer = element_pointer(context, builder, kind, array, at)
        pointer = builder.bitcast(pointer, part.as_pointer())
        align = kind.dtype.bitwidth // 8
        before = builder.load(pointer, align=align)
        builder.store(builder.fadd(before, sums), pointer, align=align)
        at = builder.add(at, step)
    return context.get_dummy_value()


@primitive
def add_totals_4x2(
    typing: Any,
    array: Any,
    at: Any,
    step: Any,
    v00: Any,
    v01: Any,
    v10: Any,
    v11: Any,
    v20: Any,
    v21: Any,
    v30: Any,
    v31: Any,
) -> Any:
    """Add the totals of v[j][i] to array[at + j · step + i]."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return add_totals(context, builder, sig, args, 4, 2)

    vectors = [Vector(array.dtype)] * 8
    return types.void(array, types.intp, types.intp, *vectors), generate


@primitive
def add_totals_1x4(
    typing: Any, array: Any, at: Any, v0: Any, v1: Any, v2: Any, v3: Any
) -> Any:
    """Add the totals of v[i] to array[at + i]."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        step = context.get_constant(types.intp, 0)
        return add_totals(context, builder, sig, [*args[:2], step, *args[2:]], 1, 4)

    vectors = [Vector(array.dtype)] * 4
    return types.void(array, types.intp, *vectors), generate
