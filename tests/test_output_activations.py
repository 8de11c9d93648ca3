import keras
import numpy as np
import pytest

from dlcourse.output_activations import choose_output_activation

# The smallest and largest number that a target can come near, and whether the outputs of one example sum to 1.
TARGETS = {
    "regression": (-np.inf, np.inf, False),
    "logits": (-np.inf, np.inf, False),
    "bounded regression": (-1.0, 1.0, False),
    "counts": (0.0, np.inf, False),
    "share": (0.0, 1.0, False),
    "binary": (0.0, 1.0, False),
    "multi-label": (0.0, 1.0, False),
    "multi-class": (0.0, 1.0, True),
}


@pytest.mark.parametrize("task", TARGETS)
def test_the_range_of_the_activation_is_that_of_the_targets(task):
    low, high, together = TARGETS[task]
    far = np.array([[-80.0, 0.5, 80.0], [-1.0, 0.0, 2.0]], "float32")
    outputs = np.asarray(keras.activations.get(choose_output_activation(task))(far))
    assert outputs.min() == pytest.approx(max(low, -80.0), abs=1e-6)
    assert outputs.max() == pytest.approx(min(high, 80.0), abs=1e-6)
    assert np.allclose(outputs.sum(axis=1), 1.0, atol=1e-6) == together


def test_another_task_is_refused():
    with pytest.raises(ValueError, match="got task='ranking'; give one of 'regression'"):
        choose_output_activation("ranking")
