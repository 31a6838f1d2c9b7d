"""What to do: every choice of an experiment, frozen, validated, JSON in and out.

A person chooses some settings; the rest follow from them (the loss from the data, the
batch size from the method, …). `Settings` holds all of them, decided, and `chosen`
holds what was said, so that changing one choice lets the others follow again.
"""

from typing import Any, Self

import msgspec

from playground.decisions import (
    decide,
    test_rows,
)
from playground.errors import SettingsError
from playground.optimizers import HYPER_DEFAULTS


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One experiment's choices. Make one with `Settings.build`.

    Attributes
    ----------
    chosen : the names that were said; all others follow from them.
    test_fraction : share of the samples that is kept for testing, in [0, 1).
    noise : standard deviation of what is added to the data: in their own units for made
        sets, in units of each column's standard deviation for real ones.
    hidden : neurons per hidden layer.
    activation : one name per hidden layer.
    batch_size : samples per update, or "full".
    schedule, schedule_updates : how the learning rate changes, and in how many updates.
    clip_norm : length to which longer gradients are shortened, 0 for no limit.
    patience : evaluations without a lower test loss after which training ends by
        itself, 0 for never.
    """

    data: str
    samples: int
    noise: float
    test_fraction: float
    data_seed: int
    standardize: bool
    features: tuple[str, ...]
    hidden: tuple[int, ...]
    activation: tuple[str, ...]
    output_activation: str
    initializer: str
    seed: int
    loss: str
    l1: float
    l2: float
    optimizer: str
    batch_size: int | str
    learning_rate: float
    momentum: float
    beta1: float
    beta2: float
    rho: float
    epsilon: float
    weight_decay: float
    schedule: str
    schedule_updates: int
    clip_norm: float
    patience: int
    engine: str
    precision: str
    chosen: tuple[str, ...] = ()

    @classmethod
    def build(cls, **options: Any) -> Self:
        """Decide every setting from those that are given; None means "not given".

        Raises
        ------
        SettingsError
            names the value and the allowed range.
        """
        return msgspec.convert(decide(options), cls)

    def replace(self, **changes: Any) -> Self:
        """Return the settings with some choices changed and all that follows from them.

        A `method` among the changes puts aside an optimizer and a batch size that were
        chosen before; None puts a choice aside. When only the number of layers changes,
        the layers that stay keep their chosen activation and new ones take the last.
        """
        options = self.choices()
        layers = changes.get("hidden")
        if "activation" in options and isinstance(layers, (list, tuple)):
            last = options["activation"][-1:]
            missing = len(layers) - len(self.activation)
            options["activation"] = (
                *options["activation"][: len(layers)],
                *(last * missing),
            )
        if changes.get("method") is not None:
            options.pop("optimizer", None)
            options.pop("batch_size", None)
        return type(self).build(**{**options, **changes})

    def choices(self) -> dict[str, Any]:
        """Return what was chosen, by name: `build(**choices())` is these settings."""
        return {name: getattr(self, name) for name in self.chosen}

    @property
    def method(self) -> str | None:
        """The lesson's name for the update rule and batch size, if it has one."""
        if self.optimizer == "momentum":
            return "momentum"
        if self.optimizer != "gradient_descent":
            return None
        if self.is_full_batch:
            return "gd"
        return "sgd" if self.batch_size == 1 else "mini-batch"

    @property
    def is_full_batch(self) -> bool:
        rows = self.training_rows
        return self.batch_size == "full" or (
            rows > 1 and isinstance(self.batch_size, int) and self.batch_size >= rows
        )

    @property
    def training_rows(self) -> int:
        return self.samples - test_rows(self.samples, self.test_fraction)

    @property
    def rows_per_update(self) -> int:
        """The batch size as a number, never more than there are training rows."""
        if isinstance(self.batch_size, str):
            return self.training_rows
        return min(self.batch_size, self.training_rows)

    @property
    def activations(self) -> tuple[str, ...]:
        """One name per layer after the input."""
        return (*self.activation, self.output_activation)

    @property
    def hyper(self) -> dict[str, float]:
        """The numbers that an update rule may read."""
        return {name: getattr(self, name) for name in HYPER_DEFAULTS}

    def to_json(self) -> str:
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what `to_json` wrote, and check it as `build` does.

        Raises
        ------
        SettingsError
            says what is wrong and where.
        """
        try:
            stored = msgspec.json.decode(text, type=cls)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise SettingsError(f"these are not settings: {error}") from None
        # All stored values are checked, also those that would follow by themselves: a
        # later version may decide them otherwise, and the file must stay what it was.
        values = msgspec.structs.asdict(stored)
        chosen = values.pop("chosen")
        checked = decide(values)
        unknown = set(chosen) - set(values)
        if unknown:
            raise SettingsError(f"settings cannot choose {', '.join(sorted(unknown))}")
        return msgspec.structs.replace(
            msgspec.convert(checked, cls), chosen=tuple(sorted(set(chosen)))
        )


FIELDS = tuple(name for name in Settings.__struct_fields__ if name != "chosen")
