"""How all settings follow from those that were chosen.

Each function decides some settings and adds them to `values`; later ones may look at
what earlier ones decided.
"""

from collections.abc import Mapping
from typing import Any

from playground.activations import ACTIVATIONS
from playground.data.own import find_source
from playground.errors import SettingsError
from playground.features import feature_of, raw_features
from playground.initializers import INITIALIZERS
from playground.losses import LOSSES
from playground.optimizers import HYPER_DEFAULTS, OPTIMIZERS
from playground.ranges import COUNTS, NUMBERS, check_choice
from playground.schedules import SCHEDULES

DEFAULT_BATCH_SIZE = 10
MAX_LAYERS = 8
ENGINES = ("auto", "reference", "compiled")
PRECISIONS = ("float64", "float32")

# method -> (update rule, batch size); None: any.
METHODS: dict[str, tuple[str, int | str | None]] = {
    "gd": ("gradient_descent", "full"),
    "sgd": ("gradient_descent", 1),
    "mini-batch": ("gradient_descent", None),
    "momentum": ("momentum", None),
}


def test_rows(samples: int, test_fraction: float) -> int:
    """Return how many samples are kept for testing; at least one is trained on."""
    return min(round(samples * test_fraction), samples - 1)


def decide(options: Mapping[str, Any]) -> dict[str, Any]:
    """Turn some choices into all settings, as `Settings.build` says."""
    given = {name: value for name, value in options.items() if value is not None}
    values: dict[str, Any] = {}
    decide_data(given, values)
    decide_network(given, values)
    decide_training(given, values)
    decide_engine(given, values)
    for name in given:
        if name not in values and name != "method":
            raise SettingsError(
                f"there is no setting {name!r}; the settings are "
                f"{', '.join(name for name in values if name != 'chosen_by_method')} "
                f"and method"
            )
    chosen = {*given, *values.pop("chosen_by_method", ())} - {"method"}
    return {**values, "chosen": tuple(sorted(chosen))}


def decide_data(given: dict[str, Any], values: dict[str, Any]) -> None:
    values["data"] = given.get("data", "spiral")
    data = find_source(values["data"])
    values["samples"] = COUNTS["samples"].check(given.get("samples", data.samples))
    if data.rows is not None and values["samples"] > data.rows:
        raise SettingsError(
            f"samples must be in 1 … {data.rows}, the rows of {data.name}, "
            f"got {values['samples']}"
        )
    values["noise"] = NUMBERS["noise"].check(given.get("noise", data.noise))
    fraction = given.get("test_fraction", 0.5)
    values["test_fraction"] = NUMBERS["test_fraction"].check(fraction)
    values["seed"] = COUNTS["seed"].check(given.get("seed", 0))
    data_seed = given.get("data_seed", values["seed"])
    values["data_seed"] = COUNTS["data_seed"].check(data_seed)
    standardize = given.get("standardize", not data.framed)
    if not isinstance(standardize, bool):
        raise SettingsError(f"standardize must be true or false, got {standardize!r}")
    values["standardize"] = standardize
    columns = len(data.columns)
    features = names_of("features", given.get("features"), ()) or raw_features(columns)
    made = [feature_of(name) for name in features]
    for feature in made:
        if feature.columns > columns:
            raise SettingsError(
                f"the feature {feature.name} needs x{feature.columns}, "
                f"but {data.name} has {columns} input column(s)"
            )
    features = tuple(feature.name for feature in made)
    if len(set(features)) != len(features):
        raise SettingsError(f"features must differ, got {', '.join(features)}")
    values["features"] = features


def decide_network(given: dict[str, Any], values: dict[str, Any]) -> None:
    hidden = given.get("hidden", (4, 2))
    if not isinstance(hidden, (list, tuple)):
        raise SettingsError(f"hidden must list neurons per layer, got {hidden!r}")
    if len(hidden) > MAX_LAYERS:
        raise SettingsError(
            f"hidden must have 0 … {MAX_LAYERS} layers, got {len(hidden)}"
        )
    values["hidden"] = hidden = tuple(COUNTS["hidden"].check(size) for size in hidden)
    activation = names_of("activation", given.get("activation"), ("tanh",))
    for name in activation:
        check_choice("activation", name, ACTIVATIONS)
    if len(activation) == 1 or not hidden:
        # A name for no layer at all is not refused: sweeps over depth begin at 0.
        activation = activation[:1] * len(hidden)
    if len(activation) != len(hidden):
        raise SettingsError(
            f"activation must name one function, or one for each of the {len(hidden)} "
            f"hidden layers, got {len(activation)}"
        )
    values["activation"] = activation
    values["initializer"] = check_choice(
        "initializer", given.get("initializer", "xavier"), INITIALIZERS
    )
    decide_loss(given, values)


