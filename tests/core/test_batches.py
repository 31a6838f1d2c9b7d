import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.batches import epoch_key, sample_order, updates_per_epoch

MASK = 2**64 - 1
seeds = st.integers(0, 2**53 - 1)
epochs = st.integers(0, 10**9)


def splitmix(x: int) -> int:
    """SplitMix64's finaliser, in whole numbers of any size."""
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


def shuffled(seed: int, epoch: int, count: int) -> list[int]:
    """The same order, written once more from its description."""
    golden = 0x9E3779B97F4A7C15
    key = splitmix(splitmix(seed + golden & MASK) + epoch & MASK)
    order = list(range(count))
    for place in reversed(range(1, count)):
        random = splitmix(key + place * golden & MASK) >> 32
        partner = random * (place + 1) >> 32
        order[place], order[partner] = order[partner], order[place]
    return order


@given(seeds, epochs, st.integers(1, 300))
def test_every_epoch_is_a_permutation(seed: int, epoch: int, count: int) -> None:
    order = sample_order(seed, epoch, count)
    np.testing.assert_array_equal(np.sort(order), np.arange(count))


@given(seeds, epochs, st.integers(1, 100))
def test_order_is_the_one_described(seed: int, epoch: int, count: int) -> None:
    assert sample_order(seed, epoch, count).tolist() == shuffled(seed, epoch, count)


@pytest.mark.parametrize(
    ("seed", "epoch", "first"),
    [
        (0, 0, [5, 9, 7, 8, 2, 6, 3, 0, 1, 4]),
        (0, 1, [3, 4, 9, 1, 5, 7, 6, 8, 2, 0]),
        (1, 0, [9, 0, 5, 2, 4, 7, 1, 6, 3, 8]),
        (2**53 - 1, 10**6, [8, 0, 4, 9, 1, 2, 6, 7, 5, 3]),
    ],
)
def test_orders_never_change(seed: int, epoch: int, first: list[int]) -> None:
    """Stored experiments are replayed with these."""
    assert sample_order(seed, epoch, 10).tolist() == first


def test_epochs_and_seeds_have_their_own_order() -> None:
    orders = {
        tuple(sample_order(seed, epoch, 50))
        for seed in range(20)
        for epoch in range(20)
    }
    assert len(orders) == 400
    assert len({epoch_key(seed, 0) for seed in range(1000)}) == 1000


@pytest.mark.parametrize("place", [0, 1, 8, 19])
def test_every_sample_comes_to_every_place_equally_often(place: int) -> None:
    count, epochs = 20, 4000
    visits = np.bincount(
        [sample_order(7, epoch, count)[place] for epoch in range(epochs)],
        minlength=count,
    )
    expected = epochs / count
    chi_square = ((visits - expected) ** 2 / expected).sum()
    # 19 degrees of freedom: beyond 43.8 once in a thousand times, beyond 60 never.
    assert chi_square < 60.0


@pytest.mark.parametrize(
    ("count", "batch_size", "updates"),
    [(20, 5, 4), (21, 5, 5), (1, 1, 1), (10, 10, 1), (10, 1, 10), (10, 9, 2)],
)
def test_updates_per_epoch_count_the_smaller_last_batch(
    count: int, batch_size: int, updates: int
) -> None:
    assert updates_per_epoch(count, batch_size) == updates
