"""A table of all exercises, and of how well their mistakes are told apart."""

from dlcourse import exercises
from dlcourse.grading.grade import grade

HEAD = ("exercise", "points", "hints", "mistakes", "told apart")


def told_apart(exercise):
    """Names of the mistakes that a check recognises as what they are.

    An endless mistake is given half a second: it is known by not coming back.
    """
    return [
        mistake.name
        for mistake in exercise.mistakes
        if grade(exercise, mistake.answer, seconds=0.5 if mistake.endless else 10.0).mistake == mistake.name
    ]


def rows():
    """One row an exercise, in the order of the course."""
    for lesson in exercises.lessons():
        for name in exercises.names(lesson):
            each = exercises.load(name)
            yield name, each.points, len(each.hints), len(each.mistakes), len(told_apart(each))


def main():
    """Print the table; returns 1 if a mistake is not told apart."""
    found = list(rows())
    width = max(len(HEAD[0]), *(len(row[0]) for row in found))
    for row in (HEAD, *found):
        print(f"{row[0]:<{width}}" + "".join(f"  {entry:>10}" for entry in row[1:]))
    total = [sum(column) for column in list(zip(*found, strict=True))[1:]]
    print(f"{'all':<{width}}" + "".join(f"  {entry:>10}" for entry in total))
    return int(total[2] != total[3])
