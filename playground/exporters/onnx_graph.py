"""Building the graph of an ONNX model: nodes, constants, and the shape of each edge."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.activations import LEAKY_SLOPE
from playground.errors import ExportError
from playground.formulas import Call, Column, Formula, Minus, Node, Number, Operation

OPERATORS = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "**": "Pow"}
FUNCTIONS = {
    "exp": "Exp",
    "log": "Log",
    "sqrt": "Sqrt",
    "abs": "Abs",
    "tanh": "Tanh",
    "sin": "Sin",
}
ROWS = "N"
# Points of the rule that integrates what float64 has no operator for.
QUADRATURE = 24


class GraphBuilder:
    """Gathers what a graph consists of.

    Every operator here has a float64 kernel in onnxruntime; those that have none, or
    whose attributes are float32, are written with others.

    Attributes
    ----------
    dtype : of all numbers in the graph
    """

    def __init__(self, dtype: str) -> None:
        from onnx import TensorProto, helper, numpy_helper

        self.helper, self.numpy_helper = helper, numpy_helper
        self.dtype = np.dtype(dtype)
        self.type = {
            "float32": TensorProto.FLOAT,
            "float64": TensorProto.DOUBLE,
        }[dtype]
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}
        self.edges: list[Any] = []

    def constant(self, name: str, numbers: NDArray[Any]) -> str:
        """Add numbers under a name; whole numbers are indices.

        Raises
        ------
        ExportError
            when a number is too large for the graph's type.
        """
        if name not in self.constants:
            kind = np.int64 if numbers.dtype.kind == "i" else self.dtype
            with np.errstate(over="ignore"):
                array = np.array(numbers, kind, order="C")
            if np.isinf(array).any() and not np.isinf(numbers).any():
                largest = float(np.abs(numbers).max())
                raise ExportError(
                    f"{name} reaches {largest:.3g}, more than float32 can hold; "
                    f"the other formats hold it, .float64.onnx among them"
                )
            self.constants[name] = self.numpy_helper.from_array(array, name)
        return name

    def scalar(self, number: float) -> str:
        return self.constant(f"number {number!r}", np.array([number]))

    def node(
        self,
        op: str,
        inputs: list[str],
        name: str,
        width: int | tuple[int, ...] = 1,
        **attributes: Any,
    ) -> str:
        """Add a node whose one output (N, width) has its name."""
        shape = width if isinstance(width, tuple) else (width,)
        self.nodes.append(
            self.helper.make_node(op, inputs, [name], name=name, **attributes)
        )
        self.edges.append(
            self.helper.make_tensor_value_info(name, self.type, [ROWS, *shape])
        )
        return name

    # ---- features ----------------------------------------------------------------

    def features(self, names: tuple[str, ...], formulas: list[Node], raw: str) -> str:
        """Add nodes that compute features (N, F) of the raw inputs."""
        if all(is_column(formula) for formula in formulas):
            places = np.array([formula.columns() - 1 for formula in formulas])
            indices = self.constant("features.columns", places)
            return self.node(
                "Gather", [raw, indices], "features", len(formulas), axis=1
            )
        parts = [
            self.formula(formula, f"features.{name}", raw)
            for name, formula in zip(names, formulas, strict=True)
        ]
        return self.node("Concat", parts, "features", len(parts), axis=1)

    def formula(self, node: Node, name: str, raw: str) -> str:
        """Add nodes that compute a formula, the last one with this name."""
        if not node.columns():
            return self.scalar(float(node.value(np.empty((0, 0)))))
        match node:
            case Formula(inner):
                return self.formula(inner, name, raw)
            case Column(index):
                place = self.constant(f"column {index + 1}", np.array([index]))
                return self.node("Gather", [raw, place], name, axis=1)
            case Minus(inner):
                return self.node("Neg", [self.formula(inner, f"{name}.0", raw)], name)
            case Operation(sign, left, right):
                first = self.formula(left, f"{name}.0", raw)
                second = self.formula(right, f"{name}.1", raw)
                return self.node(OPERATORS[sign], [first, second], name)
            case Call(function, inner):
                return self.call(function, self.formula(inner, f"{name}.0", raw), name)
            case Number(number):
                return self.scalar(number)

    def call(self, function: str, inner: str, name: str) -> str:
        if function in FUNCTIONS:
            return self.node(FUNCTIONS[function], [inner], name)
        quarter = self.scalar(float(np.pi / 2))
        if function == "cos":
            turned = self.node("Add", [inner, quarter], f"{name}.turned")
            return self.node("Sin", [turned], name)
        # tan = sin / cos
        sine = self.node("Sin", [inner], f"{name}.sin")
        return self.node("Div", [sine, self.call("cos", inner, f"{name}.cos")], name)

    # ---- layers ------------------------------------------------------------------

    def activation(self, function: str, z: str, name: str, width: int) -> str:
        """Add nodes that compute f(z), the last one with this name."""

        def step(op: str, inputs: list[str], part: str = "") -> str:
            return self.node(op, inputs, f"{name}.{part}" if part else name, width)

        one = self.scalar(1.0)
        match function:
            case "identity":
                return step("Identity", [z])
            case "sigmoid":
                return step("Sigmoid", [z])
            case "tanh":
                return step("Tanh", [z])
            case "relu":
                return step("Relu", [z])
            case "sine":
                return step("Sin", [z])
            case "leaky_relu":
                slope = self.constant("leaky slope", np.array([LEAKY_SLOPE]))
                return step("PRelu", [z, slope])
            case "silu":
                return step("Mul", [z, step("Sigmoid", [z], "sigmoid")])
            case "softplus":
                # max(z, 0) + log(1 + exp(-|z|))
                small = step("Neg", [step("Abs", [z], "size")], "minus size")
                more = step("Add", [step("Exp", [small], "exp"), one], "more")
                rest = step("Log", [more], "log")
                return step("Add", [step("Relu", [z], "relu"), rest])
            case "elu":
                # max(z, 0) + exp(min(z, 0)) - 1
                low = step("Min", [z, self.scalar(0.0)], "low")
                below = step("Sub", [step("Exp", [low], "exp"), one], "below")
                return step("Add", [step("Relu", [z], "relu"), below])
            case "gelu":
                # z (1 + erf(z / sqrt 2)) / 2
                scaled = step("Mul", [z, self.scalar(float(np.sqrt(0.5)))], "scaled")
                erf = self.error_function(scaled, f"{name}.erf", width)
                more = step("Add", [erf, one], "more")
                half = step("Mul", [more, self.scalar(0.5)], "share")
                return step("Mul", [z, half])
        raise KeyError(function)

    def error_function(self, z: str, name: str, width: int) -> str:
        """Add nodes that compute erf(z); the operator Erf knows no float64.

        erf(z) = 2z/√π ∫ exp(-z²t²) dt over t in [0, 1], by Gauss and Legendre's rule,
        which is right to 1e-15 where |z| ≤ 6; beyond it erf is 1 in all digits.
        """
        if self.dtype == np.float32:
            return self.node("Erf", [z], name, width)
        nodes, weights = np.polynomial.legendre.leggauss(QUADRATURE)
        last = self.constant(f"{name}.axis", np.array([2]))
        points = self.constant("quadrature points", (nodes + 1) / 2)
        shares = self.constant("quadrature weights", weights[:, None] / np.sqrt(np.pi))

        def step(op: str, inputs: list[str], part: str, *deep: int) -> str:
            return self.node(op, inputs, f"{name}.{part}", (width, *deep))

        low = step("Max", [z, self.scalar(-6.0)], "low")
        bounded = step("Min", [low, self.scalar(6.0)], "bounded")
        deep = step("Unsqueeze", [bounded, last], "deep", 1)
        along = step("Mul", [deep, points], "along", QUADRATURE)
        square = step("Mul", [along, along], "square", QUADRATURE)
        minus = step("Neg", [square], "minus", QUADRATURE)
        bell = step("Exp", [minus], "bell", QUADRATURE)
        summed = step("MatMul", [bell, shares], "sum", 1)
        flat = step("Squeeze", [summed, last], "flat")
        return self.node("Mul", [flat, bounded], name, width)


def is_column(node: Node) -> bool:
    return isinstance(node, Column) or (
        isinstance(node, Formula) and isinstance(node.inner, Column)
    )
