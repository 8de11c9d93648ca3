import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.metrics import Perplexity, perplexity, token_cross_entropy


def batches(count=3, B=5, T=7, V=11):
    rng = np.random.default_rng(0)
    return [(rng.integers(0, V, (B, T)), rng.normal(size=(B, T, V))) for _ in range(count)]


def softmax(x):
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("from_logits", [False, True])
def test_batches_add_up_to_keras_loss_over_all_tokens(from_logits):
    metric, losses = Perplexity(from_logits=from_logits, dtype="float64"), []
    for labels, logits in batches():
        predictions = logits if from_logits else softmax(logits)
        metric.update_state(labels, predictions)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits, dtype="float64")
        losses.append(float(loss(labels, predictions)))
        np.testing.assert_allclose(metric.result(), np.exp(np.mean(losses)), rtol=1e-10)
    metric.reset_state()
    assert float(metric.result()) == 0.0
    metric.update_state(*batches()[0][:1], predictions * 0 + (0 if from_logits else 1 / 11))
    np.testing.assert_allclose(metric.result(), 11, rtol=1e-10)


def test_every_kind_of_weight_multiplies_a_tokens_cost():
    (labels, logits), rng = batches(1)[0], np.random.default_rng(1)
    nll = token_cross_entropy(labels, logits, from_logits=True)
    mask = rng.integers(0, 2, labels.shape).astype(bool)
    for weights in (rng.random((5, 7)), rng.random(5), rng.random((5, 1)), None):
        broadcast = np.ones((5, 7)) if weights is None else weights.reshape(5, -1) * np.ones((5, 7))
        for mask_token_id in (None, 3):
            for given in (None, mask):
                real = np.ones((5, 7), bool) if given is None else given
                real = real if mask_token_id is None else real & (labels != 3)
                metric = Perplexity(True, mask_token_id, dtype="float64")
                predictions = tf.constant(logits)
                predictions._keras_mask = given if given is None else tf.constant(given)
                metric.update_state(labels, predictions, sample_weight=weights)
                expected = np.exp(np.sum(nll * broadcast * real) / np.sum(broadcast * real))
                np.testing.assert_allclose(metric.result(), expected, rtol=1e-10)


def test_masked_tokens_may_cost_anything_and_have_any_label():
    metric = Perplexity(from_logits=True, mask_token_id=-1)
    metric.update_state([[-1, 1, 0]], [[[np.nan, 0.0], [0.0, 0.0], [0.0, -np.inf]]])
    np.testing.assert_allclose(metric.result(), 2**0.5, rtol=1e-6)  # float32
    metric.update_state([[-1, -1]], np.zeros((1, 2, 2)))  # padding alone changes nothing
    np.testing.assert_allclose(metric.result(), 2**0.5, rtol=1e-6)
    certain = Perplexity(from_logits=True)
    certain.update_state([0], [[100.0, 0.0]])
    assert float(certain.result()) == 1.0


def test_half_precision_is_summed_in_single():
    labels, logits = batches(1)[0]
    metric = Perplexity(from_logits=True)
    metric.update_state(labels, tf.constant(logits, "float16"))
    expected = perplexity(token_cross_entropy(labels, logits.astype("float16").astype("float64"), from_logits=True))
    np.testing.assert_allclose(metric.result(), expected, rtol=1e-5)


def test_fit_sees_the_masks_of_an_embedding_and_compiles_once():
    rng = np.random.default_rng(2)
    tokens, labels = rng.integers(0, 5, (6, 7)), rng.integers(0, 5, (6, 7))
    model = keras.Sequential([keras.layers.Embedding(5, 3, mask_zero=True), keras.layers.Dense(5)])
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[Perplexity(from_logits=True)],
        weighted_metrics=[Perplexity(from_logits=True, name="weighted")],
    )
    weights = rng.random((6, 7))
    found = model.evaluate(tokens, labels, sample_weight=weights, batch_size=2, return_dict=True, verbose=0)
    nll = token_cross_entropy(labels, model.predict(tokens, verbose=0), from_logits=True)
    np.testing.assert_allclose(found["perplexity"], perplexity(nll, tokens != 0), rtol=1e-5)
    real = weights * (tokens != 0)
    np.testing.assert_allclose(found["weighted"], np.exp(np.sum(nll * real) / real.sum()), rtol=1e-5)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_compiled_updates_with_unknown_sizes_trace_once(jit_compile):
    metric, reference = Perplexity(True, mask_token_id=2), Perplexity(True, mask_token_id=2)
    signature = [tf.TensorSpec((None, None), "int64"), tf.TensorSpec((None, None, 11)), tf.TensorSpec((None,))]
    update = tf.function(metric.update_state, signature, jit_compile=jit_compile, autograph=False)
    for (labels, logits), size in zip(batches(), (5, 3, 2), strict=True):
        arrays = labels[:size], logits[:size].astype("float32"), np.arange(size, dtype="float32")
        update(*[tf.constant(each) for each in arrays])
        reference.update_state(*arrays)
    assert update.experimental_get_tracing_count() == 1
    np.testing.assert_allclose(metric.result(), reference.result(), rtol=1e-5)


def test_the_config_is_complete_and_a_saved_model_finds_the_class(tmp_path):
    metric = Perplexity(from_logits=True, mask_token_id=4, name="ppl", dtype="float64")
    copy = keras.metrics.deserialize(keras.metrics.serialize(metric))
    assert type(copy) is Perplexity and copy.get_config() == metric.get_config()
    assert (copy.from_logits, copy.mask_token_id, copy.name, copy.dtype) == (True, 4, "ppl", "float64")
    default = Perplexity()
    assert (default.from_logits, default.mask_token_id, default.name) == (False, None, "perplexity")
    assert keras.saving.get_registered_name(Perplexity) == "dlcourse>Perplexity"
    assert [variable.name for variable in default.variables] == ["cost", "tokens"]
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(5)])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=[metric])
    x, y = np.ones((2, 3), "float32"), np.array([1, 4])
    model.fit(x, y, verbose=0)
    expected = model.evaluate(x, y, verbose=0)
    model.save(tmp_path / "model.keras")
    np.testing.assert_allclose(keras.models.load_model(tmp_path / "model.keras").evaluate(x, y, verbose=0), expected)


def test_labels_of_another_rank_are_named():
    with pytest.raises(ValueError, match=r"Perplexity got labels \(5, 7, 1\) and predictions \(5, 7, 11\); give pred"):
        Perplexity().update_state(np.zeros((5, 7, 1), int), np.ones((5, 7, 11)))
