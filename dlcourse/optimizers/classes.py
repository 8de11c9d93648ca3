"""Keras optimizers around the steps: they hold the memory and the options, the step does the work."""

import keras
from keras import ops

from dlcourse import _require
from dlcourse.optimizers import steps
from dlcourse.optimizers.clipping import dense_gradient


class Optimizer(keras.optimizers.Optimizer):
    """What the optimizers here share: one array of memory for each name in ``memory``, and a pure step.

    A subclass gives ``memory`` (name -> starting value), ``step`` and ``options`` (names of its own arguments).
    Clipping, weight decay, averaging and accumulation are the base class's, as in Keras. The gradient of an embedding
    is added up row by row before the step (Keras on TensorFlow squares each occurrence of a row by itself).

    Example:
        >>> class SignDescent(Optimizer):
        ...     def step(self, w, grad, lr, t):
        ...         return (w - lr * ops.sign(grad),)
        >>> w = keras.Variable([3.0])
        >>> SignDescent(learning_rate=0.5).apply([ops.array([20.0])], [w])
        >>> print(w.numpy())
        [2.5]
    """

    memory = {}
    options = ()

    def __init__(self, learning_rate, **kwargs):
        if isinstance(learning_rate, (int, float)):
            learning_rate = float(_require.number(f"{type(self).__name__}()", "learning_rate", learning_rate, low=0))
        for name in ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm"):
            if kwargs.get(name) is not None:
                _require.number(f"{type(self).__name__}()", name, kwargs[name], low=0)
        super().__init__(learning_rate, **kwargs)

    def build(self, variables):
        """Make the memory for these variables: zeros, or the starting value."""
        if self.built:
            return
        super().build(variables)
        # For each variable all its memory in turn: the order in which Keras saves it.
        self._memories = [
            [
                self.add_variable_from_reference(variable, name=name, initializer=keras.initializers.Constant(start))
                for name, start in self.memory.items()
            ]
            for variable in variables
        ]

    def update_step(self, gradient, variable, learning_rate):
        """Run the step on one variable and store what comes back."""
        memory = self._memories[self._get_variable_index(variable)]
        dtype = variable.dtype
        t = ops.cast(self.iterations + 1, dtype)
        gradient, learning_rate = ops.cast(dense_gradient(gradient), dtype), ops.cast(learning_rate, dtype)
        new, *new_memory = self.step(*map(ops.convert_to_tensor, [variable, *memory]), gradient, learning_rate, t)
        for each, value in zip([variable, *memory], [new, *new_memory], strict=True):
            self.assign(each, value)

    def get_config(self):
        """Base options and one's own."""
        return {**super().get_config(), **{name: getattr(self, name) for name in self.options}}


@keras.saving.register_keras_serializable(package="dlcourse")
class SGD(Optimizer):
    """Gradient descent, with momentum if asked for: ``steps.sgd_step``, ``momentum_step``, ``nesterov_step``.

    Agrees with ``keras.optimizers.SGD``.

    Args:
        learning_rate: a number of at least 0, a schedule, or a function without arguments.
        momentum: share of the velocity that is kept, in [0, 1).
        nesterov: whether to look ahead.
        **kwargs: Keras's own (``clipnorm``, ``weight_decay``, ``name``, ...).

    Raises:
        ValueError: a rate below 0, or a momentum outside [0, 1).

    Example:
        >>> w = keras.Variable([3.0])
        >>> SGD(learning_rate=0.5).apply([ops.array([2.0])], [w])
        >>> print(w.numpy())
        [2.]
    """

    options = ("momentum", "nesterov")

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.momentum = _require.number("SGD()", "momentum", momentum, low=0, below=1)
        self.nesterov = nesterov
        self.memory = {"momentum": 0.0} if momentum else {}

    def step(self, w, *rest):
        """``(v,) grad, lr, t`` behind the weights; the new weights, and the velocity if there is one."""
        if not self.momentum:
            grad, lr, _ = rest
            return (steps.sgd_step(w, grad, lr),)
        v, grad, lr, _ = rest
        step = steps.nesterov_step if self.nesterov else steps.momentum_step
        return step(w, v, grad, lr, self.momentum)


