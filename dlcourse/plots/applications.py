"""A map of four applications."""

import numpy as np

from dlcourse.plots.figure import COLOURS, new_figure


def application_map(images, text, series, control, *, title, alt=None):
    """Four panels for four miniatures of ``dlcourse.experiments.miniatures``: read, write, forecast, balance.

    Args:
        images, text, series, control: the dictionaries that the miniatures return.
        title: the finding.
        alt: a description; by default made of the results.
    """
    described = (
        f"{title}. Six digits read as {', '.join(map(str, images['answers']))}; the network wrote: "
        f"{', '.join(text['lines'][:5])}; a forecast follows a week of a noisy daily rhythm; a pole falls after "
        f"{len(control['angles'][0])} steps before learning and stands {len(control['angles'][1])} after."
    )
    heights = {"height_ratios": (0.8, 1)}
    figure, axes = new_figure(alt or described, title, rows=2, columns=2, size=(9, 5.6), gridspec_kw=heights)
    _read(axes[0, 0], images)
    _written(axes[0, 1], text)
    _forecast(axes[1, 0], series)
    _balanced(axes[1, 1], control)
    return figure


def _read(axes, result):
    width = 3  # pictures in a row
    padded = [np.pad(image, ((1, 5), (4, 4))) for image in result["images"]]
    axes.imshow(np.vstack([np.hstack(padded[i : i + width]) for i in (0, width)]), cmap="gray_r")
    for i, answer in enumerate(result["answers"]):
        axes.text(16 * (i % width) + 7.5, 14 * (i // width) + 11.2, f"“{answer}”", ha="center", va="center")
    axes.set_title("Image: which digit is it?")
    axes.set_axis_off()


def _written(axes, result):
    lines = "\n".join(result["lines"][:8])
    axes.text(0.5, 0.5, lines, va="center", ha="center", family="monospace", fontsize=10, transform=axes.transAxes)
    axes.set(title="Text: numbers that the network wrote")
    axes.set_axis_off()


def _forecast(axes, result):
    hours = np.arange(len(result["true"]))
    axes.plot(hours, result["true"], color="0.6", lw=1, label="measured")
    axes.plot(hours, result["forecast"], color=COLOURS[0], lw=1.5, ls="--", label="forecast an hour ahead")
    axes.set(title="Series: what comes next?", xlabel="hour of the last week", ylabel="value", xticks=range(0, 169, 24))
    axes.set_ylim(top=1.35 * max(result["true"].max(), result["forecast"].max()))
    axes.legend(ncols=2, loc="upper center")


def _balanced(axes, result):
    before, after = result["angles"]
    axes.plot(before, "--", color=COLOURS[1], label="before learning")
    axes.plot(after, "-", color=COLOURS[0], label="after learning")
    for limit in (-12, 12):
        axes.axhline(limit, color="0.4", lw=1, ls=":", label="here it falls" if limit > 0 else None)
    axes.set(title="Control: keep the pole upright", xlabel="step of 0.02 s", ylabel="angle (degrees)", ylim=(-15, 24))
    axes.set_yticks((-12, 0, 12))
    axes.legend(loc="upper right", ncols=2)
