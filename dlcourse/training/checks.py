"""What can be seen to be wrong before anything is compiled, each in one sentence."""

import difflib
import warnings

import keras
import numpy as np
import tensorflow as tf

from dlcourse import _require


def check_numbers(batch_size, epochs, initial_epoch, validation_split, validation_freq, steps_per_epoch, jit, verbose):
    """The plain numbers among the arguments of ``fit``."""
    check_counts(batch_size=batch_size, steps_per_epoch=steps_per_epoch)
    _require.positive_integer("fit()", "epochs", epochs)
    _require.positive_integer("fit()", "validation_freq", validation_freq)
    _require.number("fit()", "initial_epoch", initial_epoch, low=0)
    _require.number("fit()", "validation_split", validation_split, low=0, below=1)
    _require.one_of("fit()", "jit", jit, ("auto", True, False))
    _require.one_of("fit()", "verbose", verbose, ("auto", 0, 1, 2))


def check_counts(**counts):
    """Numbers of examples or batches, where they are given."""
    for name, value in counts.items():
        if value is not None:
            _require.positive_integer("fit()", name, value)


def known(kind, module, name):
    """``name``, when ``keras.losses``, ``keras.optimizers``, ``keras.metrics`` knows it, or when it is an object."""
    if not isinstance(name, (str, type, int, float)) or name in ("accuracy", "acc", "crossentropy", "ce"):
        return name
    try:
        module.get(name)
    except ValueError:
        names = [each for each in dir(module) if not each.startswith("_")]
        near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"give a name from {module.__name__}."
        hint = f"call it: {name.__name__}()." if isinstance(name, type) else hint
        raise ValueError(f"fit() got {kind}={name!r}, which Keras doesn't know; {hint}") from None
    return name


def compile_model(model, loss, optimizer, metrics):
    """Compile a model with what was given; a missing loss or optimizer is taken from how it is compiled already."""
    known("loss", keras.losses, loss)
    known("optimizer", keras.optimizers, optimizer)
    for each in tf.nest.flatten(metrics):
        known("metric", keras.metrics, each)
    if loss is not None or optimizer is not None or metrics is not None:
        loss = loss if loss is not None else getattr(model, "loss", None)
        optimizer = optimizer if optimizer is not None else getattr(model, "optimizer", None)
        if optimizer is None:
            raise ValueError("fit() got no optimizer; give optimizer='adam' or one from keras.optimizers.")
        metrics = [metrics] if isinstance(metrics, str) or callable(metrics) else metrics
        model.compile(optimizer, loss, metrics=metrics)
    elif not model.compiled:
        raise ValueError(
            "fit() got a model that isn't compiled; give loss=... and optimizer=..., or compile it before."
        )
    if model.optimizer is not None:
        rate = float(np.asarray(model.optimizer.learning_rate))
        _require.number("fit()", "the optimizer's learning rate", rate, low=0)


def check_rows(data, what="x, y and sample_weight"):
    """Equally many rows in all arrays, and at least one."""
    sizes = [each.shape[0] if each.ndim else None for each in tf.nest.flatten(data)]
    if None in sizes:
        one = tf.nest.flatten(data)[sizes.index(None)]
        given = "a single number" if one.dtype.kind in "biuf" else f"a {type(one.item()).__name__}"
        raise ValueError(f"fit() got {given} among {what}; give arrays with a row for each example.")
    if len(set(sizes)) > 1:
        raise ValueError(f"fit() got {what} of {', '.join(map(str, sizes))} rows; give each the same number.")
    if sizes[0] == 0:
        raise ValueError(f"fit() got no rows in {what}; give at least one example.")


def check_called(value, name):
    """A function or class that makes batches has to be called."""
    if callable(value):
        kind, given = "class" if isinstance(value, type) else "function", getattr(value, "__name__", value)
        raise ValueError(f"fit() got the {kind} {given} as {name}; call it, so that it gives batches.")


def check_kind(data, what):
    """Numbers, or text: of other objects no tensors can be made."""
    for each in tf.nest.flatten(data):
        if isinstance(each, np.ndarray) and each.ndim and each.dtype.kind in "OMm" and not _is_text(each):
            raise ValueError(f"fit() got {what} of dtype {each.dtype}; give numbers, such as {what}.astype('float32').")


