"""The questions the course answers, and the mistaken statements it settles: data, a search, and a check of both.

``questions.csv`` says which lesson owes which ids (``s…`` are questions, ``E…`` mistaken statements). A cell that
answers a question or settles a statement names the id in its metadata; this module brings the two together.
"""

import csv
import json
import re
import shutil
import textwrap
from dataclasses import dataclass
from pathlib import Path

from dlcourse.lab.lessons import course_folder

TABLE = Path(__file__).with_name("questions.csv")
# Words that every question may have: they say nothing about what it asks for.
_EMPTY = re.compile(
    r"\b(an?|and|are|as|at|be|by|can|did|do|does|for|from|how|i|in|is|it|its|like|many|me|much|my|of|on|one|or|that|the"
    r"|there|this|to|we|what|when|where|which|why|with|works?|you)\b"
)
# Likeness of a search to a question: below the first it is by chance, from the second on the answer fits. Measured on
# questions that the lessons answer (0.22 and more) and on others ("what is batch normalization" 0.1).
NOISE, SURE = 0.1, 0.2


@dataclass(frozen=True)
class Entry:
    """A question, or a mistaken statement, and the lesson that owes it."""

    id: str
    lesson: str
    text: str

    @property
    def is_question(self):
        return not self.id.startswith("E")


@dataclass(frozen=True)
class Answer:
    """The cell that answers a question or settles a statement: its heading, its text, a link to it."""

    id: str
    lesson: str
    heading: str
    text: str

    @property
    def link(self):
        # JupyterLab finds a heading by its text with dashes; it doesn't decode what is encoded.
        anchor = self.heading.replace(" ", "-").replace("(", "%28").replace(")", "%29")
        return f"{self.lesson}.ipynb#{anchor}"


def table():
    """All entries, in the order of the course."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Entry(**row) for row in csv.DictReader(file)]


def answers(folder=None):
    """Every cell of the course's notebooks that names an id, one Answer for each id it names, in order."""
    found = []
    for path in sorted((folder or course_folder()).glob("[0-9]*.ipynb")):
        heading = path.stem
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and (match := re.search(r"^#+ (.*)$", text, re.MULTILINE)):
                heading = match[1].strip()
            about = cell["metadata"].get("dlcourse", {})
            found += [
                Answer(id, path.stem, heading, text) for id in about.get("questions", []) + about.get("errata", [])
            ]
    return found


def problems(entries, found, lessons):
    """Sentences on ids that are missing, at home twice, in the wrong lesson, or unknown.

    Args:
        entries: the table.
        found: the answers in the notebooks.
        lessons: names of the lessons that are finished, and so owe their ids.
    """
    home = {entry.id: entry.lesson for entry in entries}
    places = {}
    for answer in found:
        places.setdefault(answer.id, []).append(answer.lesson)
    told = [f"{id} is named in {where[0]} and in no table" for id, where in places.items() if id not in home]
    told += [
        f"{id} is at home {len(where)} times: {', '.join(where)}" for id, where in places.items() if len(where) > 1
    ]
    told += [
        f"{id} belongs to {home[id]}, not to {where[0]}"
        for id, where in places.items()
        if home.get(id, where[0]) != where[0]
    ]
    return told + [
        f"{id} is owed by {lesson} and missing" for id, lesson in home.items() if lesson in lessons and id not in places
    ]


def nearest(text, entries, found, count=3):
    """The ``count`` answered questions and settled statements nearest to ``text``, best first.

    Gives triples (Entry, Answer, likeness from 0 to 1).

    Words and parts of words are weighted by how rare they are (TF-IDF; Salton and Buckley, 1988), so that "bias" counts
    for more than "network" and a typing slip does little harm; "how" and "does" don't count. Nothing in common gives an
    empty list.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    cells = {answer.id: answer for answer in found}
    pairs = [(entry, cells[entry.id]) for entry in entries if entry.id in cells]
    if not pairs or not text.strip():
        return []
    # The question itself says best what an answer is about, so it counts twice.
    texts = [f"{entry.text} {entry.text} {answer.heading} {answer.text}" for entry, answer in pairs]
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, preprocessor=_telling)
    scores = (vectors.fit_transform(texts) @ vectors.transform([text]).T).toarray().ravel()
    best = sorted(range(len(pairs)), key=lambda i: -scores[i])[:count]
    return [(*pairs[i], float(scores[i])) for i in best if scores[i] > NOISE]


def _telling(text):
    """The words of a text that say what it is about."""
    return _EMPTY.sub(" ", text.lower())


def _plain(text):
    """A cell's text as a terminal shows it: no heading, links, marks, and no "shown above", where nothing is above."""
    text = re.sub(r"^#+ .*\n+", "", text)
    place = r"\[(?:\w+\s+)*(?:above|below)\]\([^)]+\)"
    text = re.sub(rf"\s*\({place}\)|\s*{place}\.", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("**", "")
    return re.sub(r"(?<!\w)\*(\w[^*]*)\*(?!\w)", r"\1", text)


def ask(text):
    """Print the answer to the nearest question, or only the questions if none is near; returns the exit code."""
    best = nearest(text, table(), answers())
    if not best or best[0][2] < SURE:
        print("The lessons that are there have no answer near to that. QUESTIONS.md, beside them, lists all they have.")
        _print_others(best)
        return 1
    entry, answer, _ = best[0]
    width = min(100, shutil.get_terminal_size().columns)
    print(f"{entry.text}\n" if entry.is_question else f"You may read: “{entry.text}” What is right:\n")
    print("\n\n".join(textwrap.fill(part, width) for part in re.split(r"\n\s*\n", _plain(answer.text))))
    print(f"\nShown in {answer.lesson}.ipynb, section “{answer.heading}”.")
    _print_others(best[1:])
    return 0


def _print_others(found):
    for entry, answer, _ in found:
        print(f"Near to it: {entry.text} ({answer.lesson})")
