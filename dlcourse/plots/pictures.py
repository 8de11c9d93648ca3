"""Small pictures in a grid, and a map of four applications."""

import numpy as np

from dlcourse.plots.figure import COLOURS, new_figure


def image_grid(images, captions=None, *, title, columns=10, wrong=None, signed=False, alt=None):
    """Pictures in rows, ink dark on light, each with a caption.

    Args:
        images: ``(B, height, width)``.
        captions: ``B`` texts or numbers.
        title: the finding.
        columns: pictures in a row.
        wrong: ``(B,)``, true where the caption is framed as wrong.
        signed: draw negative numbers orange and positive ones purple, zero white, instead of ink; clearly negative
            ones carry a minus, which is seen without colours too.
        alt: a description; by default the title and the captions.

    Returns:
        A Figure.

    Example:
        >>> image_grid(np.eye(3)[None], [7], title="A stroke")
        Figure: A stroke. 1 picture of 3 by 3 pixels, captioned: 7.
    """
    count, height, width = np.shape(images)
    columns = min(columns, count)
    rows = -(-count // columns)
    text = f"{title}. {count} picture{'s' * (count != 1)} of {height} by {width} pixels"
    text += f", captioned: {', '.join(map(str, captions))}." if captions is not None else "."
    size = (max(0.85 * columns, 3.2), (1.15 if captions is not None else 0.95) * rows + 0.5)
    figure, axes = new_figure(alt or text, title, rows=rows, columns=columns, size=size, squeeze=False)
    for i, each in enumerate(axes.ravel()):
        if i >= count:
            each.set_axis_off()
        else:
            _picture(each, images[i], signed)
            if captions is not None:
                bad = wrong is not None and bool(wrong[i])
                each.set_title(
                    f"{captions[i]}{' ✗' if bad else ''}",
                    color=COLOURS[1] if bad else "black",
                    fontweight="bold" if bad else "normal",
                    fontsize=9,
                    pad=2,
                )
    return figure


def _picture(axes, image, signed):
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color="0.85", linewidth=0.6)  # the frame shows where an empty margin ends
    if signed:
        reach = np.abs(image).max() or 1.0
        axes.imshow(image, cmap="PuOr", vmin=-reach, vmax=reach)
        rows, columns = np.nonzero(image < -0.3 * reach)
        axes.plot(columns, rows, "_", color="white", ms=4, mew=1.2)
    else:
        axes.imshow(image, cmap="gray_r")


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
