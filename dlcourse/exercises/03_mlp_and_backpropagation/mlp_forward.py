"""Exercise: a multilayer perceptron, forward."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import mlp_forward


def stub(X, params):
    """All activations of a network: ReLU in its hidden layers, a linear output.

    X: inputs (B, D), one example a row.
    params: a list of pairs (W, b), one pair a layer, in order. Shapes (D, U1), (U1,), then
    (U1, U2), (U2,) and so on. The last pair is the output layer; with one pair it is the only one.
    Returns the list [A0, A1, ..., AL]: A0 is X itself, AL the output.
    Example: X = [[1]], params = [([[-2]], [0]), ([[1]], [1])] gives [ [[1]], [[0]], [[1]] ].
    """
    raise NotImplementedError


def _network(rng, *sizes):
    shapes = zip(sizes[:-1], sizes[1:], strict=True)
    return [(rng.normal(size=(d, u)) * np.sqrt(2 / d), rng.normal(size=u)) for d, u in shapes]


def cases(seed):
    rng = np.random.default_rng(seed)
    silent = _network(rng, 2, 5, 3)
    silent[0] = (silent[0][0], silent[0][1] - 30)
    worked = [(np.array([[-2.0]]), np.array([0.0])), (np.array([[1.0]]), np.array([1.0]))]
    return {
        "the worked example": (np.array([[1.0]]), worked),
        "one layer: it is the output": (rng.normal(size=(7, 3)), _network(rng, 3, 2)),
        "one hidden layer": (rng.normal(size=(5, 2)), _network(rng, 2, 7, 3)),
        "every layer as wide as the input": (rng.normal(size=(7, 5)), _network(rng, 5, 5, 5, 5)),
        "a batch of one": (rng.normal(size=(1, 3)), _network(rng, 3, 5, 2)),
        "a silent hidden layer": (rng.normal(size=(3, 2)), silent),
        "three hidden layers": (rng.normal(size=(11, 2)), _network(rng, 2, 7, 3, 5, 2)),
    }


def _relu(Z):
    return np.maximum(Z, 0)


def relu_on_the_output(X, params):
    activations = [X]
    for W, b in params:
        activations.append(_relu(activations[-1] @ W + b))
    return activations


def no_relu(X, params):
    activations = [X]
    for W, b in params:
        activations.append(activations[-1] @ W + b)
    return activations


def relu_last_only(X, params):
    return [*no_relu(X, params)[:-1], _relu(no_relu(X, params)[-1])]


def no_input(X, params):
    return mlp_forward(X, params)[1:]


def only_the_output(X, params):
    return mlp_forward(X, params)[-1]


def no_output(X, params):
    return mlp_forward(X, params)[:-1]


def reversed_order(X, params):
    return mlp_forward(X, params)[::-1]


def first_weights_always(X, params):
    activations, (W, b) = [X], params[0]
    for number in range(1, len(params) + 1):
        Z = activations[-1] @ W + b
        activations.append(Z if number == len(params) else _relu(Z))
    return activations


def input_always(X, params):
    activations = [X]
    for number, (W, b) in enumerate(params, 1):
        Z = X @ W + b
        activations.append(Z if number == len(params) else _relu(Z))
    return activations


def input_and_relu_always(X, params):
    return [X, *(_relu(X @ W + b) for W, b in params)]


def output_from_the_input(X, params):
    W, b = params[-1]
    return [*mlp_forward(X, params)[:-1], X @ W + b]


def output_alone_after_relu(X, params):
    return relu_on_the_output(X, params)[-1]


def largest_of_each_column(X, params):
    activations = [X]
    for number, (W, b) in enumerate(params, 1):
        Z = activations[-1] @ W + b
        activations.append(Z if number == len(params) else np.max(Z, 0))
    return activations


def sums_kept(X, params):
    A, kept = X, [X]
    for W, b in params:
        kept.append(A @ W + b)
        A = _relu(kept[-1])
    return kept


def relu_on_the_input(X, params):
    return mlp_forward(_relu(X), params)


def relu_before_the_weights(X, params):
    kept = [X]
    for W, b in params:
        kept.append(_relu(kept[-1]) @ W + b)
    return kept


def no_bias(X, params):
    return mlp_forward(X, [(W, 0 * b) for W, b in params])


def bias_outside(X, params):
    activations = [X]
    for number, (W, b) in enumerate(params, 1):
        Z = activations[-1] @ W
        activations.append((Z if number == len(params) else _relu(Z)) + b)
    return activations


def no_bias_at_the_output(X, params):
    *hidden, (W, b) = params
    return mlp_forward(X, [*hidden, (W, 0 * b)])


def last_layer_skipped(X, params):
    activations = [X]
    for W, b in params[:-1]:
        activations.append(_relu(activations[-1] @ W + b))
    return [*activations, activations[-1]]


def output_added_twice(X, params):
    activations = relu_on_the_output(X, params)
    W, b = params[-1]
    return [*activations, activations[-2] @ W + b]


def output_layer_again(X, params):
    activations = relu_on_the_output(X, params)
    W, b = params[-1]
    return [*activations, activations[-1] @ W + b]


def pairs_handed_on(X, params):
    from dlcourse.nn import dense_forward

    activations = [X]
    for number, (W, b) in enumerate(params, 1):
        activations.append(dense_forward(activations[-1], W, b, "linear" if number == len(params) else "relu"))
    return activations


def pairs_kept(X, params):
    from dlcourse.nn import dense_forward

    A, kept = X, [X]
    for number, (W, b) in enumerate(params, 1):
        A, Z = dense_forward(A, W, b, "linear" if number == len(params) else "relu")
        kept.append((A, Z))
    return kept


def own_pairs_handed_on(X, params):
    """As above, with a dense_forward that doesn't look at shapes."""
    activations = [X]
    for number, (W, b) in enumerate(params, 1):
        Z = activations[-1] @ W + b
        activations.append((Z if number == len(params) else _relu(Z), Z))
    return activations


