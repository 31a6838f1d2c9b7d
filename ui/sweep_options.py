"""From the options of `playground sweep` to a plan and to what makes its runs."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from playground.errors import SettingsError
from playground.ranges import Count
from playground.sweep import Executor, LocalExecutor, Plan
from playground.sweep.dask import DaskExecutor
from ui.arguments import READERS, whole

WORKERS = Count("workers", 1, 1024)
CLUSTER = Count("local_cluster", 1, 1024)
ADDRESS = re.compile(r"[a-z]+://\S+")


def plan_of(arguments: Mapping[str, Any]) -> Plan | None:
    """Return the plan of a file, of options, or of both; None if there are none.

    What an option says is in place of what the file says about the same setting.

    Raises
    ------
    SettingsError
        says what is wrong.
    """
    settings = {
        name: read(arguments[name])
        for name, read in READERS.items()
        if arguments.get(name) is not None
    }
    vary = dict(read_vary(text) for text in arguments["vary"] or ())
    names = ("seeds", "sample", "sample_seed", "updates", "epochs", "stop_when")
    others: dict[str, Any] = {
        name: text if name == "stop_when" else whole(text)
        for name in names
        if (text := arguments[name]) is not None
    }
    if arguments["plan"] is None and not (settings or vary or others):
        return None
    if "," in str(others.get("seeds", "")):
        others["seeds"] = [whole(seed) for seed in others["seeds"].split(",")]
    plan = Plan() if arguments["plan"] is None else Plan.read(arguments["plan"])
    for one, other in (("updates", "epochs"), ("epochs", "updates")):
        if one in others:
            others.setdefault(other, None)
    given = {name: value for name, value in plan.settings.items() if name not in vary}
    axes = {name: value for name, value in plan.vary.items() if name not in settings}
    return msgspec.structs.replace(
        plan, settings={**given, **settings}, vary={**axes, **vary}, **others
    )


def read_vary(text: str) -> tuple[str, Any]:
    """Read NAME=VALUES: values with commas between them, or a range.

    A + joins the parts of one value: hidden=4,8+8 is one layer of 4, or two of 8.
    """
    name, sign, values = text.partition("=")
    name = name.strip().replace("-", "_")
    if not sign or not name:
        raise SettingsError(
            f"vary must be NAME=VALUES, like learning_rate=0.001:1:log8, got {text!r}"
        )
    if ":" in values:
        return name, values
    return name, [read_value(name, part.strip()) for part in values.split(",")]


def read_value(name: str, text: str) -> Any:
    if name == "standardize":
        return {"true": True, "false": False}.get(text, text)
    # A setting that there is not is refused by the plan.
    read = READERS.get(name, str)
    joined = name in ("hidden", "activation", "features")
    return read(text.replace("+", ",") if joined else text)


def executor_of(
    workers: str | None, scheduler: str | None, local_cluster: str | None
) -> Executor:
    """Return what makes the runs.

    Raises
    ------
    SettingsError
        when two are asked for, or one is asked for in a way that has no meaning.
    PlaygroundError
        when Dask is asked for and not installed.
    """
    asked = {
        "workers": workers,
        "scheduler": scheduler,
        "local-cluster": local_cluster,
    }
    given = [f"--{name} {text}" for name, text in asked.items() if text is not None]
    if len(given) > 1:
        raise SettingsError(
            f"workers, scheduler and local-cluster exclude each other, "
            f"got {' and '.join(given)}"
        )
    if scheduler is not None:
        if not ADDRESS.fullmatch(scheduler):
            raise SettingsError(
                f"scheduler must be an address like tcp://127.0.0.1:8786, "
                f"got {scheduler!r}"
            )
        return DaskExecutor(scheduler)
    if local_cluster is not None:
        return DaskExecutor(None, CLUSTER.check(whole(local_cluster)))
    return LocalExecutor(None if workers is None else WORKERS.check(whole(workers)))
