"""A new run that begins with the weights of a file."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.own import find_source
from playground.errors import LoadError, PlaygroundError, SettingsError
from playground.features import raw_features
from playground.importers.network_file import SOFTMAX, NetworkFile
from playground.network import Layer, layer_views
from playground.run import Run
from playground.settings import Settings
from playground.stored_settings import settings_from

Array = NDArray[np.floating[Any]]


def run_with(network: NetworkFile, settings: Settings | None = None) -> Run:
    """Return a run at update 0 whose network has the weights of a file.

    The weights are an edit at update 0, so they can be undone and are seen on the
    timeline. Where the file's inputs are standardised otherwise than the run's, the
    first layer takes that up: the network answers as it did.

    Parameters
    ----------
    settings : the data and how to train; by default those that the file brought

    Raises
    ------
    LoadError
        says what the file has and what was expected.
    """
    notices: list[str] = []
    base = settings or settings_in(network)
    network = with_one_output(network, base)
    wanted = settings_for(network, base, notices)
    run = Run(wanted)
    if run.network.sizes != network.sizes:
        raise mismatch(network, run.network.sizes, wanted)
    params = params_for(network, run)
    run.edit(np.arange(len(params)), params, f"weights of {network.name}")
    run.notices.extend(notices)
    return run


def settings_in(network: NetworkFile) -> Settings:
    """Return the settings that a file of the program brought."""
    try:
        return settings_from(network.settings)
    except (SettingsError, TypeError, ValueError) as error:
        reason = str(error) if network.settings else "it brings no settings"
        raise LoadError(
            f"{network.name} does not say what to train on ({reason}); choose the data "
            f"first"
        ) from None


def settings_for(network: NetworkFile, base: Settings, notices: list[str]) -> Settings:
    """Return the settings that make a network of the file's shape."""
    hidden = network.sizes[1:-1]
    activations = network.activations
    if None in activations[:-1]:
        usual = (base.activation or ("tanh",))[0]
        hidden_ones = (name or usual for name in activations[:-1])
        activations = (*hidden_ones, activations[-1])
        notices.append(
            f"{network.name} does not say its activations; {usual} was taken."
        )
    loss, output = ending(network, base)
    changes = {
        "hidden": hidden,
        "activation": activations[:-1],
        "features": features_for(network, base),
        "loss": loss,
        "output_activation": output,
    }
    # What is so already stays as it was chosen, or follows as it did.
    changes = {n: value for n, value in changes.items() if getattr(base, n) != value}
    try:
        return base.replace(**changes)
    except PlaygroundError as error:
        raise LoadError(f"{network.name} does not fit: {error}") from None


def ending(network: NetworkFile, base: Settings) -> tuple[str, str]:
    """Return the loss and the output activation that a file's last layer means."""
    last = network.activations[-1]
    is_classes = bool(find_source(base.data).classes)
    if network.loss and last is not None and last != SOFTMAX:
        return network.loss, last
    if last == SOFTMAX or (last == "sigmoid" and network.sizes[-1] == 1):
        if not is_classes:
            raise LoadError(
                f"{network.name} ends in probabilities of classes, but {base.data} has "
                f"numbers to predict"
            )
        return "cross_entropy", "identity"
    if last is None or last == "identity":
        return ("cross_entropy" if is_classes else "squared_error"), "identity"
    return "squared_error", last


def features_for(network: NetworkFile, base: Settings) -> tuple[str, ...]:
    """Return features in the number of the network's inputs."""
    if network.features is not None:
        return network.features
    columns = raw_features(len(find_source(base.data).columns))
    inputs = network.sizes[0]
    for features in (base.features, columns):
        if len(features) == inputs:
            return features
    raise mismatch(network, (len(base.features),), base)


def mismatch(
    network: NetworkFile, expected: tuple[int, ...], settings: Settings
) -> LoadError:
    source = find_source(settings.data)
    classes = len(source.classes)
    outputs = classes if classes > 2 else 1
    return LoadError(
        f"{network.name} has {network.sizes[0]} inputs and {network.sizes[-1]} "
        f"outputs; {source.name} with these features needs {expected[0]} inputs and "
        f"{outputs} outputs"
    )


def with_one_output(network: NetworkFile, base: Settings) -> NetworkFile:
    """Return the same network with one output where it has one for each of two classes.

    A softmax over two numbers is the sigmoid of their difference.
    """
    is_two = len(find_source(base.data).classes) == 2 and network.sizes[-1] == 2
    if not is_two or network.activations[-1] not in (SOFTMAX, "identity", None):
        return network
    last = network.layers[-1]
    single = Layer(last.weights[1:] - last.weights[:1], last.bias[1:] - last.bias[:1])
    return NetworkFile(
        network.name,
        (*network.layers[:-1], single),
        (*network.activations[:-1], "sigmoid"),
        network.features,
        network.mean,
        network.scale,
        "",
        network.settings,
    )


def params_for(network: NetworkFile, run: Run) -> Array:
    """Return the file's parameters, with its standardisation in place of the run's."""
    params = network.params.astype(np.float64)
    known = network.mean is not None or network.features is not None
    if not known:
        return params
    inputs = network.sizes[0]
    ours = run.problem.preprocessor
    zero, one = np.zeros(inputs), np.ones(inputs)
    mean, scale = (
        zero if network.mean is None else network.mean,
        one if network.scale is None else network.scale,
    )
    run_mean = zero if ours.mean is None else ours.mean
    run_scale = one if ours.scale is None else ours.scale
    if np.array_equal(mean, run_mean) and np.array_equal(scale, run_scale):
        return params
    first = layer_views(params, network.sizes)[0]
    # (f - m) / s of the file, with f = g s' + m' from the g that the run computes.
    first.bias[:] += first.weights @ ((run_mean - mean) / scale)
    first.weights[:] *= run_scale / scale
    return params
