"""The project as a whole: what installs it agrees with itself, and nothing of one machine is in it."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split())


def names(requirements):
    return [re.match(r"[A-Za-z0-9._-]+", each)[0].lower() for each in requirements]


def test_constraints_hold_names_and_versions_only():
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9._-]+==[0-9][A-Za-z0-9.+]*", line)


def test_every_dependency_is_pinned():
    extras = PROJECT["optional-dependencies"]
    assert set(names(PROJECT["dependencies"] + extras["test"] + extras["docs"])) <= PINS.keys()


def test_the_environment_of_conda_agrees_with_the_constraints():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, _, pip = environment["dependencies"]
    assert python == f"python{PROJECT['requires-python']}"
    pinned = dict(each.split("==") for each in pip["pip"] if "==" in each)
    assert pinned == {name: PINS[name] for name in names(PROJECT["dependencies"])}


@pytest.mark.parametrize("module", ["dlcourse", "dlcourse.data", "dlcourse.models", "dlcourse.neurons", "dlcourse.cli"])
def test_importing_is_light(module):
    code = f"import sys, {module}; print(*{{'tensorflow', 'keras', 'sklearn', 'jupyterlab'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == done.stderr.strip() == ""


def test_tensorflow_is_loaded_without_a_word():
    code = "import dlcourse, keras; print(float(keras.ops.sum(keras.ops.ones(3))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert (done.stdout, done.stderr) == ("3.0\n", "")


def test_an_error_after_the_import_still_shows():
    code = "import os, dlcourse, keras; os.write(2, b'seen')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stderr == "seen"


def test_the_package_exports_what_it_says():
    import dlcourse

    assert dlcourse.__all__ == ["check", "claim", "hint", "progress", "solution"]
    assert all(callable(getattr(dlcourse, name)) for name in dlcourse.__all__)
    with pytest.raises(AttributeError, match="it has check, claim"):
        _ = dlcourse.chek


def committed():
    """Text files of the project; in a checkout those that git tracks."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    return [ROOT / name for name in listed if name and (ROOT / name).suffix != ".png" and (ROOT / name).is_file()]


# Put together here, so that this file does not hold what it looks for.
UNWANTED = {
    "an absolute path": re.compile(r"(?<![\w.~/])/(?:home|root|Users|work|tmp)/\w"),
    "a registry's address": re.compile(
        "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs"])
    ),
    "a log line of TensorFlow": re.compile("oneDNN custom" + " operations|Could not find" + " cuda"),
    "a secret": re.compile("BEGIN [A-Z ]*PRIVATE" + " KEY"),
}


@pytest.mark.parametrize("what", UNWANTED)
def test_nothing_of_one_machine_is_committed(what):
    found = []
    for path in committed():
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"base64,[A-Za-z0-9+/=\\n]+", "", text)
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in UNWANTED[what].finditer(text)]
    assert found == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_lessons_and_not_their_sources(wheel):
    inside = zipfile.ZipFile(wheel).namelist()
    for lesson in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"dlcourse/notebooks/{lesson.name}" in inside
    assert {"dlcourse/constraints.txt", "dlcourse/notebooks/QUESTIONS.md", "dlcourse/py.typed"} <= set(inside)
    assert not [name for name in inside if "notebooks/source" in name or name.startswith("tests")]


def test_the_wheel_opens_the_course_away_from_the_repository(wheel, tmp_path, jupyterlab):
    site = tmp_path / "site packages"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site, wheel]
    subprocess.run(command, check=True, timeout=300)
    code = "import dlcourse; print(dlcourse.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(site)}
    where = subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path, env=environment, text=True)
    assert site in Path(where.strip()).parents
    with jupyterlab(tmp_path / "lessons", PYTHONPATH=str(site)) as lab:
        assert "00_start_here.ipynb" in {entry["name"] for entry in lab.get("api/contents")["content"]}


def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_lessons_in_the_readme_is_true():
    from dlcourse import exercises
    from dlcourse.course import LESSONS

    for lesson in LESSONS:
        number = len(exercises.names(lesson.name)) if lesson.name in exercises.lessons() else 0
        title = f"[{lesson.title}](notebooks/{lesson.name}.ipynb)" if lesson.available else lesson.title
        state = f"{number} | {lesson.minutes} min" if lesson.available else "in preparation |"
        assert f"| {lesson.number} | {title} | {state} |" in readme()


def test_the_example_in_the_readme_prints_what_it_says():
    import doctest

    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert (failed, tried > 5) == (0, True)


def test_the_readme_links_to_files_that_are_there():
    for target in re.findall(r"\]\(([^)#]+)\)", readme()):
        assert (ROOT / target).exists(), target
