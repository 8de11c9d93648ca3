"""Exercise: how many ReLU units of a model have stopped answering."""

from ast import literal_eval
from functools import cache

import numpy as np

from dlcourse.dead_units import dead_fraction
from dlcourse.grading.exercise import Exercise, Mistake

DEAD = -1000.0  # a bias that no input makes up for


def stub(model, X):
    """The share of a model's ReLU units that are 0 for every example of X: dead units.

    model: a keras.Sequential of Dense, Activation, Dropout and LeakyReLU layers.
    X: inputs (n, D) that fit the model.
    A layer is a ReLU layer where layer.activation is keras.activations.relu: Dense(5, "relu"),
    and also Activation("relu"), a layer of its own that may follow a Dense without one. Each
    output of such a layer is a unit. All other layers don't count, leaky ones neither. (Dropout
    and LeakyReLU have no .activation at all; Dropout does nothing outside of training.)
    Returns a float: dead units / units, over all ReLU layers together. There is at least one.
    Example: ReLU layers of 7 and 3 units, of which 2 and 1 are dead: 3 / 10 = 0.3.
    """
    raise NotImplementedError


class Network:
    """A small Keras model, given by its layers and weights. As an array it is its weights, so a change is noticed."""

    def __init__(self, layers, weights):
        self.layers, self.weights = layers, weights

    def __repr__(self):
        return f"Sequential([{', '.join(self.layers)}])"

    def __array__(self, dtype=None, copy=None):
        return np.concatenate([np.ravel(each) for each in self.weights]).astype(dtype or float)


def parts(layer):
    """``"Dense(3, 'relu')"`` as the layer's name and its arguments."""
    name, _, arguments = layer.partition("(")
    return name, literal_eval(f"({arguments[:-1]},)")


@cache
def built(inputs, layers):
    """The model, and its layers as they were built: building takes many times as long as setting the weights."""
    import keras

    model = keras.Sequential([keras.Input((inputs,))])
    for name, arguments in map(parts, layers):
        model.add(getattr(keras.layers, name)(*arguments))
    return model, state(model)


def state(model):
    return [entry for layer in model.layers for entry in (layer, getattr(layer, "activation", None))]


def observe(answer, network, X):
    """What the answer says about a real Keras model; what it changed in the model is written back to the case."""
    model, before = built(X.shape[1], tuple(network.layers))
    model.set_weights(network.weights)
    try:
        return answer(model, X)
    finally:
        network.weights = model.get_weights()
        if state(model) != before:
            network.weights = []
            built.cache_clear()


def network(rng, inputs, layers, dead=()):
    """Random weights; ``dead`` names the units that get a bias which keeps them silent: (number of the Dense, unit)."""
    weights = []
    for name, arguments in map(parts, layers):
        if name == "Dense":
            units = arguments[0]
            weights += [
                rng.normal(size=(inputs, units)).astype("float32"),
                rng.uniform(0.5, 1.5, units).astype("float32"),
            ]
            inputs = units
    for layer, unit in dead:
        weights[2 * layer + 1][unit] = DEAD
    return Network(layers, weights)


def picky(rng, X):
    """Three units fire for one example only: the last one, the first one, and, faintly, the last but seven."""
    model = network(rng, X.shape[1], ["Dense(5, 'relu')", "Dense(2)"], dead=[(0, 1)])
    for unit, row, size in ((0, -1, 1.0), (2, 0, 1.0), (3, -8, 1e-12)):
        direction = size * X[row] / np.linalg.norm(X[row])
        model.weights[0][:, unit] = direction
        others = np.delete(X, row, axis=0) @ direction
        model.weights[1][unit] = -(others.max() + X[row] @ direction) / 2
    return model


def woken_by_dropout(rng, inputs, layers):
    """The second ReLU layer's first unit is silent, but fires where dropout takes away only its negative input."""
    model = network(rng, inputs, layers, dead=[(0, 2), (0, 4)])
    W1, b1, W2, b2 = model.weights[:4]
    W1[:, 1], b1[1] = W1[:, 0], b1[0] + 0.5  # unit 1 always gives more than unit 0
    W2[:, 0], b2[0] = [1, -1, 0, 0, 0], -0.1
    return model


