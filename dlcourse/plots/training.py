"""How a training went: losses and metrics over the epochs, and the learning rate over the steps."""

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import MaxNLocator

from dlcourse.plots._arrays import array, as_many, few, named, named_runs, short, spans
from dlcourse.plots._lines import draw_runs, note_broken, spread, style
from dlcourse.plots.figure import new_figure

_EXAMPLE = 'a history such as {"loss": [...], "val_loss": [...]}, a list of them, or {"name of the model": history}'


def training_history(histories, *, title, metrics=None, log=None, xlabel="epoch", alt=None):
    """A panel for each metric: training as a solid line, validation dashed; several runs as their mean in a band.

    Args:
        histories: one history ``{"loss": (E,), "val_loss": (E,), ...}`` or what ``fit`` returns; a list of them for
            several runs of one model; or ``{"name of the model": history or list}``. E is the number of epochs.
        title: the finding.
        metrics: the panels, without ``val_``; by default all that the histories hold.
        log: whether the vertical axes are spaced by their logarithm; by default where values lie 100-fold apart.
        xlabel: what the numbers were taken after, counted from 1.
        alt: a description; by default the title and, for each curve, its ends and the best validation value.

    NaN and infinite numbers are a gap in the line, with a cross above it. Of runs that stopped early the mean is over
    those that were still going.

    Raises:
        ValueError: nothing to draw, or curves of one run with different lengths.

    Example:
        >>> training_history({"loss": [2.0, 1.0, 0.5], "val_loss": [2.1, 1.4, 1.6]}, title="It overfits")
        Figure: It overfits. loss over 3 epochs: training 2 to 0.5; validation 2.1 to 1.6, lowest 1.4 at epoch 2.
    """
    models = {name: _runs(name, runs) for name, runs in _models(histories).items()}
    held = list(dict.fromkeys(key.removeprefix("val_") for curves in models.values() for key in curves))
    metrics = _metrics(held, metrics)
    text = f"{title}. {' '.join(_sentence(metric, models, xlabel) for metric in metrics)}"
    columns = min(2, len(metrics))
    rows = -(-len(metrics) // columns)
    size = (6.4, 4.0) if columns == 1 and rows == 1 else (4.4 * columns, 3.2 * rows + 0.6)
    figure, axes = new_figure(alt or text, title, rows=rows, columns=columns, size=size, squeeze=False)
    for each in axes.flat[len(metrics) :]:
        each.set_visible(False)
    for each, metric in zip(axes.flat, metrics, strict=False):
        _panel(each, metric, models, log)
        each.set(xlabel=xlabel, ylabel=metric.replace("_", " "))
        each.xaxis.set_major_locator(MaxNLocator(integer=True))
    found = {label: handle for each in axes.flat for handle, label in zip(*each.get_legend_handles_labels())}  # noqa: B905
    figure.legend(found.values(), found.keys(), loc="outside lower center", ncols=2 if len(models) > 1 else 3)
    return figure


def _models(histories):
    histories = getattr(histories, "history", histories)  # what fit returns holds the dictionary
    if isinstance(histories, (list, tuple)):
        return {"": histories}
    named("training_history()", "histories", histories, _EXAMPLE)
    several = all(_is_history(runs) for runs in histories.values())
    return dict(histories) if several else {"": histories}


def _is_history(runs):
    first = runs[0] if isinstance(runs, (list, tuple)) and len(runs) else runs
    return isinstance(getattr(first, "history", first), Mapping)


def _runs(name, runs):
    """``{key: (R, E)}`` of a model's runs; some may have stopped early."""
    owner = "training_history()"
    runs = runs if isinstance(runs, (list, tuple)) else [runs]
    runs = [named(owner, "a history", getattr(run, "history", run), _EXAMPLE) for run in runs]
    if not runs:
        raise ValueError(f"{owner} got no run{' of ' + name if name else ''}; give {_EXAMPLE}.")
    if any(set(run) != set(runs[0]) for run in runs):
        raise ValueError(f"{owner} got runs of one model with different metrics; give each run the same ones.")
    lengths = [{len(np.atleast_1d(run[key])) for key in run} for run in runs]
    if any(len(each) > 1 for each in lengths):
        found = ", ".join(map(str, sorted(set.union(*lengths))))
        raise ValueError(f"{owner} got curves of {found} numbers{' for ' + name if name else ''}; give equally many.")
    return {key: _stacked([array(owner, key, [run[key]], "(runs, epochs)") for run in runs]) for key in runs[0]}


def _stacked(rows):
    """One array of runs (R, E); what the shorter ones never came to is masked."""
    longest = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((0, 0), (0, longest - row.shape[1])), constant_values=np.nan) for row in rows]
    ended = [np.arange(longest)[None] >= row.shape[1] for row in rows]
    return np.ma.masked_array(np.concatenate(padded), np.concatenate(ended))


def _metrics(held, metrics):
    missing = [metric for metric in metrics or () if metric not in held]
    if missing:
        raise ValueError(f"training_history() got no {missing[0]!r} to draw; the histories hold {', '.join(held)}.")
    return list(metrics or held)


