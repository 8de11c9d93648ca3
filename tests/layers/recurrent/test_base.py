import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import close
from support.recurrent import MASK, B, D, T, U, X, same

from dlcourse.layers.recurrent import GRU, LSTM, SimpleRNN


def rnn(**options):
    return lambda **k: SimpleRNN(U, **options, **k), lambda **k: keras.layers.SimpleRNN(U, **options, **k)


def lstm(**options):
    return lambda **k: LSTM(U, **options, **k), lambda **k: keras.layers.LSTM(U, **options, **k)


def gru(**options):
    return lambda **k: GRU(U, **options, **k), lambda **k: keras.layers.GRU(U, **options, **k)


SHOWN = [
    {},
    {"return_sequences": True, "return_state": True},
    {"zero_output_for_mask": True},
    {"return_sequences": True, "zero_output_for_mask": True, "go_backwards": True},
    {"unroll": True, "return_sequences": True, "go_backwards": True, "return_state": True},
]


@pytest.mark.parametrize("options", SHOWN)
@pytest.mark.parametrize("mask", [None, MASK, MASK.astype("float32")])
def test_masks_as_keras(options, mask):
    same(*rnn(**options), mask=mask)


@pytest.mark.parametrize("options", SHOWN)
def test_masks_as_keras_in_a_compiled_function(options):
    same(*rnn(**options), X, (B, U), mask=MASK, compiled=True, unknown=() if "unroll" in options else (0, 1))


@pytest.mark.parametrize("options", SHOWN[:4])
def test_initial_states_as_keras(options):
    same(*lstm(**options), X, (B, U), (B, U), mask=MASK, dtypes=("float64", "float32"))


def test_without_a_bias_as_keras():
    same(*rnn(use_bias=False))


def test_whole_numbers_do_as_states():
    h = np.arange(B * U).reshape(B, U)
    layer = GRU(U)
    close(layer(np.ones(X), initial_state=h), layer(np.ones(X), initial_state=h.astype("float32")), 0)


def test_a_state_by_itself_need_be_no_list():
    layer, h = SimpleRNN(U), np.ones((B, U), "float32")
    close(layer(np.ones(X), initial_state=h), layer(np.ones(X), initial_state=[h]), 0)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("pair", [rnn, gru])
def test_dropout_draws_the_masks_of_keras(pair, compiled):
    for rates in ({"dropout": 0.4}, {"recurrent_dropout": 0.4}, {"dropout": 0.3, "recurrent_dropout": 0.4}):
        same(*pair(**rates, seed=5, return_sequences=True), training=True, compiled=compiled)
    same(*pair(dropout=0.4, recurrent_dropout=0.4), compiled=compiled, training=False)


def test_dropout_drops_the_same_inputs_at_every_step_and_keeps_their_mean():
    layer = SimpleRNN(1, "linear", dropout=0.25, return_sequences=True, kernel_initializer="ones", seed=2)
    layer.recurrent_initializer = keras.initializers.Zeros()
    outputs = layer(np.ones((997, T, 1)), training=True).numpy()[..., 0]
    assert (outputs == outputs[:, :1]).all()
    assert set(np.round(np.unique(outputs), 5)) == {0, np.round(np.float32(4 / 3), 5)}
    assert abs(outputs[:, 0].mean() - 1) < 0.1  # five standard errors of 997 draws of 0 or 4/3


@pytest.mark.parametrize("compiled", [False, True])
def test_stateful_layers_go_on_where_they_ended(compiled):
    ours, theirs = (make(stateful=True) for make in lstm(return_sequences=True))
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, *X)).astype("float32")
    theirs(first), ours.build(X)
    theirs.reset_state()
    ours.set_weights(theirs.get_weights())
    assert not ours.non_trainable_weights
    call = tf.function(ours, autograph=False) if compiled else ours
    for x in (first, second):
        close(call(x), theirs(x), 1e-5)
    for mine, reference in zip(ours.states, theirs.states, strict=True):
        close(mine.numpy(), reference.numpy(), 1e-5)
    assert all(state.numpy().any() for state in ours.states)
    ours.reset_state()
    assert not any(state.numpy().any() for state in ours.states)
    ours.reset_states()


