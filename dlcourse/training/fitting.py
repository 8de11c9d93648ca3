"""Stage four: ``fit``, with what ``model.fit`` has, and the speed of a compiled epoch."""

import keras
import numpy as np

from dlcourse.training import checks
from dlcourse.training.compiled import Cache, build
from dlcourse.training.run import Run
from dlcourse.training.sources import training_source, validation_source
from dlcourse.training.state import reseed


def fit(
    model,
    x=None,
    y=None,
    batch_size=None,
    epochs=1,
    verbose="auto",
    callbacks=None,
    validation_split=0.0,
    validation_data=None,
    shuffle=True,
    class_weight=None,
    sample_weight=None,
    initial_epoch=0,
    steps_per_epoch=None,
    validation_steps=None,
    validation_batch_size=None,
    validation_freq=1,
    *,
    loss=None,
    optimizer=None,
    metrics=None,
    seed=None,
    jit="auto",
):
    """Train a Keras model as ``model.fit`` does, several times as fast: the same steps, one compiled call an epoch.

    Each step is the model's own ``train_step``: any model, loss, metric and optimizer of Keras will do. For the same
    order of the rows the weights are those of ``model.fit``, exactly without XLA and to rounding with it.

    Args:
        model: a Keras model, compiled or not.
        x, y: arrays, nested where a model has several inputs; or ``x`` a ``tf.data.Dataset``, a
            ``keras.utils.PyDataset`` or an iterator of batches, and no ``y``.
        batch_size: examples a step, 32 unless given. A last, smaller batch is a step too.
        epochs, initial_epoch: the number after the last epoch, and of the first one, from 0.
        verbose: 1 shows a line that is redrawn, 2 a line an epoch, 0 nothing; "auto" is 1 where somebody watches.
        callbacks: ``EarlyStopping``, ``ReduceLROnPlateau``, ``Checkpoint``, ``CSVLog``, ``JSONLog``, ``NaNGuard``, and
            Keras's. One that asks for every batch makes every step a call of its own.
        validation_split: the share of the rows, from the end, that is held back.
        validation_data: ``(x, y)``, ``(x, y, sample_weight)`` or a stream.
        shuffle: draw a new order of the rows for each epoch (of a Dataset's or an iterator's batches never).
        class_weight, sample_weight: ``{class: weight}``, or an array of weights; they multiply the losses.
        steps_per_epoch, validation_steps: how many batches of a stream make an epoch.
        validation_batch_size, validation_freq: ``batch_size`` and 1 (every epoch) unless given.
        loss, optimizer, metrics: compile the model anew with these; a loss or optimizer that isn't given is taken from
            how it was compiled, metrics are not.
        seed: everything random in this run follows from it; with the same first weights two runs agree bit for bit.
        jit: "auto": XLA where it is faster (on a CPU only without convolutions) and can compile the model; True; False.

    Returns:
        A ``History``. When interrupted (Ctrl-C, stop button) the one so far; the weights are those of the last chunk of
        steps, which one line says.

    Raises:
        ValueError: anything that can't be right, in one sentence.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
        >>> x = np.ones((4, 1))
        >>> history = fit(model, x, 3 * x, epochs=2, loss="mse", optimizer=keras.optimizers.SGD(0.25))
        >>> history.history["loss"]
        [4.0, 0.0]
    """
    checks.check_numbers(
        batch_size, epochs, initial_epoch, validation_split, validation_freq, steps_per_epoch, jit, verbose
    )
    checks.check_counts(validation_batch_size=validation_batch_size, validation_steps=validation_steps)
    if keras.backend.backend() != "tensorflow":
        raise ValueError(
            f"fit() runs on Keras's TensorFlow backend, not on {keras.backend.backend()}; use model.fit()."
        )
    if not isinstance(model, keras.Model):
        raise ValueError(f"fit() got {model!r} as the model; give a Keras model.")
    checks.compile_model(model, loss, optimizer, metrics)
    if seed is not None:
        keras.utils.set_random_seed(seed)
        reseed(model, seed)
    order = int(np.random.randint(2**31)) if seed is None else seed
    compiled, usual = Compiler(model, jit), batch_size or 32
    data = (x, y, sample_weight, class_weight)
    source, held_back = training_source(
        model, data, usual, compiled("train_step"), order if shuffle else None, validation_split, steps_per_epoch
    )
    held_back = held_back if validation_data is None else validation_data
    validation = validation_source(
        model, held_back, validation_batch_size or usual, compiled("test_step"), validation_steps
    )
    compiled.prepare(source)
    callbacks = keras.tree.flatten(callbacks or [])  # a single one will do, as in Keras
    run = Run(model, source, validation, callbacks, epochs, initial_epoch, verbose, validation_freq, seed)
    return run.go()


class Compiler:
    """Hands out compiled steps of a model that is built."""

    def __init__(self, model, jit):
        self.model, self.jit, self.cache = model, jit, None

    def __call__(self, method):
        def step(spec, usual):
            # A shape that comes once an epoch isn't worth XLA's half second.
            jit = self.jit if usual or self.jit is True else False
            return self.cache.step(self.model, method, spec, jit)

        return step

    def prepare(self, source):
        """Make all variables before anything is traced."""
        self.cache = Cache.of(self.model)
        if not self.cache.steps:
            build(self.model, source.example())
            self.cache = Cache.of(self.model)
