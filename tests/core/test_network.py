import numpy as np
import pytest

from playground.activations import ACTIVATIONS
from playground.errors import PlaygroundError, SettingsError
from playground.network import Network, layer_views, parameter_count, weight_mask


def a_network() -> Network:
    network = Network((2, 3, 1), ("tanh", "sigmoid"))
    network.params[:] = np.arange(13)
    return network


def test_fresh_network_is_all_zero() -> None:
    network = Network((2, 3, 1), activations=("tanh", "sigmoid"))
    np.testing.assert_array_equal(network.params, np.zeros(13))
    assert network.sizes == (2, 3, 1)
    assert network.activations == ("tanh", "sigmoid")
    assert network.params.dtype == np.float64


def test_parameters_lie_layer_by_layer_weights_before_bias() -> None:
    hidden, output = a_network().layers
    np.testing.assert_array_equal(hidden.weights, [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(hidden.bias, [6, 7, 8])
    np.testing.assert_array_equal(output.weights, [[9, 10, 11]])
    np.testing.assert_array_equal(output.bias, [12])


def test_layers_are_views_in_both_directions() -> None:
    network = a_network()
    network.layers[0].weights[2, 1] = -1.0
    network.layers[1].bias[0] = -2.0
    assert network.params[5] == -1.0
    assert network.params[12] == -2.0
    network.params[:] = 4.0
    assert (network.layers[1].weights == 4.0).all()


def test_weight_mask_leaves_out_the_biases() -> None:
    mask = weight_mask((2, 3, 1))
    np.testing.assert_array_equal(np.flatnonzero(~mask), [6, 7, 8, 12])


@pytest.mark.parametrize(
    ("sizes", "count"), [((1, 1), 2), ((2, 3, 1), 13), ((64, 10), 650), ((2, 1, 1), 5)]
)
def test_parameter_count(sizes: tuple[int, ...], count: int) -> None:
    assert parameter_count(sizes) == count
    views = layer_views(np.zeros(count), sizes)
    assert sum(view.weights.size + view.bias.size for view in views) == count


def test_forward_is_weighted_sum_bias_activation() -> None:
    network = Network((2, 2, 1), ("relu", "tanh"))
    hidden, output = network.layers
    hidden.weights[:] = [[1.0, 2.0], [-1.0, 1.0]]
    hidden.bias[:] = [0.5, -0.5]
    output.weights[:] = [[0.25, 3.0]]
    output.bias[:] = [-1.0]
    trace = network.forward(np.array([[1.0, 2.0], [2.0, 1.0]]))
    np.testing.assert_array_equal(trace.z[0], [[5.5, 0.5], [4.5, -1.5]])
    np.testing.assert_array_equal(trace.a[0], [[5.5, 0.5], [4.5, 0.0]])
    np.testing.assert_array_equal(trace.z[1], [[1.875], [0.125]])
    np.testing.assert_array_equal(trace.a[1], np.tanh([[1.875], [0.125]]))
    np.testing.assert_array_equal(network.predict(trace.x), trace.a[-1])


def test_gradient_of_one_neuron_by_hand() -> None:
    network = Network((2, 1), ("sigmoid",))
    x, y = np.array([[1.0, -2.0]]), np.array([[1.0]])
    loss, gradient = network.loss_and_gradient(x, y, loss="squared_error")
    # At zero parameters ŷ = ½: L = ½ (½ - 1)², ∂L/∂z = (½ - 1) · ¼ = -⅛.
    assert loss == 0.125
    np.testing.assert_array_equal(gradient, [-0.125, 0.25, -0.125])


def test_loss_is_the_mean_over_rows() -> None:
    network = a_network()
    x, y = np.array([[0.1, 0.2], [0.3, -0.1]]), np.array([[1.0], [0.0]])
    both, gradient = network.loss_and_gradient(x, y, "cross_entropy")
    first = network.loss_and_gradient(x[:1], y[:1], "cross_entropy")
    second = network.loss_and_gradient(x[1:], y[1:], "cross_entropy")
    assert both == pytest.approx((first[0] + second[0]) / 2, rel=1e-14)
    np.testing.assert_allclose(gradient, (first[1] + second[1]) / 2, 1e-13, 1e-16)


def test_neither_input_nor_parameters_are_changed() -> None:
    network = a_network()
    x, y, params = np.ones((4, 2)), np.zeros((4, 1)), network.params.copy()
    network.loss_and_gradient(x, y, "squared_error", l1=0.1, l2=0.1)
    np.testing.assert_array_equal(x, np.ones((4, 2)))
    np.testing.assert_array_equal(y, np.zeros((4, 1)))
    np.testing.assert_array_equal(network.params, params)


def test_equal_weights_stay_equal() -> None:
    """Why a start of all zeros is useless: equal neurons have equal gradients."""
    network = Network((2, 4, 1), ("tanh", "identity"))
    network.params[:] = 0.3
    x = np.random.default_rng(0).normal(size=(6, 2))
    _, gradient = network.loss_and_gradient(x, x[:, :1] * x[:, 1:])
    hidden = layer_views(gradient, network.sizes)[0]
    np.testing.assert_allclose(hidden.weights, np.tile(hidden.weights[0], (4, 1)))


def test_start_is_drawn_from_the_seed_layer_by_layer() -> None:
    network, again, other = (Network((2, 4, 3), ("tanh",) * 2) for _ in range(3))
    network.initialize("xavier", 3)
    again.initialize("xavier", 3)
    other.initialize("xavier", 4)
    np.testing.assert_array_equal(network.params, again.params)
    assert (network.params != other.params).any()
    for layer in network.layers:
        assert layer.weights.all()
        assert not layer.bias.any()


def test_a_layer_has_its_own_generator() -> None:
    """Another first layer leaves the start of the second one as it was."""
    small, large = Network((2, 3, 3), ("tanh",) * 2), Network((5, 3, 3), ("tanh",) * 2)
    small.initialize("he", 1)
    large.initialize("he", 1)
    np.testing.assert_array_equal(small.layers[1].weights, large.layers[1].weights)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_single_precision_is_kept(name: str) -> None:
    network = Network((2, 3, 1), (name, "identity"), np.float32)
    network.initialize("xavier", 0)
    x, y = np.ones((4, 2), np.float32), np.zeros((4, 1), np.float32)
    loss, gradient = network.loss_and_gradient(x, y, l1=0.1, l2=0.1)
    assert isinstance(loss, float)
    assert gradient.dtype == network.predict(np.ones((4, 2))).dtype == np.float32


@pytest.mark.parametrize(
    ("sizes", "activations", "words"),
    [
        ((2,), (), "sizes"),
        ((2, 0, 1), ("tanh", "tanh"), "sizes"),
        ((2, 1), ("tanh", "tanh"), "activations"),
        ((2, 1), ("tangent",), "'tangent'"),
    ],
)
def test_impossible_networks_are_refused(
    sizes: tuple[int, ...], activations: tuple[str, ...], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        Network(sizes, activations)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ((4, 2), (4,)),
        ((4, 2), (4, 3)),
        ((4, 2), (3, 1)),
        ((2,), (1, 1)),
        ((4, 3), (4, 1)),
    ],
)
def test_rows_of_another_shape_are_refused(
    x: tuple[int, ...], y: tuple[int, ...]
) -> None:
    network = Network((2, 3, 1), ("tanh", "sigmoid"))
    with pytest.raises(PlaygroundError, match="rows of 2 features and of 1 targets"):
        network.loss_and_gradient(np.zeros(x), np.zeros(y))


def test_rows_may_be_lists_and_a_loss_needs_a_name() -> None:
    network = Network((2, 1), ("identity",))
    network.params[:] = [1.0, 2.0, 0.5]
    loss, gradient = network.loss_and_gradient([[1, 1]], [[0]])  # type: ignore[arg-type]
    assert loss == 0.5 * 3.5**2
    assert gradient.tolist() == [3.5, 3.5, 3.5]
    with pytest.raises(SettingsError, match="loss must be one of"):
        network.loss_and_gradient(np.zeros((1, 2)), np.zeros((1, 1)), "hinge")
