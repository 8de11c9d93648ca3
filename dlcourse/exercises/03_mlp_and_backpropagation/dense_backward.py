"""Exercise: a dense layer, backward."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import dense_backward


def stub(dA, Z, X, W, activation):
    """The way back through a dense layer, Z = X W + b and A = f(Z). Returns (dX, dW, db).

    dA: dL/dA (B, U), handed back by the next layer. L is the loss of the whole batch: if that is
    a mean, its 1/B is inside dA already.
    Z: the pre-activations (B, U).  X: the inputs (B, D).  W: the weights (D, U).
    activation: the name of f, "linear", "relu", "tanh" or "sigmoid". The slope of relu at 0 is 0.
    Returned: dL/dX (B, D), dL/dW (D, U), dL/db (U,), each of the shape of its X, W or b.
    Example: dA = [[1]], Z = [[5]], X = [[2, 3]], W = [[4], [6]] with "linear" gives
    dX = [[4, 6]], dW = [[2], [3]], db = [1].
    """
    raise NotImplementedError


def _arrays(rng, B, D, U):
    X, W, b, dA = (rng.normal(size=shape) for shape in ((B, D), (D, U), U, (B, U)))
    return dA, X @ W + b, X, W


def cases(seed):
    rng = np.random.default_rng(seed)
    worked = (np.array([[1.0]]), np.array([[5.0]]), np.array([[2.0, 3.0]]), np.array([[4.0], [6.0]]))
    dA, _, X, W = (rng.integers(-3, 4, size=shape) + 0.5 for shape in ((3, 5), (), (3, 2), (2, 5)))
    Z = X @ W - X[0] @ W  # the first example's sums are 0, without rounding
    return {
        "the worked example": (*worked, "linear"),
        "one example, tanh": (*_arrays(rng, 1, 3, 2), "tanh"),
        "ReLU, with sums of exactly 0": (dA, Z, X, W, "relu"),
        "as many examples as units, sigmoid": (*_arrays(rng, 3, 2, 3), "sigmoid"),
        "linear": (*_arrays(rng, 7, 3, 2), "linear"),
        "every size the same, tanh": (*_arrays(rng, 5, 5, 5), "tanh"),
        "sigmoid": (*_arrays(rng, 11, 2, 3), "sigmoid"),
        "ReLU": (*_arrays(rng, 13, 5, 2), "relu"),
        "tanh": (*_arrays(rng, 17, 2, 7), "tanh"),
    }


def _sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def _value(Z, name):
    return {"linear": lambda Z: Z, "relu": lambda Z: np.maximum(Z, 0), "tanh": np.tanh, "sigmoid": _sigmoid}[name](Z)


def _slope(Z, name):
    if name == "sigmoid":
        return _sigmoid(Z) * (1 - _sigmoid(Z))
    return {"linear": np.ones_like, "relu": lambda Z: (Z > 0) * 1.0, "tanh": lambda Z: 1 - np.tanh(Z) ** 2}[name](Z)


def _back(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


def slope_at_a(dA, Z, X, W, activation):
    return _back(dA * _slope(_value(Z, activation), activation), X, W)


def slope_at_da(dA, Z, X, W, activation):
    return _back(dA * _slope(dA, activation), X, W)


def value_for_sigmoid_slope(dA, Z, X, W, activation):
    return _back(dA * (_value if activation == "sigmoid" else _slope)(Z, activation), X, W)


def z_taken_for_a(dA, Z, X, W, activation):
    slopes = {"tanh": 1 - Z**2, "sigmoid": Z * (1 - Z)}
    return _back(dA * slopes.get(activation, _slope(Z, activation)), X, W)


def tanh_of_z_as_a(dA, Z, X, W, activation):
    return _back(dA * (1 - Z**2 if activation == "tanh" else _slope(Z, activation)), X, W)


def sigmoid_of_z_as_a(dA, Z, X, W, activation):
    return _back(dA * (Z * (1 - Z) if activation == "sigmoid" else _slope(Z, activation)), X, W)


def always_relu_slope(dA, Z, X, W, activation):
    return _back(dA * (Z > 0), X, W)


def no_slope(dA, Z, X, W, activation):
    return _back(dA, X, W)


def value_for_slope(dA, Z, X, W, activation):
    return _back(dA * _value(Z, activation), X, W)


def value_for_relu_slope(dA, Z, X, W, activation):
    return _back(dA * (_value if activation == "relu" else _slope)(Z, activation), X, W)


def slope_instead_of_product(dA, Z, X, W, activation):
    return _back(_slope(Z, activation), X, W)


def added_to_the_slope(dA, Z, X, W, activation):
    return _back(dA + _slope(Z, activation), X, W)


def z_for_the_linear_slope(dA, Z, X, W, activation):
    return _back(dA * (Z if activation == "linear" else _slope(Z, activation)), X, W)


def matrix_product_with_the_slope(dA, Z, X, W, activation):
    return _back(dA @ _slope(Z, activation), X, W)


def slope_one_at_zero(dA, Z, X, W, activation):
    return _back(dA * ((Z >= 0) if activation == "relu" else _slope(Z, activation)), X, W)


def relu_by_sign(dA, Z, X, W, activation):
    return _back(dA * (np.sign(Z) if activation == "relu" else _slope(Z, activation)), X, W)


def relu_of_the_gradient(dA, Z, X, W, activation):
    return _back(dA * (dA > 0) if activation == "relu" else dA * _slope(Z, activation), X, W)


def tanh_not_squared(dA, Z, X, W, activation):
    return _back(dA * (1 - np.tanh(Z) if activation == "tanh" else _slope(Z, activation)), X, W)


def tanh_plus(dA, Z, X, W, activation):
    return _back(dA * (1 + np.tanh(Z) ** 2 if activation == "tanh" else _slope(Z, activation)), X, W)


def tanh_rule_for_sigmoid(dA, Z, X, W, activation):
    return _back(dA * (1 - _sigmoid(Z) ** 2 if activation == "sigmoid" else _slope(Z, activation)), X, W)


def sigmoid_rule_for_tanh(dA, Z, X, W, activation):
    return _back(dA * (np.tanh(Z) * (1 - np.tanh(Z)) if activation == "tanh" else _slope(Z, activation)), X, W)


def one_minus_sigmoid(dA, Z, X, W, activation):
    return _back(dA * (1 - _sigmoid(Z) if activation == "sigmoid" else _slope(Z, activation)), X, W)


def db_not_summed(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ, dZ


def python_sum(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ, sum(dZ, 1)


def db_as_a_row(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0, keepdims=True)


def db_averaged(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)


def db_over_the_units(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=1)


def db_in_one_number(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ, dZ.sum()


def db_of_da(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ, dA.sum(axis=0)


def db_of_ones(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ, np.ones(W.shape[1])


def dw_averaged(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ / len(X), dZ.sum(axis=0)


def both_averaged(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dZ / len(X), dZ.mean(axis=0)


def all_averaged(dA, Z, X, W, activation):
    return _back(dA * _slope(Z, activation) / len(X), X, W)


def dw_of_da(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, X.T @ dA, dZ.sum(axis=0)


def dx_of_da(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dA @ W.T, X.T @ dZ, dZ.sum(axis=0)


def dx_and_dw_of_da(dA, Z, X, W, activation):
    return dA @ W.T, X.T @ dA, (dA * _slope(Z, activation)).sum(axis=0)


def weights_not_transposed(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W, X.T @ dZ, dZ.sum(axis=0)


def dw_transposed(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return dZ @ W.T, dZ.T @ X, dZ.sum(axis=0)


def dx_transposed(dA, Z, X, W, activation):
    dZ = dA * _slope(Z, activation)
    return W @ dZ.T, X.T @ dZ, dZ.sum(axis=0)


def dx_last(dA, Z, X, W, activation):
    dX, dW, db = _back(dA * _slope(Z, activation), X, W)
    return dW, db, dX


def dw_first(dA, Z, X, W, activation):
    dX, dW, db = _back(dA * _slope(Z, activation), X, W)
    return dW, dX, db


def without_dx(dA, Z, X, W, activation):
    return _back(dA * _slope(Z, activation), X, W)[1:]


def minus_sign(dA, Z, X, W, activation):
    return _back(-dA * _slope(Z, activation), X, W)


def with_branches(dA, Z, X, W, activation):
    if activation == "relu":
        dZ = np.where(Z > 0, dA, 0)
    elif activation == "tanh":
        dZ = dA / np.cosh(Z) ** 2
    elif activation == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
        dZ = dA * A * (1 - A)
    else:
        dZ = dA
    return np.dot(dZ, W.T), np.dot(X.T, dZ), np.sum(dZ, axis=0)


def example_by_example(dA, Z, X, W, activation):
    dX, dW, db = np.zeros_like(X), np.zeros_like(W), np.zeros(W.shape[1])
    for i in range(len(X)):
        dz = dA[i] * _slope(Z[i], activation)
        dX[i] = W @ dz
        dW += np.outer(X[i], dz)
        db += dz
    return dX, dW, db


def with_einsum(dA, Z, X, W, activation):
    slope = _slope(Z, activation)
    terms = ("bu,bu,du->bd", W), ("bu,bu,bd->du", X)
    return *(np.einsum(axes, dA, slope, other) for axes, other in terms), np.einsum("bu,bu->u", dA, slope)


def in_float32(dA, Z, X, W, activation):
    dA, Z, X, W = (each.astype("float32") for each in (dA, Z, X, W))
    return _back(dA * _slope(Z, activation).astype("float32"), X, W)


def with_keras(dA, Z, X, W, activation):
    from keras import ops

    dA, Z, X, W = (ops.cast(each, "float32") for each in (dA, Z, X, W))
    slopes = {
        "linear": ops.ones_like,
        "relu": lambda Z: ops.cast(Z > 0, "float32"),
        "tanh": lambda Z: 1 - ops.tanh(Z) ** 2,
        "sigmoid": lambda Z: ops.sigmoid(Z) * ops.sigmoid(-Z),
    }
    dZ = dA * slopes[activation](Z)
    return ops.matmul(dZ, ops.transpose(W)), ops.matmul(ops.transpose(X), dZ), ops.sum(dZ, axis=0)


EXERCISE = Exercise(
    name="dense_backward",
    title="A dense layer, backward",
    points=3,
    stars=2,
    minutes=12,
    task=(
        "Write the way back through one layer. The next layer tells you how the loss changes with your outputs, "
        "`dA`. First go back through the activation: multiply by its slope at `Z`. Then ask what the sums did: how "
        "does the loss change with the inputs, the weights, the biases? The shapes leave hardly a choice."
    ),
    stub=stub,
    solution=dense_backward,
    reasons=(
        ("dA * slopes[activation](Z)", "The chain rule, entry by entry: dL/dZ = dL/dA times f'(Z), at the sums Z."),
        ("dZ @ W.T", "Each input fed all units, so its gradient sums over them, weighted as on the way forward."),
        ("X.T @ dZ", "Each weight was used by all examples, so its gradient sums over them."),
        ("dZ.sum(axis=0)", "A bias is a weight whose input is always 1: the same sum with X replaced by ones."),
    ),
    cases=cases,
    hints=(
        "Two steps. Entry by entry through the activation, from dA to dZ. Then through the product, where each "
        "gradient has the shape of the thing it belongs to.",
        "dZ = dA f'(Z), with f' = 1 (linear), 1 or 0 (relu), 1 - tanh(Z)² (tanh), s (1 - s) with s = sigmoid(Z). "
        "Then dX = dZ Wᵀ, dW = Xᵀ dZ, db = the sum of dZ over the examples.",
        "Compute `dZ` with one branch for each name; `Z > 0` gives relu's slope. Then two products with `@` and a "
        "transposed matrix (`.T`), and one `.sum` over axis 0.",
    ),
    mistakes=(
        Mistake(
            slope_at_a,
            "Your slope is taken at A = f(Z). f' is taken at the pre-activation Z; or write it with A: 1 - A² for "
            "tanh, A (1 - A) for the sigmoid.",
        ),
        Mistake(
            slope_at_da,
            "Your slope is taken at dA. f' is taken where the forward pass was: at the pre-activation Z.",
        ),
        Mistake(
            value_for_sigmoid_slope,
            "For the sigmoid you multiply by its value s. Its slope is s (1 - s).",
        ),
        Mistake(
            z_taken_for_a,
            "Your slopes are 1 - Z² and Z (1 - Z). These rules hold for the activation's value: put A = f(Z) in.",
        ),
        Mistake(tanh_of_z_as_a, "Your slope of tanh is 1 - Z². It is 1 - tanh(Z)², that is 1 - A²."),
        Mistake(sigmoid_of_z_as_a, "Your slope of the sigmoid is Z (1 - Z). It is A (1 - A) with A = 1 / (1 + e^-Z)."),
        Mistake(
            always_relu_slope, "Your slope is ReLU's whatever the name says. Look at `activation`: there are four."
        ),
        Mistake(no_slope, "You use dA as it is. First it is multiplied by the activation's slope f'(Z)."),
        Mistake(value_for_slope, "You multiply dA by f(Z). The chain rule wants the slope f'(Z)."),
        Mistake(value_for_relu_slope, "For ReLU you multiply by relu(Z). Its slope is 1 where Z > 0, and 0 elsewhere."),
        Mistake(slope_instead_of_product, "Your dZ is the slope alone: multiply it by dA, what the next layer says."),
        Mistake(added_to_the_slope, "You add dA and the slope. The chain rule multiplies them."),
        Mistake(z_for_the_linear_slope, 'For "linear" you multiply by Z. f(z) = z has the slope 1.'),
        Mistake(
            matrix_product_with_the_slope,
            "Your dZ is a matrix product of dA and the slope. The activation acts on each entry alone, so the way back "
            "through it is entry by entry: `*`, not `@`.",
        ),
        Mistake(slope_one_at_zero, "Where Z is exactly 0 your ReLU has the slope 1. Here it is 0: compare with `>`."),
        Mistake(relu_by_sign, "Your ReLU has the slope -1 where Z is negative. A silent unit has the slope 0."),
        Mistake(
            relu_of_the_gradient,
            "For ReLU you look at where dA is positive. Z shows which units were on: the slope is 1 where Z > 0.",
        ),
        Mistake(tanh_not_squared, "Your slope of tanh is 1 - tanh(Z). It is 1 - tanh(Z)²: the square is missing."),
        Mistake(tanh_plus, "Your slope of tanh is 1 + tanh(Z)². It is 1 - tanh(Z)²: flat where tanh is near 1."),
        Mistake(tanh_rule_for_sigmoid, "For the sigmoid s you use tanh's rule, 1 - s². Its own is s (1 - s)."),
        Mistake(sigmoid_rule_for_tanh, "For tanh you use the sigmoid's rule, A (1 - A). Its own is 1 - A²."),
        Mistake(one_minus_sigmoid, "Your slope of the sigmoid s is 1 - s. It is s (1 - s)."),
        Mistake(
            db_not_summed,
            "Your db has a row for each example. All examples share the bias, so sum them up: shape (U,).",
        ),
        Mistake(
            python_sum,
            "Your db is too large by 1: Python's `sum(dZ, 1)` starts to count at 1. Write `dZ.sum(axis=0)`.",
        ),
        Mistake(db_as_a_row, "Your db has the shape (1, U). It is to have the shape of b, (U,): no `keepdims`."),
        Mistake(
            db_averaged,
            "Your db is the mean over the examples. It is their sum: dA carries the loss's 1/B already.",
        ),
        Mistake(
            db_over_the_units, "Your db sums over the units. Sum over the examples, axis 0: one number for each unit."
        ),
        Mistake(db_in_one_number, "Your db is a single number. Each unit has its own bias: sum over axis 0 only."),
        Mistake(db_of_da, "Your db sums dA. b stands inside f, so it gets the slope too: sum dZ."),
        Mistake(db_of_ones, "Your db is all ones. That is dZ/db; multiply it by dZ and sum over the examples."),
        Mistake(dw_averaged, "Your dW is divided by the number of examples. dA carries the loss's 1/B already."),
        Mistake(
            both_averaged,
            "Your dW and db are divided by the number of examples. dA carries the loss's 1/B already.",
        ),
        Mistake(
            all_averaged,
            "All three are divided by the number of examples. dA carries the loss's 1/B already.",
        ),
        Mistake(dw_of_da, "Your dW uses dA. The weights act on Z, so it is Xᵀ dZ, with the slope."),
        Mistake(dx_of_da, "Your dX uses dA. The inputs act on Z, so it is dZ Wᵀ, with the slope."),
        Mistake(
            dx_and_dw_of_da,
            "db is right; dX and dW use dA. Both come after the activation's slope: dZ Wᵀ and Xᵀ dZ.",
        ),
        Mistake(
            weights_not_transposed,
            "Your dX is dZ W. On the way back the weights are transposed, from U units to D inputs: dZ Wᵀ.",
        ),
        Mistake(dw_transposed, "Your dW is transposed: it has the shape of W, (D, U), so it is Xᵀ dZ."),
        Mistake(dx_transposed, "Your dX is transposed: it has the shape of X, (B, D), so it is dZ Wᵀ."),
        Mistake(dx_last, "All three are right, the order isn't: return (dX, dW, db), not (dW, db, dX)."),
        Mistake(dw_first, "All three are right, the order isn't: return (dX, dW, db), not (dW, dX, db)."),
        Mistake(without_dx, "dW and db are right. Return dX as well, first: the layer before lives on it."),
        Mistake(
            minus_sign,
            "All signs are turned round. A gradient points uphill; the minus belongs to the step (the optimizer's).",
        ),
    ),
    also_right=(with_branches, example_by_example, with_einsum, in_float32, with_keras),
    returns=("dX", "dW", "db"),
    avoid=("tensorflow.GradientTape", "dlcourse.nn.Tensor", "dlcourse.nn.Dense", "dlcourse.nn.numerical_gradient"),
    rtol=1e-4,
    atol=1e-5,
    why="Backpropagation is this function, called once for each layer, from the last to the first.",
    next="A whole network, both layers at once.",
)
