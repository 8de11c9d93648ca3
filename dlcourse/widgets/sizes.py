"""A slider over the number of training images."""

import ipywidgets
import numpy as np

from dlcourse.plots.comparison import bars_with_spread
from dlcourse.widgets.slider_panel import sliders


def training_size(sizes, curves):
    """How well each model does after a chosen number of training images.

    Args:
        sizes: ``(N,)`` numbers of training images.
        curves: ``{model: (seeds, N)}`` test accuracies, as ``accuracy_by_training_size`` returns.

    Returns:
        A slider above a figure. Nothing is trained while you move it.

    Raises:
        ValueError: the curves don't have one column a size.
    """
    if any(np.shape(values)[-1] != len(sizes) for values in curves.values()):
        raise ValueError(f"training_size() got {len(sizes)} sizes; give curves with as many columns.")

    def draw(images):
        column = list(sizes).index(images)
        bars = {name: np.asarray(values)[:, column] for name, values in curves.items()}
        best = max(bars, key=lambda name: bars[name].mean())
        title = f"{images:,} training images: {best} is ahead on average"
        return bars_with_spread({"test accuracy": bars}, title=title, xlabel="accuracy on new images")

    return sliders(draw, images=ipywidgets.SelectionSlider(options=list(sizes), description="images"))
