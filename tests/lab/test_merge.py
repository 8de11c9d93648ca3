import copy

import nbformat
import pytest

from dlcourse.lab.cells import is_current, tag
from dlcourse.lab.merge import ABOVE, GONE, HEADING, merge
from dlcourse.lab.outputs import harmless


def sources(result):
    nbformat.validate(result.notebook)
    return [cell.source for cell in result.notebook.cells]


@pytest.fixture
def old(make):
    return make.notebook([make.cell("text", "# First"), make.cell("code", "import numpy"), *make.exercise("relu")])


@pytest.fixture
def new(make):
    text = make.cell("text", "# First, rewritten")
    relu = make.exercise("relu", "raise NotImplementedError()")
    return make.notebook([text, make.cell("code", "import numpy"), *relu])


def where(notebook, role):
    return next(at for at, cell in enumerate(notebook.cells) if tag(cell) and tag(cell).role == role)


def test_nothing_written_gives_the_new_lesson(old, new):
    result = merge(old, new)
    assert sources(result) == [cell.source for cell in new.cells] and (result.answers, result.kept) == ((), 0)
    assert is_current(result.notebook, new) and not is_current(old, new)


def test_the_inputs_stay_as_they_are(old, new, make):
    old.cells[3].source = "def relu(x): return 1"
    before = copy.deepcopy((old, new))
    merge(old, new)
    assert (old, new) == before


def test_an_answer_goes_where_the_stub_is(old, new):
    old.cells[3].source = "def relu(x):\n    return max(x, 0)"
    old.cells[3].outputs = [nbformat.v4.new_output("stream", name="stdout", text="hello\n")]
    old.cells[3].execution_count = 7
    result = merge(old, new)
    answer = result.notebook.cells[where(result.notebook, "stub")]
    assert answer.source == "def relu(x):\n    return max(x, 0)" and result.answers == ("relu",)
    assert answer.outputs[0].text == "hello\n" and answer.execution_count == 7
    assert tag(answer) == tag(new.cells[3])


def test_a_split_answer_is_joined_with_a_blank_line(old, new, make):
    second = copy.deepcopy(old.cells[3])
    old.cells[3].source, second.source = "def helper(x): return x", "def relu(x): return helper(x)"
    old.cells[4:4] = [make.own.code("print('between')"), second]
    joined = "def helper(x): return x\n\ndef relu(x): return helper(x)"
    assert sources(merge(old, new))[3:5] == [joined, "print('between')"]


def test_an_untouched_copy_of_the_stub_does_not_undo_the_answer(old, new):
    old.cells.append(copy.deepcopy(old.cells[3]))
    old.cells[3].source = "def relu(x): return 5"
    assert sources(merge(old, new))[3] == "def relu(x): return 5"


def test_two_different_answers_are_both_kept(old, new):
    old.cells.append(copy.deepcopy(old.cells[3]))
    old.cells[3].source, old.cells[-1].source = "def relu(x): return 1", "def relu(x): return 2"
    assert sources(merge(old, new))[3] == "def relu(x): return 1\n\ndef relu(x): return 2"


def test_own_cells_stay_after_the_cell_they_followed(old, new, make):
    old.cells.insert(2, make.own.text("my note"))
    old.cells.insert(3, make.own.code("my = 'code'"))
    old.cells.append(make.own.code("the_end = 1"))
    result = merge(old, new)
    text, code, task, stub, hint, check = (cell.source for cell in new.cells)
    assert sources(result) == [text, code, "my note", "my = 'code'", task, stub, hint, check, "the_end = 1"]
    assert result.kept == 3


def test_own_cells_whose_neighbour_is_gone_stay_before_the_next_one(old, new, make):
    old.cells.insert(1, make.own.text("after the old heading"))
    old.cells.insert(0, make.own.text("on top"))
    assert sources(merge(old, new))[:3] == ["# First, rewritten", "on top", "after the old heading"]


def test_own_cells_without_any_neighbour_go_to_the_end(new, make):
    old = make.notebook([make.cell("text", "# Quite another lesson"), make.own.text("mine")])
    assert sources(merge(old, new))[-1] == "mine"


def test_a_pasted_copy_of_a_course_cell_is_no_neighbour(old, new, make):
    old.cells += [copy.deepcopy(old.cells[1]), make.own.code("at_the_end = 1")]
    assert sources(merge(old, new))[-1] == "at_the_end = 1"


def test_an_answer_written_beside_a_deleted_stub_still_counts(old, new, make):
    old.cells[3] = make.own.code("def relu(x): return 3")
    assert sources(merge(old, new))[3:5] == [new.cells[3].source, "def relu(x): return 3"]


