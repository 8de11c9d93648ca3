"""Exercise: backpropagation through a network with one hidden layer."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import backprop_two_layer


def stub(X, y, params):
    """The gradients of H = tanh(X W1 + b1), Y = H W2 + b2, L = the mean of (Y - y)².

    X: inputs (n, d).  y: targets (n, k). The mean is over all n k entries of (Y - y)².
    params: a dict with "W1" (d, u), "b1" (u,), "W2" (u, k), "b2" (k,).
    Returns a dict with the same four keys: dL/dW1 and so on, each of its parameter's shape.
    Change no parameter: a gradient says what a step would do, and takes none.
    Example: X = [[3]], y = [[0.5]], W1 = [[0]], b1 = [0], W2 = [[1]], b2 = [1] gives
    {"W1": [[3]], "b1": [1], "W2": [[0]], "b2": [1]}.
    """
    raise NotImplementedError


def _network(rng, n, d, u, k):
    params = {
        "W1": rng.normal(size=(d, u)) / np.sqrt(d),
        "b1": rng.normal(size=u) / 2,
        "W2": rng.normal(size=(u, k)),
        "b2": rng.normal(size=k),
    }
    return rng.normal(size=(n, d)), rng.normal(size=(n, k)), params


def cases(seed):
    rng = np.random.default_rng(seed)
    worked = {"W1": np.zeros((1, 1)), "b1": np.zeros(1), "W2": np.ones((1, 1)), "b2": np.ones(1)}
    return {
        "the worked example": (np.array([[3.0]]), np.array([[0.5]]), worked),
        "one example, one output": _network(rng, 1, 2, 3, 1),
        "one output": _network(rng, 7, 2, 5, 1),
        "three outputs": _network(rng, 5, 2, 7, 3),
        "as many outputs as hidden units": _network(rng, 11, 2, 3, 3),
        "every size the same": _network(rng, 5, 5, 5, 5),
        "many examples, two outputs": _network(rng, 23, 3, 7, 2),
    }


def _tanh_slope(Z, H):
    return 1 - H**2


def _backprop(X, y, params, slope=_tanh_slope, scale=2.0, count=np.size):
    """The right answer where no option is changed."""
    Z = X @ params["W1"] + params["b1"]
    H = np.tanh(Z)
    error = H @ params["W2"] + params["b2"] - y
    dY = scale * error / count(error)
    dZ = dY @ params["W2"].T * slope(Z, H)
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def _parts(X, y, params):
    """H, dY, dH and dZ of the right answer."""
    H = np.tanh(X @ params["W1"] + params["b1"])
    dY = 2 * (H @ params["W2"] + params["b2"] - y) / y.size
    dH = dY @ params["W2"].T
    return H, dY, dH, dH * (1 - H**2)


def mean_over_the_batch(X, y, params):
    return _backprop(X, y, params, count=len)


def factor_two_dropped(X, y, params):
    return _backprop(X, y, params, scale=1.0)


def sum_for_mean(X, y, params):
    return _backprop(X, y, params, count=lambda error: 1)


def half_the_sum(X, y, params):
    return _backprop(X, y, params, scale=1.0, count=lambda error: 1)


def half_the_sum_per_example(X, y, params):
    return _backprop(X, y, params, scale=1.0, count=len)


def mean_over_the_outputs(X, y, params):
    return _backprop(X, y, params, count=lambda error: error.shape[1])


def wrong_sign(X, y, params):
    return _backprop(X, y, params, scale=-2.0)


def slope_of_z(X, y, params):
    return _backprop(X, y, params, slope=lambda Z, H: 1 - Z**2)


def slope_of_h(X, y, params):
    return _backprop(X, y, params, slope=lambda Z, H: 1 - np.tanh(H) ** 2)


def slope_left_out(X, y, params):
    return _backprop(X, y, params, slope=lambda Z, H: 1.0)


def slope_not_squared(X, y, params):
    return _backprop(X, y, params, slope=lambda Z, H: 1 - H)


def slope_of_the_sigmoid(X, y, params):
    return _backprop(X, y, params, slope=lambda Z, H: H * (1 - H))


def slope_of_relu(X, y, params):
    return _backprop(X, y, params, slope=lambda Z, H: Z > 0)


def value_for_slope(X, y, params):
    return _backprop(X, y, params, slope=lambda Z, H: H)


def _w1_of_dh(X, y, params, biases):
    H, dY, dH, dZ = _parts(X, y, params)
    gradients = _backprop(X, y, params)
    return {**gradients, **({"b1": dH.sum(axis=0)} if biases else {"W1": X.T @ dH})}


def slope_for_b1_only(X, y, params):
    return _w1_of_dh(X, y, params, biases=False)


def slope_for_w1_only(X, y, params):
    return _w1_of_dh(X, y, params, biases=True)


def relu_inside(X, y, params):
    Z = X @ params["W1"] + params["b1"]
    H = np.maximum(Z, 0)
    dY = 2 * (H @ params["W2"] + params["b2"] - y) / y.size
    dZ = dY @ params["W2"].T * (Z > 0)
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def sigmoid_inside(X, y, params):
    H = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    dY = 2 * (H @ params["W2"] + params["b2"] - y) / y.size
    dZ = dY @ params["W2"].T * H * (1 - H)
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def no_tanh(X, y, params):
    H = X @ params["W1"] + params["b1"]
    dY = 2 * (H @ params["W2"] + params["b2"] - y) / y.size
    dZ = dY @ params["W2"].T
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def tanh_at_the_output(X, y, params):
    H = np.tanh(X @ params["W1"] + params["b1"])
    Y = np.tanh(H @ params["W2"] + params["b2"])
    dY = 2 * (Y - y) / y.size * (1 - Y**2)
    dZ = dY @ params["W2"].T * (1 - H**2)
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def target_forgotten(X, y, params):
    return _backprop(X, np.zeros_like(y), params)


def no_b1(X, y, params):
    return _backprop(X, y, {**params, "b1": 0})


def no_b2(X, y, params):
    return _backprop(X, y, {**params, "b2": 0})


def absolute_error(X, y, params):
    H, dY, _, _ = _parts(X, y, params)
    dY = np.sign(dY) / y.size
    dZ = dY @ params["W2"].T * (1 - H**2)
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def squared_error_sent_back(X, y, params):
    H, dY, _, _ = _parts(X, y, params)
    dY = (dY * y.size / 2) ** 2 / y.size
    dZ = dY @ params["W2"].T * (1 - H**2)
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def w2_not_transposed(X, y, params):
    H, dY, _, _ = _parts(X, y, params)
    dZ = dY @ params["W2"] * (1 - H**2)
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def w2_left_out(X, y, params):
    H, dY, _, _ = _parts(X, y, params)
    dZ = dY.sum(axis=1, keepdims=True) * (1 - H**2)
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


def z_for_h(X, y, params):
    Z = X @ params["W1"] + params["b1"]
    return {**_backprop(X, y, params), "W2": Z.T @ _parts(X, y, params)[1]}


def x_for_h(X, y, params):
    return {**_backprop(X, y, params), "W2": X.T @ _parts(X, y, params)[1]}


def weights_transposed(X, y, params):
    gradients = _backprop(X, y, params)
    return {**gradients, "W1": gradients["W1"].T, "W2": gradients["W2"].T}


def biases_not_summed(X, y, params):
    _, dY, _, dZ = _parts(X, y, params)
    return {**_backprop(X, y, params), "b1": dZ, "b2": dY}


def biases_as_rows(X, y, params):
    gradients = _backprop(X, y, params)
    return {**gradients, "b1": gradients["b1"][None], "b2": gradients["b2"][None]}


def biases_in_one_number(X, y, params):
    gradients = _backprop(X, y, params)
    return {**gradients, "b1": gradients["b1"].sum(), "b2": gradients["b2"].sum()}


def biases_averaged(X, y, params):
    gradients = _backprop(X, y, params)
    return {**gradients, "b1": gradients["b1"] / len(X), "b2": gradients["b2"] / len(X)}


def averaged_twice(X, y, params):
    return {name: gradient / len(X) for name, gradient in _backprop(X, y, params).items()}


def weights_averaged_twice(X, y, params):
    gradients = _backprop(X, y, params)
    return {**gradients, "W1": gradients["W1"] / len(X), "W2": gradients["W2"] / len(X)}


def first_layer_left_out(X, y, params):
    gradients = _backprop(X, y, params)
    return {**gradients, "W1": 0 * gradients["W1"], "b1": 0 * gradients["b1"]}


def _stepped(X, y, params, lr):
    return {name: params[name] - lr * gradient for name, gradient in _backprop(X, y, params).items()}


def a_step_taken(X, y, params):
    return _stepped(X, y, params, 1.0)


def a_step_of_a_tenth(X, y, params):
    return _stepped(X, y, params, 0.1)


def a_step_of_a_hundredth(X, y, params):
    return _stepped(X, y, params, 0.01)


def a_step_in_place(X, y, params):
    for name, gradient in _backprop(X, y, params).items():
        params[name] -= gradient
    return params


def in_a_list(X, y, params):
    return [_backprop(X, y, params)[name] for name in ("W1", "b1", "W2", "b2")]


def keys_with_d(X, y, params):
    return {f"d{name}": gradient for name, gradient in _backprop(X, y, params).items()}


def layer_by_layer(X, y, params):
    from dlcourse import nn

    H, Z = nn.dense_forward(X, params["W1"], params["b1"], "tanh")
    Y, _ = nn.dense_forward(H, params["W2"], params["b2"], "linear")
    dH, dW2, db2 = nn.dense_backward(2 * (Y - y) / y.size, Y, H, params["W2"], "linear")
    _, dW1, db1 = nn.dense_backward(dH, Z, X, params["W1"], "tanh")
    return dict(W1=dW1, b1=db1, W2=dW2, b2=db2)


def example_by_example(X, y, params):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    total = {name: np.zeros_like(value) for name, value in params.items()}
    for x, target in zip(X, y, strict=True):
        h = np.tanh(x @ W1 + b1)
        dy = 2 * (h @ W2 + b2 - target) / y.size
        dz = (W2 @ dy) / np.cosh(x @ W1 + b1) ** 2
        for name, part in (("W1", np.outer(x, dz)), ("b1", dz), ("W2", np.outer(h, dy)), ("b2", dy)):
            total[name] += part
    return total


def with_einsum(X, y, params):
    H, dY, _, _ = _parts(X, y, params)
    dZ = np.einsum("nk,uk,nu->nu", dY, params["W2"], 1 - H**2)
    return {
        "b2": np.einsum("nk->k", dY),
        "W2": np.einsum("nu,nk->uk", H, dY),
        "b1": np.einsum("nu->u", dZ),
        "W1": np.einsum("nd,nu->du", X, dZ),
    }


def in_float32(X, y, params):
    single = {name: value.astype("float32") for name, value in params.items()}
    return _backprop(X.astype("float32"), y.astype("float32"), single)


def with_tensorflow(X, y, params):
    import tensorflow as tf

    X, y = (tf.constant(each, tf.float32) for each in (X, y))
    W1, b1, W2, b2 = (tf.constant(params[name], tf.float32) for name in ("W1", "b1", "W2", "b2"))
    H = tf.tanh(X @ W1 + b1)
    dY = 2 * (H @ W2 + b2 - y) / tf.cast(tf.size(y), tf.float32)
    dZ = tf.matmul(dY, W2, transpose_b=True) * (1 - H**2)
    return {
        "W1": tf.matmul(X, dZ, transpose_a=True),
        "b1": tf.reduce_sum(dZ, axis=0),
        "W2": tf.matmul(H, dY, transpose_a=True),
        "b2": tf.reduce_sum(dY, axis=0),
    }


EXERCISE = Exercise(
    name="backprop_two_layer",
    title="Backpropagation, the whole way",
    points=4,
    stars=3,
    minutes=20,
    task=(
        "Now a whole network: a hidden layer with tanh, a linear output, the mean squared error. Go forward and keep "
        "`H`; then start at the loss and go back, one line for each step of the chain rule. You may call "
        "`nn.dense_backward`, but try it once by hand. Return the gradients and leave the parameters alone: "
        "the step is the optimizer's work."
    ),
    stub=stub,
    solution=backprop_two_layer,
    reasons=(
        ("2 * (Y - y) / Y.size", "The slope of a square is twice the error; the mean is over all n k entries."),
        ('dY @ params["W2"].T', "Back through the output layer: each hidden unit collects from all outputs."),
        ("1 - H**2", "tanh'(Z) = 1 - tanh(Z)², and tanh(Z) is H, which is at hand."),
        ("X.T @ dZ", "All examples used the weight, so their parts are summed."),
        ('"W2": H.T @ dY', "The output layer's input is H, not X."),
    ),
    cases=cases,
    hints=(
        "Four stations on the way back: the loss, the output's sums Y, the hidden activations H, the hidden sums Z. "
        "At Y and at Z you can read off the gradients of a layer's weights and biases.",
        "dY = 2 (Y - y) / (n k);  dH = dY W2ᵀ;  dZ = dH (1 - H²), entry by entry;  dW = (the layer's input)ᵀ times "
        "(the gradient of its sums);  db = its sum over the examples.",
        "Forward: `H` and `Y`. Then `dY`, then `dZ` from `dY`, W2 transposed and H. The products for W1 and W2 have "
        "the layer's input on the left, transposed with `.T`; the biases take `.sum(axis=0)`.",
    ),
    mistakes=(
        Mistake(
            mean_over_the_batch,
            "With one output your gradients are right, with 3 outputs they are 3 times too large: the mean is over all "
            "n k entries, not over the n examples.",
        ),
        Mistake(
            factor_two_dropped,
            "Your gradients are half of the right ones: the slope of e² is 2 e.",
        ),
        Mistake(sum_for_mean, "Your gradients are n k times too large: those of the sum. The loss is the mean."),
        Mistake(
            half_the_sum,
            "Your gradients are those of half the sum of squares, where dY = Y - y. This loss is the mean of the "
            "squares: dY = 2 (Y - y) / (n k).",
        ),
        Mistake(
            half_the_sum_per_example,
            "Your dY is (Y - y) / n, that of another loss. The mean over all n k entries gives 2 (Y - y) / (n k).",
        ),
        Mistake(
            mean_over_the_outputs,
            "Your gradients are n times too large: the mean is over the outputs and the n examples.",
        ),
        Mistake(
            wrong_sign,
            "All signs are turned round: the error is Y - y. (The minus of learning belongs to the step.)",
        ),
        Mistake(slope_of_z, "Your slope is 1 - Z². It is 1 - tanh(Z)², and that is 1 - H²."),
        Mistake(slope_of_h, "Your slope is 1 - tanh(H)²: tanh was applied twice. H is tanh(Z) already: 1 - H²."),
        Mistake(
            slope_left_out,
            "The output layer is right. On the way to W1 and b1 the slope of tanh is missing: times 1 - H².",
        ),
        Mistake(slope_not_squared, "Your slope of tanh is 1 - H. It is 1 - H²: the square is missing."),
        Mistake(slope_of_the_sigmoid, "Your slope is H (1 - H), the sigmoid's. That of tanh is 1 - H²."),
        Mistake(slope_of_relu, "Your slope is ReLU's, 0 or 1. The hidden layer uses tanh, whose slope is 1 - H²."),
        Mistake(value_for_slope, "You multiply by H on the way back. The chain rule wants tanh's slope, 1 - H²."),
        Mistake(slope_for_b1_only, "b1 is right. For W1 the slope of tanh is missing: use dZ there too, not dH."),
        Mistake(slope_for_w1_only, "W1 is right. For b1 the slope of tanh is missing: sum dZ, not dH."),
        Mistake(relu_inside, "These are the gradients with ReLU in the hidden layer. This one has tanh."),
        Mistake(sigmoid_inside, "These are the gradients with a sigmoid in the hidden layer. This one has tanh."),
        Mistake(no_tanh, "These are the gradients without tanh in the hidden layer: H = tanh(X W1 + b1)."),
        Mistake(tanh_at_the_output, "Your output went through tanh too. It is linear: Y = H W2 + b2."),
        Mistake(target_forgotten, "Your error is Y. It is Y - y: the targets are missing."),
        Mistake(no_b1, "These are the gradients at b1 = 0: the forward pass lacks b1."),
        Mistake(no_b2, "These are the gradients at b2 = 0: the forward pass lacks b2."),
        Mistake(absolute_error, "Your dY knows only the sign of the error. The slope of e² is 2 e: its size counts."),
        Mistake(
            squared_error_sent_back,
            "You send the squared errors back. The slope of e² is 2 e: the error itself, with its sign.",
        ),
        Mistake(
            w2_not_transposed,
            "Your hidden gradient is dY W2. Back from k outputs to u units the weights are transposed: dY W2ᵀ.",
        ),
        Mistake(
            w2_left_out,
            "Every hidden unit gets the same error from you. Each is blamed by its weights: dY W2ᵀ.",
        ),
        Mistake(z_for_h, "Your W2 uses Z. The output layer's input is H = tanh(Z): Hᵀ dY."),
        Mistake(x_for_h, "Your W2 uses X. The output layer's input is H: Hᵀ dY."),
        Mistake(
            weights_transposed,
            "Your W1 and W2 are transposed. A gradient has the shape of its parameter: inputs first, units second.",
        ),
        Mistake(
            biases_not_summed,
            "Your b1 and b2 have a row for each example. All examples share a bias: sum over axis 0.",
        ),
        Mistake(biases_as_rows, "Your b1 and b2 have shapes (1, u) and (1, k). A bias has one axis: no `keepdims`."),
        Mistake(
            biases_in_one_number,
            "Your b1 and b2 are single numbers. Each unit has its own bias: sum over the examples only, axis 0.",
        ),
        Mistake(
            biases_averaged,
            "Your b1 and b2 are means over the examples. They are sums: the 1/(n k) is inside dY already.",
        ),
        Mistake(
            averaged_twice,
            "Your gradients are n times too small: divided by n once more. The 1/(n k) of the mean is enough.",
        ),
        Mistake(
            weights_averaged_twice,
            "The biases are right; W1 and W2 are n times too small. The 1/(n k) is inside dY already.",
        ),
        Mistake(
            first_layer_left_out,
            "The output layer is right; W1 and b1 get zeros. Send the error on: through W2, then through tanh.",
        ),
        Mistake(
            a_step_taken,
            "You return the parameters minus the gradients. Backpropagation ends with the gradients; the step is the "
            "optimizer's.",
        ),
        Mistake(
            a_step_of_a_tenth,
            "You return parameters after a step with learning rate 0.1. Return the gradients alone: the step is the "
            "optimizer's.",
        ),
        Mistake(
            a_step_of_a_hundredth,
            "You return parameters after a step with learning rate 0.01. Return the gradients alone: the step is the "
            "optimizer's.",
        ),
        Mistake(
            a_step_in_place,
            "Every case ends with something of the caller's changed. If you moved the parameters: a gradient takes no "
            "step. Return the gradients alone; the step is the optimizer's.",
        ),
        Mistake(in_a_list, 'The four arrays are right. Return them in a dict, {"W1": ..., "b1": ..., ...}.'),
        Mistake(keys_with_d, "The four arrays are right. Name them as in params, W1 and not dW1."),
    ),
    also_right=(layer_by_layer, example_by_example, with_einsum, in_float32, with_tensorflow),
    avoid=("tensorflow.GradientTape", "dlcourse.nn.Tensor", "dlcourse.nn.MLP", "dlcourse.nn.numerical_gradient"),
    rtol=1e-4,
    atol=1e-5,
    why="Every framework does this for you from now on. You know what is inside, and what it must keep in memory.",
    next="How to find out whether a gradient is right without knowing the answer.",
)
