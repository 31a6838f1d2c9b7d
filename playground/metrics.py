"""How well a network does on some rows; big sets are evaluated in chunks."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.losses import LOSSES
from playground.network import Network
from playground.problem import Problem

Array = NDArray[np.floating[Any]]

# Activations of so many rows stay in the processor's cache.
CHUNK_ROWS = 2048
# From so many rows on two threads share the chunks: NumPy lets them compute at once.
THREADED_ROWS = 20_000
EVALUATING_THREADS = 2


@dataclass(frozen=True, slots=True)
class Evaluation(Mapping[str, float | None]):
    """Loss without penalties, and accuracy; None where a number does not exist.

    Its numbers can be read as attributes and by name, as in a dictionary.
    """

    train_loss: float | None
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None

    def __getitem__(self, name: str) -> float | None:
        numbers: dict[str, float | None] = asdict(self)
        return numbers[name]

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self))

    def __len__(self) -> int:
        return len(fields(self))


def predict_in_chunks(network: Network, x: Array) -> Array:
    """Return the network's output (N, K) for features x (N, F)."""
    if len(x) <= CHUNK_ROWS:
        return network.predict(x)
    chunks = [x[s : s + CHUNK_ROWS] for s in range(0, len(x), CHUNK_ROWS)]
    if len(x) < THREADED_ROWS:
        return np.concatenate([network.predict(chunk) for chunk in chunks])

    def predict_quietly(chunk: Array) -> Array:
        # What NumPy should not warn of is said thread by thread.
        with np.errstate(all="ignore"):
            return network.predict(chunk)

    with ThreadPoolExecutor(EVALUATING_THREADS) as threads:
        return np.concatenate(list(threads.map(predict_quietly, chunks)))


def predicted_classes(output: Array, threshold: float) -> NDArray[np.intp]:
    """Return the class (N,) that each row of the network's output (N, K) means.

    With one output, class 1 is meant above `threshold`.
    """
    if output.shape[1] > 1:
        winners: NDArray[np.intp] = output.argmax(axis=1)
        return winners
    return (output[:, 0] > threshold).astype(np.intp)


def evaluate_rows(
    network: Network, problem: Problem, loss: str, *, test: bool
) -> tuple[float | None, float | None]:
    """Return mean loss and accuracy on the training or the test rows."""
    x, y = (problem.x_test, problem.y_test) if test else (problem.x, problem.y)
    if not len(x):
        return None, None
    with np.errstate(all="ignore"):
        output = predict_in_chunks(network, x)
        value = float(LOSSES[loss].per_sample(output, y).mean())
    if not problem.classes:
        return value, None
    labels = (problem.test if test else problem.train).y
    right = predicted_classes(output, problem.threshold) == labels
    return value, float(right.mean())


def evaluate(network: Network, problem: Problem, loss: str) -> Evaluation:
    train_loss, train_accuracy = evaluate_rows(network, problem, loss, test=False)
    test_loss, test_accuracy = evaluate_rows(network, problem, loss, test=True)
    return Evaluation(train_loss, test_loss, train_accuracy, test_accuracy)


def confusion_matrix(
    network: Network, problem: Problem, *, test: bool
) -> NDArray[np.intp]:
    """Return how often class i (row) was taken for class j (column), (k, k)."""
    x = problem.x_test if test else problem.x
    labels = (problem.test if test else problem.train).y
    counts = np.zeros((len(problem.classes), len(problem.classes)), np.intp)
    if len(x):
        with np.errstate(all="ignore"):
            output = predict_in_chunks(network, x)
        guesses = predicted_classes(output, problem.threshold)
        np.add.at(counts, (labels, guesses), 1)
    return counts
