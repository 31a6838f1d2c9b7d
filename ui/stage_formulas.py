"""What a stage computes, in LaTeX: the lesson's formulas, by method, rule and loss.

Symbols are the same in every language, so they stand here and not in the catalogue.
"""

from typing import TYPE_CHECKING

from playground.activations import LEAKY_SLOPE
from playground.explaining.rendering import latex_number
from playground.explaining.stages import Stage
from playground.losses import LOSSES

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace

AND = r", \quad "


def formula(trace: "UpdateTrace", stage: Stage) -> str:
    """Return the formula of a stage, of one sample or of the batch's mean."""
    layer = stage.layer or 0
    match stage.kind:
        case "batch":
            return batch(trace)
        case "forward":
            return forward(trace, layer)
        case "loss":
            return loss(trace)
        case "backward":
            return backward(trace, layer) + AND + gradient(trace, layer)
        case "slots":
            return SLOTS[trace.plan.optimizer]
    return f"{CHANGES[trace.plan.optimizer]}{AND}{NEW}{AND}{rate(trace)}"


def batch(trace: "UpdateTrace") -> str:
    rows = len(trace.indices)
    return rf"L = \frac{{1}}{{N}} \sum_{{n=1}}^{{N}} L_n{AND}N = {rows}"


def before(layer: int) -> str:
    return "x" if layer == 1 else f"a^{{({layer - 1})}}"


def forward(trace: "UpdateTrace", layer: int) -> str:
    up = f"^{{({layer})}}"
    total = rf"z{up} = W{up} {before(layer)} + b{up}"
    is_last = layer == len(trace.z)
    if is_last and LOSSES[trace.plan.loss].owns_output:
        link = r"\mathrm{softmax}" if trace.plan.sizes[-1] > 1 else r"\sigma"
        return rf"{total}{AND}\hat{{y}} = {link}(z{up})"
    answer = ACTIVATIONS[trace.plan.activations[layer - 1]].format(z=f"z{up}")
    name = rf"\hat{{y}} = a{up}" if is_last else f"a{up}"
    return f"{total}{AND}{name} = {answer}"


def loss(trace: "UpdateTrace") -> str:
    is_one, plan = len(trace.indices) == 1, trace.plan
    row = "" if is_one else "_n"
    one, many = LOSS_OF_SAMPLE[plan.loss]
    own = (one if plan.sizes[-1] == 1 else many).replace("#", row)
    mean = "" if is_one else r"\frac{1}{N} \sum_{n} "
    if mean and own.startswith("-"):
        mean, own = rf"-{mean}", own[1:]
    parts = []
    if plan.l1:
        parts.append(r"\lambda_1 \sum \left|w\right|")
    if plan.l2:
        parts.append(r"\frac{\lambda_2}{2} \sum w^2")
    penalty = AND + "R = " + " + ".join(parts) if parts else ""
    return f"L = {mean}{own}{penalty}"


def backward(trace: "UpdateTrace", layer: int) -> str:
    up, plan = f"^{{({layer})}}", trace.plan
    name = plan.activations[layer - 1]
    slope = "" if name == "identity" else rf" \odot f^{{\prime}}(z{up})"
    if layer == len(trace.z):
        error = r"\hat{y} - y"
        if slope:
            error = rf"({error})"
        return rf"\delta{up} = {error}{slope}"
    after = f"^{{({layer + 1})}}"
    back = rf"(W{after})^{{T}} \delta{after}"
    return rf"\delta{up} = {back}{slope}"


def gradient(trace: "UpdateTrace", layer: int) -> str:
    up, plan = f"^{{({layer})}}", trace.plan
    source = before(layer)
    if len(trace.indices) == 1:
        product = rf"\delta{up} {source}^{{T}}"
        if layer > 1:
            product = rf"\delta{up} ({source})^{{T}}"
    else:
        source_n = source + "_n"
        product = rf"\frac{{1}}{{N}} \sum_n \delta{up}_n ({source_n})^{{T}}"
    penalty = ""
    if plan.l1:
        penalty += rf" + \lambda_1 \mathrm{{sign}}\, W{up}"
    if plan.l2:
        penalty += rf" + \lambda_2 W{up}"
    made_smaller = "(L + R)" if penalty else "L"
    slope = rf"\frac{{\partial {made_smaller}}}{{\partial W{up}}}"
    return rf"g{up} = {slope} = {product}{penalty}"


