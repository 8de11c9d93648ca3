import hypothesis.strategies as st
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from support.parity import close

from dlcourse.nn import Tensor, concatenate, exp, log, relu, sigmoid, softmax, tanh
from dlcourse.nn.engine import constant, topological_order


def same(ours, theirs, *arrays, dtype="float64", tolerance=1e-10):
    """Values and gradients of both functions, for a random gradient of the result."""
    arrays = [np.asarray(each, dtype) for each in arrays]
    tensors, variables = [Tensor(each) for each in arrays], [tf.Variable(each) for each in arrays]
    with tf.GradientTape() as tape:
        expected = theirs(*variables)
    value = ours(*tensors)
    close(value.data, expected, tolerance, "value")
    gradient = np.random.default_rng(1).normal(size=expected.shape).astype(dtype)
    value.backward(gradient)
    slopes = tape.gradient(expected, variables, gradient, unconnected_gradients="zero")
    for tensor, slope in zip(tensors, slopes, strict=True):
        assert tensor.data.dtype == dtype and tensor.grad.dtype == dtype
        close(tensor.grad, tf.convert_to_tensor(slope), tolerance, "gradient")


def normal(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def test_one_messy_expression_written_twice():
    def ours(a, b, c):
        d = a @ b + c * 2 - 1
        d = d + d * relu(-d) + 3
        e = (tanh(d) ** 2).sum(axis=0) / (1 + exp(-c))
        f = 2 / (e * e + 1) - e[1:2] * sigmoid(d.T @ d).mean(axis=1)
        return (f - 5) ** 3 + log(f * f + 0.5).max()

    def theirs(a, b, c):
        d = a @ b + c * 2 - 1
        d = d + d * tf.nn.relu(-d) + 3
        e = tf.reduce_sum(tf.tanh(d) ** 2, axis=0) / (1 + tf.exp(-c))
        f = 2 / (e * e + 1) - e[1:2] * tf.reduce_mean(tf.sigmoid(tf.transpose(d) @ d), axis=1)
        return (f - 5) ** 3 + tf.reduce_max(tf.math.log(f * f + 0.5))

    same(ours, theirs, normal(5, 3), normal(3, 7), normal(7))


PAIRS = {
    "+": (lambda a, b: a + b, lambda a, b: a + b),
    "-": (lambda a, b: a - b, lambda a, b: a - b),
    "*": (lambda a, b: a * b, lambda a, b: a * b),
    "/": (lambda a, b: a / b, lambda a, b: a / b),
}


@pytest.mark.parametrize(
    "shapes", [((3, 5), (3, 5)), ((3, 5), (5,)), ((5,), (2, 3, 5)), ((3, 1), (1, 5)), ((), (2, 3))]
)
@pytest.mark.parametrize("name", PAIRS)
def test_operators_broadcast_as_tensorflow_does(name, shapes):
    a, b = (normal(*shape, seed=i) + 4 for i, shape in enumerate(shapes))
    same(*PAIRS[name], a, b)
    same(*PAIRS[name], a, b, dtype="float32", tolerance=1e-5)


@pytest.mark.parametrize(
    "shapes",
    [((2, 3), (3, 5)), ((7, 2, 3), (7, 3, 5)), ((7, 2, 3), (3, 5)), ((2, 3), (7, 3, 5)), ((7, 1, 2, 3), (11, 3, 5))],
)
def test_matrix_products_with_batch_axes(shapes):
    same(lambda a, b: a @ b, lambda a, b: a @ b, normal(*shapes[0]), normal(*shapes[1]))


ONES = {
    "a number on the right": (lambda x: (x + 2) * 3 - 1.5, lambda x: (x + 2) * 3 - 1.5),
    "a number on the left": (lambda x: 2 + 3 * (1.5 - x), lambda x: 2 + 3 * (1.5 - x)),
    "a quotient": (lambda x: x / 4 + 2 / x, lambda x: x / 4 + 2 / x),
    "minus": (lambda x: -x, lambda x: -x),
    "square": (lambda x: x**2, lambda x: x**2),
    "cube": (lambda x: x**3, lambda x: x**3),
    "inverse": (lambda x: x**-1, lambda x: x**-1),
    "root": (lambda x: (x * x) ** 0.5, lambda x: tf.sqrt(x * x)),
    "sum": (lambda x: x.sum(), tf.reduce_sum),
    "sum, axis": (lambda x: x.sum(axis=1), lambda x: tf.reduce_sum(x, 1)),
    "sum, axes": (lambda x: x.sum(axis=(0, 2)), lambda x: tf.reduce_sum(x, (0, 2))),
    "sum, kept": (lambda x: x.sum(axis=-1, keepdims=True), lambda x: tf.reduce_sum(x, -1, keepdims=True)),
    "mean": (lambda x: x.mean(), tf.reduce_mean),
    "mean, axis": (lambda x: x.mean(axis=1), lambda x: tf.reduce_mean(x, 1)),
    "mean, kept": (lambda x: x.mean(axis=(0, 1), keepdims=True), lambda x: tf.reduce_mean(x, (0, 1), keepdims=True)),
    "max": (lambda x: x.max(), tf.reduce_max),
    "max, axis": (lambda x: x.max(axis=1), lambda x: tf.reduce_max(x, 1)),
    "max, kept": (lambda x: x.max(axis=(0, 2), keepdims=True), lambda x: tf.reduce_max(x, (0, 2), keepdims=True)),
    "reshape": (lambda x: x.reshape(5, -1), lambda x: tf.reshape(x, (5, -1))),
    "reshape, tuple": (lambda x: x.reshape((30,)), lambda x: tf.reshape(x, (30,))),
    "T": (lambda x: x.T, tf.transpose),
    "transpose": (lambda x: x.transpose(1, 2, 0), lambda x: tf.transpose(x, (1, 2, 0))),
    "transpose, from the end": (lambda x: x.transpose(-1, 0, 1), lambda x: tf.transpose(x, (2, 0, 1))),
    "index": (lambda x: x[1], lambda x: x[1]),
    "slice": (lambda x: x[:, 1:, ::2], lambda x: x[:, 1:, ::2]),
    "list with repeats": (lambda x: x[[1, 0, 1, 1]], lambda x: tf.gather(x, [1, 0, 1, 1])),
    "condition": (lambda x: x[x.data > 0], lambda x: tf.boolean_mask(x, x > 0)),
}


@pytest.mark.parametrize("name", ONES)
def test_each_operation_on_one_tensor(name):
    same(*ONES[name], normal(2, 3, 5))
    same(*ONES[name], normal(2, 3, 5), dtype="float32", tolerance=1e-5)


def test_equally_large_entries_share_the_gradient_of_the_maximum():
    tied = np.array([[2.0, 7.0, 7.0], [7.0, 1.0, 1.0]])
    for axis in (None, 0, 1):
        same(lambda x, axis=axis: x.max(axis=axis), lambda x, axis=axis: tf.reduce_max(x, axis), tied)


# Instructions of a random program: (name, ours, tensorflow); each takes the last value and an earlier one.
STEPS = [
    ("add", lambda x, y: x + y, lambda x, y: x + y),
    ("subtract", lambda x, y: y - x, lambda x, y: y - x),
    ("multiply", lambda x, y: x * y, lambda x, y: x * y),
    ("divide", lambda x, y: x / (y * y + 1), lambda x, y: x / (y * y + 1)),
    ("power", lambda x, y: (x * x + 1) ** -1.5, lambda x, y: (x * x + 1) ** -1.5),
    ("matmul", lambda x, y: x @ x.T, lambda x, y: x @ tf.transpose(x)),
    ("batch matmul", lambda x, y: x.reshape(1, *x.shape) @ y.T, lambda x, y: x[None] @ tf.transpose(y)),
    ("sum", lambda x, y: x.sum(axis=0, keepdims=True), lambda x, y: tf.reduce_sum(x, 0, keepdims=True)),
    ("mean", lambda x, y: x.mean(axis=-1, keepdims=True), lambda x, y: tf.reduce_mean(x, -1, keepdims=True)),
    ("max", lambda x, y: x.max(axis=1), lambda x, y: tf.reduce_max(x, 1)),
    ("index", lambda x, y: x[0], lambda x, y: x[0]),
    ("reshape", lambda x, y: x.reshape(-1, 1), lambda x, y: tf.reshape(x, (-1, 1))),
    ("transpose", lambda x, y: x.T, lambda x, y: tf.transpose(x)),
    ("exp", lambda x, y: exp(-(x * x)), lambda x, y: tf.exp(-(x * x))),
    ("log", lambda x, y: log(x * x + 0.5), lambda x, y: tf.math.log(x * x + 0.5)),
    ("tanh", lambda x, y: tanh(x), lambda x, y: tf.tanh(x)),
    ("relu", lambda x, y: relu(x), lambda x, y: tf.nn.relu(x)),
    ("sigmoid", lambda x, y: sigmoid(x), lambda x, y: tf.sigmoid(x)),
    ("softmax", lambda x, y: softmax(x), lambda x, y: tf.nn.softmax(x)),
    ("concatenate", lambda x, y: concatenate([x, y, x]), lambda x, y: tf.concat([x, y, x], 0)),
]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([(2, 3), (3, 1), (1, 3), (3,), ()]),
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=1, max_size=7),
    st.integers(0, 2**32 - 1),
)
def test_random_programs_agree_with_the_tape(shape, program, seed):
    rng = np.random.default_rng(seed)
    starts = [rng.normal(size=shape), rng.normal(size=(2, 3))]
    ours, variables = [Tensor(each) for each in starts], [tf.Variable(each) for each in starts]
    with tf.GradientTape() as tape:
        theirs = list(variables)
        for (_, step, reference), other in program:
            try:
                result = reference(theirs[-1], theirs[other % len(theirs)])
            except (tf.errors.InvalidArgumentError, ValueError):
                continue  # shapes that TensorFlow refuses
            if result.shape.num_elements() <= 500:
                ours.append(step(ours[-1], ours[other % len(ours)]))
                theirs.append(result)
        total = tf.add_n([tf.reduce_mean(each) for each in theirs])
    loss = sum(each.mean() for each in ours)
    loss.backward()
    close(loss.data, total, 1e-10)
    for tensor, slope in zip(ours, tape.gradient(total, variables), strict=False):
        close(tensor.grad, slope, 1e-10)


