"""Other libraries at the same work, each in its realistic form of the lowest overhead.

scikit-learn through `fit`, whose last layer is the identity; PyTorch eagerly, its data
in one tensor, a permutation an epoch, `torch.optim.SGD`.
"""

import warnings
from itertools import pairwise
from typing import Any

import numpy as np

from playground.network import layer_views
from tests.benchmarks.workloads import RATE, Workload


class ScikitLearn:
    """`MLPRegressor` or `MLPClassifier`, whole epochs at a time."""

    def __init__(self, work: Workload) -> None:
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        plan = work.plan()
        self.x = plan.x
        self.per_epoch = -(-work.rows // work.batch)
        is_class = work.loss == "cross_entropy"
        self.y = plan.y.argmax(axis=1) if is_class else plan.y[:, 0]
        self.kind: Any = MLPClassifier if is_class else MLPRegressor
        self.options: dict[str, Any] = {
            "hidden_layer_sizes": work.sizes[1:-1],
            "activation": "tanh",
            "solver": "sgd",
            "momentum": 0.0,
            "alpha": 0.0,
            "batch_size": work.batch,
            "learning_rate_init": RATE,
            "tol": 0.0,
            "n_iter_no_change": 1_000_000,
            "random_state": 0,
        }

    def run(self, count: int) -> int:
        epochs = -(-count // self.per_epoch)
        network = self.kind(max_iter=epochs, **self.options)
        with warnings.catch_warnings():
            # It says at the end of every fit that it has not converged.
            warnings.simplefilter("ignore")
            network.fit(self.x, self.y)
        return int(network.n_iter_) * self.per_epoch


class PyTorch:
    """An eager training loop."""

    def __init__(self, work: Workload) -> None:
        import torch

        self.torch = torch
        torch.set_num_threads(work.threads)
        plan = work.plan()
        self.x, self.y = torch.from_numpy(plan.x), torch.from_numpy(plan.y)
        self.batch = work.batch
        self.is_class = work.loss == "cross_entropy"
        modules: list[Any] = []
        layers = layer_views(work.start(), work.sizes)
        for layer, name in zip(layers, work.activations, strict=True):
            outputs, inputs = layer.weights.shape
            linear = torch.nn.Linear(inputs, outputs, dtype=self.x.dtype)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(layer.weights))
                linear.bias.copy_(torch.from_numpy(layer.bias))
            modules.append(linear)
            if name == "tanh":
                modules.append(torch.nn.Tanh())
        self.network = torch.nn.Sequential(*modules)
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=RATE)
        self.labels = self.y.argmax(dim=1)

    def update(self, x: Any, y: Any) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        output = self.network(x)
        if self.is_class:
            loss = self.torch.nn.functional.cross_entropy(output, y)
        else:
            loss = 0.5 * self.torch.nn.functional.mse_loss(output, y)
        loss.backward()
        self.optimizer.step()

    def run(self, count: int) -> int:
        made = 0
        rows = len(self.x)
        y = self.labels if self.is_class else self.y
        while made < count:
            if self.batch == rows:
                self.update(self.x, y)
                made += 1
                continue
            order = self.torch.randperm(rows)
            x_now, y_now = self.x[order], y[order]
            for start in range(0, rows, self.batch):
                stop = start + self.batch
                self.update(x_now[start:stop], y_now[start:stop])
                made += 1
        return made


class Products:
    """The products of all layers and nothing else: what BLAS alone would take."""

    def __init__(self, work: Workload) -> None:
        rng = np.random.default_rng(0)

        def matrix(rows: int, columns: int) -> Any:
            return rng.random((rows, columns)).astype(work.dtype)

        self.pairs: list[tuple[Any, Any]] = []
        for index, (before, after) in enumerate(pairwise(work.sizes)):
            weights, a = matrix(after, before), matrix(before, work.batch)
            delta = matrix(after, work.batch)
            self.pairs += [(weights, a), (delta, a.T)]
            if index:
                self.pairs.append((weights.T, delta))
        self.results = [a.dot(b) for a, b in self.pairs]

    def run(self, count: int) -> int:
        for _ in range(count):
            for (a, b), result in zip(self.pairs, self.results, strict=True):
                a.dot(b, out=result)
        return count
