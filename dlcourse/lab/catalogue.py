"""``dlcourse list``: the lessons and their exercises, as plain text."""


def catalogue():
    """Lines of a table: a line for each lesson, one below it for each exercise, a heading for each part."""
    from dlcourse import exercises
    from dlcourse.course import LESSONS

    with_exercises, part = set(exercises.lessons()), None
    for lesson in LESSONS:
        if lesson.part != part:
            part = lesson.part
            yield f"\n{part}"
        yield _line(f"{lesson.number}  {lesson.title}", lesson.minutes, "" if lesson.available else "  not there yet")
        for name in exercises.names(lesson.name) if lesson.name in with_exercises else ():
            each = exercises.load(name)
            points = f"{each.points} point{'' if each.points == 1 else 's'}"
            yield _line(f"      {'*' * each.stars:<3}  {name}", each.minutes, f"  {points}")


def _line(text, minutes, rest):
    return f"{text:<66}{minutes:>4} min{rest}"