def first_layer_linear(X, params):
    activations = [X]
    for number, (W, b) in enumerate(params, 1):
        Z = activations[-1] @ W + b
        activations.append(Z if number in (1, len(params)) else _relu(Z))
    return activations


def first_layer_linear_instead(X, params):
    activations = [X]
    for number, (W, b) in enumerate(params, 1):
        Z = activations[-1] @ W + b
        activations.append(Z if number == 1 else _relu(Z))
    return activations


def no_bias_inside(X, params):
    *hidden, output = params
    return mlp_forward(X, [*((W, 0 * b) for W, b in hidden), output])


def linear_where_one_unit(X, params):
    activations = [X]
    for W, b in params:
        Z = activations[-1] @ W + b
        activations.append(Z if len(b) == 1 else _relu(Z))
    return activations


def relu_before_the_output(X, params):
    *hidden, (W, b) = params
    activations = [X]
    for V, c in hidden:
        activations.append(_relu(activations[-1] @ V + c))
    return [*activations, _relu(activations[-1]) @ W + b]


def hidden_sums_kept_too(X, params):
    A, kept = X, [X]
    for number, (W, b) in enumerate(params, 1):
        kept.append(A @ W + b)
        if number < len(params):
            A = _relu(kept[-1])
            kept.append(A)
    return kept


def linear_before_the_last(X, params):
    activations = [X]
    for number, (W, b) in enumerate(params):
        Z = activations[-1] @ W + b
        activations.append(Z if number >= len(params) - 2 else _relu(Z))
    return activations


def one_hidden_layer_only(X, params):
    activations = [X]
    for number, (W, b) in enumerate(params):
        Z = activations[-1] @ W + b
        activations.append(_relu(Z) if number == 0 and len(params) > 1 else Z)
    return activations


def tanh_inside(X, params):
    activations = [X]
    for number, (W, b) in enumerate(params, 1):
        Z = activations[-1] @ W + b
        activations.append(Z if number == len(params) else np.tanh(Z))
    return activations


def sigmoid_at_the_output(X, params):
    *hidden, output = mlp_forward(X, params)
    return [*hidden, 1 / (1 + np.exp(-output))]