def test_a_tensor_used_twice_gets_the_sum_and_a_second_backward_adds():
    x = Tensor([3.0, -2.0])
    loss = (x * x + x).sum()
    loss.backward()
    assert x.grad.tolist() == [7.0, -3.0]
    loss.backward()  # the same graph again: once more the same, not more
    assert x.grad.tolist() == [14.0, -6.0] and loss.grad == 2.0
    (5 * x).sum().backward()
    assert x.grad.tolist() == [19.0, -1.0]


def test_gradients_are_arrays_of_their_own():
    x, y = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    total = x + y
    total.sum().backward()
    x.grad *= 100  # broadcast gradients are read-only views, shared ones would change y's
    assert y.grad.tolist() == total.grad.tolist() == [1.0, 1.0]


def test_constants_get_no_gradient_and_their_side_is_never_computed():
    x, fixed = Tensor([1.0, 4.0]), Tensor([2, 3], requires_grad=False)
    array = np.array([5.0, 7.0])
    (array * x + x / fixed).sum().backward()
    assert fixed.grad is None and np.allclose(x.grad, [5.5, 7 + 1 / 3])
    product = fixed * 2 + array
    assert not product.requires_grad and product._inputs == []
    assert not constant(array).requires_grad and constant(x) is x
    assert constant(2).data.tolist() == 2 and (exp(0.0) + x).data.tolist() == [2.0, 5.0]


