import ipywidgets

from dlcourse.plots import new_figure
from dlcourse.widgets import sliders


def test_moving_a_slider_draws_a_new_picture():
    drawn = []

    def draw(size):
        drawn.append(size)
        figure, axes = new_figure(f"A line of {size} points.")
        axes.plot(range(size))
        return figure

    slider = ipywidgets.IntSlider(value=3, min=2, max=9)
    box = sliders(draw, size=slider)
    before = box.children[-1].value
    slider.value = 7
    assert drawn == [3, 7]
    assert "A line of 7 points." in box.children[-1].value != before


def test_no_name_of_a_slider_is_cut_off():
    def draw(size, kind):
        return new_figure("Nothing.")[0]

    size = ipywidgets.IntSlider(min=2, max=9, description="number of hidden units")
    kind = ipywidgets.Dropdown(options=["a"], description="kind")
    sliders(draw, size=size, kind=kind)
    assert float(size.style.description_width.removesuffix("em")) > len(size.description) / 2
    assert size.style.description_width == kind.style.description_width
