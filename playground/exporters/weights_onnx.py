"""A trained network as an ONNX model, from the raw inputs to the prediction.

Features and standardisation are nodes of the graph, so raw inputs go in. The first
output is the prediction (probabilities, or values), the second one what the last layer
computes before it. `.onnx` holds float32, which every program takes; `.float64.onnx`
holds every digit.
"""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

import playground
from playground.exporters.exporter import Exporter, Predict
from playground.exporters.onnx_graph import ROWS, GraphBuilder
from playground.exporters.weights_safetensors import description
from playground.features import feature_of
from playground.importers.weights_onnx import NETWORK
from playground.record import Record

# Old enough for the runtimes of the last years, and every operator used exists.
OPSET = 17
IR_VERSION = 8


def encode_onnx(record: Record, dtype: str = "float32") -> bytes:
    """Return the model as bytes, all within one file."""
    builder = GraphBuilder(dtype)
    helper = builder.helper
    width = record.sizes[-1]
    logits, output = add_network(record, builder)
    raw = helper.make_tensor_value_info(
        "x",
        builder.type,
        [ROWS, len(record.columns)],
        doc_string=f"raw inputs, one column each: {', '.join(record.columns)}",
    )
    ends = [
        helper.make_tensor_value_info(name, builder.type, [ROWS, width])
        for name in (output, logits)
    ]
    graph = helper.make_graph(
        builder.nodes,
        "mlp",
        [raw],
        ends,
        initializer=list(builder.constants.values()),
        value_info=[
            edge for edge in builder.edges if edge.name not in (output, logits)
        ],
    )
    model = helper.make_model(
        graph,
        producer_name="Network Playground",
        producer_version=playground.__version__,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        doc_string=(
            f"A network of {'-'.join(map(str, record.sizes))} neurons after "
            f"{record.update:,} updates; {output!r} is its prediction for raw inputs."
        ),
    )
    helper.set_model_props(model, properties(record, dtype))
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def properties(record: Record, dtype: str) -> dict[str, str]:
    """Return what runtimes show beside the graph, and what reads it back."""
    return {
        "feature_names": json.dumps(record.preprocessor.features),
        "class_names": json.dumps(record.classes),
        "activations": json.dumps(record.activations),
        "loss": record.loss,
        "optimizer": record.settings.optimizer,
        "seed": str(record.settings.seed),
        "updates": str(record.update),
        "dtype": dtype,
        NETWORK: description(record),
    }


def add_network(record: Record, builder: GraphBuilder) -> tuple[str, str]:
    """Add all nodes; return the names of the logits and of the prediction."""
    preprocessor = record.preprocessor
    formulas = [feature_of(name).formula for name in preprocessor.features]
    a = builder.features(preprocessor.features, list(formulas), "x")
    inputs = len(formulas)
    if preprocessor.mean is not None and preprocessor.scale is not None:
        mean = builder.constant("mean", preprocessor.mean)
        scale = builder.constant("scale", preprocessor.scale)
        a = builder.node("Sub", [a, mean], "features.centred", inputs)
        a = builder.node("Div", [a, scale], "features.standardised", inputs)
    last = len(record.layers) - 1
    logits = ""
    for number, layer in enumerate(record.layers):
        width = len(layer.bias)
        weights = builder.constant(f"layers.{number}.weight", layer.weights)
        bias = builder.constant(f"layers.{number}.bias", layer.bias)
        name = "logits" if number == last else f"layer{number}.linear"
        logits = builder.node("Gemm", [a, weights, bias], name, width, transB=1)
        if number < last:
            function = record.activations[number]
            a = builder.activation(function, logits, f"layer{number}.act", width)
    width = record.sizes[-1]
    if record.loss != "cross_entropy":
        function = record.activations[-1]
        return logits, builder.activation(function, logits, "output", width)
    if width == 1:
        return logits, builder.node("Sigmoid", [logits], "output")
    return logits, builder.node("Softmax", [logits], "output", width, axis=1)


def read_onnx(content: bytes, record: Record) -> Predict:
    """Let ONNX's own reference implementation run the model."""
    import onnx
    from onnx.reference import ReferenceEvaluator

    model = onnx.load_model_from_string(content)
    onnx.checker.check_model(model, full_check=True)
    evaluator = ReferenceEvaluator(model)
    kind = model.graph.input[0].type.tensor_type.elem_type
    dtype = onnx.helper.tensor_dtype_to_np_dtype(kind)

    def predict(x: NDArray[np.float64]) -> NDArray[np.floating[Any]]:
        with np.errstate(all="ignore"):
            answers = evaluator.run(["output"], {"x": x.astype(dtype)})
        return np.asarray(next(iter(answers)))

    return predict


def encode_exact(record: Record) -> bytes:
    return encode_onnx(record, "float64")


ONNX = Exporter("ONNX model", ".onnx", encode_onnx, read_onnx)
EXACT_ONNX = Exporter(
    "ONNX model, every digit", ".float64.onnx", encode_exact, read_onnx
)