def rate(trace: "UpdateTrace") -> str:
    """Return the numbers that the rule reads."""
    hyper, uses = trace.hyper, HYPER[trace.plan.optimizer]
    return AND.join(
        f"{symbol} = {latex_number(hyper[name], 4)}" for name, symbol in uses
    )


# name -> f of {z}, as the lesson writes it
ACTIVATIONS: dict[str, str] = {
    "identity": "{z}",
    "sigmoid": r"\sigma({z})",
    "tanh": r"\tanh({z})",
    "relu": r"\max(0, {z})",
    "leaky_relu": rf"\max({LEAKY_SLOPE:g}\, {{z}}, {{z}})",
    "elu": r"\mathrm{{ELU}}({z})",
    "softplus": r"\ln(1 + e^{{{z}}})",
    "gelu": r"{z} \, \Phi({z})",
    "silu": r"{z} \, \sigma({z})",
    "sine": r"\sin({z})",
}

# name -> for one output and for several; # is the sample's index
LOSS_OF_SAMPLE: dict[str, tuple[str, str]] = {
    "squared_error": (
        r"\frac{1}{2}(\hat{y}# - y#)^2",
        r"\frac{1}{2} \sum_k (\hat{y}_k - y_k)^2",
    ),
    "cross_entropy": (
        r"-(y# \ln \hat{y}# + (1 - y#) \ln (1 - \hat{y}#))",
        r"-\sum_k y_k \ln \hat{y}_k",
    ),
}

MOMENTUM = r"v \leftarrow \beta v + g"
SQUARES = r"s \leftarrow \rho s + (1 - \rho) g^2"
ADAM = (
    rf"m \leftarrow \beta_1 m + (1 - \beta_1) g{AND}"
    r"s \leftarrow \beta_2 s + (1 - \beta_2) g^2"
)
SLOTS: dict[str, str] = {
    "momentum": MOMENTUM,
    "nesterov": MOMENTUM,
    "adagrad": r"s \leftarrow s + g^2",
    "rmsprop": SQUARES,
    "adam": ADAM,
    "adamw": ADAM,
}

SCALED = r"\Delta w = -\eta \frac{g}{\sqrt{s} + \varepsilon}"
ADAM_CHANGE = (
    r"\Delta w = -\eta \frac{m / (1 - \beta_1^t)}"
    r"{\sqrt{s / (1 - \beta_2^t)} + \varepsilon}"
)
CHANGES: dict[str, str] = {
    "gradient_descent": r"\Delta w = -\eta \, g",
    "momentum": r"\Delta w = -\eta \, v",
    "nesterov": r"\Delta w = -\eta (g + \beta v)",
    "adagrad": SCALED,
    "rmsprop": SCALED,
    "adam": ADAM_CHANGE,
    "adamw": ADAM_CHANGE + r" - \eta \lambda w",
}
NEW = r"w \leftarrow w + \Delta w"

ETA = ("learning_rate", r"\eta")
BETAS = (ETA, ("beta1", r"\beta_1"), ("beta2", r"\beta_2"))
HYPER: dict[str, tuple[tuple[str, str], ...]] = {
    "gradient_descent": (ETA,),
    "momentum": (ETA, ("momentum", r"\beta")),
    "nesterov": (ETA, ("momentum", r"\beta")),
    "adagrad": (ETA,),
    "rmsprop": (ETA, ("rho", r"\rho")),
    "adam": BETAS,
    "adamw": (*BETAS, ("weight_decay", r"\lambda")),
}
