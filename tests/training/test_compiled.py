import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training.compiled import Cache, CompiledStep, build, spec_of, suits_xla, unpack

L = keras.layers


def dense(*more):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((5,)), *more, L.Dense(3)])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse", metrics=["mae"])
    return model


def batch(rows=7, seed=0):
    rng = np.random.default_rng(seed)
    return tuple(tf.constant(rng.normal(size=(rows, size)), "float32") for size in (5, 3))


@pytest.mark.parametrize("jit", [False, True])
@pytest.mark.parametrize("method", ["train_step", "test_step"])
def test_many_steps_are_as_many_single_ones(jit, method):
    data, rows = batch(23), tf.constant([[3, 1], [22, 0], [5, 5], [7, 8]])
    many, one = dense(L.BatchNormalization()), dense(L.BatchNormalization())
    for model in (many, one):
        build(model, batch())
    spec = spec_of(data, 2)
    logs = CompiledStep(many, method, spec, jit).many(data, rows, 1, 4)
    step = CompiledStep(one, method, spec, jit)
    for i in (1, 2, 3):
        expected = step.one(tuple(tf.gather(each, rows[i]) for each in data))
    assert set(logs) == set(expected) == {"loss", "mae"}
    for name in logs:
        # XLA fuses other operations in the loop than in a single step
        np.testing.assert_allclose(logs[name], expected[name], rtol=1e-5)
    for a, b in zip(many.variables, one.variables, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6 if jit else 0)
    assert step.xla is jit


def test_no_step_at_all_gives_zeros():
    model = dense()
    build(model, batch())
    step = CompiledStep(model, "train_step", spec_of(batch(), 2), False)
    logs = step.many(batch(), tf.constant([[0, 1]]), 1, 1)
    assert [float(each) for each in logs.values()] == [0, 0]


def test_nothing_is_traced_again(monkeypatch):
    model = dense()
    build(model, batch())
    traces = []
    plain = model.train_step
    model.__dict__["train_step"] = lambda data: traces.append(None) or plain(data)
    step = CompiledStep(model, "train_step", spec_of(batch(), 2), False)
    for rows in ([[0, 1]], [[0, 1], [2, 3]]):
        for data in (batch(7), batch(9)):
            for first in (0, 1):
                model.optimizer.learning_rate = 0.1 / (first + 1)
                step.many(data, tf.constant(rows), first, len(rows))
    assert len(traces) == 1


def test_xla_is_for_graphs_without_convolutions():
    convolutions = [L.Conv1D(2, 3), L.Conv1DTranspose(2, 3), L.SeparableConv1D(2, 3)]
    for layer, expected in [(L.Dense(2), True), (L.LSTM(2), True), *[(each, False) for each in convolutions]]:
        inner = keras.Sequential([keras.Input((9, 4)), layer])
        model = keras.Sequential([keras.Input((9, 4)), inner, L.Flatten(), L.Dense(1)])  # nested
        model.compile("sgd", "mse")
        data = (tf.zeros((2, 9, 4)), tf.zeros((2, 1)))
        build(model, data)
        step = CompiledStep(model, "train_step", spec_of(data))
        assert step.xla is expected is suits_xla(step.step.graph)
        assert CompiledStep(model, "train_step", spec_of(data), False).xla is False
    depthwise = tf.function(lambda x: tf.nn.depthwise_conv2d(x, tf.ones((2, 2, 3, 1)), [1] * 4, "SAME"))
    assert not suits_xla(depthwise.get_concrete_function(tf.TensorSpec((1, 4, 4, 3))).graph)


class Words(L.Layer):
    """Strings: XLA knows none."""

    def call(self, x):
        return x + tf.strings.to_number(tf.strings.as_string(tf.reduce_sum(x) * 0))


def test_what_xla_cannot_compile_runs_without_it():
    ours, plain = dense(Words()), dense(Words())
    for model in (ours, plain):
        build(model, batch())
    step = CompiledStep(ours, "train_step", spec_of(batch()))
    other = CompiledStep(plain, "train_step", spec_of(batch()), False)
    assert step.xla
    for _ in range(2):
        assert float(step.one(batch())["loss"]) == float(other.one(batch())["loss"])
    assert not step.xla
    step = CompiledStep(ours, "train_step", spec_of(batch()), True)
    with pytest.raises(ValueError, match="jit=True, but XLA can't compile this model"):
        step.one(batch())


def test_building_leaves_no_trace():
    class Noisy(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense, self.seed = L.Dense(3), keras.random.SeedGenerator(5)

        def call(self, x):
            return self.dense(x) + keras.random.normal((3,), seed=self.seed)

    model = Noisy()
    model.compile(keras.optimizers.Adam(), "mse", metrics=["mae"])
    before = np.array(model.seed.state)
    build(model, batch())
    np.testing.assert_array_equal(model.seed.state, before)
    assert model.built and len(model.optimizer.variables) == 2 + 2 * 2
    assert {metric.name for metric in model.metrics} >= {"loss"}
    assert all(float(np.sum(each)) == 0 for metric in model.metrics for each in metric.variables)


def test_a_model_without_a_call_needs_none():
    class Pair(keras.Model):
        def __init__(self):
            super().__init__()
            self.part = keras.Sequential([keras.Input((5,)), L.Dense(1)])

        def train_step(self, data):
            return tf.reduce_sum(self.part(data[0]))

    model = Pair()
    model.compile("sgd")
    build(model, batch())
    step = CompiledStep(model, "train_step", spec_of(batch()), False)
    assert float(step.one(batch())["loss"]) == pytest.approx(float(tf.reduce_sum(model.part(batch()[0]))), rel=1e-5)


def test_the_cache_lasts_until_the_model_changes():
    model = dense(L.Dense(4))
    build(model, batch())
    spec = spec_of(batch())

    def step(spec=spec, method="train_step", jit=False):
        return Cache.of(model).step(model, method, spec, jit)

    first = step()
    assert step() is first
    assert step(method="test_step") is not first and step(jit="auto") is not first
    assert step(spec=spec_of(batch(5))) is not first
    assert step(spec=list(spec)) is not first
    assert step() is first
    model.layers[0].trainable = False
    assert step() is not first
    model.layers[0].trainable = True
    second = step()
    model.compile(model.optimizer, "mae", metrics=["mae"])
    assert step() is not second


def test_specs_and_parts_of_batches():
    data = {"a": tf.zeros((7, 3)), "b": (tf.zeros((7,), tf.int64),)}
    assert spec_of(data) == {"a": tf.TensorSpec((7, 3)), "b": (tf.TensorSpec((7,), tf.int64),)}
    assert spec_of(data, 2)["a"] == tf.TensorSpec((2, 3))
    assert unpack(1) == (1, None, None) and unpack((1,)) == (1, None, None)
    assert unpack((1, 2)) == (1, 2, None) and unpack([1, 2, 3]) == (1, 2, 3)
    with pytest.raises(ValueError, match="batches of 4 parts"):
        unpack((1, 2, 3, 4))
