"""What is said and kept when an engine fails."""

import pytest

from playground.engines.failure import EngineFailed, takeover_sentence
from playground.errors import PlaygroundError


def test_the_error_stays_with_its_words() -> None:
    error = ZeroDivisionError("no kernel")
    failed = EngineFailed(error)
    assert failed.error is error
    assert str(failed) == "no kernel"
    # No sentence for a person: nobody may show it as one.
    assert not isinstance(failed, PlaygroundError)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("no kernel"), "(RuntimeError: no kernel)"),
        (OSError("gone"), "(OSError: gone)"),
        (ValueError(), "(ValueError: )"),
    ],
)
def test_the_takeover_names_the_kind_and_the_words(error: Exception, said: str) -> None:
    assert takeover_sentence(error) == (
        f"The compiled engine failed {said}, so the NumPy engine goes on."
    )
