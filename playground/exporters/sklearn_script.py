"""A trained network as a Python file that fills an estimator of scikit-learn."""

from playground.errors import ExportError
from playground.exporters.constants import (
    check_text,
    constants_code,
    read_constants,
)
from playground.exporters.exporter import Exporter, Predict
from playground.features import feature_of
from playground.record import Record

HEAD = '''\
"""A trained network for scikit-learn, written by Network Playground.

`make_model()` returns a fitted estimator that takes what `features(x)` makes of raw
inputs (N, D), a column for each name in COLUMNS; `predict(x)` returns its outputs:
probabilities of classes, or numbers.
"""

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import LabelBinarizer

'''

# What scikit-learn's networks can compute, by its names.
ACTIVATIONS = {
    "identity": "identity",
    "sigmoid": "logistic",
    "tanh": "tanh",
    "relu": "relu",
}

MODEL = '''
def make_model():
    """Return the estimator with the trained weights."""
    kind = MLPClassifier if IS_CLASSIFIER else MLPRegressor
    model = kind(hidden_layer_sizes=HIDDEN, activation=ACTIVATION)
    model.coefs_ = [np.array(w, np.{dtype}).T for w in ({weights})]
    model.intercepts_ = [np.array(b, np.{dtype}) for b in ({biases})]
    model.n_layers_ = len(model.coefs_) + 1
    model.n_outputs_ = len(model.intercepts_[-1])
    model.n_features_in_ = len(model.coefs_[0])
    model.out_activation_ = OUTPUT
    model.n_iter_, model.t_ = UPDATE, UPDATE
    if IS_CLASSIFIER:
        model._label_binarizer = LabelBinarizer().fit(np.arange(len(CLASSES)))
        model.classes_ = model._label_binarizer.classes_
    return model
'''

PREDICT = '''
def predict(x):
    """Return the outputs (N, K) for raw inputs x (N, D)."""
    model, a = make_model(), features(x)
    if not IS_CLASSIFIER:
        return model.predict(a).reshape(len(a), -1)
    shares = model.predict_proba(a)
    return shares[:, 1:] if len(CLASSES) == 2 else shares
'''


def encode_sklearn(record: Record) -> bytes:
    """Return the text of the file, UTF-8.

    Raises
    ------
    ExportError
        when scikit-learn has no such network.
    """
    *hidden, last = record.activations
    is_classifier = record.loss == "cross_entropy"
    if len(set(hidden)) > 1:
        raise ExportError(
            "scikit-learn has one activation for all hidden layers, and this network "
            f"has {', '.join(dict.fromkeys(hidden))}"
        )
    for name in (*hidden, last):
        if name not in ACTIVATIONS:
            raise ExportError(
                f"scikit-learn's networks have no {name}, only {', '.join(ACTIVATIONS)}"
            )
    output = ACTIVATIONS[last]
    if is_classifier:
        output = "logistic" if record.sizes[-1] == 1 else "softmax"
    constants = {
        "IS_CLASSIFIER": is_classifier,
        "HIDDEN": record.sizes[1:-1],
        "ACTIVATION": ACTIVATIONS[hidden[0]] if hidden else "identity",
        "OUTPUT": output,
    }
    numbers = range(1, len(record.layers) + 1)
    model = MODEL.format(
        dtype=record.params.dtype.name,
        weights="".join(f"WEIGHTS_{number}, " for number in numbers).strip(),
        biases="".join(f"BIAS_{number}, " for number in numbers).strip(),
    )
    named = "".join(f"{name} = {value!r}\n" for name, value in constants.items())
    parts = (
        HEAD + constants_code(record) + named,
        features_code(record),
        model,
        PREDICT,
    )
    return "\n\n".join(part.strip("\n") + "\n" for part in parts).encode()


def features_code(record: Record) -> str:
    lines = [
        "def features(x):",
        '    """Return what the network sees (N, F) of raw inputs x (N, D)."""',
        "    x = np.asarray(x, np.float64)",
        "    a = np.stack((",
        *(f"        {feature_of(f).python}," for f in record.preprocessor.features),
        "    ), axis=1)",
    ]
    if record.preprocessor.mean is not None:
        lines.append("    a = (a - np.array(MEAN)) / np.array(SCALE)")
    lines.append(f"    return a.astype(np.{record.params.dtype.name})")
    return "\n".join(lines)


def read_sklearn(content: bytes, record: Record) -> Predict:
    check_text(content, encode_sklearn(record))
    return read_constants(content, record)


SKLEARN = Exporter("scikit-learn script", ".sklearn.py", encode_sklearn, read_sklearn)
