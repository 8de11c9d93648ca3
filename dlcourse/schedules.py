"""Learning rates that change with the step: functions of the step, and Keras schedules around them.

The functions take a step number, an array of them, or a tensor.
"""

import math

import keras
from keras import ops

from dlcourse import _require


def exponential_decay(step, initial_learning_rate, decay_steps, decay_rate, staircase=False):
    """``initial_learning_rate · decay_rate^(step / decay_steps)``; with ``staircase`` the exponent is rounded down.

    Args:
        step: from 0.
        initial_learning_rate: at step 0.
        decay_steps: after so many steps the rate has been multiplied by ``decay_rate`` once.
        decay_rate: above 0.
        staircase: whether the rate falls in steps.

    Example:
        >>> print(exponential_decay([0, 5, 10], 0.8, decay_steps=10, decay_rate=0.25).numpy().round(4))
        [0.8 0.4 0.2]
    """
    power = _float(step) / decay_steps
    return initial_learning_rate * decay_rate ** (ops.floor(power) if staircase else power)


def cosine_decay(step, initial_learning_rate, decay_steps, alpha=0.0):
    """Half a cosine from the initial rate down to ``alpha`` times that, which holds from ``decay_steps`` on.

    ``initial_learning_rate · (alpha + (1 - alpha) (1 + cos(π step / decay_steps)) / 2)``

    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017, equation 5, without
    restarts.

    Example:
        >>> print(cosine_decay([0, 5, 10, 99], 0.8, decay_steps=10).numpy().round(4))
        [0.8 0.4 0.  0. ]
    """
    done = ops.minimum(_float(step) / decay_steps, 1.0)
    return initial_learning_rate * (alpha + (1 - alpha) * (1 + ops.cos(math.pi * done)) / 2)


def warmup_cosine(step, base, warmup, total):
    """A straight line from 0 up to ``base`` at step ``warmup``, then half a cosine down to 0 at ``total``, then 0.

    Args:
        step: from 0.
        base: the largest rate.
        warmup: how many steps it rises; 0 for none.
        total: when it is back at 0; above ``warmup``.

    Source: the warm-up is Goyal et al., "Accurate, large minibatch SGD", 2017, section 2.2; the cosine as above.

    Example:
        >>> print(warmup_cosine([0, 1, 2, 6, 10, 11], 0.8, warmup=2, total=10).numpy().round(4))
        [0.  0.4 0.8 0.4 0.  0. ]
    """
    step = _float(step)
    falling = cosine_decay(step - warmup, base, total - warmup)
    return ops.where(step < warmup, base * step / max(warmup, 1), falling)


def one_cycle(step, peak, total, rise=0.3, start=25.0, end=1e4):
    """Half a cosine up from ``peak / start`` to ``peak`` in the first part, then half a cosine down to almost 0.

    Args:
        step: from 0.
        peak: the largest rate, reached after ``rise * total`` steps.
        total: length of the cycle; the last rate holds from then on.
        rise: share of the steps that the rate rises, between 0 and 1.
        start: the first rate is ``peak / start``.
        end: the last rate is ``peak / start / end``.

    Source: Smith, "A disciplined approach to neural network hyper-parameters", 2018, on the 1cycle policy; with cosines
    in place of straight lines, and the defaults of PyTorch's ``OneCycleLR``.

    Example:
        >>> print(one_cycle([0, 3, 10], 0.5, total=10, end=10.0).numpy().round(4))
        [0.02  0.5   0.002]
    """
    first, last, top = peak / start, peak / start / end, rise * total
    step = _float(step)
    rising = peak - (peak - first) * cosine_decay(step, 1.0, top)
    falling = last + (peak - last) * cosine_decay(step - top, 1.0, total - top)
    return ops.where(step < top, rising, falling)


def _float(step):
    return ops.cast(step, keras.config.floatx())


class _Schedule(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule that is a function of the step with these arguments."""

    function = None

    def __init__(self, **arguments):
        super().__init__()
        self.arguments = arguments

    def __call__(self, step):
        return type(self).function(step, **self.arguments)

    def get_config(self):
        """The arguments."""
        return dict(self.arguments)

    def _bounds(self, **limits):
        for name, limit in limits.items():
            _require.number(f"{type(self).__name__}()", name, self.arguments[name], **limit)


@keras.saving.register_keras_serializable(package="dlcourse")
class ExponentialDecay(_Schedule):
    """``exponential_decay`` as a Keras schedule; agrees with ``keras.optimizers.schedules.ExponentialDecay``.

    Args:
        initial_learning_rate: at step 0; at least 0.
        decay_steps: above 0.
        decay_rate: above 0.
        staircase: whether the rate falls in steps.

    Example:
        >>> float(ExponentialDecay(0.5, decay_steps=10, decay_rate=0.5)(20))
        0.125
    """

    function = staticmethod(exponential_decay)

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False):
        super().__init__(
            initial_learning_rate=initial_learning_rate,
            decay_steps=decay_steps,
            decay_rate=decay_rate,
            staircase=staircase,
        )
        self._bounds(initial_learning_rate={"low": 0}, decay_steps={"above": 0}, decay_rate={"above": 0})


@keras.saving.register_keras_serializable(package="dlcourse")
class CosineDecay(_Schedule):
    """``cosine_decay`` as a Keras schedule; agrees with ``keras.optimizers.schedules.CosineDecay`` without warm-up.

    Args:
        initial_learning_rate: at step 0; at least 0.
        decay_steps: above 0.
        alpha: the last rate as a share of the first, from 0 to 1.

    Example:
        >>> round(float(CosineDecay(0.5, decay_steps=10)(5)), 4)
        0.25
    """

    function = staticmethod(cosine_decay)

    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0):
        super().__init__(initial_learning_rate=initial_learning_rate, decay_steps=decay_steps, alpha=alpha)
        self._bounds(initial_learning_rate={"low": 0}, decay_steps={"above": 0}, alpha={"low": 0, "high": 1})


@keras.saving.register_keras_serializable(package="dlcourse")
class WarmupCosine(_Schedule):
    """``warmup_cosine`` as a Keras schedule.

    Agrees with ``keras.optimizers.schedules.CosineDecay(0, total - warmup, warmup_target=base, warmup_steps=warmup)``.

    Args:
        base: the largest rate; at least 0.
        warmup: how many steps it rises; at least 0.
        total: when it is back at 0; above ``warmup``.

    Example:
        >>> round(float(WarmupCosine(0.5, warmup=4, total=12)(8)), 4)
        0.25
    """

    function = staticmethod(warmup_cosine)

    def __init__(self, base, warmup, total):
        super().__init__(base=base, warmup=warmup, total=total)
        self._bounds(base={"low": 0}, warmup={"low": 0}, total={"above": warmup})


@keras.saving.register_keras_serializable(package="dlcourse")
class OneCycle(_Schedule):
    """``one_cycle`` as a Keras schedule.

    Args:
        peak: the largest rate; at least 0.
        total: length of the cycle in steps; above 0.
        rise: share of the steps that the rate rises, between 0 and 1.
        start, end: the first rate is ``peak / start``, the last ``peak / start / end``; both above 0.

    Example:
        >>> float(OneCycle(0.5, total=10)(3))
        0.5
    """

    function = staticmethod(one_cycle)

    def __init__(self, peak, total, rise=0.3, start=25.0, end=1e4):
        super().__init__(peak=peak, total=total, rise=rise, start=start, end=end)
        self._bounds(peak={"low": 0}, total={"above": 0}, start={"above": 0}, end={"above": 0})
        self._bounds(rise={"above": 0, "below": 1})
