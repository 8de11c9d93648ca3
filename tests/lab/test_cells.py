import pytest

from dlcourse.lab import cells


def stub(make, source, of="def f(x):\n    y = 1\n\n    return y"):
    cell = make.cell("stub", of, "f")
    cell.source = source
    return cell


def test_the_hash_is_the_builders(make):
    cell = make.cell("text", "# √d")
    assert cells.sha(cell.source) == cells.tag(cell).sha and not cells.is_changed(cell)


@pytest.mark.parametrize("about", [None, 3, [], {}, {"role": "stub"}, {"role": 1, "sha": "a"}, {"sha": "a"}])
def test_metadata_that_nobody_can_read_is_no_tag(make, about):
    cell = make.own.code("1", metadata={"dlcourse": about})
    assert cells.tag(cell) is None and not cells.is_stub(cell)


def test_a_stub_turned_into_text_is_no_answer(make):
    cell = make.cell("stub", "x = 1", "f")
    assert cells.is_stub(cell)
    cell.cell_type = "markdown"
    assert not cells.is_stub(cell)


@pytest.mark.parametrize(
    "pieces",
    [
        ["def f(x):\n    y = 1\n\n    return y"],
        ["def f(x):", "    y = 1", "    return y"],
        ["def f(x):\n    y", " = 1\n\n    return y"],
        ["def f(x):\n    y = 1\n\n    return y", ""],
        ["", "def f(x):\n    y = 1\n\n    return y", "  \n"],
        ["def f(x):\n    y = 1\n\n    return y", "def f(x):\n    y = 1", "    return y"],
    ],
)
def test_splitting_and_copying_is_not_answering(make, pieces):
    assert cells.changed([stub(make, piece) for piece in pieces]) == []


@pytest.mark.parametrize(
    "pieces, written",
    [
        (["def f(x): return 2"], ["def f(x): return 2"]),
        (["def f(x):", "    return 2"], ["def f(x):", "    return 2"]),
        (["def f(x):\n    y = 1\n\n    return y", "def f(x): return 2"], ["def f(x): return 2"]),
        (["a"] * 7, ["a"] * 7),
    ],
)
def test_what_the_learner_wrote_is_found(make, pieces, written):
    assert [cell.source for cell in cells.changed([stub(make, piece) for piece in pieces])] == written


def test_a_copy_is_current_until_the_course_changes(make):
    course = make.notebook([make.cell("text", "# A"), *make.exercise("f")])
    mine = make.notebook([make.cell("text", "# A"), *make.exercise("f")])
    assert cells.is_current(mine, course)  # a copy made by hand
    cells.stamp(mine)
    del mine.cells[0]  # the learner may delete what they like
    assert cells.is_current(mine, course)
    course.cells[0] = make.cell("text", "# B")
    assert not cells.is_current(mine, course)


def test_the_version_string_does_not_count(make):
    course, mine = make.notebook(make.exercise("f")), make.notebook(make.exercise("f"))
    course.metadata.dlcourse.version = "9.9.9"
    assert cells.is_current(mine, course)
