"""What the last digits depend on, and what is said when it is otherwise."""

import numpy as np
import pytest

import playground as pg
from playground.experiment.fingerprint import differences, fingerprint


def test_the_fingerprint_is_text_that_stays() -> None:
    found = fingerprint()
    assert found == fingerprint()
    assert found["program"] == pg.__version__
    assert found["numpy"] == np.__version__
    assert all(isinstance(word, str) and word for word in found.values())
    assert all(len(word) <= 1000 for word in found.values())


def test_here_nothing_is_otherwise() -> None:
    assert differences(fingerprint()) == ()


@pytest.mark.parametrize("name", ["numpy", "blas", "simd", "machine"])
def test_what_changes_numbers_is_named(name: str) -> None:
    assert differences({**fingerprint(), name: "another"}) == (name,)


@pytest.mark.parametrize("name", ["program", "python"])
def test_what_changes_no_number_is_not(name: str) -> None:
    assert differences({**fingerprint(), name: "another"}) == ()


def test_what_an_older_file_does_not_say_is_otherwise() -> None:
    assert differences({}) == ("numpy", "blas", "simd", "machine")


def test_a_numpy_that_does_not_know_itself_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(np, "show_config", lambda mode: None)
    assert fingerprint()["blas"] == "? ?"
    assert fingerprint()["simd"] == ""
