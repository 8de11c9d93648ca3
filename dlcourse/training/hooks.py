"""The callbacks of a run, ours and Keras's, called where Keras would call them."""

import keras

_BATCH = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")


def wants_batches(callback):
    """Whether a callback does something before or after each batch.

    Example:
        >>> wants_batches(keras.callbacks.EarlyStopping()), wants_batches(keras.callbacks.TerminateOnNaN())
        (False, True)
    """
    if getattr(callback, "save_freq", None) == "epoch":  # Keras's ModelCheckpoint then only looks and does nothing
        return False
    plain = keras.callbacks.Callback
    return any(getattr(getattr(callback, name), "__func__", None) is not getattr(plain, name) for name in _BATCH)


class Hooks:
    """Calls all callbacks in their order.

    Beside Keras's methods a callback may have ``on_chunk_begin(chunk)`` and ``on_chunk_end(chunk)``: a chunk is some
    steps in a single compiled call, and a sentence that ``on_chunk_end`` returns stops the run. ``on_test_batch_...``
    is never called.

    Args:
        callbacks: Keras callbacks.
        model: they get it by ``set_model``.
        params: they get it by ``set_params``.
    """

    def __init__(self, callbacks, model, params):
        for each in callbacks:
            if not isinstance(each, keras.callbacks.Callback):
                raise ValueError(f"fit() got {each!r} among callbacks; give objects of keras.callbacks.Callback.")
            each.set_params(params)
            each.set_model(model)
        self.callbacks = callbacks
        self.by_batch = [each for each in callbacks if wants_batches(each)]
        self.by_chunk = [each for each in callbacks if hasattr(each, "on_chunk_end")]

    def call(self, name, *arguments):
        for each in self.callbacks:
            getattr(each, name)(*arguments)

    def before(self, chunk):
        for each in self.by_batch:
            each.on_train_batch_begin(chunk.first, {})
        for each in self.by_chunk:
            each.on_chunk_begin(chunk)

    def after(self, chunk):
        """The first sentence that a callback wants to stop with, or None."""
        reports = [each.on_chunk_end(chunk) for each in self.by_chunk]
        logs = chunk.numbers() if self.by_batch else None
        for each in self.by_batch:
            each.on_train_batch_end(chunk.last - 1, dict(logs))
        return next((each for each in reports if each), None)
