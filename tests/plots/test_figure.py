import base64
import io
import re

import pytest
from PIL import Image

from dlcourse.plots import COLOURS, MARKERS, course_map, new_figure


def test_a_figure_is_shown_as_an_image_with_its_description():
    figure, axes = new_figure('Rises "steeply" from 0 to 1.', "It rises")
    axes.plot([0, 1])
    data = figure._repr_mimebundle_()
    assert data["text/plain"] == 'Figure: Rises "steeply" from 0 to 1.'
    assert 'alt="Rises &quot;steeply&quot; from 0 to 1."' in data["text/html"]
    picture = base64.b64decode(re.search(r"base64,([^\"]+)", data["text/html"])[1])
    assert Image.open(io.BytesIO(picture)).width > 300
    assert figure.get_suptitle() == "It rises"


def test_a_figure_without_a_description_is_refused():
    with pytest.raises(ValueError, match="empty alt"):
        new_figure("")


def test_a_figure_leaves_no_trace_in_pyplot():
    import matplotlib.pyplot as plt

    new_figure("A figure.")
    assert plt.get_fignums() == []


def luminance(colour):
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_are_repeated_by_shapes():
    assert len(set(MARKERS)) == len(MARKERS) == len(COLOURS)
    assert abs(luminance(COLOURS[0]) - luminance(COLOURS[4])) > 0.2


def test_the_map_shows_every_lesson_and_which_are_ready():
    from dlcourse.course import LESSONS

    figure = course_map(LESSONS, "The map")
    texts = [text.get_text().replace("\n", " ") for text in figure.axes[0].texts]
    assert all(f"{lesson.number} {lesson.title}" in texts for lesson in LESSONS)
    assert f"Ready today: {', '.join(each.number for each in LESSONS if each.available)}." in figure.alt
