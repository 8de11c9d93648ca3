"""Exercise: a gradient by central differences."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn.checks import _central_differences


def stub(f, w, h=1e-5):
    """The gradient of f at w by central differences, one entry after the other:

    df/dw_i = (f(w with w_i + h) - f(w with w_i - h)) / (2 h)

    f: a function of w that returns one number.  h: the step.
    w: an array of floats with one or more axes, such as (n,) or (d, u).
    Returns an array of w's shape. Afterwards w holds exactly what it held before, to the last
    bit, also if f raises an error (which is passed on). A moved copy for each call of f is fine.
    Example: f(w) = the sum of w², w = [1., -3.], h = 0.5 gives [2., -6.].
    """
    raise NotImplementedError


class Failed(RuntimeError):
    """What f raises on purpose."""


class Bounded:
    """The sum of w², which raises where an entry leaves its bounds: a function that is not defined everywhere."""

    __name__ = "f_with_bounds"

    def __init__(self, low=-np.inf, high=np.inf):
        self.low, self.high, self.raised = low, high, False

    def __repr__(self):
        return f"{self.__name__}(low={self.low}, high={self.high})"

    def __call__(self, w):
        w = np.asarray(w)
        if w.min() < self.low or w.max() > self.high:
            self.raised = True
            raise Failed(f"f is defined from {self.low} to {self.high} only; its input reaches out of that")
        return float(np.sum(w**2))


def sum_of_squares(w):
    return float(np.sum(np.asarray(w) ** 2))


def sum_of_cubes(w):
    return float(np.sum(np.asarray(w) ** 3))


def small_network(w):
    """The mean squared error of a tanh layer with the weights w, (5, 3)."""
    X, y = np.cos(np.arange(35)).reshape(7, 5), np.sin(np.arange(21)).reshape(7, 3)
    return float(np.mean((np.tanh(X @ np.asarray(w)) - y) ** 2))


def mixed_terms(w):
    """Every entry weighted differently, and each tied to its neighbour."""
    w = np.asarray(w).ravel()
    return float(np.cos(np.arange(w.size)) @ w**3 + np.sin(w[1:]) @ w[:-1])


def cases(seed):
    rng = np.random.default_rng(seed)
    eighths = (
        rng.integers(-20, 21, size=(3, 2)) / 8
    )  # with a step of 1/4 they can be moved and moved back without rounding
    low, high = np.array([0.125, 2.0, 1.5, 3.0, 2.5, 1.25, 2.75]), rng.integers(8, 17, size=(2, 5)) / 8
    return {
        "the worked example": (sum_of_squares, np.array([1.0, -3.0]), 0.5),
        "a cubic, whose error is h²": (sum_of_cubes, eighths, 0.25),
        "f raises once the first entry is lowered": (Bounded(low=0.0), low, 0.25),
        "f raises once the last entry is raised": (Bounded(high=3.0), np.append(high, 3.0).reshape(11, 1), 0.25),
        "the default step": (mixed_terms, _with_small_entries(rng, (23,), 1e-6), 1e-5),
        "the weights of a layer, (5, 3)": (small_network, _with_small_entries(rng, (5, 3), 1e-3), 1e-2),
        "three axes": (mixed_terms, _with_small_entries(rng, (2, 3, 5), 1e-4), 1e-3),
    }


def _with_small_entries(rng, shape, small):
    """Every third entry is smaller than the step: adding the step and taking it off again loses its last digits."""
    w = rng.normal(size=shape)
    w.flat[::3] *= small
    return w


def observe(answer, f, w, h):
    """The gradient; where f raised, what became of its error. That w is as it was is watched for every exercise."""
    try:
        gradient = answer(f, w, h)
    except Failed:
        return "the error of f was passed on"
    return "f raised an error, and it was swallowed" if getattr(f, "raised", False) else gradient


# What a newcomer may write in place of the formula. at(step) is f with one entry moved by step.
RULES = {
    "forward_difference": (
        lambda at, h, x: (at(h) - at(0)) / h,
        "Your differences start at w: (f(w + h) - f(w)) / h. Their error falls like h; from w - h to w + h, around the "
        "point, it falls like h².",
    ),
    "backward_difference": (
        lambda at, h, x: (at(0) - at(-h)) / h,
        "Your differences end at w: (f(w) - f(w - h)) / h. Their error falls like h; from w - h to w + h, around the "
        "point, it falls like h².",
    ),
    "back_to_w_only": (
        lambda at, h, x: (at(h) - at(0)) / (2 * h),
        "Your gradient is (f(w + h) - f(w)) / (2 h), about half of the right one: after w + h go down by 2 h, "
        "to w - h.",
    ),
    "divided_by_h": (
        lambda at, h, x: (at(h) - at(-h)) / h,
        "Your gradient is twice the right one: from w - h to w + h it is 2 h.",
    ),
    "not_divided": (
        lambda at, h, x: at(h) - at(-h),
        "You return differences. Divide them by the distance 2 h to get slopes.",
    ),
    "times_h": (
        lambda at, h, x: (at(h) - at(-h)) / 2 * h,
        "`/ 2 * h` divides by 2 and then multiplies by h. Write `/ (2 * h)`.",
    ),
    "numerator_without_brackets": (
        lambda at, h, x: at(h) - at(-h) / (2 * h),
        "Only the second value is divided: put the difference in brackets, (f(...) - f(...)) / (2 h).",
    ),
    "wrong_sign": (
        lambda at, h, x: (at(-h) - at(h)) / (2 * h),
        "All signs are turned round: it is the value above minus the value below.",
    ),
    "fixed_step": (
        lambda at, h, x: (at(1e-5) - at(-1e-5)) / 2e-5,
        "Your numbers don't follow h: they are those of a small fixed step like 1e-5. Use the h that you are given.",
    ),
    "relative_step": (
        lambda at, h, x: (at(h * x) - at(-h * x)) / (2 * h * x),
        "Your step is h times the entry. Here h is the step itself, the same for every entry.",
    ),
    "half_steps": (
        lambda at, h, x: (at(h / 2) - at(-h / 2)) / h,
        "You step by h/2 to each side. Here it is h to each side, 2 h in all.",
    ),
    "second_derivative": (
        lambda at, h, x: (at(h) - 2 * at(0) + at(-h)) / h**2,
        "This is the second derivative. The first is (f(w + h) - f(w - h)) / (2 h).",
    ),
}


def _on_copies(f, w, index):
    def at(step):
        moved = w.copy()
        moved[index] += step
        return f(moved)

    return at


def _kept_and_put_back(f, w, index):
    def at(step):
        before = w[index]
        w[index] = before + step
        value = f(w)
        w[index] = before
        return value

    return at


def _added_and_taken_off(f, w, index):
    def at(step):
        w[index] += step
        value = f(w)
        w[index] -= step
        return value

    return at


WAYS = {
    "": (_on_copies, ""),
    "_kept": (_kept_and_put_back, "Besides, w stays moved when f raises: put it back in a `finally`."),
    "_added": (
        _added_and_taken_off,
        "Besides, adding and taking off rounds: w is not what it was, to the last bit. Keep the old value, and put it "
        "back in a `finally`.",
    ),
}


def _answer(name, rule, way):
    def answer(f, w, h):
        gradient = np.zeros(w.shape)
        for index in np.ndindex(w.shape):
            gradient[index] = rule(way(f, w, index), h, w[index])
        return gradient

    answer.__name__ = name
    return answer


def _ruled():
    """Each wrong rule, in each of the ways in which w is moved."""
    for name, (rule, message) in RULES.items():
        for ending, (way, besides) in WAYS.items():
            if (name, ending) == ("relative_step", "_added"):
                continue  # such a step rounds nothing away
            yield Mistake(_answer(name + ending, rule, way), f"{message} {besides}".strip())


def _central(at, h, x):
    return (at(h) - at(-h)) / (2 * h)


not_restored_on_error = _answer("not_restored_on_error", _central, _kept_and_put_back)
rounding_stays = _answer("rounding_stays", _central, _added_and_taken_off)


def never_restored(f, w, h):
    gradient = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        w[index] += h
        above = f(w)
        w[index] -= 2 * h
        gradient[index] = (above - f(w)) / (2 * h)
    return gradient


def _two_loops():
    """Two nested loops reach every entry of two axes, and of two only."""
    for ending, (way, besides) in WAYS.items():

        def answer(f, w, h, way=way):
            gradient = np.zeros(w.shape)
            for i in range(w.shape[0]):
                for j in range(w.shape[1]):
                    gradient[i, j] = _central(way(f, w, (i, j)), h, None)
            return gradient

        answer.__name__ = f"two_loops{ending}"
        yield Mistake(
            answer,
            "Two axes come out right. With one axis there is no w[i, j], and with three it is a row: go over all "
            f"indices, `np.ndindex(w.shape)`. {besides}".strip(),
        )


def all_entries_together(f, w, h):
    return (f(w + h) - f(w - h)) / (2 * h)


def all_entries_together_filled(f, w, h):
    return np.full(w.shape, all_entries_together(f, w, h))


def rows_together(f, w, h):
    gradient = np.zeros(w.shape)
    for i in range(len(w)):
        gradient[i] = _central(_on_copies(f, w, i), h, None)
    return gradient


def one_number_a_row(f, w, h):
    return np.array([_central(_on_copies(f, w, i), h, None) for i in range(len(w))])


def rows_kept(f, w, h):
    gradient = np.zeros(w.shape)
    for i in range(len(w)):
        before = w[i]
        w[i] = before + h
        above = f(w)
        w[i] = before - h
        below = f(w)
        w[i] = before
        gradient[i] = (above - below) / (2 * h)
    return gradient


def rows_added(f, w, h):
    gradient = np.zeros(w.shape)
    for i in range(len(w)):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        below = f(w)
        w[i] += h
        gradient[i] = (above - below) / (2 * h)
    return gradient


def _half_protected(f, w, h, first):
    gradient = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        kept, values = w[index], []
        for number, step in enumerate((h, -h)):
            w[index] = kept + step
            try:
                values.append(f(w))
            except Failed:
                if (number == 0) == first:
                    w[index] = kept
                raise
        w[index] = kept
        gradient[index] = (values[0] - values[1]) / (2 * h)
    return gradient


def only_above_protected(f, w, h):
    return _half_protected(f, w, h, first=True)


def only_below_protected(f, w, h):
    return _half_protected(f, w, h, first=False)


def flattened(f, w, h):
    return _central_differences(f, w, h).ravel()


def same_array_twice(f, w, h):
    gradient = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        above, below = w, w
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


def copied_once(f, w, h):
    gradient, above, below = np.zeros(w.shape), w.copy(), w.copy()
    for index in np.ndindex(w.shape):
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


def error_swallowed(f, w, h):
    try:
        return _central_differences(f, w, h)
    except Exception:
        return np.zeros(w.shape)


def whole_numbers(f, w, h):
    return _central_differences(f, w, h).astype(int)


def in_float32(f, w, h):
    single = w.astype(np.float32)
    gradient = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        gradient[index] = _central(_on_copies(f, single, index), np.float32(h), None)
    return gradient


def with_copies(f, w, h=1e-5):
    gradient = np.empty_like(w)
    for index, x in np.ndenumerate(w):
        above, below = w.copy(), w.copy()
        above[index], below[index] = x + h, x - h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


def with_directions(f, w, h=1e-5):
    steps = [h * direction.reshape(w.shape) for direction in np.eye(w.size)]
    return np.array([(f(w + step) - f(w - step)) / (2 * h) for step in steps]).reshape(w.shape)


def with_flat_entries(f, w, h=1e-5):
    gradient = []
    for i in range(w.size):
        kept = w.flat[i]
        try:
            w.flat[i] = kept + h
            above = f(w)
            w.flat[i] = kept - h
            gradient.append((above - f(w)) / (2 * h))
        finally:
            w.flat[i] = kept
    return np.array(gradient).reshape(w.shape)


def restored_as_a_whole(f, w, h=1e-5):
    original, gradient = w.copy(), np.zeros_like(w)
    try:
        for index in np.ndindex(*w.shape):
            w[index] += h
            above = f(w)
            w[index] -= 2 * h
            gradient[index] = (above - f(w)) / (2 * h)
            w[...] = original
    finally:
        w[...] = original
    return gradient


def with_tensorflow(f, w, h=1e-5):
    import tensorflow as tf

    w, slopes = tf.constant(w), []
    for i in range(int(tf.size(w))):
        step = h * tf.reshape(tf.one_hot(i, tf.size(w), dtype=tf.float64), w.shape)
        slopes.append((f(w + step) - f(w - step)) / (2 * h))
    return tf.reshape(tf.stack(slopes), w.shape)


EXERCISE = Exercise(
    name="numerical_gradient",
    title="A gradient by central differences",
    points=3,
    stars=2,
    minutes=10,
    task=(
        "How do you know that a gradient is right? Ask the function itself: move one entry of `w` up and down by `h` "
        "and see how far `f` follows. Write this check for an array of any shape. It is far too slow for training, "
        "but it knows nothing of your chain rule, so it can't repeat its mistakes. Leave `w` as you found it, even "
        "if `f` raises an error on the way."
    ),
    stub=stub,
    solution=_central_differences,
    reasons=(
        ("np.ndindex(w.shape)", "All indices of an array of any shape, one after the other."),
        ("before = w[index]", "Kept, since w + h - 2h + h is not always w again: sums round."),
        ("finally:", "Runs whether f returned or raised: nobody finds w moved."),
        ("(above - below) / (2 * h)", "Around the point the errors of first order cancel; what is left falls like h²."),
    ),
    cases=cases,
    observe=observe,
    hints=(
        "One entry at a time: up, ask f, down, ask f, put it back. What puts it back when f raises?",
        "For each index i: (f(w with w_i + h) - f(w with w_i - h)) / (2 h). From point to point it is 2 h.",
        "`for index in np.ndindex(w.shape):` reaches every entry of every shape. Keep the entry's value first; move "
        "and ask inside `try:`, put the kept value back under `finally:`. Or move a `w.copy()` and leave w alone.",
    ),
    mistakes=(
        *_ruled(),
        *_two_loops(),
        Mistake(
            not_restored_on_error,
            "Your gradient is right, but when f raises, w stays moved. Put the entry back in a `finally`, which runs "
            "in any case, or move copies.",
        ),
        Mistake(
            rounding_stays,
            "Your gradient is right, but w is not what it was: w + h - h can round to another number, and when f "
            "raises, nothing is put back. Keep the old value, and restore it in a `finally`.",
        ),
        Mistake(
            never_restored,
            "w was not restored: when your function is done, it holds other numbers. Put every entry back before the "
            "next one is moved.",
        ),
        Mistake(
            all_entries_together,
            "You move all entries together and get one number. Move one entry at a time, one slope for each.",
        ),
        Mistake(
            all_entries_together_filled,
            "All entries of your gradient are equal: you move all of w together. Move one entry at a time.",
        ),
        Mistake(
            rows_together,
            "One axis comes out right. With more, w[i] is a whole row, and its entries move together: go over all "
            "indices, `np.ndindex(w.shape)`.",
        ),
        Mistake(
            rows_kept,
            "One axis comes out right. With more, w[i] is a whole row: its entries move together, and `before = w[i]` "
            "is no copy, so the row is not put back. Go over all indices, `np.ndindex(w.shape)`. Besides, w stays "
            "moved when f raises: put it back in a `finally`.",
        ),
        Mistake(
            rows_added,
            "With more than one axis, w[i] is a whole row, and its entries move together: go over all indices, "
            "`np.ndindex(w.shape)`. Besides, adding and taking off rounds, so w is not what it was: keep the old "
            "value, and put it back in a `finally`.",
        ),
        Mistake(
            only_above_protected,
            "Your gradient is right. When f raises at w_i - h, w stays moved: the `try` has to hold that call too.",
        ),
        Mistake(
            only_below_protected,
            "Your gradient is right. When f raises at w_i + h, w stays moved: the `try` has to hold that call too.",
        ),
        Mistake(
            one_number_a_row,
            "One axis comes out right. With more you return one number for each row: go over all indices, "
            "`np.ndindex(w.shape)`, and fill an array of w's shape.",
        ),
        Mistake(flattened, "The numbers are right, the shape isn't: return an array of w's shape."),
        Mistake(
            same_array_twice,
            "Your two points are one and the same array: `above = w` makes no copy, so moving one moves the other. "
            "Write `w.copy()`.",
        ),
        Mistake(
            copied_once,
            "The first slope is right, then earlier entries stay moved in your copies. Make new copies for each entry.",
        ),
        Mistake(
            error_swallowed,
            "When f raises you return a gradient all the same. Let the error pass: use `finally`, not `except`.",
        ),
        Mistake(whole_numbers, "Your slopes are cut to whole numbers: fill an array of floats."),
        Mistake(
            in_float32,
            "Your w is in float32, where a step of 1e-5 drowns in rounding. Differences need float64.",
        ),
    ),
    also_right=(with_copies, with_directions, with_flat_entries, restored_as_a_whole, with_tensorflow),
    avoid=("dlcourse.nn.numerical_gradient", "tensorflow.GradientTape"),
    rtol=1e-6,
    atol=1e-7,
    why="With this you can check any gradient that anybody hands you, and find the entry that is wrong.",
    next="Which h is best: smaller is better only down to a point.",
)
