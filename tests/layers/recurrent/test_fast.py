import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import close
from support.recurrent import MASK, B, D, T, U, Wrapped, X, same

from dlcourse.layers.recurrent import GRU, LSTM, fast

TWICE = np.concatenate([MASK, MASK[::-1], MASK[:1]])  # 11 examples: halves of 5 and 6


def lstm(**options):
    return lambda **k: LSTM(U, **options, **k), lambda **k: keras.layers.LSTM(U, **options, **k)


def gru(**options):
    return lambda **k: GRU(U, **options, **k), lambda **k: keras.layers.GRU(U, **options, **k)


@pytest.mark.parametrize("mask", [None, TWICE])
@pytest.mark.parametrize("sequences", [False, True])
def test_in_halves_with_initial_states(mask, sequences):
    shapes = (len(TWICE), T, D), (len(TWICE), U), (len(TWICE), U)
    pair = lstm(return_sequences=sequences, return_state=True)
    same(*pair, *shapes, compiled=True, mask=mask, dtypes=("float64", "float32"))


def test_one_example_leaves_one_half_empty():
    same(*gru(return_sequences=True), (1, T, D), compiled=True)


def graph(layer, *shape, dtype="float32", jit_compile=False):
    """The compiled call and its graph."""
    function = tf.function(layer, autograph=False, jit_compile=jit_compile)
    return function, function.get_concrete_function(tf.TensorSpec(shape, dtype)).graph


def loops(graph):
    """The functions that the graph calls, by whether XLA compiles them."""
    calls = [each for each in graph.get_operations() if "PartitionedCall" in each.type]
    functions = {each.name: each for each in graph._functions.values()} if False else graph.as_graph_def().library
    compiled = {each.signature.name: each.attr["_XlaMustCompile"].b for each in functions.function}
    return [compiled[call.get_attr("f").name] for call in calls]


def test_small_batches_stay_whole_and_a_known_number_of_steps_is_compiled():
    layer = GRU(U)
    layer.build(X)
    assert loops(graph(layer, fast.SMALL - 1, T, D)[1]) == [True]
    assert loops(graph(layer, fast.SMALL, T, D)[1]) == [True] * 2
    assert loops(graph(layer, None, T, D)[1]) == [True] * 2
    assert loops(graph(layer, fast.SMALL, None, D)[1]) == [False] * 2


def test_sizes_are_known_where_they_can_be():
    layer = LSTM(U, return_sequences=True, return_state=True)
    layer.build(X)
    for batch, time in ((B, T), (None, T), (B, None), (11, T)):
        outputs = graph(layer, batch, time, D)[1].structured_outputs
        assert [each.shape.as_list() for each in outputs] == [[batch, time, U], [batch, U], [batch, U]]


def test_compiled_by_xla_as_keras():
    same(*lstm(return_sequences=True), (11, T, D), compiled=True, unknown=(), mask=TWICE)


def test_inside_a_function_that_xla_compiles_whole():
    layer, x = GRU(U), np.random.default_rng(0).normal(size=X).astype("float32")
    expected = layer(x)
    close(tf.function(layer, jit_compile=True, autograph=False)(x), expected, 1e-6)


@pytest.mark.parametrize("pair", [lstm(return_sequences=True), gru()])
def test_gradients_of_gradients(pair):
    rng = np.random.default_rng(0)
    x = tf.constant(rng.normal(size=X))
    ours, theirs = [make(dtype="float64") for make in pair]
    results = []
    theirs(x), ours(x)
    theirs.set_weights([rng.normal(size=weight.shape) for weight in theirs.weights])
    ours.set_weights(theirs.get_weights())
    for layer in (ours, theirs):
        variables = [weight.value for weight in layer.weights]

        @tf.function(input_signature=[tf.TensorSpec((B, None, D), "float64")], autograph=False)
        def second(x, layer=layer, variables=variables):
            with tf.GradientTape() as outside:
                outside.watch(x)
                with tf.GradientTape() as inside:
                    inside.watch(x)
                    total = tf.reduce_sum(tf.sin(layer(x, mask=MASK)))
                first = inside.gradient(total, [x, *variables])
                size = tf.add_n([tf.reduce_sum(tf.sin(each)) for each in first])
            return outside.gradient(size, [x, *variables])

        results.append(second(x))
    for mine, reference in zip(*results, strict=True):
        close(mine, reference, 1e-10)


def test_a_tape_around_a_compiled_function():
    same(*gru(), compiled=True)  # the tape of `same` is outside


def test_the_plain_scan_computes_outside_of_compiled_functions(monkeypatch):
    assert not fast.available()
    assert tf.function(lambda: tf.constant(fast.available()), autograph=False)()
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    assert not tf.function(lambda: tf.constant(fast.available()), autograph=False)()


def test_wrapped_layers_are_really_compiled():
    layer = Wrapped(GRU(U), compiled=True)
    layer(tf.zeros(X))
    layer(tf.zeros((B + 1, T + 1, D)))
    assert layer.function.experimental_get_tracing_count() == 1