@pytest.mark.parametrize(
    "at, source, first",
    [(1, "import numpy as np", f"# {ABOVE}\n"), (2, "### My task", f"*{ABOVE}*\n\n"), (5, "check()", f"# {ABOVE}\n")],
)
def test_a_course_cell_that_was_changed_follows_its_counterpart(old, new, make, at, source, first):
    old.cells[at].source = source
    old.cells.insert(at + 1, make.own.text("mine"))
    assert sources(merge(old, new))[at : at + 3] == [new.cells[at].source, first + source, "mine"]


def test_a_changed_cell_that_left_the_course_says_so(old, new):
    old.cells[0].source = "# First, with my notes"
    assert f"*{GONE}*\n\n# First, with my notes" in sources(merge(old, new))


def test_a_cell_magic_keeps_its_first_line(old, new):
    old.cells[1].source = "%%time\nimport numpy"
    assert sources(merge(old, new))[2:4] == [f"*{ABOVE}*", "%%time\nimport numpy"]


def test_a_change_that_the_course_made_too_is_not_kept_twice(old, new):
    old.cells[0].source = "# First, rewritten"
    old.cells[3].source = new.cells[3].source
    assert sources(merge(old, new)) == [cell.source for cell in new.cells]


def test_a_course_cell_that_was_emptied_or_split_holds_nothing_to_keep(old, new):
    old.cells[1].source = " "
    rest = copy.deepcopy(old.cells[0])
    old.cells[0].source, rest.source = "# Fi", "rst"
    old.cells.insert(1, rest)
    assert merge(old, new).kept == 0


def test_a_stub_turned_into_text_keeps_the_answer(old, new):
    old.cells[3] = nbformat.v4.new_markdown_cell("my words", metadata=old.cells[3].metadata)
    assert sources(merge(old, new))[3:5] == [new.cells[3].source, f"*{ABOVE}*\n\nmy words"]


def test_answers_to_exercises_that_are_gone_come_last(old, make):
    old.cells[3].source = "def relu(x): return 3"
    old.cells.append(make.own.text("my last words"))
    new = make.notebook([make.cell("text", "# First"), *make.exercise("elu")])
    first = merge(old, new)
    note = "# Your answer to the exercise relu.\ndef relu(x): return 3"
    assert sources(first)[-2:] == [HEADING, note] and first.kept == 2
    assert sources(first)[:2] == ["# First", "my last words"]
    newer = make.notebook([make.cell("text", "# First")])
    first.notebook.cells[3].source = "def elu(x): return 4"
    again = sources(merge(first.notebook, newer))
    assert again.count(HEADING) == 1 and again[-2] == note
    assert again[-1] == "# Your answer to the exercise elu.\ndef elu(x): return 4"


def test_cells_of_the_learner_have_ids_of_their_own_and_no_tag(old, new, make):
    old.cells[1].source, old.cells[1]["id"] = "changed = 1", new.cells[4]["id"]
    mine = make.own.code("1")
    mine["id"] = new.cells[0]["id"]
    odd = make.own.code("2")
    odd["id"] = "not an id"
    old.cells += [mine, odd]
    cells = merge(old, new).notebook.cells
    assert len({cell["id"] for cell in cells}) == len(cells) == len(new.cells) + 3
    assert [cell["id"] for cell in cells if tag(cell)] == [cell["id"] for cell in new.cells]


def test_a_notebook_from_before_cells_had_ids(old, new, make):
    old.cells.append(make.own.code("mine = 1"))
    old.nbformat_minor = 2
    for cell in old.cells:
        del cell["id"]
    assert sources(merge(old, new))[-1] == "mine = 1"


def test_the_kernel_is_the_learners_choice(old, new):
    old.metadata["kernelspec"] = {"name": "gpu", "display_name": "With a GPU"}
    assert merge(old, new).notebook.metadata.kernelspec.name == "gpu"
    old.metadata["kernelspec"] = "nonsense"
    assert merge(old, new).notebook.metadata.kernelspec.name == "python3"


def test_outputs_that_could_run_are_dropped(old, new, make):
    data = {"text/plain": "a table", "text/html": "<script>1</script>", "application/javascript": "1"}
    cell = make.own.code("table", outputs=[nbformat.v4.new_output("display_data", data=data)])
    old.cells.append(cell)
    assert merge(old, new).notebook.cells[-1].outputs[0].data == {"text/plain": "a table"}


@pytest.mark.parametrize(
    "output", [3, {}, {"output_type": "stream"}, {"output_type": "error"}, {"output_type": "display_data", "data": 1}]
)
def test_malformed_outputs_are_dropped(output):
    assert harmless([output]) == [] and harmless(output) == []


def test_errors_and_pixels_are_kept():
    error = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=["line"])
    picture = nbformat.v4.new_output("execute_result", data={"image/png": "aGk="}, execution_count=3)
    assert harmless([error]) == [error] and harmless([picture])[0].data == {"image/png": "aGk="}
