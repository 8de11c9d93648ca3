"""Where did the first NaN come from? Full speed while all is well, and a replay step by step when it isn't."""

import keras
import numpy as np
import tensorflow as tf


@keras.saving.register_keras_serializable(package="dlcourse")
class NaNGuard(keras.callbacks.Callback):
    """Stops this package's ``fit`` at the first NaN or infinite number and says which layer made it, at which step.

    Keras's ``model.fit`` knows no chunks of steps: there it does nothing.

    After each chunk of steps the loss and the weights are looked at. When one isn't finite, the chunk is run again
    step by step from a copy of the state before it; the step that broke is then run once without compiling, with a
    look at what each layer returns and at each gradient. The model keeps the last weights that were finite.

    Attributes:
        report: the sentence, or None.

    Example:
        >>> NaNGuard().report is None
        True
    """

    def __init__(self):
        super().__init__()
        self.report, self._before, self._finite = None, None, None

    def on_train_begin(self, logs=None):
        if not (self.params or {}).get("chunks"):
            raise ValueError("NaNGuard works in dlcourse.training.fit(), not in model.fit(); train with that one.")
        self.report, self._before, self._finite = None, None, None

    def on_chunk_begin(self, chunk):
        """Keep the state that the chunk starts from."""
        self._before = chunk.variables.read()

    def on_chunk_end(self, chunk):
        """The sentence to stop with, or None."""
        if self._healthy(chunk.variables, chunk.logs):
            return None
        chunk.variables.write(self._before)
        for step in range(chunk.first, chunk.last):
            before = chunk.variables.read()
            logs = chunk.piece.run(step, step + 1)
            if not self._healthy(chunk.variables, logs):
                chunk.variables.write(before)
                culprit = find_culprit(self.model, chunk.piece.batch(step))
                chunk.variables.write(before)
                self.report = f"NaNGuard stopped in epoch {chunk.epoch + 1} at step {step + 1}: {culprit}."
                return self.report
        return None

    def _healthy(self, variables, logs):
        if not np.isfinite(float(logs.get("loss", 0.0))):
            return False
        if self._finite is None:
            real = [each for each in variables.model if each.dtype.is_floating]
            check = lambda: tf.reduce_all([tf.reduce_all(tf.math.is_finite(each)) for each in real])  # noqa: E731
            self._finite = tf.function(check, autograph=False) if real else lambda: True
        return bool(self._finite())

    def get_config(self):
        return {}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def find_culprit(model, batch):
    """What in a training step on this batch is the first to give a number that isn't finite, in words.

    Runs ``model.train_step`` once without compiling, so it changes the model: keep its state.
    """
    seen, gradients = [], []
    undo = [_watch_call(layer, seen) for layer in _layers(model)]
    undo.append(_watch_apply(model.optimizer, gradients))
    try:
        logs = model.train_step(batch)
    finally:
        for each in undo:
            each()
    if seen:
        return seen[0]
    loss = "" if np.isfinite(float(logs.get("loss", 0.0))) else "the loss isn't finite, though every output is"
    broken = [path for path, gradient in gradients if not _is_finite(gradient)]
    if broken:  # the backward pass starts at the loss, so the layer nearest to it came first
        layer = broken[-1].rsplit("/", 1)[0]
        return f"{loss + ', and ' if loss else ''}the gradient in layer {layer!r} isn't finite (backward pass)"
    return loss or "outputs and gradients are finite, but the optimizer's step is so large that the weights aren't"


def _layers(model):
    """All layers, inner ones too, and the plain operations of a functional model."""
    found = [*model._flatten_layers(include_self=False), *getattr(model, "operations", [])]
    return list({id(each): each for each in found}.values())


def _watch_call(layer, seen):
    original = layer.call

    def call(*args, **kwargs):
        outputs = original(*args, **kwargs)
        if not seen and not _is_finite(outputs):
            if _is_finite((args, kwargs)):
                seen.append(f"the output of layer {layer.name!r} ({type(layer).__name__}) isn't finite (forward pass)")
            else:
                seen.append(f"the input of layer {layer.name!r} ({type(layer).__name__}) isn't finite already")
        return outputs

    layer.__dict__["call"] = call  # past Keras's own __setattr__
    return lambda: layer.__dict__.pop("call")


def _watch_apply(optimizer, gradients):
    original = optimizer.apply

    def apply(grads, trainable_variables=None):
        grads = list(grads)
        variables = optimizer._trainable_variables if trainable_variables is None else trainable_variables
        gradients.extend((each.path, g) for each, g in zip(variables, grads, strict=True) if g is not None)
        return original(grads, trainable_variables)

    optimizer.__dict__["apply"] = apply
    return lambda: optimizer.__dict__.pop("apply")


def _is_finite(values):
    """Whether all real numbers in a nest of tensors are finite."""
    for each in tf.nest.flatten(values, expand_composites=True):
        if isinstance(each, (tf.Tensor, np.ndarray)) and not np.isfinite(_real(each)).all():
            return False
    return True


def _real(array):
    array = np.asarray(array)
    return array.astype("float64") if array.dtype.kind in "fV" else np.zeros(())
