import base64
import inspect
import io
import re
import subprocess
import sys

import matplotlib as mpl
import pytest
from PIL import Image

from dlcourse import plots
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


def test_figures_load_no_framework_and_no_pyplot():
    code = (
        "import sys, dlcourse.plots as plots, dlcourse.calibration;"
        "plots.training_history({'loss': [2.0, 1.0]}, title='T').png();"
        "plots.reliability_diagram({'net': ([1], [0.5])}, title='T').png();"
        "print(*{'tensorflow', 'keras', 'sklearn', 'matplotlib.pyplot'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == done.stderr.strip() == ""


def test_drawing_leaves_the_settings_of_matplotlib_alone():
    before = mpl.rcParams.copy()
    plots.confusion_matrix([[1, 2], [3, 4]], title="T").png()
    plots.attention_map([[0.5, 0.5]], title="T").png()
    assert mpl.rcParams == before


def test_the_names_that_are_exported_are_sorted_and_there():
    constants_first = sorted(plots.__all__, key=lambda name: (not name.isupper(), name.islower(), name))
    assert plots.__all__ == constants_first and all(hasattr(plots, name) for name in plots.__all__)


@pytest.mark.parametrize("name", sorted(name for name in plots.__all__ if name[0].islower() and name != "new_figure"))
def test_every_figure_takes_its_title_and_says_what_it_does(name):
    function = getattr(plots, name)
    assert "title" in inspect.signature(function).parameters and function.__doc__
