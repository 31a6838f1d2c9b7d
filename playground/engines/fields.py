"""What each neuron answers all over a field of points, compiled.

A layer's map is feature-major: a row for each neuron, so that a neuron's picture is one
contiguous piece of memory. The call gives up the interpreter.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from playground.engines.kernels.maps import map_neurons
from playground.engines.kernels.toolchain import absence
from playground.engines.packing import aligned_zeros, natural_packing
from playground.engines.plan import Array
from playground.network import Network

# Points that go through the network at once: their activations stay in the cache.
PIECE = 256
PIECE_BLAS = 2048
# Work (points times parameters) from which a second thread is worth its start.
THREAD_WORK = 1 << 26
THREADS = 2


def neuron_maps(
    sizes: tuple[int, ...], activations: tuple[str, ...], params: Array, x: Array
) -> list[Array]:
    """Return one (M, N) array a layer: the activations of its neurons at N points.

    Parameters
    ----------
    sizes : neurons per layer, the features first
    activations : one name per layer after the input
    params : (P,), as `Network.params` orders them; its precision is the maps' precision
    x : (N, F) features of the points
    """
    if absence is not None:
        # A run bears the engine's name until an update shows that it cannot be made.
        network = Network(tuple(sizes), tuple(activations), params.dtype)
        network.params[:] = params
        return [a.T for a in network.forward(x).a]
    packing = natural_packing(tuple(sizes), tuple(activations))
    dtype = params.dtype
    count = len(x)
    points = np.array(x, dtype, order="C").reshape(-1)
    flat: Array = np.empty(sum(sizes[1:]) * count, dtype)
    piece = PIECE_BLAS if packing.uses_blas else PIECE

    def fill(first: int, last: int) -> None:
        a, slopes = (aligned_zeros(packing.rows * piece, dtype) for _ in range(2))
        map_neurons(
            np.ascontiguousarray(params),
            packing.layers,
            points,
            count,
            first,
            last,
            a,
            slopes,
            piece,
            flat,
        )

    threads = min(THREADS, os.cpu_count() or 1)
    if count * packing.count < THREAD_WORK or packing.uses_blas or threads == 1:
        fill(0, count)
    else:
        # The cut is at a whole piece, so that each point's bits are as in one thread.
        middle = count // threads // piece * piece
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(fill, middle, count)
            fill(0, middle)
            other.result()
    rows = flat.reshape(-1, count)
    ends = np.cumsum(sizes[1:])
    return [rows[end - size : end] for end, size in zip(ends, sizes[1:], strict=True)]