def with_einsum(X, params):
    hidden, (W, b) = params[:-1], params[-1]
    activations = [X]
    for V, c in hidden:
        Z = np.einsum("bd,du->bu", activations[-1], V) + c
        activations.append(Z * (Z > 0))
    return (*activations, np.einsum("bd,du->bu", activations[-1], W) + b)


def example_by_example(X, params):
    layers = [[] for _ in range(len(params) + 1)]
    for x in X:
        layers[0].append(x)
        for number, (W, b) in enumerate(params, 1):
            x = np.array([sum(x * W[:, j]) + b[j] for j in range(len(b))])
            x = x if number == len(params) else np.where(x > 0, x, 0)
            layers[number].append(x)
    return [np.array(layer) for layer in layers]


def from_the_end(X, params):
    """A network is a smaller network and one more layer."""
    if not params:
        return [X]
    before = from_the_end(X, params[:-1])
    if len(before) > 1:
        before[-1] = _relu(before[-1])
    W, b = params[-1]
    return [*before, before[-1] @ W + b]


def with_keras(X, params):
    import keras

    values = [keras.ops.cast(X, "float32")]
    for number, (W, b) in enumerate(params, 1):
        layer = keras.layers.Dense(len(b), "linear" if number == len(params) else "relu")
        layer.build((None, len(W)))
        layer.set_weights([W, b])
        values.append(layer(values[-1]))
    return values


def with_tensorflow(X, params):
    import tensorflow as tf

    values = [tf.constant(X)]
    for W, b in params[:-1]:
        values.append(tf.nn.relu(values[-1] @ W + b))
    return [*values, values[-1] @ params[-1][0] + params[-1][1]]