def far_rows(rng, n, inputs):
    """Inputs of which the first, the last and the last but seven reach further than all others, each its own way."""
    X = rng.uniform(-1.0, 1.0, size=(n, inputs))
    X[0] = X[-1] = X[-8] = 0.0
    X[-1, 0], X[-8, 1], X[0, 2] = 6.0, 6.0, 6.0
    return X.astype("float32")


def cases(seed):
    rng = np.random.default_rng(seed)

    def draw(n, inputs):
        return rng.normal(size=(n, inputs)).astype("float32")

    two = ["Dense(7, 'relu')", "Dense(3, 'relu')", "Dense(2)"]
    leaky = ["Dense(5, 'relu')", "Dense(7)", "LeakyReLU(0.1)", "Dense(3, 'leaky_relu')", "Dense(2, 'relu')", "Dense(1)"]
    own = ["Dense(5)", "Activation('relu')", "Dropout(0.5)", "Dense(3)", "Activation('relu')", "Dense(2)"]
    last = ["Dense(3, 'tanh')", "Dense(5, 'relu')"]
    X = far_rows(rng, 43, 3)
    return {
        "one layer, one dead unit": (network(rng, 2, ["Dense(3, 'relu')", "Dense(1)"], [(0, 1)]), draw(5, 2)),
        "no dead unit": (network(rng, 3, ["Dense(5, 'relu')", "Dense(2)"]), draw(41, 3)),
        "two ReLU layers": (network(rng, 5, two, [(0, 0), (0, 4), (1, 2)]), draw(37, 5)),
        "leaky layers between, and silent leaky units": (
            network(rng, 3, leaky, [(0, 3), (1, 1), (2, 0), (3, 1)]),
            draw(23, 3),
        ),
        "three units that fire for one example only": (picky(rng, X), X),
        "ReLU as a layer of its own, with dropout": (woken_by_dropout(rng, 3, own), draw(29, 3)),
        "the last layer is ReLU": (network(rng, 2, last, [(1, 0), (1, 2), (1, 3)]), draw(19, 2)),
    }


def outputs(model, X):
    """Each layer with its output."""
    pairs, h = [], X
    for layer in model.layers:
        h = layer(h)
        pairs.append((layer, np.asarray(h)))
    return pairs


def relu_outputs(model, X):
    return [A for layer, A in outputs(model, X) if _name(layer) == "relu"]


def _name(layer):
    return getattr(getattr(layer, "activation", None), "__name__", "")


def share(activations):
    return float(np.concatenate([np.all(A == 0, axis=0) for A in activations]).mean())


def zeros_counted(model, X):
    return float(np.concatenate([(A == 0).ravel() for A in relu_outputs(model, X)]).mean())


def once_zero(model, X):
    return float(np.concatenate([np.any(A == 0, axis=0) for A in relu_outputs(model, X)]).mean())


def first_32_examples(model, X):
    return share(relu_outputs(model, X[:32]))


def first_example(model, X):
    return share(relu_outputs(model, X[:1]))


def more_than_nine_in_ten(model, X):
    return float(np.concatenate([np.mean(A == 0, axis=0) > 0.9 for A in relu_outputs(model, X)]).mean())


def leaky_counted(model, X):
    return share([A for layer, A in outputs(model, X) if "relu" in _name(layer)])


def all_leaky_counted(model, X):
    return share([A for layer, A in outputs(model, X) if "relu" in _name(layer) or "Leaky" in type(layer).__name__])


def every_dense(model, X):
    return share([A for layer, A in outputs(model, X) if type(layer).__name__ == "Dense"])


def every_layer(model, X):
    return share([A for _, A in outputs(model, X)])


def over_all_units(model, X):
    dead = sum(np.all(A == 0, axis=0).sum() for A in relu_outputs(model, X))
    return dead / sum(A.shape[1] for layer, A in outputs(model, X) if type(layer).__name__ == "Dense")


