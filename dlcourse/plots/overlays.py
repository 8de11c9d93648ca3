"""What is laid over a picture: the outline and tint of a mask, and boxes with their names."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from dlcourse.plots.figure import COLOURS

_LINES = ("-", "--", "-.", ":")


def draw_mask(axes, mask):
    """Each class of a mask (0 is background): tinted, with an outline whose line tells it without colour."""
    tint = np.zeros((*mask.shape, 4))
    for each in np.unique(mask[mask > 0]):
        colour = COLOURS[(each - 1) % len(COLOURS)]
        tint[mask == each] = (*to_rgb(colour), 0.35)
        around, line = np.pad(mask == each, 1), _LINES[(each - 1) % len(_LINES)]  # so that lines close at the border
        places = np.arange(-1, mask.shape[1] + 1), np.arange(-1, mask.shape[0] + 1)
        axes.contour(*places, around, levels=[0.5], colors=["white"], linewidths=2.4)
        axes.contour(*places, around, levels=[0.5], colors=[colour], linewidths=1.3, linestyles=[line])
    axes.imshow(tint)


def draw_boxes(axes, boxes, names=None):
    """Boxes ``(n, 4)`` as x1, y1, x2, y2 in pixels; the left upper corner of the picture is (0, 0)."""
    for number, (x1, y1, x2, y2) in enumerate(boxes):
        colour, line = COLOURS[number % len(COLOURS)], _LINES[number % len(_LINES)]
        corner, width, height = (x1 - 0.5, y1 - 0.5), x2 - x1, y2 - y1  # imshow has a pixel's middle at whole numbers
        axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor="white", lw=3, clip_on=False))
        axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=colour, lw=1.6, ls=line, clip_on=False))
        if names is not None:
            axes.text(
                *corner,
                names[number],
                fontsize=7,
                color="white",
                va="bottom",
                bbox={"facecolor": colour, "linewidth": 0, "pad": 1},
            )