def test_a_stateful_layer_begins_with_the_states_that_it_is_given():
    layer, h = SimpleRNN(U, stateful=True), np.ones((B, U), "float32")
    layer(np.ones(X))
    layer.recurrent_kernel.assign(np.eye(U))
    first = layer(np.zeros(X), initial_state=h)
    assert first.numpy().any()
    close(layer(np.zeros(X), initial_state=h), first, 0)


def test_states_are_remembered_in_full_precision():
    layer = SimpleRNN(U, stateful=True, dtype="mixed_float16")
    assert layer(np.ones(X)).dtype == layer(np.ones(X)).dtype == "float16"
    assert layer.states[0].dtype == "float32" and not layer.states[0].trainable


def test_states_are_forgotten_without_stateful():
    layer, x = GRU(U), np.ones(X)
    close(layer(x), layer(x), 0)
    layer.reset_state()
    assert layer.states is None


def test_masks_and_shapes_that_are_handed_on():
    for options in ({}, {"return_sequences": True}, {"return_sequences": True, "return_state": True}):
        ours, theirs = (make(**options) for make in (lambda **k: LSTM(U, **k), lambda **k: keras.layers.LSTM(U, **k)))
        for given in ((None, None, D), X):
            assert ours.compute_output_shape(given) == theirs.compute_output_shape(given)
        expected = theirs.compute_mask(None, MASK)
        assert repr(ours.compute_mask(None, MASK)) == repr(expected) == repr(ours.compute_mask(None, [MASK, None]))
        assert ours.compute_mask(None) in (None, [None, None, None])


def test_layers_follow_a_mask_through_a_model():
    model = keras.Sequential([keras.layers.Masking(), LSTM(U, return_sequences=True), SimpleRNN(U)])
    x = np.random.default_rng(0).normal(size=X).astype("float32")
    padded = np.concatenate([x, np.zeros((B, 2, D), "float32")], axis=1)
    close(model(padded), model(x), 1e-6)


def test_a_model_whose_initial_states_are_inputs():
    x, h, c = keras.Input((None, D)), keras.Input((U,)), keras.Input((U,))
    model = keras.Model([x, h, c], LSTM(U)(x, initial_state=[h, c]))
    states = np.ones((2, B, U), "float32")
    ours = model([np.ones(X), *states])
    close(ours, model.layers[-1](np.ones(X), initial_state=list(states)), 1e-6)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: SimpleRNN(0), "SimpleRNN got units=0"),
        (lambda: GRU(3, dropout=1), "GRU got dropout=1"),
        (lambda: LSTM(3, recurrent_dropout=-0.1), "LSTM got recurrent_dropout=-0.1"),
        (lambda: LSTM(3, dropout=-1), "dropout=-1"),
        (lambda: GRU(3, recurrent_dropout=1.0), "recurrent_dropout=1.0"),
        (lambda: SimpleRNN(3).build((2, 3)), "SimpleRNN got an input of shape .2, 3.; give 3 axes"),
        (lambda: SimpleRNN(3).build((2, 3, None)), "the size of axis -1 must be known"),
        (lambda: SimpleRNN(3, stateful=True).build((None, 3, 2)), "the size of axis 0 must be known"),
        (lambda: LSTM(3)(np.ones(X), initial_state=np.ones((B, 3))), "LSTM got 1 tensors .* give 2 tensors of shape"),
        (lambda: GRU(3)(np.ones(X), initial_state=[np.ones((B, 3))] * 2), "GRU got 2 tensors .* give 1 tensor of"),
        (
            lambda: GRU(3)(np.ones(X), initial_state=np.ones((B, 2))),
            r"of shape .5, 2. for .*; give 1 tensor of shape .B, 3.",
        ),
        (
            lambda: LSTM(3)(np.ones(X), initial_state=[np.ones((1, 3))] * 2),
            "LSTM got an initial_state of shape .1, 3. for",
        ),
        (
            lambda: SimpleRNN(3)(np.ones(X), initial_state=0.0),
            "SimpleRNN got an initial_state of shape .. for sequences",
        ),
        (lambda: LSTM(3)(np.ones(X), initial_state=[None, None]), "LSTM got an initial_state of shape .. for"),
        (lambda: GRU(3)(np.ones((B, 0, D))), "GRU got sequences of 0 steps, .5, 0, 3.; give at least one"),
        (lambda: GRU(3, unroll=True).call(keras.KerasTensor((2, None, D))), "the size of axis 1 must be known"),
    ],
)
def test_bad_input_is_met_with_one_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("options", [{}, {"return_sequences": True}, {"unroll": True}])
@pytest.mark.parametrize("shape", [(B, T + 1), (B, T - 1), (B, 1), (B + 1, T), (T, B), (T,), (B, T, 1), ()])
def test_a_mask_of_another_shape(shape, options, compiled):
    layer, mask = GRU(U, **options), np.ones(shape, bool)
    layer.build(X)
    call = tf.function(layer, autograph=False) if compiled else layer
    with pytest.raises(ValueError, match=r"GRU got a mask of shape \(.*\) for sequences of .*; give .*, \(5, 7\)"):
        call(tf.ones(X), mask=mask)


