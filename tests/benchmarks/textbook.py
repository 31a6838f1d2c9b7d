"""Training as a student writes it with NumPy, straight from the lesson's formulas.

Lists of weights, a new array for every result, each batch picked by its indices, each
layer changed by itself. With `keeps_loss` it notes the loss of every batch, as both
engines do; without, it does less than they.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.network import layer_views
from tests.benchmarks.workloads import RATE, Workload

Array = NDArray[Any]


class Textbook:
    """A network that trains itself, epoch by epoch."""

    def __init__(self, work: Workload, keeps_loss: bool) -> None:
        plan = work.plan()
        self.x, self.y = plan.x, plan.y
        self.batch = work.batch
        self.is_softmax = work.loss == "cross_entropy"
        layers = layer_views(work.start(), work.sizes)
        self.weights = [layer.weights.T.copy() for layer in layers]
        self.biases = [layer.bias.copy() for layer in layers]
        self.keeps_loss = keeps_loss
        self.losses: list[float] = []
        self.rng = np.random.default_rng(0)

    def forward(self, x: Array) -> list[Array]:
        a = [x]
        for index, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            z = a[-1] @ w + b
            if self.is_softmax and index == len(self.weights) - 1:
                e = np.exp(z - z.max(axis=1, keepdims=True))
                a.append(e / e.sum(axis=1, keepdims=True))
            else:
                a.append(np.tanh(z))
        return a

    def loss(self, prediction: Array, y: Array) -> float:
        if self.is_softmax:
            return float(-np.mean(np.sum(y * np.log(prediction), axis=1)))
        return float(0.5 * np.mean(np.sum((prediction - y) ** 2, axis=1)))

    def update(self, x: Array, y: Array) -> None:
        a = self.forward(x)
        if self.keeps_loss:
            self.losses.append(self.loss(a[-1], y))
        delta = a[-1] - y
        if not self.is_softmax:
            delta = delta * (1 - a[-1] ** 2)
        gradients = []
        for index in reversed(range(len(self.weights))):
            gradients.append((a[index].T @ delta / len(x), delta.mean(axis=0)))
            if index:
                delta = (delta @ self.weights[index].T) * (1 - a[index] ** 2)
        for index, (w, b) in enumerate(reversed(gradients)):
            self.weights[index] = self.weights[index] - RATE * w
            self.biases[index] = self.biases[index] - RATE * b

    def run(self, count: int) -> int:
        """Make at least `count` updates in whole epochs; return how many."""
        made = 0
        rows = len(self.x)
        while made < count:
            if self.batch == rows:
                self.update(self.x, self.y)
                made += 1
                continue
            order = self.rng.permutation(rows)
            for start in range(0, rows, self.batch):
                chosen = order[start : start + self.batch]
                self.update(self.x[chosen], self.y[chosen])
                made += 1
        self.losses.clear()
        return made