def dense_with_relu_only(model, X):
    found = [A for layer, A in outputs(model, X) if type(layer).__name__ == "Dense" and _name(layer) == "relu"]
    return share(found) if found else 0.0


def dense_with_relu_only_divides(model, X):
    found = [A for layer, A in outputs(model, X) if type(layer).__name__ == "Dense" and _name(layer) == "relu"]
    return sum(np.all(A == 0, axis=0).sum() for A in found) / sum(A.shape[1] for A in found)


def every_layer_has_an_activation(model, X):
    return share([A for layer, A in outputs(model, X) if layer.activation.__name__ == "relu"])


def with_dropout_at_work(model, X):
    found, h = [], X
    for layer in model.layers:
        h = layer(h, training=True)
        if _name(layer) == "relu":
            found.append(np.asarray(h))
    return share(found)


def mean_of_layers(model, X):
    return float(np.mean([np.all(A == 0, axis=0).mean() for A in relu_outputs(model, X)]))


def last_relu_layer(model, X):
    return share(relu_outputs(model, X)[-1:])


def first_relu_layer(model, X):
    return share(relu_outputs(model, X)[:1])


def without_the_last_layer(model, X):
    found = [A for layer, A in outputs(model, X)[:-1] if _name(layer) == "relu"]
    return share(found) if found else 0.0


def first_layer_only(model, X):
    return share([outputs(model, X)[0][1]])


def output_of_the_model(model, X):
    return share([np.asarray(model(X))])


def alive(model, X):
    return 1 - dead_fraction(model, X)


def number_of_dead(model, X):
    return float(sum(np.all(A == 0, axis=0).sum() for A in relu_outputs(model, X)))


def percent(model, X):
    return 100 * dead_fraction(model, X)


def dead_to_alive(model, X):
    f = dead_fraction(model, X)
    return f / (1 - f)


def silent_examples(model, X):
    return float(np.concatenate([np.all(A == 0, axis=1) for A in relu_outputs(model, X)]).mean())


def silent_examples_over_units(model, X):
    found = relu_outputs(model, X)
    return float(sum(np.all(A == 0, axis=1).sum() for A in found) / sum(A.shape[1] for A in found))


def before_the_layer(model, X):
    dead, units, h = 0, 0, X
    for layer in model.layers:
        if _name(layer) == "relu":
            dead, units = dead + np.all(np.asarray(h) == 0, axis=0).sum(), units + h.shape[1]
        h = layer(h)
    return float(dead / units)


def layers_without_activation_skipped(model, X):
    found, h = [], X
    for layer in model.layers:
        if getattr(layer, "activation", None) is not None:
            h = layer(h)
            if _name(layer) == "relu":
                found.append(np.asarray(h))
    return share(found)


def only_relu_layers_applied(model, X):
    found, h = [], X
    for layer in model.layers:
        if _name(layer) == "relu":
            h = layer(h)
            found.append(np.asarray(h))
    return share(found)


def compared_with_text(model, X):
    dead, units, h = 0, 0, X
    for layer in model.layers:
        h = layer(h)
        if getattr(layer, "activation", None) == "relu":
            dead, units = dead + np.all(np.asarray(h) == 0, axis=0).sum(), units + h.shape[1]
    return dead / units


def whole_layers(model, X):
    return float(np.mean([np.all(A == 0) for A in relu_outputs(model, X)]))


def each_layer_on_X(model, X):
    return share([np.asarray(layer(X)) for layer in model.layers if _name(layer) == "relu"])


def always_zero(model, X):
    return 0.0


def nearly_zero(model, X):
    return float(np.concatenate([np.max(A, axis=0) < 1e-3 for A in relu_outputs(model, X)]).mean())


def with_loop(model, X):
    import keras

    dead, units, h = 0, 0, X
    for layer in model.layers:
        h = layer(h)
        if getattr(layer, "activation", None) is keras.activations.relu:
            for unit in range(h.shape[1]):
                units += 1
                dead += float(np.max(h[:, unit])) == 0.0
    return dead / units


