"""Named models. Keras is imported when the first one is built."""

from dlcourse.models.counting import count_parameters
from dlcourse.models.digits import dense_network, small_cnn

__all__ = ["count_parameters", "dense_network", "small_cnn"]