def decide_loss(given: dict[str, Any], values: dict[str, Any]) -> None:
    is_classes = bool(find_source(values["data"]).classes)
    default = "cross_entropy" if is_classes else "squared_error"
    values["loss"] = check_choice("loss", given.get("loss", default), LOSSES)
    owns_output = LOSSES[values["loss"]].owns_output
    if owns_output and not is_classes:
        raise SettingsError(
            f"loss must be squared_error for {values['data']}, which has numbers and "
            f"no classes to predict, got {values['loss']}"
        )
    if owns_output or not is_classes:
        output = "identity"
    else:
        last = values["activation"][-1] if values["activation"] else "tanh"
        output = last if last in ("sigmoid", "tanh") else "tanh"
    output = check_choice(
        "output_activation", given.get("output_activation", output), ACTIVATIONS
    )
    if owns_output and output != "identity":
        raise SettingsError(
            f"output_activation must be identity with {values['loss']}, whose own link "
            f"makes probabilities, got {output}"
        )
    values["output_activation"] = output


def decide_training(given: dict[str, Any], values: dict[str, Any]) -> None:
    for name in ("l1", "l2"):
        values[name] = NUMBERS[name].check(given.get(name, 0.0))
    rule, batch_size = decide_method(given, values)
    values["optimizer"] = rule
    values["batch_size"] = batch_size
    for name, default in HYPER_DEFAULTS.items():
        fallback = OPTIMIZERS[rule].epsilon if name == "epsilon" else default
        values[name] = NUMBERS[name].check(given.get(name, fallback))
    schedule = given.get("schedule", "constant")
    if isinstance(schedule, str):
        # "warm-up" as people write it, beside the name that it has in files.
        schedule = schedule.replace("-", "_")
    values["schedule"] = check_choice("schedule", schedule, SCHEDULES)
    for name, default in (("schedule_updates", 1000), ("patience", 0)):
        values[name] = COUNTS[name].check(given.get(name, default))
    values["clip_norm"] = NUMBERS["clip_norm"].check(given.get("clip_norm", 0.0))


def decide_engine(given: dict[str, Any], values: dict[str, Any]) -> None:
    values["engine"] = check_choice("engine", given.get("engine", "auto"), ENGINES)
    values["precision"] = check_choice(
        "precision", given.get("precision", "float64"), PRECISIONS
    )


def decide_method(
    given: dict[str, Any], values: dict[str, Any]
) -> tuple[str, int | str]:
    """Return the update rule and the batch size; note what a method chose."""
    rows = values["samples"] - test_rows(values["samples"], values["test_fraction"])
    rule = check_choice(
        "optimizer", given.get("optimizer", "gradient_descent"), OPTIMIZERS
    )
    batch_size = given.get("batch_size", min(DEFAULT_BATCH_SIZE, rows))
    if batch_size != "full":
        batch_size = COUNTS["batch_size"].check(batch_size, or_else=', or "full"')
        if batch_size > rows:
            raise SettingsError(
                f"batch_size must be in 1 … {rows}, the training rows, "
                f'or "full", got {batch_size}'
            )
    if "method" not in given:
        return rule, batch_size
    method = check_choice("method", given["method"], METHODS)
    wanted_rule, wanted_size = METHODS[method]
    if "optimizer" in given and rule != wanted_rule:
        raise SettingsError(
            f"method {method} means the optimizer {wanted_rule}, got {rule}"
        )
    if wanted_size is not None and "batch_size" in given:
        same = rows if wanted_size == "full" else wanted_size
        if batch_size not in (wanted_size, same):
            raise SettingsError(
                f"method {method} means the batch size {wanted_size}, got {batch_size}"
            )
    values["chosen_by_method"] = ("optimizer",)
    if wanted_size is not None:
        values["chosen_by_method"] = ("optimizer", "batch_size")
        batch_size = wanted_size
    return wanted_rule, batch_size


def names_of(setting: str, value: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return one name or several as a tuple of names."""
    if value is None or (isinstance(value, (list, tuple)) and not value):
        return default
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple)) and all(isinstance(n, str) for n in value):
        return tuple(value)
    raise SettingsError(f"{setting} must be a name or a list of names, got {value!r}")
