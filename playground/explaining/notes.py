"""A few words about the numbers that an update only reads, where no formula speaks."""

from playground.explaining.quantities import Quantity


def note(
    quantity: Quantity,
    features: tuple[str, ...],
    sample: int | None,
    has_penalty: bool,
) -> str:
    """Return what stands behind the formula; empty where the formula says it all.

    Parameters
    ----------
    features : names of the inputs
    sample : the training row that the numbers are of; None: the batch
    has_penalty : whether a penalty has a strength above 0
    """
    layer, unit = quantity.layer, quantity.unit
    whose = "averaged over the batch" if sample is None else f"of sample {sample}"
    match quantity:
        case Quantity(kind="x"):
            return f"feature {unit} ({features[unit - 1]}) {whose}"
        case Quantity(kind="y"):
            return f"target {unit} {whose}"
        case Quantity(kind="w", family=""):
            start = f"a[{layer - 1}][{quantity.source}]"
            if layer == 1:
                start = f"x[{quantity.source}]"
            return f"the weight from {start} to a[{layer}][{unit}], before the update"
        case Quantity(kind="b", family=""):
            return f"the bias of a[{layer}][{unit}], before the update"
        case Quantity(kind="penalty") if not has_penalty:
            return "no penalty is set"
    return ""
