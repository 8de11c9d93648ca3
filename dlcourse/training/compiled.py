"""A Keras model's own ``train_step`` or ``test_step``, compiled: for one batch, or for many in a single call."""

import keras
import numpy as np
import tensorflow as tf

from dlcourse.training.epoch import run_steps
from dlcourse.training.refused import REFUSALS, told


def spec_of(batch, leading=None):
    """The shapes and dtypes of a batch; ``leading`` instead of the size of the first axis."""

    def one(each):
        size = each.shape[0] if leading is None else leading
        return tf.TensorSpec((size, *each.shape[1:]), each.dtype)

    return tf.nest.map_structure(one, batch)


class CompiledStep:
    """What a model does with a batch, as graphs.

    ``model.train_step`` is Keras's own, or what a subclass made of it, so losses, metrics, penalties, precision and
    moving statistics are Keras's. Here it is traced for one shape of batch.

    Args:
        model: built and compiled.
        method: "train_step" or "test_step".
        spec: ``tf.TensorSpec`` for each array of a batch, nested as the batch is.
        jit: True: XLA, or an error; False: no XLA; "auto": XLA where it is the faster one.

    Attributes:
        xla: whether XLA is used.
        variables: everything that a step reads or changes.
    """

    def __init__(self, model, method, spec, jit="auto"):
        traced = tf.function(getattr(model, method), autograph=False)
        with told(spec):
            self.step = traced.get_concrete_function(spec)
        self.spec = spec
        self.jit, self.variables = jit, self.step.graph.variables
        self.xla = jit is True or (jit == "auto" and suits_xla(self.step.graph))
        self._compile()

    def _compile(self):
        self._fresh = True
        self._one = tf.function(self._single, autograph=False, jit_compile=True) if self.xla else self._single
        self._many = tf.function(self._steps, autograph=False, jit_compile=self.xla)

    def _single(self, batch):
        return _named(self.step(batch))

    def _steps(self, data, rows, first, last):
        outputs = _named(self.step.structured_outputs)
        nothing = tf.nest.map_structure(lambda each: tf.zeros(each.shape, each.dtype), outputs)
        return run_steps(lambda i, batch, _: self._single(batch), data, rows, first, last, nothing)

    def one(self, batch):
        """The step on this batch; what Keras would log after it, as tensors."""
        return self._run(lambda: self._one(batch))

    def many(self, data, rows, first, last):
        """Steps ``first`` to ``last - 1``, over batches that ``rows`` picks from ``data``; the logs after the last."""
        return self._run(lambda: self._many(data, rows, tf.constant(first), tf.constant(last)))

    def _run(self, call):
        if not (self.xla and self._fresh):
            with told(self.spec):
                return call()
        try:
            logs = call()
        except REFUSALS as error:  # raised before anything ran: XLA compiles first
            if self.jit is True:
                reason = str(error).strip().splitlines()[0]
                raise ValueError(f"fit() got jit=True, but XLA can't compile this model ({reason}).") from error
            self.xla = False
            self._compile()
            return self._run(call)
        self._fresh = False
        return logs


def _named(logs):
    return logs if isinstance(logs, dict) else {"loss": logs}


def suits_xla(graph):
    """Whether XLA is the faster way to run this graph: on a GPU always, on a CPU where nothing is convolved.

    XLA's convolutions on a CPU are many times slower than TensorFlow's own.
    """
    if tf.config.list_logical_devices("GPU"):
        return True
    definition = graph.as_graph_def()
    nodes = [definition.node, *[function.node_def for function in definition.library.function]]
    return not any(node.op.startswith(("Conv", "DepthwiseConv")) for each in nodes for node in each)


def build(model, batch):
    """Make all variables of a compiled model, its optimizer and its metrics, as if it had seen this batch already."""
    x, y, weights = unpack(batch)
    before = [(each, np.array(each)) for each in model.non_trainable_variables]
    unbuilt = not all(layer.built for layer in model._flatten_layers(include_self=False))
    if unbuilt or type(model).train_step is keras.Model.train_step:
        with told(batch):
            outputs = model(x, training=False)
            model.compute_loss(x, y, outputs, weights)
            model.compute_metrics(x, y, outputs, weights)
    for each, value in before:  # a model may draw random numbers, or count, also when it doesn't train
        each.assign(value)
    if model.optimizer is not None:
        model.optimizer.build(model.trainable_variables)
    model.reset_metrics()


def unpack(batch):
    """``(x, y, sample_weight)`` of a batch, None for what it lacks."""
    batch = tuple(batch) if isinstance(batch, (tuple, list)) else (batch,)
    if len(batch) > 3:
        raise ValueError(f"fit() got batches of {len(batch)} parts; give x, (x, y) or (x, y, sample_weight).")
    return batch + (None,) * (3 - len(batch))


class Cache:
    """The compiled steps of a model, kept on it, so that a second ``fit`` doesn't compile again.

    They are forgotten when the model is compiled anew or other weights are trained.
    """

    def __init__(self):
        self.owners, self.steps = [], {}

    @classmethod
    def of(cls, model):
        """The model's cache, empty where the model has changed."""
        cache = model.__dict__.get("_dlcourse_steps") or cls()
        owners = [model.optimizer, model.loss, *model.metrics, *model.trainable_variables]
        if len(owners) != len(cache.owners) or any(a is not b for a, b in zip(owners, cache.owners, strict=True)):
            cache.owners, cache.steps = owners, {}
        object.__setattr__(model, "_dlcourse_steps", cache)  # Keras doesn't look at it, nor save it
        return cache

    def step(self, model, method, spec, jit):
        """The compiled step for batches of this shape."""
        leaves = tf.nest.flatten(spec)
        structure = tf.nest.map_structure(lambda each: None, spec)
        key = str((method, jit, structure, *[(each.shape, each.dtype) for each in leaves]))
        if key not in self.steps:
            self.steps[key] = CompiledStep(model, method, spec, jit)
        return self.steps[key]
