import nbformat
import pytest

from dlcourse.lab.cells import tag
from dlcourse.lab.notebooks import is_trusted, read_notebook, trust
from dlcourse.lab.problem import Problem
from dlcourse.lab.reset import reset


@pytest.fixture
def lesson(mine):
    return mine / "01_first.ipynb"


@pytest.fixture
def change(lesson, make):
    """Change the cells of the learner's notebook by a function; returns the file's content."""

    def apply(edit):
        notebook, _ = read_notebook(lesson)
        edit(notebook.cells)
        make.write(lesson, notebook)
        return lesson.read_bytes()

    return apply


def answer(cells):
    cells[2].source = "def relu(x): return 3"
    cells[7].source = "def softmax(x): return 4"


def kept(folder):
    return [each.read_bytes() for each in folder.glob("*(before reset 20*).ipynb")]


@pytest.mark.parametrize("asked", ["1", "01", "01_first"])
def test_a_lesson_is_fresh_again_and_the_old_one_is_kept(lesson, mine, change, asked):
    fresh = lesson.read_bytes()
    old = change(answer)
    said = "01_first: a fresh copy is in place; the old file is now 01_first (before reset 20"
    assert reset(asked, mine).startswith(said)
    assert lesson.read_bytes() == fresh and kept(mine) == [old]


def test_a_fresh_lesson_is_not_kept_twice(mine):
    assert "nothing was changed" in reset("1", mine) and kept(mine) == []


def test_a_missing_or_broken_lesson_is_replaced(lesson, mine):
    lesson.unlink()
    assert reset("1", mine) == "01_first: copied."
    lesson.write_bytes(b"broken")
    reset("1", mine)
    assert kept(mine) == [b"broken"] and read_notebook(lesson)[0].cells


def test_one_exercise_gets_its_stub_back(lesson, mine, change):
    old = change(answer)
    assert reset("relu", mine).startswith("relu: the stub is back in 01_first.ipynb; the old file is now")
    notebook, _ = read_notebook(lesson)
    assert notebook.cells[2].source == "def relu(x):\n    raise NotImplementedError"
    assert notebook.cells[7].source == "def softmax(x): return 4" and len(notebook.cells) == 10 and kept(mine) == [old]
    assert "not answered yet" in reset("relu", mine) and len(kept(mine)) == 1


def test_a_split_answer_becomes_one_stub_and_own_cells_stay(lesson, mine, change, make):
    def split(cells):
        second = nbformat.from_dict(cells[2])
        cells[2].source, second.source, second["id"] = "a = 1", "def relu(x): return a", "second"
        cells[3:3] = [make.own.code("mine = 1"), second]

    change(split)
    reset("relu", mine)
    found = [cell.source for cell in read_notebook(lesson)[0].cells][1:5]
    assert found == ["### Write relu", "def relu(x):\n    raise NotImplementedError", "mine = 1", "Stuck? relu"]


@pytest.mark.parametrize("gone, place", [((2,), 2), ((1, 2), 2), ((1, 2, 3, 4), 6)])
def test_a_deleted_stub_comes_back_near_its_place(lesson, mine, change, gone, place):
    def delete(cells):
        cells[:] = [cell for at, cell in enumerate(cells) if at not in gone]

    change(delete)
    reset("relu", mine)
    notebook, _ = read_notebook(lesson)
    assert [at for at, cell in enumerate(notebook.cells) if tag(cell)[:2] == ("stub", "relu")] == [place]


def test_the_stubs_id_stays_unique_and_old_notebooks_stay_without_ids(lesson, mine, change, make, course):
    stub = read_notebook(course / "01_first.ipynb")[0].cells[2]

    def steal(cells):
        cells[2].source = "def relu(x): return 3"
        cells[2]["id"], cells[0]["id"] = "mine", stub["id"]

    change(steal)
    reset("relu", mine)
    notebook, _ = read_notebook(lesson)
    assert len({cell["id"] for cell in notebook.cells}) == len(notebook.cells)
    answer(notebook.cells)
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    make.write(lesson, notebook)
    reset("relu", mine)
    nbformat.validate(read_notebook(lesson)[0])


def test_trust_is_neither_lost_nor_won(lesson, mine, change):
    change(answer)
    reset("relu", mine)
    notebook, _ = read_notebook(lesson)
    assert not is_trusted(notebook)
    trust(notebook)
    reset("softmax", mine)
    assert is_trusted(read_notebook(lesson)[0])


def test_an_exercise_of_a_missing_lesson_brings_the_lesson(lesson, mine):
    lesson.unlink()
    assert reset("relu", mine) == "01_first: copied. It holds relu as it was."


def test_an_exercise_of_a_broken_lesson_is_left_alone(lesson, mine):
    lesson.write_bytes(b"{")
    with pytest.raises(Problem, match="`dlcourse reset 01_first`"):
        reset("relu", mine)
    assert lesson.read_bytes() == b"{"


@pytest.mark.parametrize(
    "asked, words", [("sofmax", "did you mean softmax"), ("01_frist", "did you mean 01_first"), ("99", "dlcourse list")]
)
def test_unknown_names_get_the_nearest(mine, asked, words):
    with pytest.raises(Problem, match=words) as caught:
        reset(asked, mine)
    assert caught.value.code == 2
