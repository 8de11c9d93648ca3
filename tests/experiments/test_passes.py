"""Both passes of a tiny network, number by number."""

import numpy as np
import pytest
import tensorflow as tf

from dlcourse.experiments.passes import both_passes


def random_network(seed, inputs=3, units=5):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in ((inputs,), (inputs, units), (units,), (units, 1), (1,))]


@pytest.mark.parametrize("seed", range(5))
def test_all_gradients_are_the_tape_s(seed):
    x, W1, b1, W2, b2 = (tf.Variable(each) for each in random_network(seed))
    with tf.GradientTape(persistent=True) as tape:
        z = tf.linalg.matvec(W1, x, transpose_a=True) + b1
        a = tf.nn.relu(z)
        output = tf.linalg.matvec(W2, a, transpose_a=True) + b2
        loss = tf.reduce_sum((output - 0.7) ** 2)
    ours = both_passes(*random_network(seed)[:1], 0.7, *random_network(seed)[1:])
    assert (ours.output, ours.loss) == pytest.approx((output.numpy().item(), float(loss)))
    assert np.any(ours.z < 0) or seed  # some unit is silent in the first of them
    wanted = {"d_output": output, "dW2": W2, "db2": b2, "da": a, "dz": z, "dW1": W1, "db1": b1, "dx": x}
    for name, tensor in wanted.items():
        theirs = np.squeeze(tape.gradient(loss, tensor).numpy())
        np.testing.assert_allclose(np.squeeze(getattr(ours, name)), theirs, rtol=1e-12, atol=1e-14, err_msg=name)


def test_the_steps_write_out_every_sum():
    passes = both_passes([2.0, -1.0], 3.0, [[1.0, -2.0], [4.0, 0.5]], [5.0, 0.0], [[-1.0], [2.0]], [0.5])
    lines = {step.what: step.lines for step in passes.steps}
    assert lines["hidden sums"] == ("z1 = 1·2 + 4·(-1) + 5 = 3", "z2 = -2·2 + 0.5·(-1) + 0 = -4.5")
    assert lines["output"] == ("ŷ = -1·3 + 2·0 + 0.5 = -2.5",)
    assert lines["from the loss"] == ("dŷ = 2·(-2.5 - 3) = -11",)
    assert lines["output's weights and bias"] == ("dv1 = -11·3 = -33", "dv2 = -11·0 = 0", "dc = dŷ = -11")
    assert lines["hidden sums (relu' is 1 or 0)"] == ("dz1 = 11·1 = 11", "dz2 = -22·0 = 0")
    assert lines["hidden weights and biases"][:2] == ("dw11 = 11·2 = 22", "dw21 = 11·(-1) = -11")
    assert [step.direction for step in passes.steps] == ["forward"] * 4 + ["backward"] * 5


@pytest.mark.parametrize("seed", range(3))
def test_each_line_is_true(seed):
    x, *layers = (np.round(each) for each in random_network(seed, inputs=2, units=3))
    for step in both_passes(x, 2.0, *layers).steps:
        for line in step.lines:
            _, left, *_, right = f"{line} = {line.rsplit(' = ', 1)[1]}".split(" = ")
            if "relu" in left or "d" in left:  # dc = dŷ, db1 = dz1: copies
                continue
            assert eval(left.replace("·", "*").replace("²", "**2")) == float(right), line


def test_shapes_that_do_not_fit_are_refused():
    x, W1, b1, W2, b2 = random_network(0)
    with pytest.raises(ValueError, match=r"both_passes\(\) got x, W1, b1, W2, b2 of \(3,\), \(3, 5\), \(5,\), \(5,\)"):
        both_passes(x, 1.0, W1, b1, W2[:, 0], b2)
    with pytest.raises(ValueError, match="y="):
        both_passes(x, np.ones(2), W1, b1, W2, b2)
