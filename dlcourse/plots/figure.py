"""The figure that every plot of the course returns: labelled, safe for colour-blind readers, with alt text."""

import base64
import html
import io

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MatplotlibFigure
from PIL import Image

# Okabe and Ito, "Color Universal Design", 2008: told apart with any kind of colour vision. Order: most contrast first.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")  # shape repeats what colour says, so that grey print can be read
STYLE = {
    "axes.prop_cycle": mpl.cycler(color=COLOURS),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": "medium",
    "figure.titlesize": "large",
    "legend.frameon": False,
    "image.cmap": "cividis",
    "font.size": 10,
    "savefig.facecolor": "white",
}


class Figure(MatplotlibFigure):
    """A matplotlib figure that carries a description for those who can't see it.

    ``alt`` says what a reader should take from the picture, in a sentence or two. In a notebook the figure is shown
    as an image with this description; in a terminal the description is printed.

    Example:
        >>> figure, axes = new_figure("A line that rises from 0 to 1.", title="It rises")
        >>> line = axes.plot([0, 1], [0, 1])
        >>> figure
        Figure: A line that rises from 0 to 1.
    """

    alt = ""

    def png(self):
        """The picture as PNG bytes, in 256 colours: a third of the size, and no eye sees it."""
        drawn, small = io.BytesIO(), io.BytesIO()
        with mpl.rc_context(STYLE):
            self.savefig(drawn, format="png", dpi=110, bbox_inches="tight")
        Image.open(drawn).convert("RGB").quantize(256).save(small, format="png", optimize=True)
        return small.getvalue()

    def __repr__(self):
        return f"Figure: {self.alt}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        width, height = (int(100 * inches) for inches in self.get_size_inches())
        source = base64.b64encode(self.png()).decode()
        image = (
            f'<img alt="{html.escape(self.alt)}" style="max-width:{width}px;width:100%;height:auto" '
            f'src="data:image/png;base64,{source}">'
        )
        return {"text/html": image, "text/plain": repr(self)}


def new_figure(alt, title=None, *, rows=1, columns=1, size=(6.4, 4.0), **grid):
    """A figure and its axes in the course's style.

    Args:
        alt: what the picture shows, for those who can't see it. It can't be empty.
        title: the finding, in a few words.
        rows, columns, **grid: as ``matplotlib.figure.Figure.subplots``.
        size: width and height in inches.

    Raises:
        ValueError: ``alt`` is empty.

    Example:
        >>> figure, axes = new_figure("A line that rises from 0 to 1.", "It rises")
        >>> _ = axes.plot([0, 1])
        >>> figure
        Figure: A line that rises from 0 to 1.
    """
    if not alt:
        raise ValueError("new_figure() got an empty alt; say in a sentence what the picture shows.")
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(rows, columns, **grid)
    figure.alt = alt
    if title:
        figure.suptitle(title)
    return figure, axes
