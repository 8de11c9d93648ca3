"""Two distributions: what each outcome adds to a divergence, and which normal curve lies nearest."""

import numpy as np

from dlcourse.plots._arrays import array, as_many, few, named
from dlcourse.plots._lines import style
from dlcourse.plots.figure import COLOURS, new_figure


def divergence_terms(p, q, *, title, names=None, alt=None):
    """Two distributions over the same outcomes as bars, and the terms of KL(p, q) and KL(q, p), outcome by outcome.

    Args:
        p, q: ``(K,)`` probabilities, above 0.
        title: the finding.
        names: of the outcomes; by default numbers from 1.
        alt: a description; by default the title, both sums, and the largest term of each.

    Raises:
        ValueError: lengths that differ, or a probability that is not above 0.

    Example:
        >>> divergence_terms([0.5, 0.5], [0.25, 0.75], title="Not the same")
        Figure: Not the same. KL(p, q) is 0.144 nats, its largest term 0.347 for outcome 1...
    """
    owner = "divergence_terms()"
    p, q = array(owner, "p", p, "(K,)"), array(owner, "q", q, "(K,)")
    as_many(owner, "probabilities of q", q, len(p), "of p")
    if not np.all((p > 0) & (q > 0)):
        raise ValueError(f"{owner} got a probability that is not above 0; its terms may be infinite.")
    names = as_many(owner, "names", names if names is not None else range(1, len(p) + 1), len(p), "outcomes")
    terms = {"KL(p, q)": p * np.log(p / q), "KL(q, p)": q * np.log(q / p)}
    told = [
        f"{way} is {few(each.sum())} nats, its largest term {few(each.max())} for outcome {names[each.argmax()]}."
        for way, each in terms.items()
    ]
    figure, axes = new_figure(alt or f"{title}. {' '.join(told)}", title, columns=2, size=(8.4, 3.6))
    _bars(axes[0], {"p": p, "q": q}, names)
    _bars(axes[1], {f"{way} = {each.sum():.3f}": each for way, each in terms.items()}, names)
    axes[0].set(xlabel="outcome", ylabel="probability")
    axes[1].set(xlabel="outcome", ylabel="term of the divergence (nats)")
    return figure


def _bars(axes, groups, names):
    axes.axhline(0, color="0.4", lw=0.8)
    for number, (label, values) in enumerate(groups.items()):
        places = np.arange(len(values)) + (number - 0.5) * 0.38
        look = {"color": COLOURS[number], "hatch": ("", "//")[number], "edgecolor": "white"}
        axes.bar(places, values, 0.36, label=label, **look)
    axes.set_xticks(range(len(names)), names)
    axes.legend()


def density_fits(x, density, fits, *, title, parts=None, alt=None):
    """A density as a filled curve, and the normal curves that were fitted to it.

    Args:
        x: ``(N,)``.
        density: ``(N,)``, or ``{name of the panel: (N,)}``.
        fits: ``{name: (mean, standard deviation)}``; more entries of a tuple are not looked at. Where there are
            panels, one such dictionary for each: ``{name of the panel: {name: (mean, standard deviation)}}``.
        title: the finding.
        parts: ``(parts, N)``, densities whose sum is the density, drawn as thin lines; where there are panels,
            ``{name of the panel: (parts, N)}``.
        alt: a description; by default the title and each normal's mean and standard deviation.

    Raises:
        ValueError: a density of another length than x.

    Example:
        >>> x = np.linspace(-3, 3, 7)
        >>> density_fits(x, np.exp(-(x**2)), {"fit": (0.0, 0.7)}, title="Near")
        Figure: Near. fit: mean 0, standard deviation 0.7.
    """
    owner = "density_fits()"
    if not isinstance(density, dict):
        density, fits, parts = {"": density}, {"": fits}, {} if parts is None else {"": parts}
    densities, parts = density, parts or {}
    x = array(owner, "x", x, "(N,)")
    for name, values in densities.items():
        as_many(owner, f"values of the density {name}".strip(), values, len(x), "places on the horizontal axis")
        named(owner, "fits", fits.get(name), '{"name": (mean, standard deviation)}')
        if name in parts:
            as_many(owner, f"values of the parts {name}".strip(), np.atleast_2d(parts[name]).T, len(x), "places of x")
    told = [
        f"{panel} {name}: mean {few(mean)}, standard deviation {few(deviation)}.".lstrip()
        for panel in densities
        for name, (mean, deviation, *_) in fits[panel].items()
    ]
    grid = {"columns": len(densities), "size": (max(6.4, 4.2 * len(densities)), 3.6), "sharey": True, "squeeze": False}
    figure, axes = new_figure(alt or f"{title}. {' '.join(told)}", title, **grid)
    for each, (panel, values) in zip(axes[0], densities.items(), strict=True):
        each.fill_between(x, values, color="0.8", lw=0, label="p")
        for number, part in enumerate(np.atleast_2d(parts.get(panel, np.empty((0, len(x)))))):
            each.plot(x, part, color="0.35", lw=0.8, label="the parts of p" if number == 0 else None)
        for number, (name, (mean, deviation, *_)) in enumerate(fits[panel].items()):
            curve = np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))
            look = style(number)
            each.plot(x, curve, color=look["color"], ls=look["ls"], lw=2.2, label=f"q with the lowest {name}")
        each.set(title=panel, xlabel="x", ylim=(0, None))
    axes[0, 0].set_ylabel("density")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure
