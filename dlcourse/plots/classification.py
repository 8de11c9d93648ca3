"""How a classifier errs: which classes it mixes up, and whether its confidence can be believed."""

import numpy as np

from dlcourse.calibration import reliability
from dlcourse.plots._arrays import array, as_many, few, named, short, spans, thinned
from dlcourse.plots._lines import style
from dlcourse.plots.figure import new_figure

_MOST_CLASSES_WITH_NUMBERS = 15
_MOST_LABELS = 25


def confusion_matrix(counts, *, title, classes=None, normalise=False, alt=None):
    """How often each true class (row) was given each answer (column); the darker, the larger its share of the row.

    Args:
        counts: ``(K, K)``; row i, column j: examples of class i that were called j.
        title: the finding.
        classes: ``K`` names; by default numbers from 0.
        normalise: write shares of the row in percent instead of counts.
        alt: a description; by default the title, the share that is right, and the commonest mistake.

    Returns:
        A Figure. Numbers stand in the cells of up to 15 classes; a class without examples has a row of dashes.

    Raises:
        ValueError: no square matrix of numbers from 0 on, or other numbers of names than of classes.

    Example:
        >>> confusion_matrix([[8, 2], [1, 9]], classes=["cat", "dog"], title="Cats are taken for dogs")
        Figure: Cats are taken for dogs. 17 of 20 right (85 %). Most often: 2 of 10 cat called dog.
    """
    owner = "confusion_matrix()"
    counts = array(owner, "counts", counts, "(K, K)")
    K = len(counts)
    if counts.shape != (K, K) or not np.all((counts >= 0) & np.isfinite(counts)) or counts.sum() == 0:
        raise ValueError(f"{owner} got counts of shape {counts.shape}; give (K, K) numbers from 0 on, not all 0.")
    classes = as_many(owner, "names", classes if classes is not None else range(K), K, "classes")
    shares = row_shares(counts)
    side = min(6.4, max(2.6, 0.48 * K + 0.8))
    names = 0.075 * max(len(short(name)) for name in classes)
    figure, axes = new_figure(
        alt or f"{title}. {_mistakes(counts, classes)}", title, size=(max(side + names + 1.3, 4.6), side + names + 0.4)
    )
    axes.set_facecolor("0.92")
    image = axes.imshow(100 * shares, cmap="Blues", vmin=0, vmax=100)
    if K <= _MOST_CLASSES_WITH_NUMBERS:
        _write(axes, counts, shares, normalise)
    shown = thinned(K, _MOST_LABELS)
    labels = [short(classes[place]) for place in shown]
    axes.set(xticks=shown, yticks=shown, xlabel="answer", ylabel="true class")
    axes.set_xticklabels(labels, rotation=90 if max(map(len, labels)) * 0.09 > side / len(labels) else 0)
    axes.set_yticklabels(labels)
    figure.colorbar(image, ax=axes, label="share of the true class (%)", shrink=0.85)
    return figure


def row_shares(counts):
    """Each row divided by its sum; NaN where a class has no examples."""
    counts = np.asarray(counts, dtype=float)
    total = counts.sum(axis=1, keepdims=True)
    return counts / np.where(total > 0, total, np.nan)


def _write(axes, counts, shares, normalise):
    size = 9 if len(counts) <= 10 else 7
    for (row, column), count in np.ndenumerate(counts):
        share = shares[row, column]
        text = "–" if np.isnan(share) else f"{100 * share:.0f}" if normalise else f"{count:.10g}"
        colour = "white" if share > 0.55 else "black"
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=size - max(0, len(text) - 4))


def _mistakes(counts, classes):
    right, total = np.trace(counts), counts.sum()
    text = f"{right:.10g} of {total:.10g} right ({100 * right / total:.3g} %)."
    wrong = counts - np.diag(np.diag(counts))
    row, column = np.unravel_index(wrong.argmax(), wrong.shape)
    if wrong[row, column] == 0:
        return f"{text} No mistakes."
    share = f"{wrong[row, column]:.10g} of {counts[row].sum():.10g}"
    return f"{text} Most often: {share} {classes[row]} called {classes[column]}."


def reliability_diagram(answers, *, title, bins=10, alt=None):
    """Confidence against accuracy for each model, over the numbers of examples in each bin.

    On the diagonal a model is right as often as it says; below it, it is too sure of itself.

    Args:
        answers: ``{name: (labels, probabilities)}``, as ``dlcourse.calibration.reliability`` takes them.
        title: the finding.
        bins: equal bins of confidence from 0 to 1.
        alt: a description; by default the title and each model's expected calibration error and largest gap.

    Raises:
        ValueError: no model, or what ``reliability`` refuses.

    Example:
        >>> answers = {"net": ([1, 0], [[0.05, 0.95], [0.15, 0.85]])}
        >>> reliability_diagram(answers, title="Too sure")
        Figure: Too sure. net: expected calibration error 0.45; widest gap at confidence 0.85, accuracy 0.
    """
    named("reliability_diagram()", "answers", answers, '{"name of the model": (labels, probabilities)}')
    results = {name: reliability(*given, bins=bins) for name, given in answers.items()}
    text = " ".join(_gap_in_words(name, result) for name, result in results.items())
    grid = {"rows": 2, "sharex": True, "gridspec_kw": {"height_ratios": (3, 1)}}
    figure, (above, below) = new_figure(alt or f"{title}. {text}", title, size=(6.0, 5.6), **grid)
    above.plot([0, 1], [0, 1], color="0.45", lw=1, ls=(0, (1, 1)), label="as sure as right")
    for number, (name, result) in enumerate(results.items()):
        look, filled = style(number), result.counts > 0
        label = f"{short(name, 30)}: calibration error {few(result.error)}"
        confidence, accuracy = result.confidence[filled], result.accuracy[filled]
        above.plot(confidence, accuracy, ms=6, label=label, **look)
        above.vlines(confidence, confidence, accuracy, color=look["color"], alpha=0.35, lw=3)
        below.stairs(result.counts, result.edges, color=look["color"], ls=look["ls"], lw=1.5, baseline=None)
    counts = np.concatenate([result.counts for result in results.values()])
    if spans(counts[counts > 0]):
        below.set_yscale("log", nonpositive="clip")
    binary = all(np.ndim(p) == 1 or np.shape(p)[1] == 1 for _, p in answers.values())
    above.set(ylabel="share of class 1 in the bin" if binary else "accuracy in the bin")
    above.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    below.set(xlabel="probability of class 1" if binary else "confidence (largest probability)", ylabel="examples")
    above.legend(loc="upper left")
    return figure


def _gap_in_words(name, result):
    worst = np.nanargmax(np.abs(result.accuracy - result.confidence))
    gap = f"widest gap at confidence {few(result.confidence[worst])}, accuracy {few(result.accuracy[worst])}"
    return f"{name}: expected calibration error {few(result.error)}; {gap}."
