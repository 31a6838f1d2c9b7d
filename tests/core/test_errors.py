"""What callers catch."""

import pytest

from playground.errors import (
    Diverged,
    ExportError,
    LoadError,
    PlaygroundError,
    SettingsError,
)


@pytest.mark.parametrize("kind", [SettingsError, ExportError, LoadError])
def test_one_name_catches_all_that_a_person_can_mend(kind: type[Exception]) -> None:
    with pytest.raises(PlaygroundError, match=r"^noise must be in 0 … 1$"):
        raise kind("noise must be in 0 … 1")


def test_kinds_are_told_apart() -> None:
    kinds = (SettingsError, ExportError, LoadError, Diverged)
    assert all(one is two or not issubclass(one, two) for one in kinds for two in kinds)


def test_divergence_knows_when_and_why() -> None:
    error = Diverged(17, "the loss is infinite")
    assert isinstance(error, PlaygroundError)
    assert (error.update, error.reason) == (17, "the loss is infinite")
    assert str(error) == "the loss is infinite"
