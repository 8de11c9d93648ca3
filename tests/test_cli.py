import socket
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest

from dlcourse import cli, course, exercises
from dlcourse.lab import doctor, lessons, server
from dlcourse.lab.versions import FIX, NOTE, OK, Finding


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A course of one lesson; returns a folder for the learner. JupyterLab is not started."""
    for name in ("JUPYTER_DATA_DIR", "DLCOURSE_DATA", "HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    notebooks = tmp_path / "package" / "notebooks"
    notebooks.mkdir(parents=True)
    write(notebooks / "00_start_here.ipynb", "# Start")
    monkeypatch.setattr(lessons, "_PACKAGE", notebooks.parent)
    monkeypatch.setattr(server, "serve", lambda *arguments: print("serve", *arguments))
    return tmp_path / "mine"


def write(path, source):
    sha = lessons_sha(source)
    cell = nbformat.v4.new_markdown_cell(source, metadata={"dlcourse": {"role": "text", "sha": sha}})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def lessons_sha(source):
    import hashlib

    return hashlib.sha1(source.encode()).hexdigest()[:12]


@pytest.fixture
def run(capsys):
    """Run the command; returns its exit code, what it printed and what it complained about."""

    def go(*arguments):
        code = cli.main([str(each) for each in arguments])
        return code, *capsys.readouterr()

    return go


def test_the_version(run):
    from dlcourse import __version__

    assert run("--version") == (0, f"dlcourse {__version__}\n", "")


def test_without_a_command_the_commands_are_listed(run):
    code, out, err = run()
    names = ["lab", "update", "reset", "list", "progress", "doctor", "build", "exercises", "ask"]
    assert code == 0 and err == "" and [line.split()[0] for line in out.splitlines()[-9:]] == names


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["lst"], "Did you mean 'list'?"),
        (["lab", "--prt", "1"], "--port"),
        (["lab", "--port", "x"], "--port"),
        (["lab", "--port", "70000"], "65535"),
        (["reset"], "Missing argument"),
        (["update", "a", "b"], "unexpected extra argument"),
        (["reset", "00_start_her", "."], "did you mean 00_start_here?"),
        (["progress", "00_strat_here"], "did you mean 00_start_here?"),
        (["progress", "99"], "dlcourse list"),
    ],
)
def test_a_wrong_use_is_one_line_and_code_2(run, folder, monkeypatch, arguments, words):
    run("lab", folder)
    monkeypatch.chdir(folder)
    code, out, err = run(*arguments)
    assert code == 2 and out == "" and words in err and err.count("\n") == 1


def test_lab_copies_and_starts(run, folder):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    code, out, err = run("lab", folder, "--port", port, "--no-browser", "--", "--a", "b")
    assert code == 0 and err == "" and f"Your lessons are in {folder} (1 copied)." in out
    assert f"serve {folder} {port} False ['--a', 'b']" in out


def test_what_follows_two_dashes_is_no_folder(run, folder):
    run("lab", folder)
    assert f"serve {folder} None True ['--x']" in run("lab", "--", "--x")[1]


def test_lab_names_newer_lessons_and_update_brings_them(run, folder):
    run("lab", folder)
    write(lessons.course_folder() / "00_start_here.ipynb", "# Start anew")
    assert "`dlcourse update` brings newer versions of 00_start_here" in run("lab")[1]
    code, out, _ = run("update")
    assert code == 0 and "00_start_here: updated" in out
    assert "newer versions" not in run("lab")[1] and "up to date" in run("update")[1]


def test_update_ends_with_1_where_a_lesson_was_left(run, folder):
    run("lab", folder)
    (folder / "00_start_here.ipynb").write_text("{")
    code, out, err = run("update", folder)
    assert code == 1 and out == "" and err.startswith("00_start_here.ipynb was left as it is") and err.count("\n") == 1
    assert run("reset", "0")[0] == 0 and run("update")[0] == 0


@pytest.mark.parametrize("command", [("update",), ("reset", "0")])
def test_there_must_be_lessons(run, command, tmp_path):
    code, _, err = run(*command, tmp_path / "empty")
    assert code == 1 and err.startswith("There are no lessons in") and err.count("\n") == 1


def test_a_folder_that_is_a_file_or_the_courses_own(run, tmp_path):
    (tmp_path / "file").write_text("")
    assert run("lab", tmp_path / "file")[::2] == (
        1,
        f"{tmp_path / 'file'} is a file, not a folder; name a folder, or a name that is not taken.\n",
    )
    code, _, err = run("lab", lessons.course_folder())
    assert code == 2 and "belongs to the course itself" in err


def test_list_shows_lessons_and_exercises(run, monkeypatch):
    Lesson = SimpleNamespace
    found = [
        Lesson(number="00", name="00_start_here", title="Start √", part="Start", minutes=10, available=True),
        Lesson(number="07", name="07_more", title="More", part="Then", minutes=45, available=False),
    ]
    monkeypatch.setattr(course, "LESSONS", found)
    monkeypatch.setattr(exercises, "lessons", lambda: ["00_start_here"])
    monkeypatch.setattr(exercises, "names", lambda lesson: {"00_start_here": ["double"]}[lesson])
    monkeypatch.setattr(exercises, "load", lambda name: SimpleNamespace(stars=2, points=3, minutes=5))
    code, out, _ = run("list")
    lines = [line.split() for line in out.splitlines() if line]
    assert code == 0 and lines == [
        ["Start"], ["00", "Start", "√", "10", "min"], ["**", "double", "5", "min", "3", "points"],
        ["Then"], ["07", "More", "45", "min", "not", "there", "yet"],
    ]  # fmt: skip


def test_list_of_the_course_itself(run):
    code, out, err = run("list")
    assert code == 0 and err == "" and "Start here" in out and "double" in out


def test_progress_is_plain_text(run):
    code, out, err = run("progress", "0")
    assert code == 0 and err == "" and "0 of" in out and "<" not in out


def test_doctor_prints_a_line_each_and_fails_only_for_what_is_broken(run, monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda folder: iter([Finding(OK, "one"), Finding(NOTE, "two")]))
    assert run("doctor") == (0, "ok    one\nnote  two\n", "")
    monkeypatch.setattr(doctor, "examine", lambda folder: iter([Finding(FIX, "three")]))
    assert run("doctor") == (1, "fix   three\n", "1 thing to fix; the lines marked fix say how.\n")


def test_build_is_for_the_repository(run, monkeypatch):
    code, _, err = run("build", "00_start_here")
    assert code == 1 and "in the course's repository" in err and err.count("\n") == 1
    calls = []
    module = SimpleNamespace(main=lambda *given: calls.append(given) or 3)
    monkeypatch.setitem(sys.modules, "dlcourse.authoring.build", module)
    (lessons.course_folder() / "source").mkdir()
    assert run("build", "00_start_here", "--check")[0] == 3 and run("build")[0] == 3
    assert calls == [(["00_start_here"], True), ([], False)]


def test_exercises_and_ask_pass_on_codes_and_words(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "dlcourse.grading.table", SimpleNamespace(main=lambda: 1))
    assert run("exercises")[0] == 1
    asked = SimpleNamespace(ask=lambda text: print("asked:", text))
    monkeypatch.setitem(sys.modules, "dlcourse.questions", asked)
    assert run("ask", "why", "softmax?") == (0, "asked: why softmax?\n", "")


@pytest.mark.parametrize(
    "error, code, words",
    [
        (KeyboardInterrupt(), 130, ""),
        (OSError(28, "No space left", "file.txt"), 1, "Can't go on with file.txt: the disk is full"),
        (ZeroDivisionError("a\nb"), 1, "dlcourse met a mistake of its own: ZeroDivisionError: a b."),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_nothing_ends_in_a_traceback(run, monkeypatch, error, code, words):
    def fail(*_):
        raise error

    monkeypatch.setattr(server, "check_ready", fail)
    monkeypatch.setattr(cli, "_no_more_output", lambda: None)
    found, out, err = run("lab")
    assert (found, out) == (code, "") and words in err and err.count("\n") == bool(words)


def test_the_command_starts_quickly():
    heavy = "{'nbformat', 'numpy', 'keras', 'tensorflow', 'jupyter_client', 'jupyterlab', 'rich', 'psutil'}"
    code = f"import sys; from dlcourse import cli; cli.main(['--version']); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "set()"


def test_a_reader_that_has_seen_enough_is_no_error():
    code = "import sys; from dlcourse.cli import main; sys.exit(main(['list']))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b"" and process.wait() in (0, 1)
    process.stderr.close()


def test_a_lesson_of_the_map_that_is_not_written_yet(run, folder):
    run("lab", folder)
    for command in ("reset", "progress"):
        code, out, err = run(command, "24")
        assert (code, out, err) == (2, "", "Lesson 24 is not there yet; `dlcourse list` shows those that are.\n")


def test_a_closed_output_is_no_mistake():
    code = "import sys; sys.stdout = None; from dlcourse.cli import main; sys.exit(main(['--version']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
