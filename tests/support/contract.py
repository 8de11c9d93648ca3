"""What makes a layer a first-class Keras object: one call checks it all."""

import os
import tempfile
import warnings

import keras
import numpy as np
import tensorflow as tf
from keras.src.testing import TestCase
from support.parity import close, random_array, random_weights


class KerasTest(TestCase):
    """Keras's own test case, for its ``run_layer_test``."""

    def runTest(self):
        """Nothing by itself."""


def layer_contract(layer_class, options, *shapes, dtypes=None, unknown=(0,), jit=True, call=None, **keras_test):
    """Build, serialization, masks, training, precision, saving, compiling of ``layer_class(**options)``.

    Args:
        shapes: of each input, batch first.
        dtypes: of each input, float32 unless given.
        unknown: axes whose size is left open in the model that is saved (batch, and time where there is one).
        jit: whether ``jit_compile=True`` is to be tried.
        call: more arguments of the layer's call.
        keras_test: more arguments of ``run_layer_test`` (``supports_masking=True``, ...).
    """
    dtypes = dtypes or ["float32"] * len(shapes)
    _keras_own_test(layer_class, options, shapes, dtypes, call, keras_test)
    rng = np.random.default_rng(0)
    inputs = [random_array(rng, shape, dtype) for shape, dtype in zip(shapes, dtypes, strict=True)]
    model = _model(layer_class(**options), shapes, dtypes, unknown, call)
    random_weights(model, rng)
    expected = _run(model, inputs)
    _complete_config(layer_class, options)
    _registered(layer_class)
    _saved(model, inputs, expected)
    _compiled_once(model, inputs, expected, jit)
    model.summary(print_fn=lambda text: None)
    _trains(model, inputs, expected, jit)
    _half_precision(layer_class, options, inputs, call)


def _keras_own_test(layer_class, options, shapes, dtypes, call, keras_test):
    with warnings.catch_warnings():
        # Keras's test hands `fit` a generator without saying shuffle=False, and Keras warns about that.
        warnings.filterwarnings("ignore", message="`shuffle=True` was passed")
        if len(shapes) > 1:
            return  # its training step knows one input; _trains below takes any number
        KerasTest().run_layer_test(
            layer_class, options, input_shape=shapes[0], input_dtype=dtypes[0], call_kwargs=call, **keras_test
        )


def _model(layer, shapes, dtypes, unknown, call):
    inputs = []
    for shape, dtype in zip(shapes, dtypes, strict=True):
        open_shape = [None if axis in unknown else size for axis, size in enumerate(shape)]
        inputs.append(keras.Input(batch_shape=open_shape, dtype=dtype))
    return keras.Model(inputs, layer(*inputs, **(call or {})))


def _run(model, inputs):
    return [np.asarray(each) for each in tf.nest.flatten(model(inputs, training=False))]


def _same(results, expected, what, tolerance=1e-5):
    for ours, theirs in zip(results, expected, strict=True):
        close(ours, theirs, tolerance, what)


def _complete_config(layer_class, options):
    """Every argument of ``__init__`` comes back, with its value, and a copy made from it gives the same."""
    layer = layer_class(**options)
    config = layer.get_config()
    copy = layer_class.from_config(config)
    assert copy.get_config() == config
    missing = [name for name in options if name not in config]
    assert not missing, f"get_config() of {layer_class.__name__} lacks {missing}"


def _registered(layer_class):
    name = keras.saving.get_registered_name(layer_class)
    assert name.startswith("dlcourse>"), f"{name} is not registered under dlcourse"


def _saved(model, inputs, expected):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        _same(_run(keras.saving.load_model(path), inputs), expected, ".keras")
        path = os.path.join(folder, "saved")
        model.export(path, verbose=False)
        loaded = tf.saved_model.load(path)
        _same([np.asarray(each) for each in tf.nest.flatten(loaded.serve(inputs))], expected, "SavedModel")


def _compiled_once(model, inputs, expected, jit):
    """A compiled call gives the same, and a second one with other numbers does not trace again."""
    for jit_compile in (False, True) if jit else (False,):

        def call(*tensors):
            return model(list(tensors), training=False)

        compiled = tf.function(call, jit_compile=jit_compile, autograph=False)
        for _ in range(3):
            results = compiled(*[tf.constant(each) for each in inputs])
        traces = compiled.experimental_get_tracing_count()
        assert traces == 1, f"traced {traces} times"
        _same([np.asarray(each) for each in tf.nest.flatten(results)], expected, f"jit_compile={jit_compile}")


def _trains(model, inputs, expected, jit):
    targets = [np.zeros_like(each) for each in expected]
    for jit_compile in (False, True) if jit else (False,):
        model.compile("sgd", loss=["mse"] * len(targets), jit_compile=jit_compile)
        history = model.fit(inputs, targets, epochs=2, batch_size=len(inputs[0]), verbose=0)
        assert np.isfinite(history.history["loss"]).all()


def _half_precision(layer_class, options, inputs, call):
    """Under a mixed policy the outputs come in half precision and are near the full ones."""
    for half in ("float16", "bfloat16"):
        layer = layer_class(**{**options, "dtype": f"mixed_{half}"})
        outputs = tf.nest.flatten(layer(*inputs, **(call or {})))
        for output in outputs:
            assert not output.dtype.is_floating or output.dtype == half, f"{output.dtype} under mixed_{half}"
        assert all(weight.dtype == "float32" for weight in layer.trainable_weights)
