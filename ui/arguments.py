"""From the text of the command line to settings.

Text that cannot be read is handed on as it is: the settings refuse it with a sentence
that names the value and the allowed range.
"""

from collections.abc import Callable, Mapping
from typing import Any

from playground.batches import updates_per_epoch
from playground.errors import SettingsError
from playground.ranges import Count
from playground.settings import Settings

DEFAULT_UPDATES = 1000

UPDATES = Count("updates", 0, 2**53 - 1)
EPOCHS = Count("epochs", 0, 2**53 - 1)


def whole(text: str) -> int | str:
    """Read a whole number."""
    try:
        return int(text)
    except ValueError:
        return text


def real(text: str) -> float | str:
    """Read a number."""
    try:
        return float(text)
    except ValueError:
        return text


def names(text: str) -> tuple[str, ...]:
    """Read names with commas between them."""
    return tuple(name.strip() for name in text.split(","))


def layers(text: str) -> tuple[int | str, ...]:
    """Read the neurons of each hidden layer, or the word none."""
    return () if text == "none" else tuple(whole(size) for size in text.split(","))


def as_it_is(value: Any) -> Any:
    return value


READERS: dict[str, Callable[[str], Any]] = {
    "data": as_it_is,
    "samples": whole,
    "noise": real,
    "test_fraction": real,
    "data_seed": whole,
    "standardize": as_it_is,
    "features": names,
    "hidden": layers,
    "activation": names,
    "output_activation": as_it_is,
    "initializer": as_it_is,
    "seed": whole,
    "loss": as_it_is,
    "l1": real,
    "l2": real,
    "method": as_it_is,
    "optimizer": as_it_is,
    "batch_size": whole,
    "learning_rate": real,
    "momentum": real,
    "beta1": real,
    "beta2": real,
    "rho": real,
    "epsilon": real,
    "weight_decay": real,
    "schedule": as_it_is,
    "schedule_updates": whole,
    "clip_norm": real,
    "patience": whole,
    "engine": as_it_is,
    "precision": as_it_is,
}


def settings_of(arguments: Mapping[str, Any]) -> Settings:
    """Return the settings that the arguments choose; None means "not given".

    Raises
    ------
    SettingsError
        names the value and the allowed range.
    """
    return Settings.build(
        **{
            name: read(arguments[name])
            for name, read in READERS.items()
            if arguments[name] is not None
        }
    )


def update_count(settings: Settings, updates: str | None, epochs: str | None) -> int:
    """Return how many updates are wanted, from their number or that of the epochs.

    Raises
    ------
    SettingsError
        when both are given, or one is no such number.
    """
    if updates is not None and epochs is not None:
        raise SettingsError(
            f"updates and epochs exclude each other, got {updates!r} and {epochs!r}"
        )
    if epochs is None:
        return UPDATES.check(DEFAULT_UPDATES if updates is None else whole(updates))
    an_epoch = updates_per_epoch(settings.training_rows, settings.rows_per_update)
    return EPOCHS.check(whole(epochs)) * an_epoch


def place_to_show(seek: str | None, updates: int) -> int | None:
    """Return the update to go back to after training, None to stay at the end.

    Raises
    ------
    SettingsError
        when it is not one of 0 … updates.
    """
    return None if seek is None else Count("seek", 0, updates).check(whole(seek))
