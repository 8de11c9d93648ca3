import json
import shutil
import subprocess
import sys
from collections import namedtuple
from importlib import metadata

import psutil
import pytest
from packaging.specifiers import SpecifierSet

from dlcourse.lab import doctor, versions
from dlcourse.lab.versions import FIX, NOTE, OK

GIB = 2**30


def test_a_check_that_breaks_does_not_stop_the_others(tmp_path, monkeypatch):
    def broken():
        raise RuntimeError("two\nlines")

    for name in ("python", "memory", "data_is_writable", "jupyterlab", "kernel"):
        monkeypatch.setattr(doctor, name, lambda: versions.Finding(OK, ""))
    monkeypatch.setattr(doctor, "packages", broken)
    monkeypatch.setattr(doctor, "tensorflow", broken)
    found = [each for each in doctor.examine(tmp_path) if each.text]
    assert [each.state for each in found] == [FIX, OK, OK, OK, FIX] and "RuntimeError: two lines" in found[0].text


@pytest.mark.parametrize(
    "version, state", [((3, 10, 9), FIX), ((3, 11, 0), OK), ((3, 13, 7), OK), ((3, 14, 0), FIX), ((4, 0, 0), FIX)]
)
def test_supported_pythons(version, state):
    assert versions.python(version).state == state


@pytest.fixture
def tested(tmp_path, monkeypatch):
    """Write the file of tested versions."""
    monkeypatch.setattr(versions, "_PACKAGE", tmp_path / "dlcourse")
    return (tmp_path / "constraints.txt").write_text


def test_another_version_is_a_note(tested, monkeypatch):
    tested(f"# tested\nNumPy==0.1  # old\npsutil=={metadata.version('psutil')}; python_version > '3'\nnot_there==1\n")
    monkeypatch.setattr(versions, "needed", lambda: {"numpy": SpecifierSet(">=0.1")})
    found = list(versions.packages())
    assert [each.state for each in found] == [OK, NOTE] and found[0].text.startswith("1 package")
    assert "numpy is " in found[1].text and "tested with 0.1" in found[1].text


def test_a_package_that_is_too_old_is_to_be_fixed(tested, monkeypatch):
    tested("numpy==999")
    monkeypatch.setattr(versions, "needed", lambda: {"numpy": SpecifierSet(">=999")})
    found = list(versions.packages())
    assert found[1].state == FIX and "which is too old; install it with" in found[1].text


def test_a_missing_package_is_to_be_fixed(tested, monkeypatch):
    tested("")
    monkeypatch.setattr(versions, "needed", lambda: {"no-such-package": SpecifierSet()})
    assert [each.state for each in versions.packages()] == [NOTE, FIX]


def test_the_wheels_own_constraints_come_first(tested, tmp_path):
    tested("numpy==1")
    (tmp_path / "dlcourse").mkdir()
    (tmp_path / "dlcourse" / "constraints.txt").write_text("numpy==2")
    assert versions.constraints() == {"numpy": "2"}


def test_what_is_needed_leaves_extras_out(monkeypatch):
    lines = ["keras>=3.10", "scikit_learn (>=1.5)", "pytest>=8; extra == 'test'"]
    monkeypatch.setattr(metadata, "requires", lambda name: lines)
    assert versions.needed() == {"keras": SpecifierSet(">=3.10"), "scikit-learn": SpecifierSet(">=1.5")}

    def absent(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", absent)
    assert versions.needed() == {}


@pytest.mark.parametrize("free, state", [(50 * GIB, OK), (GIB // 2, NOTE), (10**6, FIX)])
def test_free_disk(tmp_path, monkeypatch, free, state):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, free))
    assert [each.state for each in doctor.disk(tmp_path / "not" / "there")] == [state, state]


@pytest.mark.parametrize("free, state", [(8 * GIB, OK), (1.5 * GIB, NOTE), (GIB / 2, FIX)])
def test_free_memory(monkeypatch, free, state):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: namedtuple("memory", "available")(free))
    assert doctor.memory().state == state


def test_a_data_folder_that_cannot_be_written_to(tmp_path, monkeypatch):
    assert doctor.data_is_writable().state == OK
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "file"))
    found = doctor.data_is_writable()
    assert found.state == FIX and "DLCOURSE_DATA" in found.text


def test_tensorflow_computes():
    assert doctor.tensorflow().state == OK


@pytest.mark.parametrize(
    "code, words",
    [
        ("import os; os.abort()", "it ended with code"),
        ("raise ImportError('no such library')", "no such library"),
        ("print('answer', 12, '2.0')", "does not work"),
        ("pass", "it ended with code 0"),
    ],
)
def test_a_tensorflow_that_fails_is_to_be_fixed(code, words):
    found = doctor.tensorflow(code)
    assert found.state == FIX and words in found.text and "install tensorflow again" in found.text


def test_a_tensorflow_that_hangs_is_to_be_fixed(monkeypatch):
    def hang(*arguments, timeout, **more):
        raise subprocess.TimeoutExpired("python", timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    assert "no answer in 180 seconds" in doctor.tensorflow().text


def test_jupyterlab_is_looked_for(monkeypatch):
    assert doctor.jupyterlab().state == OK
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)
    assert doctor.jupyterlab().state == FIX


def test_a_kernel_answers(capfd):
    assert doctor.kernel() == (OK, "a Jupyter kernel starts and answers")
    assert capfd.readouterr() == ("", "")


def test_a_kernel_that_is_not_there(tmp_path):
    assert "no Jupyter kernel called nothing" in doctor.kernel("nothing").text


def test_a_kernel_of_another_python(tmp_path, monkeypatch):
    kernels = tmp_path / "share" / "kernels" / "other"
    kernels.mkdir(parents=True)
    hide = "import sys; sys.modules['dlcourse'] = None; from ipykernel.kernelapp import launch_new_instance as go; go()"
    argv = [sys.executable, "-c", hide, "-f", "{connection_file}"]
    (kernels / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "other", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    assert "a Python without dlcourse" in doctor.kernel("other").text
    argv[2] = "raise SystemExit(1)"
    (kernels / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "other", "language": "python"}))
    assert doctor.kernel("other").state == FIX


def test_a_lessons_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert doctor.lessons_are_writable(tmp_path / "file").state == "fix"
    assert doctor.lessons_are_writable(tmp_path).state == "ok"
    assert doctor.lessons_are_writable(tmp_path / "not there yet") == []
