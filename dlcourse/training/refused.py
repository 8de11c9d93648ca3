"""What a model says to batches that it can't take, in one sentence instead of a stack of calls."""

import contextlib
import re

import tensorflow as tf

REFUSALS = (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError, tf.errors.NotFoundError)


@contextlib.contextmanager
def told(batch):
    """Turn what Keras or TensorFlow raises inside into a ValueError that names the batch; it is kept as the cause."""
    try:
        yield
    except (ValueError, TypeError, *REFUSALS) as error:
        if str(error).startswith("fit() got"):
            raise
        said = reason(error)
        raise ValueError(
            f"fit() got batches of {shapes(batch)}, and the model failed on them: {said}{_advice(batch, said)}."
        ) from error


def shapes(batch):
    """``x (8, 3) float32, y (8,) int64``"""
    parts = zip(("x", "y", "sample_weight"), batch if isinstance(batch, tuple) else (batch,), strict=False)
    return ", ".join(f"{name} {' and '.join(map(_shape, tf.nest.flatten(part)))}" for name, part in parts)


def _shape(each):
    return f"{each.shape} {each.dtype.name}"


def reason(error):
    """The sentence inside an error of Keras (it is printed in bold) or of TensorFlow (it follows the files)."""
    text = str(error)
    bold = re.search(r"\x1b\[1m(.*?)\x1b\[0m", text, re.DOTALL)
    text = bold[1] if bold else re.split(r'\n *File ".*\n', text)[-1]
    text = re.sub(r" for input .* with name '.*' and path '.*'(?=\.)", "", text, flags=re.DOTALL)  # all its numbers
    text = re.sub(r" for '\{\{.*'(?= with)|\{\{[^}]*\}\} ?|\[\[.*|\[Op:.*", "", text)
    return " ".join(text.split())[:400].rstrip(".")


def _advice(batch, said):
    leaves = tf.nest.flatten(batch)
    rows = {tuple(each.shape[:1]) for each in leaves if each.shape.rank is not None}
    if any(each.dtype == tf.string for each in leaves):
        return "; turn text into numbers first"
    if len(rows) > 1 or () in rows:
        return "; give each part a row for each example, as dataset.batch(32) makes of single ones"
    if re.search(r"\(None\)|NoneType", said) and not (isinstance(batch, tuple) and len(batch) > 1):
        return "; give y, too"
    return ""
