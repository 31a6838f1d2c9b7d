"""A trained network as a Python file that needs NumPy and nothing else.

Every name and number reaches the file through `repr`, so no text of a data set can
become code, and every number keeps all its digits.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.activations import LEAKY_SLOPE
from playground.exporters.constants import check_text
from playground.exporters.exporter import Exporter, Predict
from playground.features import feature_of
from playground.record import Record

Array = NDArray[np.floating[Any]]

HEAD = '''\
"""A trained network, written by Network Playground; it needs NumPy and nothing else.

`predict(x)` takes raw inputs, one row for each sample and one column for each name in
COLUMNS, and returns the predictions, one row for each sample.
"""
'''

# f(z) as text, in the same steps as in `playground.activations`: the bits are the same.
ACTIVATION_CODE = {
    "identity": "z",
    "sigmoid": "sigmoid(z)",
    "tanh": "np.tanh(z)",
    "relu": "np.maximum(z, 0.0)",
    "leaky_relu": f"np.maximum(z, {LEAKY_SLOPE!r} * z)",
    "elu": "np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))",
    "softplus": "np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0.0)",
    "gelu": "normal_distribution(z) * z",
    "silu": "sigmoid(z) * z",
    "sine": "np.sin(z)",
}

# What the texts above and the links call.
FUNCTIONS = {
    "sigmoid": '''
def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (e + 1.0)
''',
    "softmax": """
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
    "normal_distribution": '''
def normal_distribution(z):
    """The share of a standard normal distribution that lies below z."""
    erfc = np.vectorize(math.erfc, otypes=[z.dtype])
    return erfc(z * -math.sqrt(0.5)) * 0.5
''',
}


def link_code(record: Record) -> str:
    """Return the loss's link over `a`, the last activation."""
    if record.loss == "cross_entropy":
        return "sigmoid(a)" if record.sizes[-1] == 1 else "softmax(a)"
    return "a"


def array_code(array: Array) -> str:
    """Return an array as text, a row a line."""
    if array.ndim == 1:
        return f"np.array({array.tolist()!r}, np.{array.dtype.name})"
    rows = "".join(f"    {row!r},\n" for row in array.tolist())
    return f"np.array([\n{rows}], np.{array.dtype.name})"


def predict_code(record: Record) -> Iterator[str]:
    """Give the lines of `predict`: features, layer after layer, link."""
    yield "def predict(x):"
    yield '    """Return predictions (N, K) for raw inputs x (N, D)."""'
    yield "    x = np.asarray(x, np.float64)"
    yield "    if x.ndim != 2 or x.shape[1] != len(COLUMNS):"
    yield '        raise ValueError(f"x must be (N, {len(COLUMNS)}), got {x.shape}")'
    yield "    a = np.stack(("
    for name in record.preprocessor.features:
        yield f"        {feature_of(name).python},"
    yield "    ), axis=1)"
    if record.preprocessor.mean is not None:
        yield "    a = (a - MEAN) / SCALE"
    if record.params.dtype != np.float64:
        yield f"    a = a.astype(np.{record.params.dtype.name})"
    for number, name in enumerate(record.activations, start=1):
        yield f"    z = a @ WEIGHTS_{number}.T + BIAS_{number}"
        yield f"    a = {ACTIVATION_CODE[name]}"
    yield f"    return {link_code(record)}"


def encode_script(record: Record) -> bytes:
    """Return the text of the file, UTF-8."""
    predict = "\n".join(predict_code(record)) + "\n"
    functions = [code for name, code in FUNCTIONS.items() if f"{name}(" in predict]
    imports = "import math\n\n" if any("math." in code for code in functions) else ""
    constants = {
        "COLUMNS": repr(record.columns),
        "CLASSES": repr(record.classes),
        "UPDATE": repr(record.update),
        "SETTINGS": repr(msgspec.to_builtins(record.settings)),
    }
    mean, scale = record.preprocessor.mean, record.preprocessor.scale
    if mean is not None and scale is not None:
        constants |= {"MEAN": array_code(mean), "SCALE": array_code(scale)}
    for number, layer in enumerate(record.layers, start=1):
        constants[f"WEIGHTS_{number}"] = array_code(layer.weights)
        constants[f"BIAS_{number}"] = array_code(layer.bias)
    assignments = "".join(f"{name} = {code}\n" for name, code in constants.items())
    parts = (
        f"{HEAD}\n{imports}import numpy as np\n\n{assignments}",
        *functions,
        predict,
    )
    return "\n\n".join(part.strip("\n") + "\n" for part in parts).encode()


def read_script(content: bytes, record: Record) -> Predict:
    """Run the script, after making sure that it is the one that was written."""
    check_text(content, encode_script(record))
    scope: dict[str, Any] = {}
    exec(content, scope)
    predict: Predict = scope["predict"]
    return predict


SCRIPT = Exporter("Python script", ".py", encode_script, read_script)
