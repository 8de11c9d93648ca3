"""The ``dlcourse`` command. Heavy imports stand inside the commands, so that each starts quickly."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from dlcourse.lab.problem import Problem, cannot

app = typer.Typer(
    help="A deep-learning course in notebooks: open the lessons, keep them up to date, see how far you are.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Folder = Annotated[Path | None, typer.Argument(help="Your folder of lessons; by default the one you used last.")]


class _PassOn(TyperCommand):
    """A command whose arguments after ``--`` are somebody else's."""

    def parse_args(self, ctx, args):
        at = args.index("--") if "--" in args else len(args)
        ctx.obj = args[at + 1 :]
        return super().parse_args(ctx, args[:at])


@app.callback(invoke_without_command=True)
def _dlcourse(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
):
    if version:
        from dlcourse import __version__

        print(f"dlcourse {__version__}")
    elif ctx.invoked_subcommand is None:
        print(ctx.get_help())


@app.command(cls=_PassOn)
def lab(
    ctx: typer.Context,
    folder: Folder = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port to use.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
):
    """Open the lessons in JupyterLab. Arguments after -- are passed on to it."""
    from dlcourse.lab import folder as lessons
    from dlcourse.lab.server import check_ready, serve

    check_ready(port)
    chosen = lessons.chosen_folder(folder)
    copied = lessons.copy_missing(chosen)
    lessons.remember(chosen)
    print(f"Your lessons are in {chosen}" + (f" ({len(copied)} copied)." if copied else "."))
    newer = [name for name in lessons.outdated(chosen) if name not in copied]
    if newer:
        print(f"`dlcourse update` brings newer versions of {', '.join(newer)}, and keeps your answers.")
    print("JupyterLab starts; Ctrl-C ends it.", flush=True)
    serve(chosen, port, not no_browser, ctx.obj)


@app.command()
def update(folder: Folder = None):
    """Bring your lessons up to date. Your answers and cells are carried over, the old files are kept."""
    from dlcourse.lab import update as updating
    from dlcourse.lab.folder import existing_folder

    problems = updating.update(existing_folder(folder), print, _complain)
    raise typer.Exit(1 if problems else 0)


@app.command()
def reset(
    lesson_or_exercise: Annotated[str, typer.Argument(help="A lesson (1, 01, 01_introduction) or an exercise's name.")],
    folder: Folder = None,
):
    """Put back a fresh lesson, or the stub of one exercise. The old file is kept beside it."""
    from dlcourse.lab import reset as resetting
    from dlcourse.lab.folder import existing_folder

    _planned(lesson_or_exercise)
    print(resetting.reset(lesson_or_exercise, existing_folder(folder)))


@app.command("list")
def list_():
    """List the lessons with their exercises: difficulty (one to three stars), minutes, points."""
    from dlcourse.lab.catalogue import catalogue

    print("\n".join(catalogue()).lstrip("\n"))


@app.command()
def progress(lesson: Annotated[str | None, typer.Argument(help="One lesson; by default all.")] = None):
    """Show which exercises you have solved."""
    from dlcourse.grading.progress import progress as show

    show(_lesson_name(lesson) if lesson else None)


@app.command()
def doctor(folder: Folder = None):
    """Try out everything that a lesson needs, and say what to do where something is missing."""
    from dlcourse.lab.doctor import examine
    from dlcourse.lab.folder import chosen_folder
    from dlcourse.lab.versions import FIX

    broken = 0
    for finding in examine(chosen_folder(folder)):
        broken += finding.state == FIX
        print(f"{finding.state:<4}  {finding.text}", flush=True)
    if broken:
        raise Problem(f"{broken} thing{'' if broken == 1 else 's'} to fix; the lines marked fix say how.")


@app.command()
def build(
    names: Annotated[list[str] | None, typer.Argument(help="Lessons to build; by default all.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only see whether notebooks and sources agree.")] = False,
):
    """For contributors: build the notebooks from their sources."""
    from dlcourse.lab.lessons import course_folder

    if not (course_folder() / "source").is_dir():
        raise Problem("Lessons are built in the course's repository, and this is an installed dlcourse.")
    try:
        from dlcourse.authoring.build import main as build_lessons
    except ModuleNotFoundError as error:
        advice = 'python -m pip install --constraint constraints.txt --editable ".[test]"'
        raise Problem(f"Building lessons needs {error.name}, which is not installed; run: {advice}") from error

    raise typer.Exit(build_lessons(names or [], check) or 0)


@app.command()
def exercises():
    """For contributors: a table of all exercises, and of how well their mistakes are told apart."""
    from dlcourse.grading.table import main as show

    raise typer.Exit(show() or 0)


@app.command()
def ask(question: Annotated[list[str], typer.Argument(help="An interview question, or some words of one.")]):
    """Look up an interview question: its answer, and the cell that shows it."""
    from dlcourse.questions import ask as look_up

    raise typer.Exit(look_up(" ".join(question)) or 0)


def _lesson_name(asked):
    from dlcourse.course import LESSONS
    from dlcourse.lab.lessons import nearest

    if lesson := _planned(asked):
        return lesson.name
    near = nearest(asked, [lesson.name for lesson in LESSONS], "`dlcourse list` shows them all.")
    raise Problem(f"There is no lesson called {asked}; {near}", code=2)


def _planned(asked):
    """The lesson of the map that is meant, or None; a Problem if it can't be opened yet."""
    from dlcourse.course import LESSONS
    from dlcourse.lab.lessons import named

    lessons = {lesson.name: lesson for lesson in LESSONS}
    lesson = lessons.get(named(asked, lessons))
    if lesson and not lesson.available:
        raise Problem(f"Lesson {lesson.number} is not there yet; `dlcourse list` shows those that are.", code=2)
    return lesson


def _complain(sentence):
    sys.stdout.flush()
    print(sentence, file=sys.stderr, flush=True)


def main(args=None):
    """Run the command and return its exit code: 0, 1 (it failed) or 2 (it was asked for wrongly)."""
    sys.stdout, sys.stderr = (stream or open(os.devnull, "w") for stream in (sys.stdout, sys.stderr))  # closed ones
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a sign shows ?
    try:
        code = typer.main.get_command(app).main(args, prog_name="dlcourse", standalone_mode=False) or 0
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader (head, less) has seen enough
        _no_more_output()
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Problem as problem:
        _complain(problem)
        return problem.code
    except OSError as error:
        _complain(cannot(f"go on{f' with {error.filename}' if error.filename else ''}", error))
        return 1
    except Exception as error:
        return _unexpected(error)


def _no_more_output():
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error):
    """A wrong use of the command has a sentence of its own; anything else is a mistake of ours."""
    if hasattr(error, "format_message"):
        sentence = error.format_message().rstrip(".")
        _complain(f"{sentence}{'' if sentence.endswith('?') else '.'} `dlcourse --help` shows how.")
        return 2
    if os.environ.get("DLCOURSE_DEBUG"):
        raise error
    text = " ".join(str(error).split())
    _complain(f"dlcourse met a mistake of its own: {type(error).__name__}: {text}. DLCOURSE_DEBUG=1 shows where.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
