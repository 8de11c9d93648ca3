import keras
import numpy as np
import pytest
from support.contract import layer_contract
from support.parity import close
from support.recurrent import MASK, B, U, X, same

from dlcourse.layers.recurrent import GRU, LSTM, Bidirectional

MERGES = ["concat", "sum", "mul", "ave", None]


def pair(merge_mode="concat", layer=GRU, keras_layer=keras.layers.GRU, **options):
    return (
        lambda dtype: Bidirectional(layer(U, dtype=dtype, **options), merge_mode, dtype=dtype),
        lambda dtype: keras.layers.Bidirectional(keras_layer(U, dtype=dtype, **options), merge_mode, dtype=dtype),
    )


@pytest.mark.parametrize("merge_mode", MERGES)
@pytest.mark.parametrize("options", [{}, {"return_sequences": True, "return_state": True}])
def test_as_keras(merge_mode, options):
    same(*pair(merge_mode, **options), mask=MASK)


def test_initial_states_as_keras():
    same(*pair(layer=LSTM, keras_layer=keras.layers.LSTM, return_state=True), X, *[(B, U)] * 4, mask=MASK)


def test_in_a_compiled_function_as_keras():
    same(*pair(return_sequences=True), mask=MASK, compiled=True)


def test_around_a_layer_of_keras_and_ours_in_keras_wrapper():
    theirs = pair(return_sequences=True)[1]
    same(pair(layer=keras.layers.GRU, return_sequences=True)[0], theirs, mask=MASK)
    same(
        lambda dtype: keras.layers.Bidirectional(GRU(U, return_sequences=True, dtype=dtype), dtype=dtype),
        theirs,
        mask=MASK,
    )


def test_dropout_of_training():
    same(*pair(dropout=0.4, seed=3), training=True)


def test_a_backward_layer_of_its_own():
    ahead, back = GRU(U, name="forward_g"), GRU(3, go_backwards=True, activation="relu")
    layer = Bidirectional(ahead, backward_layer=back)
    assert layer.backward_layer is back and layer.forward_layer is not ahead
    x = np.ones(X)
    close(layer(x), np.concatenate([layer.forward_layer(x), back(x)], axis=1), 0)
    copy = Bidirectional.from_config(layer.get_config())
    copy.build(X)
    assert [weight.shape for weight in copy.weights] == [weight.shape for weight in layer.weights]
    assert copy.backward_layer.activation is keras.activations.relu and copy.get_config() == layer.get_config()


def test_names_of_the_copies():
    layer = Bidirectional(GRU(U, name="g"))
    assert (layer.forward_layer.name, layer.backward_layer.name) == ("forward_g", "backward_g")
    again = Bidirectional(layer.forward_layer)
    assert (again.forward_layer.name, again.backward_layer.name) == ("forward_g", "backward_forward_g")


@pytest.mark.parametrize("merge_mode", MERGES)
def test_shapes_and_masks_that_are_handed_on(merge_mode):
    for options in ({}, {"return_sequences": True}, {"return_sequences": True, "return_state": True}):
        ours, theirs = (make("float32") for make in pair(merge_mode, **options))
        results = ours(np.ones(X))
        flat = [tuple(each.shape) for each in (results if isinstance(results, tuple) else [results])]
        shapes = ours.compute_output_shape(X)
        assert (list(shapes) if isinstance(shapes[0], tuple) else [shapes]) == flat
        mask = ours.compute_mask(None, MASK)
        if "return_state" not in options:
            assert repr(mask) == repr(theirs.compute_mask(None, MASK)) == repr(ours.compute_mask(None, [MASK]))
        else:
            outputs = 2 if merge_mode is None else 1
            assert [each is MASK for each in mask] == [True] * outputs + [False, False]
    assert ours.compute_mask(None) is not None and ours.supports_masking


def test_stateful_halves_remember_and_forget():
    layer = Bidirectional(LSTM(U, stateful=True))
    assert layer.states is None and layer.stateful
    first = layer(np.ones(X))
    parts = (*layer.forward_layer.states, *layer.backward_layer.states)
    assert len(layer.states) == 4 and all(a is b for a, b in zip(layer.states, parts, strict=True))
    assert not np.allclose(layer(np.ones(X)), first)
    layer.reset_state()
    assert not any(state.numpy().any() for state in layer.states)
    close(layer(np.ones(X)), first, 1e-6)
    layer.reset_states()


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: Bidirectional(keras.layers.Dense(3)), "got <Dense .* as a layer; give a recurrent one"),
        (lambda: Bidirectional(GRU(3), backward_layer="x"), "got 'x' as a layer"),
        (lambda: Bidirectional(GRU(3), "add"), "merge_mode='add'; give one of 'sum', 'mul'"),
        (lambda: Bidirectional(GRU(3), backward_layer=GRU(3)), "two layers with go_backwards=False"),
        (lambda: Bidirectional(GRU(3, go_backwards=True)), "two layers with go_backwards=True"),
        (
            lambda: Bidirectional(GRU(3), backward_layer=GRU(3, go_backwards=True, return_sequences=True)),
            "layers that differ in return_sequences",
        ),
    ],
)
def test_bad_input_is_met_with_one_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("count", [1, 3])
def test_states_that_are_no_pairs(count):
    with pytest.raises(
        ValueError, match=f"Bidirectional got {count} tensors as its initial_state; give those of the f"
    ):
        Bidirectional(GRU(U))(np.ones(X), initial_state=[np.ones((B, U))] * count)
    with pytest.raises(ValueError, match="Bidirectional got 1 tensors as its initial_state"):
        Bidirectional(GRU(U))(np.ones(X), initial_state=np.ones((B, U)))


def test_a_layer_that_was_built_may_be_wrapped_for_other_features():
    layer = GRU(U)
    layer.build((B, 7, 11))
    assert Bidirectional(layer)(np.ones(X)).shape == (B, 2 * U)


def test_contract():
    layer_contract(Bidirectional, {"layer": GRU(5, return_sequences=True)}, (3, 7, 2), expected_output_shape=(3, 7, 10))