def _panel(axes, metric, models, log):
    parts = [("", "training"), ("val_", "validation")]
    drawn = [curves[part + metric] for curves in models.values() for part, _ in parts if part + metric in curves]
    log = spans(np.concatenate([runs.ravel() for runs in drawn])) if log is None else log
    if log:
        axes.set_yscale("log", nonpositive="mask")
    for number, (name, curves) in enumerate(models.items()):
        for second, (part, kind) in enumerate(parts):
            if part + metric in curves:
                look = style(number if len(models) > 1 else second)
                look["ls"] = ("-", "--")[second]
                epochs = 1 + np.arange(curves[part + metric].shape[1])
                label = f"{short(name, 30)}, {kind}" if len(models) > 1 else kind
                draw_runs(axes, epochs, curves[part + metric], log=log, label=label, **look)
    note_broken(axes, any(spread(runs, log).broken.any() for runs in drawn), log)


def _sentence(metric, models, xlabel):
    parts = []
    for name, curves in models.items():
        for key, kind in ((metric, "training"), (f"val_{metric}", "validation")):
            if key in curves:
                parts.append(f"{name + ' ' if name else ''}{kind} {_course(curves[key], metric, kind, xlabel)}")
    count = max(curves[key].shape[1] for curves in models.values() for key in curves)
    return f"{metric} over {count} {xlabel}{'s' * (count != 1)}: {'; '.join(parts)}."


def _course(runs, metric, kind, xlabel):
    """Both ends of a curve in words; of a validation curve also where a loss is lowest, and where numbers broke."""
    mean, _, _, broken = spread(runs)
    kept = np.flatnonzero(np.isfinite(mean))
    if not kept.size:
        return "never finite"
    text = f"{few(mean[kept[0]])} to {few(mean[kept[-1]])}"
    if kind == "validation" and "loss" in metric:
        best = np.nanargmin(mean)
        text += f", lowest {few(mean[best])} at {xlabel} {best + 1}"
    return text + (f", not finite from {xlabel} {broken.argmax() + 1}" if broken.any() else "")


def learning_rates(schedules, *, title, steps=None, log=None, alt=None):
    """The learning rate against the step, a line for each schedule.

    Args:
        schedules: ``{name: (N,)}`` rates, one for each step, or ``{name: schedule}``: one of Keras, of
            ``dlcourse.schedules`` or a function, called with each step.
        title: the finding.
        steps: ``(N,)`` the steps that the rates belong to, such as ``range(1000)``; of rates by default 0, 1, 2, ...
        log: whether rates are spaced by their logarithm; by default where they lie 100-fold apart and none is 0.
        alt: a description; by default the title and each schedule's first, highest and last rate.

    Raises:
        ValueError: no schedule, a schedule without steps, or other numbers of rates than of steps.

    Example:
        >>> learning_rates({"halved": [0.4, 0.2, 0.1]}, title="It falls")
        Figure: It falls. Learning rate from step 0 to 2: halved 0.4, highest 0.4 at step 0, at the end 0.1.
        >>> learning_rates({"1 / step": lambda step: 1 / step}, steps=[1, 2, 4], title="It falls")
        Figure: It falls. Learning rate from step 1 to 4: 1 / step 1, highest 1 at step 1, at the end 0.25.
    """
    owner = "learning_rates()"
    steps = None if steps is None else array(owner, "steps", steps, "(N,)")
    named(owner, "schedules", schedules, '{"name": rates (N,) or a schedule}')
    schedules = {name: _at(name, each, steps) if callable(each) else each for name, each in schedules.items()}
    rates = {name: values[0] for name, values in named_runs(owner, "rates", schedules, "(N,)").items()}
    places = {name: np.arange(len(values)) for name, values in rates.items()}
    if steps is not None:
        places = {name: np.array(as_many(owner, "steps", steps, len(each), "rates")) for name, each in rates.items()}
    text = "; ".join(_schedule_in_words(name, places[name], values) for name, values in rates.items())
    last = max(each[-1] for each in places.values())
    first = min(each[0] for each in places.values())
    figure, axes = new_figure(alt or f"{title}. Learning rate from step {first:g} to {last:g}: {text}.", title)
    log = spans(np.concatenate(list(rates.values()))) if log is None else log
    if log:
        axes.set_yscale("log", nonpositive="mask")
    for number, (name, values) in enumerate(rates.items()):
        draw_runs(axes, places[name], values, log=log, label=short(name, 40), **style(number))
    note_broken(axes, any(spread(values, log).broken.any() for values in rates.values()), log)
    axes.set(xlabel="step", ylabel="learning rate")
    axes.legend()
    return figure


def _at(name, schedule, steps):
    if steps is None:
        raise ValueError(f"learning_rates() got the schedule {name!r} without steps; give them, such as range(1000).")
    return [float(schedule(step)) for step in steps]


def _schedule_in_words(name, steps, rates):
    kept = np.flatnonzero(np.isfinite(rates))
    if not kept.size:
        return f"{name} never finite"
    top = kept[rates[kept].argmax()]
    ends = f"{name} {few(rates[kept[0]])}, highest {few(rates[top])} at step {steps[top]:g}"
    return f"{ends}, at the end {few(rates[kept[-1]])}"