@keras.saving.register_keras_serializable(package="dlcourse")
class Adagrad(Optimizer):
    """A rate for each weight, by the sum of its squared gradients: ``steps.adagrad_step``.

    Agrees with ``keras.optimizers.Adagrad``.

    Args:
        learning_rate: a number of at least 0, a schedule, or a function without arguments.
        initial_accumulator_value: where the sum starts, at least 0.
        epsilon: inside the root.
        **kwargs: Keras's own.

    Raises:
        ValueError: a negative rate, start or epsilon.

    Example:
        >>> w = keras.Variable([3.0])
        >>> Adagrad(0.6, initial_accumulator_value=5.0).apply([ops.array([2.0])], [w])
        >>> print(w.numpy().round(4))
        [2.6]
    """

    options = ("initial_accumulator_value", "epsilon")

    def __init__(self, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.initial_accumulator_value = _require.number(
            "Adagrad()", "initial_accumulator_value", initial_accumulator_value, low=0
        )
        self.epsilon = _require.number("Adagrad()", "epsilon", epsilon, low=0)
        self.memory = {"accumulator": initial_accumulator_value}

    def step(self, w, s, grad, lr, t):
        """``steps.adagrad_step`` with these options."""
        return steps.adagrad_step(w, s, grad, lr, self.epsilon)


@keras.saving.register_keras_serializable(package="dlcourse")
class RMSprop(Optimizer):
    """A rate for each weight, by a moving average of its squared gradients: ``steps.rmsprop_step``.

    Agrees with ``keras.optimizers.RMSprop`` (without its options ``momentum`` and ``centered``).

    Args:
        learning_rate: a number of at least 0, a schedule, or a function without arguments.
        rho: share of the average that is kept, in [0, 1).
        epsilon: inside the root.
        **kwargs: Keras's own.

    Raises:
        ValueError: a negative rate or epsilon, or ``rho`` outside [0, 1).

    Example:
        >>> w = keras.Variable([3.0])
        >>> RMSprop(0.6, rho=0.0).apply([ops.array([2.0])], [w])  # nothing remembered: the sign of the gradient
        >>> print(w.numpy().round(4))
        [2.4]
    """

    options = ("rho", "epsilon")
    memory = {"velocity": 0.0}

    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.rho = _require.number("RMSprop()", "rho", rho, low=0, below=1)
        self.epsilon = _require.number("RMSprop()", "epsilon", epsilon, low=0)

    def step(self, w, s, grad, lr, t):
        """``steps.rmsprop_step`` with these options."""
        return steps.rmsprop_step(w, s, grad, lr, self.rho, self.epsilon)


@keras.saving.register_keras_serializable(package="dlcourse")
class Adam(Optimizer):
    """Momentum over a moving root of squares: ``steps.adam_step``; with ``amsgrad``, ``steps.amsgrad_step``.

    Agrees with ``keras.optimizers.Adam``.

    Args:
        learning_rate: a number of at least 0, a schedule, or a function without arguments.
        beta_1, beta_2: shares of the averages that are kept, in [0, 1).
        epsilon: beside the uncorrected root (the paper's "epsilon hat").
        amsgrad: divide by the largest average so far.
        **kwargs: Keras's own.

    Raises:
        ValueError: a negative rate or epsilon, or a beta outside [0, 1).

    Example:
        >>> w = keras.Variable([3.0])
        >>> Adam(learning_rate=0.5).apply([ops.array([20.0])], [w])
        >>> print(w.numpy().round(4))  # the first step has the length of the rate
        [2.5]
    """

    options = ("beta_1", "beta_2", "epsilon", "amsgrad")

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, **kwargs):
        super().__init__(learning_rate, **kwargs)
        owner = f"{type(self).__name__}()"
        self.beta_1 = _require.number(owner, "beta_1", beta_1, low=0, below=1)
        self.beta_2 = _require.number(owner, "beta_2", beta_2, low=0, below=1)
        self.epsilon = _require.number(owner, "epsilon", epsilon, low=0)
        self.amsgrad = amsgrad
        names = ("momentum", "velocity", "velocity_hat")[: 3 if amsgrad else 2]
        self.memory = dict.fromkeys(names, 0.0)

    def step(self, w, *rest):
        """``m, v, (v_max,) grad, lr, t`` behind the weights; the new weights and memory."""
        *memory, grad, lr, t = rest
        step = steps.amsgrad_step if self.amsgrad else steps.adam_step
        return step(w, *memory, t, grad, lr, self.beta_1, self.beta_2, self.epsilon)


@keras.saving.register_keras_serializable(package="dlcourse")
class AdamW(Adam):
    """Adam with weight decay beside it, not inside its averages: ``steps.adamw_step``.

    Agrees with ``keras.optimizers.AdamW``; ``exclude_from_weight_decay`` spares biases, as there.

    Args:
        learning_rate: a number of at least 0, a schedule, or a function without arguments.
        weight_decay: share of a weight, times the rate, that each step takes off; at least 0.
        beta_1, beta_2, epsilon, amsgrad, **kwargs: as for ``Adam``.

    Raises:
        ValueError: as ``Adam``, or a negative or missing decay.

    Example:
        >>> w = keras.Variable([3.0])
        >>> AdamW(learning_rate=0.5, weight_decay=0.1).apply([ops.array([0.0])], [w])
        >>> print(w.numpy().round(4))
        [2.85]
    """

    def __init__(
        self, learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, **kwargs
    ):
        _require.number("AdamW()", "weight_decay", weight_decay, low=0)
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **kwargs)