def test_arrays_on_the_left_leave_the_operation_to_the_tensor():
    array, x = normal(2, 3), normal(3, 5)
    same(lambda t: array @ t, lambda t: array @ t, x)
    same(lambda t: np.ones(5) - t / np.full(5, 4.0), lambda t: np.ones(5) - t / np.full(5, 4.0), x)
    same(lambda t: np.full(5, 3.0) / t, lambda t: np.full(5, 3.0) / t, x)


def test_numbers_and_gradients_keep_a_tensors_precision():
    x = Tensor(np.ones(3, "float32"))
    y = (2.0 * x + 1) / 3 - 0.5
    assert y.data.dtype == "float32" and y.mean().data.dtype == "float32" and (0.5 - x).data.dtype == "float32"
    loss = (y * np.ones(3)).sum()  # an array of float64 makes the result float64
    loss.backward()
    assert loss.data.dtype == "float64" and x.grad.dtype == "float32"
    assert (Tensor([1, 2], requires_grad=False) * 0.5).data.tolist() == [0.5, 1.0]


def test_the_gradient_of_the_power_0_is_0_at_0_too():
    x = Tensor([0.0, 2.0])
    (x**0).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_a_tensor_copies_its_array_and_shows_itself():
    array = np.array([1.0, 2.0])
    x = Tensor(array)
    x.data -= 1
    assert array.tolist() == [1.0, 2.0] and x.shape == (2,) and x.ndim == 1 and x.grad is None
    assert repr(x) == "Tensor([0., 1.], requires_grad=True)"
    assert float(Tensor([[7.5]])) == 7.5


