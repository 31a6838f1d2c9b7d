"""Why a run diverged: the first number of the coming update that is not finite."""

import numpy as np

from playground.explaining.quantities import quantity_at
from playground.learner import Learner
from playground.update_trace import UpdateTrace, open_update


def describe_divergence(learner: Learner) -> str:
    """Return a sentence on the update that a learner refused to make.

    It names the layer or weight whose number is the first that is not finite, in the
    order in which an update makes its numbers, and the weight that is largest.
    """
    with np.errstate(all="ignore"):
        features = learner.problem.preprocessor.features
        update = open_update(learner.plan, learner.state, features)
    sizes = update.plan.sizes
    largest = int(np.argmax(np.abs(update.params)))
    name = quantity_at(largest, sizes)
    return (
        f"Training diverged after update {learner.update}: in the next one "
        f"{first_failure(update)} is not finite. The largest number of the network is "
        f"{name.name} = {update.params[largest]:.3g}, in layer {name.layer}. A smaller "
        f"learning rate than {learner.settings.learning_rate:g} usually helps."
    )


def first_failure(update: UpdateTrace) -> str:
    """Return the first thing of an update that is not finite."""
    for layer, sums in enumerate(update.z, start=1):
        if not np.isfinite(sums).all():
            unit = int(np.argwhere(~np.isfinite(sums))[0][1]) + 1
            return f"the sum z[{layer}][{unit}] of layer {layer}"
    # The sum, too: finite losses of single samples may add up to more than a number.
    with np.errstate(all="ignore"):
        total = update.losses.sum() + update.penalty
    if not np.isfinite(total):
        return "the loss"
    for words, numbers in (
        ("the gradient of {}", update.gradient),
        ("the step of {}", update.change),
        ("the new value of {}", update.new),
    ):
        failed = np.flatnonzero(~np.isfinite(numbers))
        if len(failed):
            name = quantity_at(int(failed[0]), update.plan.sizes).name
            return words.format(name)
    return "a number that the update rule remembers"