EXERCISE = Exercise(
    name="mlp_forward",
    title="A network, forward",
    points=2,
    stars=1,
    minutes=8,
    task=(
        "Put layers in a row. Each layer gets the activations of the layer before; the hidden ones end with ReLU, the "
        "last one is linear, so that it can give any number. Keep every array on the way, the input included: the way "
        "back needs them all. You may call your `dense_forward`, or the package's `nn.dense_forward`."
    ),
    stub=stub,
    solution=mlp_forward,
    reasons=(
        ("activations = [np.asarray(X)]", "The input is layer 0: so each layer has a layer before it."),
        ("activations[-1], W, b", "The newest entry is what the layer before sent."),
        ('"linear" if number == len(params) else "relu"', "Only the last layer is without ReLU."),
    ),
    cases=cases,
    hints=(
        "A loop over the pairs. What goes in is what came out last; only the last layer is different.",
        "A0 = X;  Al = relu(A(l-1) Wl + bl) for the hidden layers;  AL = A(L-1) WL + bL.",
        "Start a list with X. For each pair (W, b) compute the sums from the list's last entry, apply ReLU unless it "
        "is the last pair (`enumerate` counts them), and append.",
    ),
    mistakes=(
        Mistake(
            relu_on_the_output,
            "Your output has no negative numbers: it went through ReLU too. The last layer is linear.",
        ),
        Mistake(no_relu, "No ReLU was applied at all, so your layers together are one linear layer."),
        Mistake(relu_last_only, "Your ReLU is at the wrong end: the hidden layers have it, the output is linear."),
        Mistake(no_input, "Your list starts with A1. It starts with the input: A0 = X."),
        Mistake(only_the_output, "Your output is right. Return the list of all activations, from X to the output."),
        Mistake(no_output, "Your list ends with the last hidden layer: the output is missing."),
        Mistake(reversed_order, "Your list runs backwards. The input comes first, the output last."),
        Mistake(
            first_weights_always,
            "Every layer used the first pair, W1 and b1. It fits only where all layers are equally wide: take pair l "
            "for layer l.",
        ),
        Mistake(
            input_always,
            "Every layer was given X. A layer gets the activations of the layer before, the newest in your list.",
        ),
        Mistake(
            input_and_relu_always,
            "Every layer was given X, and the output went through ReLU too. A layer gets the newest entry of your "
            "list, and the last layer is linear.",
        ),
        Mistake(
            output_from_the_input,
            "Your output layer was given X. It gets the last hidden layer's activations, the newest in your list.",
        ),
        Mistake(
            output_alone_after_relu,
            "Return the list of all activations, from X to the output. And the last layer is linear: no ReLU there.",
        ),
        Mistake(
            largest_of_each_column,
            "`np.max(Z, 0)` is the largest entry of each column. ReLU is `np.maximum(Z, 0)`, entry by entry.",
        ),
        Mistake(
            sums_kept,
            "Your output is right, but the hidden entries are sums before ReLU: keep A, not Z.",
        ),
        Mistake(
            relu_on_the_input,
            "Your first entry is relu(X), and the layers saw that. The input enters as it is.",
        ),
        Mistake(
            relu_before_the_weights,
            "You apply ReLU before each layer instead of after it: so X loses its negative numbers and the hidden "
            "entries keep theirs.",
        ),
        Mistake(no_bias, "Your sums are A W: the biases are missing."),
        Mistake(bias_outside, "You add the biases after ReLU. They belong to the sum: relu(A W + b)."),
        Mistake(no_bias_at_the_output, "Your hidden layers are right; the output lacks its bias."),
        Mistake(
            last_layer_skipped,
            "Your last entry repeats the one before: the output layer's weights were not used.",
        ),
        Mistake(
            output_added_twice,
            "Your list has the output twice, first with ReLU. Leave the last pair out of the loop or make the ReLU "
            "depend on it.",
        ),
        Mistake(
            output_layer_again,
            "The last pair was used twice: once in the loop with ReLU, once after it. Loop over `params[:-1]` only.",
        ),
        Mistake(
            pairs_handed_on,
            "`dense_forward` returns a pair (A, Z), and you hand on the pair. Take A out of it: `A, Z = ...`.",
        ),
        Mistake(pairs_kept, "Your list holds pairs (A, Z) after X. Keep the activations A only."),
        Mistake(
            own_pairs_handed_on,
            "From the second entry on your list holds pairs (A, Z), and the next layer gets a pair too. Take A out of "
            "what `dense_forward` returns: `A, Z = ...`.",
        ),
        Mistake(
            first_layer_linear,
            "Your first hidden layer lacks its ReLU. `X` is the input already: the first pair is a hidden layer like "
            "the others.",
        ),
        Mistake(
            first_layer_linear_instead,
            "Your first layer is linear and the last one has ReLU. It is the other way round: only the last is linear.",
        ),
        Mistake(no_bias_inside, "Your output layer has its bias, your hidden layers don't: relu(A W + b)."),
        Mistake(
            linear_where_one_unit,
            "You leave ReLU out where a layer has one unit. The output is known by its place, the last pair; it may "
            "have any number of units.",
        ),
        Mistake(
            relu_before_the_output,
            "You apply ReLU once more to what enters the last layer. After a hidden layer that changes nothing, but "
            "with one layer it is X that loses its negative numbers.",
        ),
        Mistake(
            hidden_sums_kept_too,
            "Your list holds the sums of the hidden layers as well. Keep one array a layer: its activations.",
        ),
        Mistake(
            linear_before_the_last,
            "The layer before the output lacks its ReLU. Only the last layer is linear; look at where you count from.",
        ),
        Mistake(
            one_hidden_layer_only,
            "Only your first layer has a ReLU. Every hidden layer has one, all but the last layer.",
        ),
        Mistake(tanh_inside, "Your hidden layers use tanh. This network has ReLU there: max(z, 0)."),
        Mistake(sigmoid_at_the_output, "Your output went through a sigmoid. Here it is linear."),
    ),
    returns=("A0", "A1", "A2", "A3", "A4"),
    also_right=(with_einsum, example_by_example, from_the_end, with_keras, with_tensorflow),
    avoid=("dlcourse.nn.MLP",),
    rtol=1e-4,
    atol=1e-5,
    why="Remember what each layer saw: the way back needs these arrays, and they are what training keeps in memory.",
    next="The same network in Keras, and then the way back.",
)