def test_ten_thousand_operations_deep():
    x = y = Tensor(1.0)
    for _ in range(10_000):
        y = y + x * 1e-4
    y.backward()
    assert x.grad == pytest.approx(2.0)  # 1 + 10000 times 1e-4
    order = topological_order(y)
    assert len(order) == 20_001 and order[0] is x and order[-1] is y


def test_every_tensor_comes_after_its_inputs_and_once():
    a, b = Tensor(1.0), Tensor(2.0)
    c = a * b
    d = c + a
    e = d * c + d
    order = topological_order(e)
    place = {id(tensor): i for i, tensor in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[id(source)] < place[id(tensor)] for tensor in order for source, _ in tensor._inputs)


def refused(error, words, action):
    with pytest.raises(error, match=words):
        action()


def test_backward_says_what_it_needs():
    x = Tensor([1.0, 2.0])
    refused(ValueError, r"shape \(2,\); a gradient starts at one number: take .sum\(\)", (x * x).backward)
    refused(ValueError, r"gradient of shape \(3,\); give this Tensor's \(2,\)", lambda: x.backward(np.ones(3)))
    refused(ValueError, "made of constants only", constant([1.0]).backward)
    x[:1].backward()  # one number, whatever its shape
    assert x.grad.tolist() == [1.0, 0.0]


@pytest.mark.parametrize("name", PAIRS)
def test_shapes_that_do_not_broadcast(name):
    words = rf"Tensor \{name} got shapes \(3, 4\) and \(5,\), which don't broadcast; counted from the right"
    refused(ValueError, words, lambda: PAIRS[name][0](Tensor(np.ones((3, 4))), np.ones(5)))


@pytest.mark.parametrize("shapes", [((2, 3), (2, 3)), ((3,), (3, 2)), ((2, 3), (3,))])
def test_matrices_that_do_not_fit(shapes):
    a, b = (Tensor(np.ones(shape)) for shape in shapes)
    refused(ValueError, r"Tensor @ got shapes .*; give \(..., n, k\) and \(..., k, m\)", lambda: a @ b)


def test_batches_of_matrices_that_do_not_fit():
    a, b = Tensor(np.ones((2, 5, 3))), Tensor(np.ones((7, 3, 5)))
    refused(ValueError, r"Tensor @ got shapes \(2,\) and \(7,\), which don't broadcast", lambda: a @ b)


def test_integers_and_tensors_as_exponents_are_refused():
    refused(TypeError, "int64 values; a gradient needs floats", lambda: Tensor([1, 2]))
    refused(
        TypeError,
        r"exponent of type Tensor; give a number, or exp\(p \* log\(x\)\)",
        lambda: 2 * Tensor(1.0) ** Tensor(2.0),
    )


def test_a_tensor_does_not_change_in_place():
    x = Tensor([1.0, 2.0])
    changes = ["x += 1", "x -= 1", "x *= 2", "x /= 2", "x **= 2", "x @= 2", "x[0] = 5.0"]
    for change in changes:
        refused(TypeError, "can't be changed in place.*change w.data", lambda change=change: exec(change, {"x": x}))


def test_numpy_says_that_it_knows_no_gradient():
    refused(TypeError, "use dlcourse.nn's functions, or its .data", lambda: np.asarray(Tensor(1.0)))
    refused(TypeError, "ufunc", lambda: np.exp(Tensor(1.0)))
