"""What of a network outlives a change of its shape."""

import numpy as np

from playground.network import Network
from playground.transplant import carry_over, same_shape


def counted(sizes: tuple[int, ...]) -> Network:
    """Return a network whose parameters are 1, 2, 3, …"""
    network = Network(sizes, ("tanh",) * (len(sizes) - 2) + ("identity",))
    network.params[:] = np.arange(1, len(network.params) + 1)
    return network


def test_columns_follow_their_features() -> None:
    old, new = counted((3, 2, 1)), counted((2, 2, 1))
    new.params[:] = -1.0
    carry_over(old, ("x1", "x2", "x1x2"), new, ("x1x2", "x1"))
    before, after = old.layers[0].weights, new.layers[0].weights
    np.testing.assert_array_equal(after[:, 0], before[:, 2])
    np.testing.assert_array_equal(after[:, 1], before[:, 0])


def test_a_feature_that_is_new_keeps_what_was_drawn() -> None:
    old, new = counted((1, 2, 1)), counted((2, 2, 1))
    new.params[:] = -1.0
    carry_over(old, ("x1",), new, ("x2", "x1"))
    assert (new.layers[0].weights[:, 0] == -1.0).all()
    np.testing.assert_array_equal(
        new.layers[0].weights[:, 1], old.layers[0].weights[:, 0]
    )


def test_the_output_layer_follows_the_output_layer() -> None:
    old, new = counted((2, 3, 1)), counted((2, 3, 4, 1))
    new.params[:] = -1.0
    carry_over(old, ("x1", "x2"), new, ("x1", "x2"))
    np.testing.assert_array_equal(new.layers[0].weights, old.layers[0].weights)
    # The layer between them is new.
    assert (new.layers[1].weights == -1.0).all()
    assert (new.layers[1].bias == -1.0).all()
    np.testing.assert_array_equal(new.layers[2].weights[:, :3], old.layers[1].weights)
    np.testing.assert_array_equal(new.layers[2].bias, old.layers[1].bias)


def test_a_network_without_hidden_layers_takes_columns_by_name_too() -> None:
    old, new = counted((2, 1)), counted((2, 1))
    carry_over(old, ("x1", "x2"), new, ("x2", "x1"))
    np.testing.assert_array_equal(new.layers[0].weights, old.layers[0].weights[:, ::-1])


def test_another_precision_is_another_shape() -> None:
    single = Network((2, 3, 1), ("tanh", "identity"), np.float32)
    assert same_shape(counted((2, 3, 1)), counted((2, 3, 1)))
    assert not same_shape(counted((2, 3, 1)), single)
    assert not same_shape(counted((2, 3, 1)), counted((3, 2, 1)))
