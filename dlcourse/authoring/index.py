"""Pages made from the built notebooks: every question with a link to its answer, and every claim as it was measured."""

import json
from pathlib import Path

from dlcourse.course import LESSONS
from dlcourse.grading.claim import MIME
from dlcourse.questions import answers, table

INTRODUCTION = (
    "Each links to the cell that answers it, with the experiment beside it. (JupyterLab may open a lesson at its top "
    "the first time; then follow the link once more.)"
)
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def questions_page():
    """QUESTIONS.md: the questions answered so far, by lesson, each with a link to its cell; then the statements."""
    cells = {answer.id: answer for answer in answers(NOTEBOOKS)}
    lines = ["# Questions the course answers", "", INTRODUCTION]
    for lesson in LESSONS:
        owed = [entry for entry in table() if entry.lesson == lesson.name and entry.id in cells]
        if owed:
            lines += ["", f"## Lesson {lesson.number}: {lesson.title}", ""]
            lines += [f"- [{entry.text}]({cells[entry.id].link})" for entry in owed if entry.is_question]
            lines += ["", "Statements you may meet, put to the test:", ""]
            lines += [f"- [“{entry.text}”]({cells[entry.id].link})" for entry in owed if not entry.is_question]
    return "\n".join(lines) + "\n"


def claims():
    """Every claim in the stored outputs: ``{"lesson", "claim", "measured", "expected", "values"}``, in order."""
    found = []
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            data = [output.get("data", {}).get(MIME) for output in cell.get("outputs", [])]
            found += [{"lesson": path.stem, **record} for record in data if record]
    return found


def claims_page():
    """CLAIMS.md: a table of all claims, written when the lessons are run."""
    rows = claims()
    lines = [
        "# Claims of the course",
        "",
        f"All {len(rows)} sentences below were measured when the lessons were last built.",
    ]
    for lesson in dict.fromkeys(row["lesson"] for row in rows):
        lines += ["", f"## {lesson}", "", "| claim | measured | expected |", "|---|---|---|"]
        lines += [
            f"| {_cell(row['claim'])} | {_cell(row['measured'])} | {_cell(row['expected'])} |"
            for row in rows
            if row["lesson"] == lesson
        ]
    return "\n".join(lines) + "\n"


def _cell(text):
    return text.replace("|", "\\|")


PAGES = {"QUESTIONS.md": questions_page, "CLAIMS.md": claims_page}


def write():
    """Write both pages beside the notebooks."""
    for name, page in PAGES.items():
        (NOTEBOOKS / name).write_text(page(), encoding="utf-8", newline="\n")


def differences():
    """Sentences on pages that don't agree with the notebooks."""
    return [
        f"{name} does not agree with the notebooks; run: dlcourse build"
        for name, page in PAGES.items()
        if not (NOTEBOOKS / name).exists() or (NOTEBOOKS / name).read_text(encoding="utf-8") != page()
    ]
