"""A layer made of Keras's layers and a function that joins them: what our blocks are held against."""

import keras


class Built(keras.layers.Layer):
    """``function(x, *parts)`` with ``parts`` Keras layers, whose weights come in their order."""

    def __init__(self, parts, function, **kwargs):
        super().__init__(**kwargs)
        self.parts, self.function = parts, function

    def call(self, inputs, training=None):
        return self.function(inputs, *self.parts)
