"""Weights from ONNX: plain multi-layer networks, whoever wrote them.

A graph is followed from its input: linear layers (Gemm, or MatMul and Add) with
activations between them. What comes after the last layer, as a choice of the most
probable class, is left out. Whatever else there is gets named and refused.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.activations import LEAKY_SLOPE
from playground.errors import LoadError
from playground.importers.network_file import SOFTMAX, NetworkFile, described
from playground.importers.tensors import DTYPES
from playground.loading import MOST_FILE_BYTES, plain
from playground.network import Layer

SUFFIX = ".onnx"
# The key of our description among the metadata.
NETWORK = "network"
MOST_NODES = 2000
MOST_NUMBERS = 10**8

ACTIVATION_OF = {
    "Relu": "relu",
    "Tanh": "tanh",
    "Sigmoid": "sigmoid",
    "Softplus": "softplus",
    "Sin": "sine",
    "Gelu": "gelu",
    "Softmax": SOFTMAX,
    "LeakyRelu": "leaky_relu",
    "PRelu": "leaky_relu",
    "Elu": "elu",
}
# Attributes that must have these values, because ours have no others.
FIXED: dict[str, dict[str, Any]] = {
    "Gemm": {"alpha": 1.0, "beta": 1.0, "transA": 0},
    "Elu": {"alpha": 1.0},
    "Gelu": {"approximate": b"none"},
}
LINEAR = ("Gemm", "MatMul")
PASSING = ("Cast", "Identity", "Flatten", "Dropout")
# What follows the last layer in files of scikit-learn.
TAIL = (
    *PASSING,
    *("ArgMax", "ZipMap", "ArrayFeatureExtractor", "Reshape", "Concat", "Sub"),
    *("Normalizer", "LabelEncoder", "Mul", "Gather", "Squeeze", "Unsqueeze"),
)


def decode_onnx(content: bytes, path: Path) -> NetworkFile:
    """Read a model.

    Raises
    ------
    LoadError
        names the first node that no plain multi-layer network has.
    """
    import onnx

    model = onnx.load_model_from_string(content)
    graph = model.graph
    if len(graph.node) > MOST_NODES or len(graph.initializer) > MOST_NODES:
        raise LoadError(f"its graph has more than {MOST_NODES:,} nodes")
    tensors = {one.name: one for one in graph.initializer}
    for said in model.metadata_props:
        if said.key == NETWORK:
            return described(path.name, own_layers(tensors, path), said.value)
    follower = Follower({name: read_tensor(t, path) for name, t in tensors.items()})
    inputs = [one.name for one in graph.input if one.name not in tensors]
    if len(inputs) != 1:
        raise LoadError(f"it has {len(inputs)} inputs; one was expected")
    follower.current = inputs[0]
    follower.follow(list(graph.node), path)
    return follower.result(path.name)


def own_layers(tensors: dict[str, Any], path: Path) -> tuple[Layer, ...]:
    """Return the layers of a graph that the program wrote, by their names."""
    layers: list[Layer] = []
    while f"layers.{len(layers)}.weight" in tensors:
        prefix = f"layers.{len(layers)}"
        if f"{prefix}.bias" not in tensors:
            raise LoadError(f"{prefix}.bias is missing")
        weights, bias = (
            read_tensor(tensors[f"{prefix}.{part}"], path)
            for part in ("weight", "bias")
        )
        layers.append(Layer(weights, bias))
    return tuple(layers)


def read_tensor(tensor: Any, path: Path) -> NDArray[Any]:
    """Return the numbers of a tensor, from a file beside the model if it says so.

    Raises
    ------
    LoadError
        when it is no array of numbers, too large, or wants a file somewhere else.
    """
    import onnx

    shape = tuple(tensor.dims)
    count = 1
    for size in shape:
        count *= size
    if not 0 <= count <= MOST_NUMBERS or len(shape) > 8 or min(shape, default=0) < 0:
        raise LoadError(f"the tensor {plain(tensor.name)[:80]!r} has the shape {shape}")
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        tensor = with_external_data(tensor, count, path)
    array = np.array(onnx.numpy_helper.to_array(tensor))
    if array.dtype.kind not in "fiub":
        raise LoadError(f"the tensor {plain(tensor.name)[:80]!r} holds {array.dtype}")
    return array


def with_external_data(tensor: Any, count: int, path: Path) -> Any:
    """Return a tensor with the bytes that PyTorch put into a file beside the model.

    Only a plain file of the model's own folder is read, within its size.
    """
    import onnx

    entries = {entry.key: entry.value for entry in tensor.external_data}
    location = entries.get("location", "")
    beside = path.parent / location
    is_plain = location and location == Path(location).name and "\\" not in location
    if not is_plain or beside.is_symlink() or not beside.is_file():
        raise LoadError(
            f"its numbers are said to be in {plain(location)[:80]!r}; they must be in "
            f"a file beside the model"
        )
    size = beside.stat().st_size
    offset = int(entries.get("offset", 0))
    length = int(entries.get("length", size - offset))
    width = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize
    fits = 0 <= offset <= offset + length <= min(size, MOST_FILE_BYTES)
    if not fits or length != count * width:
        raise LoadError(f"{location} does not hold the numbers that it should")
    with beside.open("rb") as file:
        file.seek(offset)
        raw = file.read(length)
    found = onnx.TensorProto()
    found.name, found.data_type, found.raw_data = tensor.name, tensor.data_type, raw
    found.dims.extend(tensor.dims)
    return found


class Follower:
    """Follows a graph node by node.

    Attributes
    ----------
    constants : arrays by name
    current : name of what the network has computed so far
    weights, biases, activations : of the layers so far; a bias may still be missing
    mean, scale : what was subtracted and divided by before the first layer
    """

    def __init__(self, constants: dict[str, NDArray[Any]]) -> None:
        self.constants = constants
        self.current = ""
        self.weights: list[NDArray[Any]] = []
        self.biases: list[NDArray[Any] | None] = []
        self.activations: list[str] = []
        self.mean: NDArray[Any] | None = None
        self.scale: NDArray[Any] | None = None

    def follow(self, nodes: list[Any], path: Path) -> None:
        last = max(
            (i for i, node in enumerate(nodes) if node.op_type in LINEAR), default=-1
        )
        if last < 0:
            raise LoadError("it has no linear layer (Gemm or MatMul)")
        for place, node in enumerate(nodes):
            if self.take(node, path):
                continue
            if place > last and node.op_type in TAIL:
                return
            raise LoadError(
                f"the node {plain(node.name)[:80]!r} ({plain(node.op_type)[:40]}) is "
                f"no part of a plain multi-layer network"
            )

    def take(self, node: Any, path: Path) -> bool:
        """Follow one node; false if it is none that a plain network has."""
        inputs = list(node.input)
        attributes = attributes_of(node, path)
        for name, value in FIXED.get(node.op_type, {}).items():
            if attributes.get(name, value) != value:
                return False
        if node.op_type == "Constant":
            value = attributes.get("value")
            if isinstance(value, np.ndarray):
                self.constants[node.output[0]] = value
                return True
            return False
        if self.current not in inputs[:2] or not node.output:
            return False
        others = [self.constants.get(name) for name in inputs if name != self.current]
        first = inputs[0] == self.current
        done = self.apply(node.op_type, first, others, attributes)
        if done:
            self.current = node.output[0]
        return done

    def apply(
        self,
        op: str,
        first: bool,
        others: list[NDArray[Any] | None],
        attributes: dict[str, Any],
    ) -> bool:
        """Do what a node says; `first` tells whether it works on its first input."""
        constant = others[0] if others else None
        if op in PASSING:
            return first
        if op in ACTIVATION_OF:
            return first and self.activate(op, constant, attributes)
        if constant is None:
            return False
        if op in LINEAR and first and constant.ndim == 2:
            is_turned = op == "Gemm" and attributes.get("transB", 0)
            self.weights.append(constant if is_turned else constant.T)
            bias = others[1] if len(others) > 1 else None
            self.biases.append(None if bias is None else bias.reshape(-1))
            self.activations.append("identity")
            return len(others) < 2 or bias is not None
        if op == "Add" and self.weights and self.activations[-1] == "identity":
            if self.biases[-1] is not None:
                return False
            self.biases[-1] = constant.reshape(-1)
            return True
        if op == "Sub" and first and not self.weights and self.mean is None:
            self.mean = constant.reshape(-1)
            return self.scale is None
        if op == "Div" and first and not self.weights and self.scale is None:
            self.scale = constant.reshape(-1)
            return True
        return False

    def activate(
        self, op: str, slope: NDArray[Any] | None, attributes: dict[str, Any]
    ) -> bool:
        if not self.weights or self.activations[-1] != "identity":
            return False
        if op == "LeakyRelu":
            slope = np.array(attributes.get("alpha", 0.01))
        if op in ("LeakyRelu", "PRelu"):
            is_ours = slope is not None and np.allclose(slope, LEAKY_SLOPE, rtol=1e-6)
            if not is_ours:
                return False
        self.activations[-1] = ACTIVATION_OF[op]
        return True

    def result(self, name: str) -> NetworkFile:
        dtype = np.result_type(np.float32, *self.weights)
        if dtype.name not in DTYPES:
            raise LoadError(f"its numbers are {dtype}; float32 or float64 was expected")
        layers = []
        for matrix, bias in zip(self.weights, self.biases, strict=True):
            found = np.zeros(len(matrix)) if bias is None else bias
            layers.append(
                Layer(np.array(matrix, dtype, order="C"), found.astype(dtype))
            )
        if SOFTMAX in self.activations[:-1]:
            raise LoadError("it has a softmax between two layers")
        inputs = layers[0].weights.shape[1]

        def spread(numbers: NDArray[Any] | None, usual: float) -> NDArray[Any]:
            known = np.array([usual] if numbers is None else numbers, np.float64)
            return np.broadcast_to(known, inputs).copy()

        return NetworkFile(
            name,
            tuple(layers),
            tuple(self.activations),
            mean=spread(self.mean, 0.0),
            scale=spread(self.scale, 1.0),
        )


def attributes_of(node: Any, path: Path) -> dict[str, Any]:
    """Return the attributes of a node that are numbers, text or one tensor."""
    import onnx

    found: dict[str, Any] = {}
    for attribute in node.attribute:
        if attribute.type == onnx.AttributeProto.TENSOR:
            found[attribute.name] = read_tensor(attribute.t, path)
        elif attribute.type == onnx.AttributeProto.FLOAT:
            found[attribute.name] = attribute.f
        elif attribute.type == onnx.AttributeProto.INT:
            found[attribute.name] = attribute.i
        elif attribute.type == onnx.AttributeProto.STRING:
            found[attribute.name] = attribute.s
    return found
