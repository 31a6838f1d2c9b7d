"""JAX in its form of the lowest overhead: whole epochs in one compiled call.

`lax.scan` goes over the batches of an epoch; a ragged last batch is left out, because
a scan wants equal shapes. Importing JAX happens where one is made (ImportError).
"""

from typing import Any

from playground.network import layer_views
from tests.benchmarks.workloads import RATE, Workload


class JaxScan:
    """Gradient descent as a scan, its data on the device once."""

    def __init__(self, work: Workload) -> None:
        import jax

        if work.dtype == "float64":
            jax.config.update("jax_enable_x64", True)
        numpy = jax.numpy
        plan = work.plan()
        x, y = numpy.asarray(plan.x), numpy.asarray(plan.y)
        rows, batch = work.rows, work.batch
        self.per_epoch = rows // batch
        is_class = work.loss == "cross_entropy"

        def loss(weights: Any, x: Any, y: Any) -> Any:
            a = x
            for index, (w, b) in enumerate(weights):
                a = a @ w + b
                if not (is_class and index == len(weights) - 1):
                    a = numpy.tanh(a)
            if is_class:
                return -(y * jax.nn.log_softmax(a)).sum(axis=1).mean()
            return 0.5 * ((a - y) ** 2).sum(axis=1).mean()

        def update(weights: Any, rows_now: Any) -> Any:
            value, slopes = jax.value_and_grad(loss)(weights, *rows_now)
            moved = jax.tree.map(lambda w, g: w - RATE * g, weights, slopes)
            return moved, value

        def epoch(_: int, carried: Any) -> Any:
            weights, key, _ = carried
            if batch == rows:
                weights, value = update(weights, (x, y))
                return weights, key, value
            key, now = jax.random.split(key)
            order = jax.random.permutation(now, rows)[: self.per_epoch * batch]
            shape = (self.per_epoch, batch)
            batches = x[order].reshape(*shape, -1), y[order].reshape(*shape, -1)
            weights, values = jax.lax.scan(update, weights, batches)
            return weights, key, values[-1]

        def epochs(count: int, carried: Any) -> Any:
            return jax.lax.fori_loop(0, count, epoch, carried)

        layers = layer_views(work.start(), work.sizes)
        weights = [
            (numpy.asarray(layer.weights.T), numpy.asarray(layer.bias))
            for layer in layers
        ]
        self.carried = (weights, jax.random.key(0), numpy.zeros((), x.dtype))
        self.epochs = jax.jit(epochs)
        self.wait = jax.block_until_ready

    def run(self, count: int) -> int:
        """Make at least `count` updates in whole epochs; return how many."""
        epochs = -(-count // self.per_epoch)
        self.carried = self.wait(self.epochs(epochs, self.carried))
        return epochs * self.per_epoch
