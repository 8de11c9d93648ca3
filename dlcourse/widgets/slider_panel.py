"""The one way in which a lesson puts sliders around a figure."""

import ipywidgets


def sliders(draw, **controls):
    """A figure with a slider for each of its arguments.

    Args:
        draw: a function of the controls' values that returns a ``dlcourse.plots.Figure``.
        **controls: an ipywidgets control for each argument of ``draw``.

    Returns:
        A box of controls above a picture; the picture is drawn anew whenever a control changes.
    """
    picture = ipywidgets.HTML()

    def redraw(_=None):
        figure = draw(**{name: control.value for name, control in controls.items()})
        picture.value = figure._repr_mimebundle_()["text/html"]

    longest = max((len(control.description) for control in controls.values()), default=0)
    for control in controls.values():
        control.style.description_width = f"{max(5, 0.6 * longest):g}em"  # the default cuts long names off
        control.observe(redraw, names="value")
    redraw()
    return _Sliders([*controls.values(), picture])


class _Sliders(ipywidgets.VBox):
    """Says what it is where it can't be shown: in a stored notebook, or in a terminal."""

    def __repr__(self):
        names = [control.description for control in self.children if getattr(control, "description", "")]
        return f"Sliders for {', '.join(names)}: run this cell to move them."