def _is_text(array):
    objects = array.dtype == object and array.size and all(isinstance(value, (str, bytes)) for value in array.flat)
    return array.dtype.kind in "US" or bool(objects)


def warn_of_nan(data, what):
    """One sentence where there is a number that isn't one: usually a mistake, but a loss may know how to skip it."""
    for each in tf.nest.flatten(data) if data is not None else ():
        count = _count_nan(each) if np.issubdtype(each.dtype, np.floating) else 0
        if count:
            warnings.warn(f"fit() got {count} NaN in {what}; one is enough to make every weight NaN.", stacklevel=4)


def _count_nan(array):
    """A sum is NaN where an entry is, and takes no memory; infinities that cancel are looked at again."""
    with np.errstate(all="ignore"):
        return int(np.isnan(array).sum()) if np.isnan(np.sum(array, dtype="float64")) else 0


def check_labels(model, y):
    """Labels that can't be right for this loss, where model and labels are single arrays."""
    loss, shape = _loss_name(model.loss), getattr(model, "output_shape", None)
    if isinstance(y, np.ndarray) and _is_text(y) and _is_usual(model):
        raise ValueError("fit() got y as text; give numbers: np.unique(y, return_inverse=True)[1] numbers the classes.")
    if not isinstance(y, np.ndarray) or not isinstance(shape, tuple) or not shape or shape[-1] is None:
        return
    if not all(size is None or isinstance(size, int) for size in shape):
        return  # several outputs
    classes, given = shape[-1], f"fit() got y of shape {y.shape}"
    if loss == "categorical_crossentropy" and y.shape[-1:] != (classes,):
        raise ValueError(
            f"{given} with {loss}, which wants one-hot rows of {classes}; "
            "for integer labels give loss='sparse_categorical_crossentropy'."
        )
    if loss == "sparse_categorical_crossentropy":
        if y.ndim == len(shape) and y.shape[-1] == classes and classes > 1:
            raise ValueError(
                f"{given} with {loss}, which wants integer labels of shape {y.shape[:-1]}; "
                "for one-hot rows give loss='categorical_crossentropy'."
            )
        _check_range(model.loss, y, classes)
    if loss in _ELEMENTWISE and _mismatch(y.shape[1:], shape[1:]):
        raise ValueError(f"{given} with {loss}, but the model's outputs are of shape {shape}; give y the same shape.")


def _is_usual(model):
    """Whether the losses are Keras's: a step of one's own may know what to do with text."""
    usual = (keras.Model.train_step, keras.Model.compute_loss)
    return all(getattr(type(model), each.__name__, each) is each for each in usual)


_ELEMENTWISE = {"mean_squared_error", "mean_absolute_error", "binary_crossentropy", "huber", "log_cosh"}


def _mismatch(labels, outputs):
    """Shapes without the batch axis that Keras can't bring together: it forgives a last axis of 1."""
    labels, outputs = (list(shape[:-1] if shape[-1:] == (1,) else shape) for shape in (labels, outputs))
    return len(labels) != len(outputs) or any(b is not None and a != b for a, b in zip(labels, outputs, strict=True))


def _check_range(loss, y, classes):
    ignored = getattr(loss, "ignore_class", None)
    labels = y if ignored is None else y[y != ignored]
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        wrong = labels.min() if labels.min() < 0 else labels.max()
        raise ValueError(
            f"fit() got the label {wrong}, but the model has {classes} outputs: labels 0 to {classes - 1}."
        )


def _loss_name(loss):
    """``mean_squared_error`` for "mse", for the class, its instance and the function."""
    if isinstance(loss, str):
        try:
            loss = keras.losses.get(loss)
        except ValueError:
            return None
    name = getattr(loss, "__name__", type(loss).__name__)
    return {
        "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
        "CategoricalCrossentropy": "categorical_crossentropy",
        "BinaryCrossentropy": "binary_crossentropy",
        "MeanSquaredError": "mean_squared_error",
        "MeanAbsoluteError": "mean_absolute_error",
        "Huber": "huber",
        "LogCosh": "log_cosh",
    }.get(name, name)