@pytest.mark.parametrize("compiled", [False, True])
def test_one_row_of_a_mask_stands_for_all(compiled):
    layer, x = GRU(U, return_sequences=True), np.random.default_rng(0).normal(size=(11, T, D)).astype("float32")
    layer.build(x.shape)
    call = tf.function(layer, autograph=False) if compiled else layer  # 11 sequences are run in two halves
    close(call(x, mask=MASK[4:]), layer(x, mask=np.tile(MASK[4:], (11, 1))), 1e-6)


def test_what_is_not_known_yet_passes():
    layer = LSTM(U)
    layer.build(X)

    @tf.function(autograph=False, input_signature=[tf.TensorSpec((None, T, D)), tf.TensorSpec((B, None), "bool")])
    def call(x, mask):
        return layer(x, mask=mask)

    close(call(np.ones(X, "float32"), MASK), layer(np.ones(X), mask=MASK), 1e-6)


@pytest.mark.parametrize("compiled", [False, True])
def test_whole_numbers_do_as_sequences(compiled):
    layer, x = GRU(U), np.random.default_rng(0).integers(-2, 3, X)
    layer.build(X)
    call = tf.function(layer, autograph=False) if compiled else layer
    close(call(tf.constant(x)), layer(x.astype("float32")), 1e-6)


def test_other_features_than_those_it_was_built_for():
    layer = GRU(U)
    layer(np.ones(X))
    with pytest.raises(ValueError, match=r"expected axis -1 of input shape to have value 3, .* shape \(5, 7, 4\)"):
        layer(np.ones((B, T, D + 1)))


def test_another_batch_size_than_the_remembered_one():
    layer = GRU(3, stateful=True)
    layer(np.ones(X))
    with pytest.raises(ValueError, match="GRU got a batch of 4 and remembers the states of 5 sequences"):
        layer(np.ones((4, T, D)))


def test_compiled_functions_hold_the_fast_path_unless_the_layer_is_unrolled_or_drops_states():
    def kinds(**options):
        layer = GRU(U, **options)
        layer.build(X)
        call = tf.function(lambda x: layer(x, training=True), autograph=False)
        operations = call.get_concrete_function(tf.TensorSpec(X)).graph.get_operations()
        return {kind for kind in ("While", "PartitionedCall") if any(kind in each.type for each in operations)}

    assert kinds() == kinds(dropout=0.2) == {"PartitionedCall"}
    assert kinds(unroll=True) == set()
    assert kinds(recurrent_dropout=0.2) == kinds(activation="softplus") == {"While"}
