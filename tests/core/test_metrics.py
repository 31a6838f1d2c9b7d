import numpy as np
import pytest

from playground import metrics
from playground.metrics import (
    Evaluation,
    confusion_matrix,
    evaluate,
    predict_in_chunks,
    predicted_classes,
)
from playground.network import Network
from playground.problem import make_problem
from playground.settings import Settings

EVALUATION = Evaluation(0.5, None, 0.75, None)


def test_numbers_of_an_evaluation_as_attributes_and_by_name() -> None:
    assert EVALUATION.train_loss == EVALUATION["train_loss"] == 0.5
    assert EVALUATION.test_loss is None
    assert dict(EVALUATION) == {
        "train_loss": 0.5,
        "test_loss": None,
        "train_accuracy": 0.75,
        "test_accuracy": None,
    }
    assert len(EVALUATION) == 4
    with pytest.raises(KeyError):
        EVALUATION["loss"]


@pytest.mark.parametrize(
    ("output", "threshold", "classes"),
    [
        ([[-1.0], [0.0], [0.1]], 0.0, [0, 0, 1]),
        ([[0.4], [0.5], [0.6]], 0.5, [0, 0, 1]),
        ([[0.1, 0.3, 0.2], [5.0, 1.0, 1.0]], 0.0, [1, 0]),
    ],
)
def test_class_that_an_output_means(
    output: list[list[float]], threshold: float, classes: list[int]
) -> None:
    np.testing.assert_array_equal(
        predicted_classes(np.array(output), threshold), classes
    )


def solved_xor(**choices: object) -> tuple[Settings, Network]:
    """Return settings with the feature x1x2, and the one neuron that solves them."""
    settings = Settings.build(
        data="xor", noise=0.0, samples=40, features=("x1x2",), hidden=(), **choices
    )
    network = Network((1, 1), settings.activations)
    network.layers[0].weights[:] = 3.0
    return settings, network


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(
    "choices",
    [
        {"loss": "cross_entropy"},
        {"loss": "squared_error", "output_activation": "tanh"},
        {"loss": "squared_error", "output_activation": "identity"},
    ],
    ids=["cross_entropy", "tanh", "identity"],
)
def test_accuracy_of_the_right_and_of_the_opposite_answer(
    sign: float, choices: dict[str, str]
) -> None:
    settings, network = solved_xor(**choices)
    problem = make_problem(settings)
    # Which of the two classes is 1 is the data's own affair.
    is_one = problem.train.y[np.argmax(problem.x[:, 0])]
    network.params *= sign * (1.0 if is_one else -1.0)
    result = evaluate(network, problem, settings.loss)
    right = 1.0 if sign > 0 else 0.0
    assert result.train_accuracy == result.test_accuracy == right


def test_loss_is_without_penalties() -> None:
    settings, network = solved_xor(l1=0.5, l2=0.5)
    problem = make_problem(settings)
    result = evaluate(network, problem, settings.loss)
    loss, _ = network.loss_and_gradient(problem.x, problem.y, settings.loss)
    assert result.train_loss == pytest.approx(loss, rel=1e-14)


@pytest.mark.parametrize(
    ("choices", "missing"),
    [
        ({"data": "xor", "test_fraction": 0.0}, {"test_loss", "test_accuracy"}),
        ({"data": "plane"}, {"train_accuracy", "test_accuracy"}),
        ({"data": "iris"}, set()),
    ],
    ids=["no test rows", "regression", "classes"],
)
def test_numbers_that_do_not_exist_are_none(
    choices: dict[str, object], missing: set[str]
) -> None:
    settings = Settings.build(**choices, samples=40)
    problem = make_problem(settings)
    network = Network(
        (problem.x.shape[1], *settings.hidden, problem.outputs), settings.activations
    )
    result = evaluate(network, problem, settings.loss)
    assert {name for name, value in result.items() if value is None} == missing


def test_confusion_matrix_counts_every_row_once() -> None:
    settings = Settings.build(data="iris", hidden=())
    problem = make_problem(settings)
    network = Network((4, 3), ("identity",))
    network.layers[0].bias[:] = [0.0, 1.0, 0.0]
    for test, labels in ((True, problem.test.y), (False, problem.train.y)):
        counts = confusion_matrix(network, problem, test=test)
        assert counts.shape == (3, 3)
        # The network always says class 1: its column holds all rows of each class.
        np.testing.assert_array_equal(counts[:, 1], np.bincount(labels, minlength=3))
        assert counts.sum() == len(labels)


def test_diagonal_of_the_confusion_matrix_is_the_accuracy() -> None:
    settings = Settings.build(data="wine", hidden=(3,), seed=2)
    problem = make_problem(settings)
    network = Network((13, 3, 3), settings.activations)
    network.initialize("xavier", 2)
    accuracy = evaluate(network, problem, settings.loss).test_accuracy
    counts = confusion_matrix(network, problem, test=True)
    assert accuracy == pytest.approx(np.trace(counts) / counts.sum())


def test_big_sets_are_predicted_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network((2, 3, 2), ("tanh", "identity"))
    network.initialize("xavier", 0)
    x = np.random.default_rng(0).normal(size=(23, 2))
    whole = predict_in_chunks(network, x)
    monkeypatch.setattr(metrics, "CHUNK_ROWS", 10)
    np.testing.assert_allclose(predict_in_chunks(network, x), whole, 1e-14)
    assert predict_in_chunks(network, x[:0]).shape == (0, 2)


def test_many_rows_are_predicted_by_two_threads_as_by_one() -> None:
    network = Network((2, 5, 1), ("tanh", "identity"))
    network.params[:] = np.linspace(-1, 1, len(network.params))
    x = np.random.default_rng(0).normal(size=(metrics.THREADED_ROWS + 77, 2))
    pieces = [
        network.predict(x[start : start + metrics.CHUNK_ROWS])
        for start in range(0, len(x), metrics.CHUNK_ROWS)
    ]
    expected = np.concatenate(pieces)
    assert metrics.predict_in_chunks(network, x).tobytes() == expected.tobytes()
