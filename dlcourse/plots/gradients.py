"""How exact a numerical gradient is."""

from dlcourse.plots._arrays import array, as_many, few, named_runs
from dlcourse.plots._lines import draw_runs, style
from dlcourse.plots.figure import new_figure

_SLOPES = ((1, 0.2, "slope of h", (0, (1, 1))), (2, 0.2, "slope of h²", (0, (4, 2))), (-1, 1e-16, "slope of 1/h", "-."))


def gradient_error(steps, errors, *, title):
    """Errors of difference quotients against their step h, both logarithmic, with the slopes that theory expects.

    Args:
        steps: h, (N,).
        errors: ``{name: (seeds, N)}``, errors relative to the exact gradient.
        title: the finding.

    Example:
        >>> gradient_error([1e-2, 1e-4], {"central": [[1e-4, 1e-8]]}, title="Smaller is better at first")
        Figure: Smaller is better at first. Relative error against the step h: central smallest, 1e-08, at h = 0.0001.
    """
    steps = array("gradient_error()", "steps", steps, "(N,)")
    errors = named_runs("gradient_error()", "errors", errors, "(seeds, N)")
    for name, values in errors.items():
        as_many("gradient_error()", f"values of {name!r}", values.T, len(steps), "steps")
    best = {name: values.mean(axis=0).argmin() for name, values in errors.items()}
    told = "; ".join(
        f"{name} smallest, {few(errors[name][:, at].mean())}, at h = {few(steps[at])}" for name, at in best.items()
    )
    figure, axis = new_figure(f"{title}. Relative error against the step h: {told}.", title, size=(7.0, 4.3))
    for number, (name, values) in enumerate(errors.items()):
        draw_runs(axis, steps, values, log=True, label=f"{name} differences", **style(number))
    axis.set(xscale="log", yscale="log", xlabel="step h", ylabel="relative error of the gradient")
    limits = axis.get_ylim()
    for power, at_one, name, ls in _SLOPES:
        axis.plot(steps, at_one * steps**power, ls=ls, color="0.55", lw=1, label=name, zorder=0)
    axis.set_ylim(limits)
    axis.grid(alpha=0.25)
    axis.legend(fontsize="small")
    return figure