def with_numpy(model, X):
    """From the weights alone, in float64."""
    dead, h = [], np.asarray(X, dtype=float)
    for layer in model.layers:
        if weights := layer.get_weights():
            h = h @ weights[0] + weights[1]
        name = _name(layer)
        if name == "relu":
            h = np.maximum(h, 0)
            dead.append(h.max(axis=0) <= 0)
        elif name == "tanh":
            h = np.tanh(h)
        elif name == "leaky_relu" or type(layer).__name__ == "LeakyReLU":
            h = np.where(h > 0, h, getattr(layer, "negative_slope", 0.2) * h)
    return np.concatenate(dead).mean()


def with_ops(model, X):
    import keras
    from keras import ops

    layers = [layer for layer in model.layers if getattr(layer, "activation", None) == keras.activations.relu]
    parts = [keras.Model(model.inputs, layer.output)([X]) for layer in layers]
    silent = ops.concatenate([ops.sum(A, axis=0) for A in parts]) == 0
    return ops.mean(ops.cast(silent, "float32"))


EXERCISE = Exercise(
    name="dead_fraction",
    title="Count the dead units",
    points=3,
    stars=2,
    minutes=12,
    task=(
        "A ReLU unit is dead on a data set if it is 0 for every example: then no example gives it a gradient. Count "
        "the dead units of a Keras model, as a share of its ReLU units. Send `X` through the layers one after the "
        "other, `h = layer(h)`, and look at `h` behind each ReLU."
    ),
    stub=stub,
    solution=dead_fraction,
    observe=observe,
    reasons=(
        (
            "if is_relu(layer)",
            "Whether the layer's activation is keras.activations.relu. Only these can have dead units: a leaky one is "
            "0 at a single point only.",
        ),
        ("raise ValueError(", "Says what is wrong with a model that can't be counted; your answer doesn't need it."),
        (
            "keras.Model(model.inputs, {layer.name: layer.output for layer in layers})",
            "Asks Keras for the outputs of all ReLU layers at once, so that models with branches can be counted too. "
            "For a Sequential the loop with h = layer(h), as in the task, does the same.",
        ),
        ("np.all(np.asarray(A) == 0", "Dead means: 0 for all examples. One that makes the unit fire is enough."),
        ("np.concatenate(dead).mean()", "All units in one list, so that a large layer weighs more than a small one."),
    ),
    cases=cases,
    hints=(
        "Which outputs have to be 0 for one unit to be dead: a row of a layer's output, or a column?",
        "Per ReLU layer with output A (n, U): unit j is dead if A_ij = 0 for all i. Then add dead units and units up "
        "over the layers, and divide once.",
        "`getattr(layer, 'activation', None) is keras.activations.relu` tells whether a layer counts. "
        "`np.all(np.asarray(h) == 0, axis=0)` then gives one True or False for each unit.",
    ),
    mistakes=(
        Mistake(
            zeros_counted,
            "You give the share of zeros among all activations. A unit is dead only if it is 0 for all examples.",
        ),
        Mistake(
            once_zero,
            "You count units that are 0 for some example (`any`). A unit is dead only if it is 0 for all (`all`).",
        ),
        Mistake(
            first_32_examples,
            "You look at the first 32 examples only. Two units are silent there and fire on a later one: they live.",
        ),
        Mistake(first_example, "You look at the first example only. A unit is dead if it is 0 for every one."),
        Mistake(
            more_than_nine_in_ten,
            "You count units that are 0 for more than nine examples in ten. One that fires once is not dead.",
        ),
        Mistake(
            leaky_counted,
            "Units with leaky ReLU are in your count: 'leaky_relu' holds the word 'relu'. Only ReLU units count.",
        ),
        Mistake(
            all_leaky_counted,
            "Units with leaky ReLU are in your count, from Dense and from LeakyReLU layers. Only ReLU units count.",
        ),
        Mistake(
            every_dense,
            "You count the outputs of every Dense layer, whatever its activation. Only layers with ReLU count.",
        ),
        Mistake(
            every_layer,
            "You count the outputs of every layer, whatever it is. Only those whose activation is ReLU count.",
        ),
        Mistake(
            over_all_units,
            "Your dead units are right, but you divide by the units of all Dense layers. Divide by the ReLU units.",
        ),
        Mistake(
            dense_with_relu_only,
            "A ReLU that is a layer of its own, Activation('relu'), is missing from your count: there you give 0.",
        ),
        Mistake(
            dense_with_relu_only_divides,
            "A ReLU that is a layer of its own, Activation('relu'), is missing from your count: with no other there, "
            "you divide by 0.",
        ),
        Mistake(
            every_layer_has_an_activation,
            "Your code fails where a layer has no `.activation`: Dropout and LeakyReLU don't. "
            "`getattr(layer, 'activation', None)` gives None there.",
        ),
        Mistake(
            with_dropout_at_work,
            "Dropout is at work in your count (`training=True`): it takes inputs away at random, and a dead unit "
            "fires. Call the layers without it.",
        ),
        Mistake(
            mean_of_layers,
            "You average the layers' shares, so a small layer weighs as much as a large one. Add up units first.",
        ),
        Mistake(last_relu_layer, "You look at the last ReLU layer only. Count the units of all of them."),
        Mistake(first_relu_layer, "You look at the first ReLU layer only. Count the units of all of them."),
        Mistake(
            without_the_last_layer,
            "You leave out the model's last layer. If it has ReLU, its units count too.",
        ),
        Mistake(first_layer_only, "You look at the model's first layer only, even where it has no ReLU."),
        Mistake(output_of_the_model, "You look at the model's output only. The ReLU units are in the layers before."),
        Mistake(alive, "You give the share of units that are alive: 1 minus it is asked for."),
        Mistake(number_of_dead, "You give the number of dead units. Divide it by the number of ReLU units."),
        Mistake(percent, "You give a percentage. A share lies between 0 and 1."),
        Mistake(dead_to_alive, "You divide the dead units by the living ones. Divide by all ReLU units."),
        Mistake(
            silent_examples,
            "You count examples for which a whole layer is 0. `axis=0` goes over the examples and leaves the units.",
        ),
        Mistake(
            silent_examples_over_units,
            "You count rows, the examples for which a whole layer is 0, and divide by units. `axis=0` goes over the "
            "examples and leaves the units.",
        ),
        Mistake(
            before_the_layer,
            "You look at h before the ReLU layer has worked on it. First h = layer(h), then look.",
        ),
        Mistake(
            layers_without_activation_skipped,
            "You skip layers that have no `.activation`. They don't count, but X has to go through them: call "
            "h = layer(h) for every layer.",
        ),
        Mistake(
            only_relu_layers_applied,
            "You send h through the ReLU layers only. The others don't count, but h has to go through them all.",
        ),
        Mistake(
            compared_with_text,
            "Your code finds no ReLU layer and divides by 0 units. `layer.activation` is a function, not a text: "
            "compare it with `keras.activations.relu`.",
        ),
        Mistake(whole_layers, "You count layers of which every unit is dead. Count the units: `axis=0`."),
        Mistake(
            each_layer_on_X,
            "The first layer comes out right, later ones fail: each gets X. A layer gets what the one before gave: "
            "h = layer(h).",
        ),
        Mistake(
            always_zero,
            "You give 0 in every case, but there are dead units: their outputs are 0 for every example, though their "
            "weights are not. (`layer.activation` is a function: it never equals the text 'relu'.)",
        ),
        Mistake(
            nearly_zero,
            "You count a unit as dead that fires for one example, but faintly: a limit such as 1e-6, or `np.isclose`, "
            "takes its output for 0. It has a gradient: only exactly 0 is dead.",
        ),
    ),
    also_right=(with_loop, with_numpy, with_ops),
    why="A network of 100 units with 60 dead ones is a network of 40. The loss doesn't say so; this count does.",
    next="What a leak does for units that have died.",
)
