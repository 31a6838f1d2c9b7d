"""What stands behind a number that no formula makes."""

import pytest

from playground.explaining.notes import note
from playground.explaining.quantities import split_name

FEATURES = ("x1", "sin(2*x1)")


@pytest.mark.parametrize(
    ("name", "sample", "words"),
    [
        ("x[2]", None, "feature 2 (sin(2*x1)) averaged over the batch"),
        ("x[1]", 7, "feature 1 (x1) of sample 7"),
        ("y[1]", 0, "target 1 of sample 0"),
        ("w[1][3,2]", None, "the weight from x[2] to a[1][3], before the update"),
        ("w[2][1,3]", None, "the weight from a[1][3] to a[2][1], before the update"),
        ("b[2][1]", 5, "the bias of a[2][1], before the update"),
        ("penalty", None, "no penalty is set"),
        # Of these a formula says all.
        *[(name, None, "") for name in ("loss", "z[1][1]", "delta[1][1]")],
        *[(name, None, "") for name in ("gradient.w[1][1,1]", "new.b[1][1]")],
    ],
)
def test_what_is_only_read_is_said_in_words(
    name: str, sample: int | None, words: str
) -> None:
    quantity = split_name(name)
    assert quantity is not None
    assert note(quantity, FEATURES, sample, has_penalty=False) == words


def test_a_penalty_that_counts_has_a_formula() -> None:
    quantity = split_name("penalty")
    assert quantity is not None
    assert note(quantity, FEATURES, None, has_penalty=True) == ""
