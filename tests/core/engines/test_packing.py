"""How networks are laid down for the kernels: every parameter has its own place."""

from itertools import pairwise

import numpy as np
import pytest

from playground.activations import ACTIVATIONS
from playground.engines import packing
from playground.engines.packing import (
    LINE,
    aligned_zeros,
    natural_packing,
    single_packing,
)

TANH = ACTIVATIONS["tanh"].code
RELU = ACTIVATIONS["relu"].code

SHAPES = [(1, 1), (2, 1), (2, 4, 2, 1), (3, 9, 17, 5), (33, 8, 8, 1)]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("count", [1, 7, 8, 1000])
def test_zeros_begin_a_line_of_the_cache(count: int, dtype: type) -> None:
    numbers = aligned_zeros(count, dtype)
    assert numbers.shape == (count,)
    assert numbers.dtype == dtype
    assert not numbers.any()
    assert numbers.ctypes.data % LINE == 0
    assert numbers.flags.writeable


def test_the_natural_order_is_that_of_the_parameters() -> None:
    # 2 → 4: weights 0 … 7, bias 8 … 11; 4 → 3: weights 12 … 23, bias 24 … 26.
    packed = natural_packing((2, 4, 3), ("tanh", "relu"))
    assert packed.layers.tolist() == [
        [2, 4, TANH, 0, 8, 0, 2, 0, 4],
        [4, 3, RELU, 12, 24, 2, 6, 0, 3],
    ]
    assert packed.blocks.tolist() == [[0, 8], [12, 12]]
    assert (packed.count, packed.rows, packed.places) == (27, 9, None)
    assert not packed.uses_blas


def test_large_layers_are_for_blas_and_vectors_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packing, "BLAS_WEIGHTS", 12)
    packed = natural_packing((3, 4, 20, 1), ("tanh",) * 3)
    # 12 weights are enough, 20 are too, but those of one neuron are no matrix.
    assert packed.layers[:, 7].tolist() == [1, 1, 0]
    assert packed.uses_blas
    assert not natural_packing((11, 1), ("tanh",)).uses_blas


def test_one_sample_at_a_time_has_rows_of_whole_vectors() -> None:
    packed = single_packing((2, 3, 1), ("tanh", "relu"), 4)
    # 2 inputs × 4, and a bias of 4; then 4 (3 padded) × 4, and a bias of 4.
    assert packed.layers.tolist() == [
        [2, 3, TANH, 0, 8, 0, 4, 0, 4],
        [3, 1, RELU, 12, 28, 4, 8, 0, 4],
    ]
    assert packed.blocks.tolist() == [[0, 8], [12, 16]]
    assert (packed.count, packed.rows) == (32, 12)
    places = packed.places
    assert places is not None
    # Weights (neuron, input) of the first layer stand input by input.
    assert places[:6].tolist() == [0, 4, 1, 5, 2, 6]
    assert places[6:9].tolist() == [8, 9, 10]
    assert places[9:].tolist() == [12, 16, 20, 28]


@pytest.mark.parametrize("lanes", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("sizes", SHAPES)
def test_no_two_parameters_share_a_place(sizes: tuple[int, ...], lanes: int) -> None:
    packed = single_packing(sizes, ("tanh",) * (len(sizes) - 1), lanes)
    count = natural_packing(sizes, ("tanh",) * (len(sizes) - 1)).count
    assert packed.places is not None
    assert len(packed.places) == count == len(set(packed.places.tolist()))
    assert 0 <= packed.places.min() <= packed.places.max() < packed.count
    # Everything that a kernel reads as a whole vector lies inside.
    assert (packed.layers[:, 3:7] % lanes == 0).all()
    assert packed.count % lanes == packed.rows % lanes == 0


@pytest.mark.parametrize("sizes", SHAPES)
def test_weights_are_where_penalties_look_and_biases_are_not(
    sizes: tuple[int, ...],
) -> None:
    names = ("tanh",) * (len(sizes) - 1)
    weights, start = [], 0
    for before, after in pairwise(sizes):
        weights += [True] * (before * after) + [False] * after
        start += before * after + after
    for packed in (natural_packing(sizes, names), single_packing(sizes, names, 8)):
        marks = np.zeros(packed.count, bool)
        for begin, count in packed.blocks:
            marks[begin : begin + count] = True
        places = slice(None) if packed.places is None else packed.places
        assert marks[places].tolist() == weights
