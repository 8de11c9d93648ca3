"""Sliders for three logits and the temperature that divides them."""

import ipywidgets

from dlcourse import plots
from dlcourse.widgets.slider_panel import sliders

CLASSES = ("A", "B", "C")


def softmax_temperature(logits=(2.0, 1.0, 0.0)):
    """Move three logits, a number that is added to all of them, and the temperature; see the probabilities.

    Args:
        logits: where the three sliders start, each from -5 to 5.

    Returns:
        A box with five sliders and a picture of ``softmax((z + shift) / T)``.

    Raises:
        ValueError: not three logits.

    Example:
        >>> [control.description for control in softmax_temperature().children[:5]]
        ['logit A', 'logit B', 'logit C', 'add to all', 'temperature']
    """
    if len(logits) != len(CLASSES):
        raise ValueError(f"softmax_temperature() got {len(logits)} logits; give three.")

    def draw(a, b, c, shift, temperature):
        from dlcourse.activations import softmax

        scores = [a + shift, b + shift, c + shift]
        p = softmax([each / temperature for each in scores]).numpy()
        note = [f"z = {each:g}" for each in scores]
        title = f"Temperature {temperature:g}: the largest probability is {p.max():.2f}"
        return plots.probability_panels({"softmax(z / T)": p}, names=CLASSES, note=note, title=title)

    def slider(name, value):
        return ipywidgets.FloatSlider(value=value, min=-5, max=5, step=0.25, description=name)

    controls = {key: slider(f"logit {name}", value) for key, name, value in zip("abc", CLASSES, logits, strict=True)}
    temperature = ipywidgets.FloatSlider(value=1.0, min=0.1, max=10, step=0.1, description="temperature")
    return sliders(draw, **controls, shift=slider("add to all", 0.0), temperature=temperature)
