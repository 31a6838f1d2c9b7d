"""Which runs a sweep makes: a grid or a random sample of settings, and some seeds."""

import math
import tomllib
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np

from playground.batches import updates_per_epoch
from playground.errors import SettingsError
from playground.ranges import COUNTS, Count
from playground.settings import FIELDS, Settings
from playground.stopping import StopCondition
from playground.sweep.axis import Axis, read_axis
from playground.sweep.job import Job

DEFAULT_UPDATES = 1000
MAX_RUNS = 100_000
MAX_FILE_BYTES = 1 << 20

UPDATES = Count("updates", 1, 2**53 - 1)
EPOCHS = Count("epochs", 1, 2**53 - 1)
SEEDS = Count("seeds", 1, MAX_RUNS)
SAMPLE = Count("sample", 1, MAX_RUNS)

# A sample has no combination twice; a space with too few of them is noticed by trying.
TRIES_PER_DRAW = 50


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a sweep is made of, as a TOML file says it.

    Attributes
    ----------
    settings : options of `Settings.build`, the same for all runs
    vary : setting -> a list of its values, or a range like "0.001:1:log8"
    seeds : how many, counted from the settings' seed on, or a list of them
    updates, epochs : how long a run lasts at the most; one of them at the most
    stop_when : ends a run earlier, like "test_loss<0.05"; it has then converged
    sample : how many combinations are taken at random; None: all of them, the grid
    sample_seed : which random ones
    """

    settings: dict[str, Any] = {}
    vary: dict[str, Any] = {}
    seeds: int | list[int] = 1
    updates: int | None = None
    epochs: int | None = None
    stop_when: str | None = None
    sample: int | None = None
    sample_seed: int = 0

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Read a TOML file.

        Raises
        ------
        SettingsError
            says what is wrong and where.
        """
        try:
            with Path(path).open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
            if len(content) > MAX_FILE_BYTES:
                raise SettingsError(
                    f"{path} must be at most {MAX_FILE_BYTES >> 20} MB long to be the "
                    f"plan of a sweep"
                )
            return msgspec.convert(tomllib.loads(content.decode()), cls)
        except OSError as error:
            raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
        except ValueError as error:
            # TOML, UTF-8 and msgspec say where it is wrong; a path may hold a zero.
            raise SettingsError(f"{path} is not the plan of a sweep: {error}") from None
        except RecursionError:
            raise SettingsError(
                f"{path} is not the plan of a sweep: it is nested too deeply"
            ) from None

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises
        ------
        SettingsError
            says what is wrong and where.
        """
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.DecodeError as error:
            raise SettingsError(f"this is not the plan of a sweep: {error}") from None

    def to_json(self) -> str:
        return msgspec.json.encode(self).decode()

    def jobs(self) -> tuple[Job, ...]:
        """Return every run of the sweep, all settings checked.

        Raises
        ------
        SettingsError
            names the value and the allowed range.
        """
        self.check()
        axes = self.axes()
        seeds = self.seed_values()
        combinations = self.draw(axes) if self.sample else self.grid(axes, len(seeds))
        jobs = []
        for combination in combinations:
            for seed in seeds:
                chosen = {**self.settings, **combination}
                if seed is not None:
                    chosen["seed"] = seed
                settings = Settings.build(**chosen)
                jobs.append(Job(settings, self.length(settings), self.stop_when))
        return tuple({job.key: job for job in jobs}.values())

    def check(self) -> None:
        for name in (*self.settings, *self.vary):
            if name not in (*FIELDS, "method"):
                raise SettingsError(
                    f"there is no setting {name!r}; the settings are "
                    f"{', '.join(FIELDS)} and method"
                )
            if name in self.settings and name in self.vary:
                raise SettingsError(
                    f"{name} cannot be both the same for all runs and varied, got "
                    f"{self.settings[name]!r} and {self.vary[name]!r}"
                )
        if self.updates is not None and self.epochs is not None:
            raise SettingsError(
                f"updates and epochs exclude each other, got {self.updates} "
                f"and {self.epochs}"
            )
        if self.stop_when is not None:
            StopCondition.parse(self.stop_when)
        if self.sample is not None:
            SAMPLE.check(self.sample)
        Count("sample_seed", 0, 2**53 - 1).check(self.sample_seed)

    def axes(self) -> tuple[Axis, ...]:
        return tuple(read_axis(name, values) for name, values in self.vary.items())

    def seed_values(self) -> tuple[int | None, ...]:
        """Return the seeds; None where the combination itself has one."""
        if "seed" in self.vary:
            if self.seeds != 1:
                raise SettingsError(
                    f"seeds and a varied seed exclude each other, got {self.seeds} "
                    f"and {self.vary['seed']}"
                )
            return (None,)
        if isinstance(self.seeds, list):
            SEEDS.check(len(self.seeds))
            return tuple(COUNTS["seed"].check(seed) for seed in self.seeds)
        first = COUNTS["seed"].check(self.settings.get("seed", 0))
        return tuple(range(first, first + SEEDS.check(self.seeds)))

    def grid(self, axes: Iterable[Axis], seeds: int) -> Iterator[dict[str, Any]]:
        values = {axis.name: axis.grid() for axis in axes}
        check_size(math.prod(map(len, values.values())) * seeds)
        for combination in product(*values.values()):
            yield dict(zip(values, combination, strict=True))

    def draw(self, axes: tuple[Axis, ...]) -> Iterator[dict[str, Any]]:
        """Yield random combinations, none twice; all where there are no more."""
        wanted = self.sample or 0
        check_size(wanted * len(self.seed_values()))
        rng = np.random.default_rng(self.sample_seed)
        seen = set()
        for _ in range(TRIES_PER_DRAW * wanted):
            combination = {axis.name: axis.draw(rng) for axis in axes}
            token = repr(combination)
            if token in seen:
                continue
            seen.add(token)
            yield combination
            if len(seen) == wanted:
                return

    def length(self, settings: Settings) -> int:
        """Return how many updates a run with these settings makes at the most."""
        if self.epochs is None:
            updates = DEFAULT_UPDATES if self.updates is None else self.updates
            return UPDATES.check(updates)
        an_epoch = updates_per_epoch(settings.training_rows, settings.rows_per_update)
        return EPOCHS.check(self.epochs) * an_epoch


def check_size(runs: int) -> None:
    if runs > MAX_RUNS:
        raise SettingsError(
            f"a sweep must have at most {MAX_RUNS:,} runs, this one has {runs:,}; "
            f"a random sample takes fewer"
        )
