"""What is said about a stage: its title, one plain sentence, and one number explained.

The words depend on the stage's kind, the update rule, the loss and the activation.
"""

from typing import TYPE_CHECKING

from playground.explaining.rendering import text_number
from playground.explaining.stages import Stage
from playground.losses import LOSSES
from ui.canvas.diagram_selection import Selection
from ui.canvas.diagram_words import counted
from ui.canvas.diagram_words import title as layer_title
from ui.labels import name_of, text

if TYPE_CHECKING:
    from playground.update_trace import UpdateTrace

# Stages whose numbers are those of the whole update.
OF_THE_UPDATE = ("slots", "update")


def title(trace: "UpdateTrace", stage: Stage) -> str:
    match stage.kind:
        case "batch":
            is_one = len(trace.indices) == 1
            return text("stages.title.batch.sample" if is_one else "stages.title.batch")
        case "forward" | "backward":
            layers = len(trace.plan.sizes)
            name = layer_title(stage.layer or 0, layers, short=False)
            return text(f"stages.title.{stage.kind}", layer=name)
        case "loss":
            return text("stages.title.loss", value=text_number(trace.loss, 4))
        case "slots":
            return text(f"stages.title.slots.{next(iter(trace.slots))}")
    return text(f"stages.title.{stage.kind}")


def sentence(trace: "UpdateTrace", stage: Stage) -> str:
    """Return what happens, in one plain sentence."""
    plan = trace.plan
    match stage.kind:
        case "batch":
            return batch_sentence(trace)
        case "forward":
            return forward_sentence(trace, stage.layer or 0)
        case "loss":
            return text(f"stages.loss.{plan.loss}")
        case "backward":
            is_last = stage.layer == len(trace.z)
            return text("stages.backward.last" if is_last else "stages.backward")
    momentum = text_number(trace.hyper["momentum"], 4)
    return text(f"stages.{stage.kind}.{plan.optimizer}", momentum=momentum)


def batch_sentence(trace: "UpdateTrace") -> str:
    rows = len(trace.indices)
    if trace.sample is not None:
        return text("stages.batch.sample", sample=trace.sample)
    if rows == 1:
        return text("stages.batch.one")
    key = "all" if rows == len(trace.plan.x) else "many"
    return text(f"stages.batch.{key}", count=counted(rows))


def forward_sentence(trace: "UpdateTrace", layer: int) -> str:
    plan = trace.plan
    if layer == len(trace.z) and LOSSES[plan.loss].owns_output:
        link = "softmax" if plan.sizes[-1] > 1 else "sigmoid"
        return text("stages.forward.link", activation=text(f"network.link.{link}"))
    name = plan.activations[layer - 1]
    key = "stages.forward.identity" if name == "identity" else "stages.forward"
    return text(key, activation=name_of("activation", name))


def remark(trace: "UpdateTrace", coming: "UpdateTrace", stage: Stage) -> str:
    """Return what one must know beside the sentence, or nothing.

    `coming` is the update of the batch, which a single sample may not be.
    """
    if stage.kind in OF_THE_UPDATE and trace is not coming and len(coming.indices) > 1:
        count = counted(len(coming.indices))
        return text("stages.alone", sample=trace.sample, count=count)
    if stage.kind in OF_THE_UPDATE and trace.clip < 1:
        return text("stages.clipped", share=text_number(trace.clip, 4))
    if stage.kind == "update" and trace.plan.free is not None:
        return text("stages.still")
    return ""


def example(trace: "UpdateTrace", stage: Stage, focus: Selection | None) -> str:
    """Return the name of the number that stands for the stage.

    It is that of the neuron or link one points at, as far as the stage computes it.
    """
    sizes, layer = trace.plan.sizes, stage.layer or 0
    pointed = focus if focus is not None and focus.is_in(sizes) else None
    unit = pointed.unit + 1 if pointed is not None else 1
    match stage.kind:
        case "batch":
            is_input = pointed is not None and pointed.layer == 0
            return f"x[{unit if is_input else 1}]"
        case "forward" | "backward":
            kind = "z" if stage.kind == "forward" else "delta"
            is_here = pointed is not None and pointed.layer == layer
            if stage.kind == "backward" and is_here and pointed is not None:
                link = parameter(pointed)
                if link:
                    return f"gradient.{link}"
            return f"{kind}[{layer}][{unit if is_here else 1}]"
        case "loss":
            return "loss"
    family = next(iter(trace.slots)) if stage.kind == "slots" else "new"
    if pointed is None or pointed.layer == 0:
        return f"{family}.w[1][1,1]"
    return f"{family}.{parameter(pointed) or f'w[{pointed.layer}][{unit},1]'}"


def parameter(chosen: Selection) -> str:
    """Return the name of a weight or bias; nothing for a neuron."""
    match chosen.kind:
        case "weight":
            source = (chosen.source or 0) + 1
            return f"w[{chosen.layer}][{chosen.unit + 1},{source}]"
        case "bias":
            return f"b[{chosen.layer}][{chosen.unit + 1}]"
    return ""
