"""Exercise: the perceptron's training loop."""

import numpy as np

from dlcourse.data.toy import logic_table, two_clouds
from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.neurons import heaviside, perceptron_step, train_perceptron


def stub(X, y, lr, max_epochs):
    """Train a perceptron from zero weights.

    X: inputs (n, d), visited in this order in every epoch.  y: classes (n,), 0 or 1.
    lr: learning rate.  max_epochs: an upper limit on the passes over the data.
    Returns (w, b, mistakes_per_epoch): weights (d,), bias, and a list with the number of
    mistakes of each epoch. A row counts as a mistake when it is wrong at the moment of its visit.
    Stop after the first epoch without a mistake (its 0 is the last entry), at the latest
    after max_epochs.
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    overlapping, labels = two_clouds(n=23, margin=None, seed=seed)
    labels[:3] = 1 - labels[:3]
    shifted = rng.normal(size=(13, 3)) + 4 * np.array([0, 1, 0])
    return {
        "one class only": (rng.normal(size=(3, 2)), np.ones(3, dtype=int), 1.0, 5),
        "OR": (*logic_table("or"), 1.0, 20),
        "AND": (*logic_table("and"), 0.5, 20),
        "XOR, which has no separating line": (*logic_table("xor"), 1.0, 7),
        "two clouds": (*two_clouds(n=17, margin=0.5, seed=seed), 0.3, 200),
        "overlapping clouds": (overlapping, labels, 1.0, 11),
        "three inputs": (shifted, (shifted @ [1, 1, -1] > 4).astype(int), 0.7, 300),
    }


def _loop(X, y, lr, max_epochs, step=perceptron_step, wrong=lambda z, target: heaviside(z) != target):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        counts.append(0)
        for x, target in zip(X, y, strict=True):
            counts[-1] += int(wrong(w @ x + b, target))
            w, b = step(w, b, x, target, lr)
        if counts[-1] == 0:
            break
    return w, b, counts


def batch_update(X, y, lr, max_epochs):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        error = y - heaviside(X @ w + b)
        counts.append(int(np.abs(error).sum()))
        w, b = w + lr * error @ X, b + lr * error.sum()
        if counts[-1] == 0:
            break
    return w, b, counts


def no_limit(X, y, lr, max_epochs):
    return _loop(X, y, lr, 10**9)


def stops_at_first_right(X, y, lr, max_epochs):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        counts.append(0)
        for x, target in zip(X, y, strict=True):
            if heaviside(w @ x + b) == target:
                return w, b, counts
            counts[-1] += 1
            w, b = perceptron_step(w, b, x, target, lr)
    return w, b, counts


def no_final_zero(X, y, lr, max_epochs):
    w, b, counts = _loop(X, y, lr, max_epochs)
    return w, b, counts[:-1] if counts[-1] == 0 else counts


def never_stops_early(X, y, lr, max_epochs):
    w, b, counts = _loop(X, y, lr, max_epochs)
    return w, b, counts + [0] * (max_epochs - len(counts))


def counted_after_the_epoch(X, y, lr, max_epochs):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        for x, target in zip(X, y, strict=True):
            w, b = perceptron_step(w, b, x, target, lr)
        counts.append(int(np.sum(heaviside(X @ w + b) != y)))
        if counts[-1] == 0:
            break
    return w, b, counts


def counter_not_reset(X, y, lr, max_epochs):
    w, b, counts = _loop(X, y, lr, max_epochs)
    return w, b, np.cumsum(counts).tolist()


def counter_set_once(X, y, lr, max_epochs):
    w, b, counts, mistakes = np.zeros(X.shape[1]), 0.0, [], 0
    for _ in range(max_epochs):
        for x, target in zip(X, y, strict=True):
            mistakes += int(heaviside(w @ x + b) != target)
            w, b = perceptron_step(w, b, x, target, lr)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, counts


def kept_after_every_row(X, y, lr, max_epochs):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            mistakes += int(heaviside(w @ x + b) != target)
            w, b = perceptron_step(w, b, x, target, lr)
            counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, counts


def one_entry_per_row(X, y, lr, max_epochs):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        for x, target in zip(X, y, strict=True):
            counts.append(int(heaviside(w @ x + b) != target))
            w, b = perceptron_step(w, b, x, target, lr)
        if sum(counts[-len(X) :]) == 0:
            break
    return w, b, counts


def one_epoch_too_many(X, y, lr, max_epochs):
    return _loop(X, y, lr, max_epochs + 1)


def one_epoch_too_few(X, y, lr, max_epochs):
    return _loop(X, y, lr, max_epochs - 1)


def _rows_outside(X, y, lr, max_epochs, per_row):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for x, target in zip(X, y, strict=True):
        visits = []
        for _ in range(max_epochs):
            visits.append(int(heaviside(w @ x + b) != target))
            w, b = perceptron_step(w, b, x, target, lr)
            if visits[-1] == 0 and not per_row:
                break
        counts += [sum(visits)] if per_row else visits
    return w, b, counts


def rows_outside(X, y, lr, max_epochs):
    return _rows_outside(X, y, lr, max_epochs, per_row=True)


def rows_outside_one_entry_per_visit(X, y, lr, max_epochs):
    return _rows_outside(X, y, lr, max_epochs, per_row=False)


def bias_stays_zero(X, y, lr, max_epochs):
    return _loop(X, y, lr, max_epochs, step=lambda w, b, x, t, rate: (perceptron_step(w, b, x, t, rate)[0], b))


def strict_step(X, y, lr, max_epochs):
    def step(w, b, x, target, rate):
        error = target - float(w @ x + b > 0)
        return w + rate * error * x, b + rate * error

    return _loop(X, y, lr, max_epochs, step=step, wrong=lambda z, target: (z > 0) != target)


def counted_after_the_step(X, y, lr, max_epochs):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        counts.append(0)
        for x, target in zip(X, y, strict=True):
            w, b = perceptron_step(w, b, x, target, lr)
            counts[-1] += int(heaviside(w @ x + b) != target)
        if counts[-1] == 0:
            break
    return w, b, counts


def starts_anew_each_epoch(X, y, lr, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, b, count = _loop(X, y, lr, 1)
        counts += count
        if counts[-1] == 0:
            break
    return w, b, counts


def step_thrown_away(X, y, lr, max_epochs):
    return _loop(X, y, lr, max_epochs, step=lambda w, b, x, target, rate: (w, b))


def errors_cancel(X, y, lr, max_epochs):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        counts.append(0)
        for x, target in zip(X, y, strict=True):
            counts[-1] += int(target - heaviside(w @ x + b))
            w, b = perceptron_step(w, b, x, target, lr)
        if counts[-1] == 0:
            break
    return w, b, counts


def no_learning_rate(X, y, lr, max_epochs):
    return _loop(X, y, 1.0, max_epochs)


def one_pass_only(X, y, lr, max_epochs):
    return _loop(X, y, lr, 1)


def with_ones(X, y, lr, max_epochs):
    rows, weights, counts = np.column_stack([X, np.ones(len(X))]), np.zeros(X.shape[1] + 1), []
    while len(counts) < max_epochs and (not counts or counts[-1] > 0):
        counts.append(0)
        for row, target in zip(rows, y, strict=True):
            error = int(target) - int(weights @ row >= 0)
            counts[-1] += abs(error)
            weights = weights + lr * error * row
    return weights[:-1], weights[-1], counts


def with_class(X, y, lr, max_epochs):
    from dlcourse.neurons import Perceptron

    model = Perceptron(lr, max_epochs).fit(X, y)
    return model.w, model.b, np.array(model.mistakes_per_epoch)


EXERCISE = Exercise(
    name="train_perceptron",
    title="Train a perceptron",
    points=3,
    stars=2,
    minutes=12,
    task=(
        "Put the step into a loop. Start from zeros and visit the rows in order; one pass over all rows is an "
        "*epoch*. Count the rows that are wrong when you visit them. Stop after the first epoch without a mistake, "
        "or after `max_epochs`, because not all data can be separated. You may use "
        "`neurons.perceptron_step` and `neurons.heaviside`."
    ),
    stub=stub,
    solution=train_perceptron,
    reasons=(
        ("for x, target in zip(X, y", "Row after row: each visit uses the weights that the row before left behind."),
        (
            "mistakes_per_epoch.append(mistakes)",
            "The count is kept before the loop may stop, so the final 0 is in the list.",
        ),
        ("if mistakes == 0", "Only a whole epoch without a mistake shows that the line separates all rows."),
        ("range(max_epochs)", "On data that no line separates, nothing else would ever end the loop."),
    ),
    cases=cases,
    hints=(
        "Two loops: epochs outside, rows inside. The weights live through both; the counter starts anew in each epoch.",
        "For each row: mistake if H(w·x + b) ≠ y, then w, b = neurons.perceptron_step(w, b, x, y, lr). After the "
        "rows: keep "
        "the count.",
        "`for _ in range(max_epochs):` set the count to 0, run over `zip(X, y)`, append the count, then `break` if "
        "it is 0.",
    ),
    mistakes=(
        Mistake(
            batch_update,
            "All rows of an epoch were judged with the same weights. The weights must change within the epoch, "
            "after each mistake.",
        ),
        Mistake(
            no_limit,
            "The loop doesn't end where no line separates the classes, as on XOR: stop after max_epochs.",
            endless=True,
        ),
        Mistake(
            stops_at_first_right,
            "You stop at the first right answer. Only a whole epoch without a mistake is the end.",
        ),
        Mistake(
            no_final_zero,
            "Your list lacks the last epoch, the one without mistakes: append its 0 before you stop.",
        ),
        Mistake(never_stops_early, "You run all max_epochs. Stop after the first epoch without a mistake."),
        Mistake(
            counted_after_the_epoch,
            "Your counts are taken with the weights at the end of each epoch. Count each row when it is visited.",
        ),
        Mistake(counter_not_reset, "Your counts only grow: set the counter back to 0 at the start of each epoch."),
        Mistake(
            counter_set_once,
            "Your counts only grow, and so the loop runs through all max_epochs: set the counter back to 0 at the "
            "start of each epoch.",
        ),
        Mistake(
            kept_after_every_row,
            "Your list has an entry for each row, counting up through the epoch: append the count once per epoch, "
            "after the loop over the rows.",
        ),
        Mistake(
            one_entry_per_row,
            "Your list has a 0 or a 1 for each visit of a row. Add them up within an epoch and append the sum.",
        ),
        Mistake(one_epoch_too_many, "You make one epoch more than max_epochs where no line is found: stop earlier."),
        Mistake(
            one_epoch_too_few,
            "You make one epoch less than max_epochs where no line is found: `range(max_epochs)` has max_epochs turns.",
        ),
        Mistake(
            rows_outside,
            "Your list has one entry per row: your loops are turned round. Epochs belong outside, rows inside.",
        ),
        Mistake(
            rows_outside_one_entry_per_visit,
            "You visit one row until it is right, then the next, and never come back: your loops are turned round. "
            "Epochs belong outside, rows inside.",
        ),
        Mistake(
            bias_stays_zero,
            "Your bias stays 0, so the line is pinned to the origin: AND is never learned. Update b as well.",
        ),
        Mistake(
            strict_step,
            "At w·x + b = 0, as at the very first row, the neuron fires here: it predicts 1 where the sum is >= 0.",
        ),
        Mistake(
            one_pass_only,
            "You make one pass over the data. Go on until an epoch has no mistake, or up to max_epochs.",
        ),
        Mistake(
            counted_after_the_step,
            "You judge each row with the weights after its own update. Predict and count first, then move.",
        ),
        Mistake(
            starts_anew_each_epoch,
            "Every epoch starts from zero weights again. Set them to zero once, before the loop over the epochs.",
        ),
        Mistake(
            step_thrown_away,
            "Your w and b stay zero. `perceptron_step` returns new ones: write `w, b = ...` to keep them.",
        ),
        Mistake(
            errors_cancel,
            "You add up y - prediction, so a missed 1 and a false alarm cancel. Count every mistake as 1.",
        ),
        Mistake(no_learning_rate, "Your weights are right for lr = 1 only: pass lr on to every step."),
    ),
    also_right=(with_ones, with_class),
    returns=("w", "b", "mistakes_per_epoch"),
    why="It is the ancestor of every training loop: look at an example, measure the error, move the weights, repeat.",
    next="Why does it ever stop? Two inequalities answer that.",
)
