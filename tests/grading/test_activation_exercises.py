"""Wrong answers to the exercises of lesson 04 that came close to passing."""

import numpy as np

from dlcourse import exercises
from dlcourse.grading.grade import grade


def outcome(name, answer):
    verdict = grade(exercises.load(name), answer)
    return verdict.outcome, verdict.mistake


def test_an_overflow_inside_tensorflow_is_noticed():
    def in_tensorflow(z):
        import tensorflow as tf

        return 1 / (1 + tf.exp(-tf.constant(z)))

    def in_keras(z):
        from keras import ops

        return 1 / (1 + ops.exp(-ops.convert_to_tensor(z)))

    assert outcome("sigmoid_stable", in_tensorflow) == ("wrong", "plain_formula")
    assert outcome("sigmoid_stable", in_keras) == ("wrong", "plain_formula")


def test_no_part_of_the_examples_is_enough_to_call_a_unit_dead():
    def looking_at(rows):
        def answer(model, X):
            import keras

            dead, h = [], X[rows]
            for layer in model.layers:
                h = layer(h)
                if getattr(layer, "activation", None) is keras.activations.relu:
                    dead.append(np.all(np.asarray(h) == 0, axis=0))
            return float(np.concatenate(dead).mean())

        return answer

    for rows in (slice(-10, None), slice(1, None), slice(None, -1), slice(None, None, 2), slice(1, None, 2)):
        assert outcome("dead_fraction", looking_at(rows))[0] == "wrong", rows
    assert outcome("dead_fraction", looking_at(slice(None)))[0] == "right"
