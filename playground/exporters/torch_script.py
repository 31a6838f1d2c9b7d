"""A trained network as a Python file that needs PyTorch: a module to train on."""

from collections.abc import Iterator

from playground.activations import LEAKY_SLOPE
from playground.exporters.constants import (
    check_text,
    constants_code,
    read_constants,
)
from playground.exporters.exporter import Exporter, Predict
from playground.features import feature_of
from playground.record import Record

HEAD = '''\
"""A trained network for PyTorch, written by Network Playground.

`make_network()` returns a module; its `layers` are a `torch.nn.Sequential` that
`load_state_dict` fills from the .safetensors of the same network. The module takes raw
inputs (N, D), a column for each name in COLUMNS, and returns the numbers before the
link, which `torch.nn` losses expect; `predict(x)` returns predictions.
"""

import torch
from torch import nn

'''

MODULES = {
    "identity": "nn.Identity()",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky_relu": f"nn.LeakyReLU({LEAKY_SLOPE!r})",
    "elu": "nn.ELU()",
    "softplus": "Softplus()",
    "gelu": "nn.GELU()",
    "silu": "nn.SiLU()",
    "sine": "Sine()",
}

# PyTorch's own softplus is a line above 20, which this one only comes close to.
CLASSES = {
    "Softplus()": """
class Softplus(nn.Module):
    def forward(self, z):
        return torch.log1p(torch.exp(-z.abs())) + z.clamp(min=0)
""",
    "Sine()": """
class Sine(nn.Module):
    def forward(self, z):
        return torch.sin(z)
""",
}


def network_code(record: Record) -> Iterator[str]:
    """Give the lines of the module."""
    yield "class TrainedNetwork(nn.Module):"
    yield "    def __init__(self):"
    yield "        super().__init__()"
    yield "        self.layers = nn.Sequential("
    for before, after, name in zip(
        record.sizes, record.sizes[1:], record.activations, strict=False
    ):
        yield f"            nn.Linear({before}, {after}, dtype=DTYPE),"
        yield f"            {MODULES[name]},"
    yield "        )"
    yield ""
    yield "    def features(self, x):"
    yield '        """Return what the network sees (N, F) of raw inputs x (N, D)."""'
    yield "        x = torch.as_tensor(x, dtype=torch.float64)"
    yield "        a = torch.stack(("
    for name in record.preprocessor.features:
        yield f"            {feature_of(name).formula.python('torch')},"
    yield "        ), dim=1)"
    if record.preprocessor.mean is not None:
        yield "        mean = torch.tensor(MEAN, dtype=torch.float64)"
        yield "        a = (a - mean) / torch.tensor(SCALE, dtype=torch.float64)"
    yield "        return a.to(DTYPE)"
    yield ""
    yield "    def forward(self, x):"
    yield "        return self.layers(self.features(x))"


def encode_torch(record: Record) -> bytes:
    """Return the text of the file, UTF-8."""
    link = "a"
    if record.loss == "cross_entropy":
        link = (
            "torch.sigmoid(a)" if record.sizes[-1] == 1 else "torch.softmax(a, dim=1)"
        )
    network = "\n".join(network_code(record)) + "\n"
    fill = [
        "def make_network():",
        '    """Return the network with its trained weights."""',
        "    network = TrainedNetwork()",
        "    state = {",
    ]
    for number in range(len(record.layers)):
        for part, name in (("weight", "WEIGHTS"), ("bias", "BIAS")):
            value = f"torch.tensor({name}_{number + 1}, dtype=DTYPE)"
            fill.append(f'        "{2 * number}.{part}": {value},')
    fill += ["    }", "    network.layers.load_state_dict(state)", "    return network"]
    predict = [
        "def predict(x):",
        '    """Return predictions (N, K) for raw inputs x (N, D)."""',
        "    with torch.no_grad():",
        "        a = make_network()(x)",
        f"    return {link}",
    ]
    used = [code for name, code in CLASSES.items() if name in network]
    constants = f"{constants_code(record)}DTYPE = torch.{record.params.dtype.name}\n"
    parts = (HEAD + constants, *used, network, "\n".join(fill), "\n".join(predict))
    return "\n\n".join(part.strip("\n") + "\n" for part in parts).encode()


def read_torch(content: bytes, record: Record) -> Predict:
    check_text(content, encode_torch(record))
    return read_constants(content, record)


TORCH = Exporter("PyTorch script", ".torch.py", encode_torch, read_torch)
