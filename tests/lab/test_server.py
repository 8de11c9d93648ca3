import contextlib
import errno
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request

import pytest

from dlcourse.lab import server
from dlcourse.lab.problem import Problem

# The command on a made-up course: what a learner types, in a process of its own.
COMMAND = """
import sys
from pathlib import Path
from dlcourse.lab import lessons
lessons._PACKAGE = Path(sys.argv[1])
from dlcourse.cli import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def lab(course, tmp_path):
    """Start ``dlcourse lab`` with arguments; it is ended with the test."""
    started = []

    def start(*arguments):
        command = [sys.executable, "-c", COMMAND, str(course.parent), "lab", *map(str, arguments)]
        pipe = subprocess.PIPE
        group = {"start_new_session": True} if os.name == "posix" else {}
        process = subprocess.Popen(command, stdout=pipe, stderr=subprocess.STDOUT, text=True, cwd=tmp_path, **group)
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
        process.wait()
        process.stdout.close()


def address(process, seconds=60):
    """Read what the command prints until it names its address; returns the text and the address."""
    watchdog = threading.Timer(seconds, process.kill)
    watchdog.start()
    text = ""
    try:
        for line in process.stdout:
            text += line
            if found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/\S*token=\w+", line):
                return text, found.group()
    finally:
        watchdog.cancel()
    raise AssertionError(f"no address in:\n{text}")


def wait_until_it_answers(url):
    """JupyterLab prints its address a moment before it listens."""
    where = urllib.parse.urlsplit(url)
    for _ in range(600):
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection((where.hostname, where.port), timeout=30).close()
        threading.Event().wait(0.05)
    raise AssertionError(f"nobody answers at {url}")


def get(url, path):
    root, token = re.match(r"(http://[^/]+).*(token=\w+)", url).groups()
    with urllib.request.urlopen(f"{root}/{path}?{token}", timeout=30) as reply:
        return json.load(reply)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_learner_opens_the_lessons_and_ends_quietly(lab, tmp_path, number):
    folder = tmp_path / "my lessons"
    process = lab(folder, "--no-browser", "--", "--LabApp.expose_app_in_browser=True")
    text, url = address(process)
    wait_until_it_answers(url)
    assert f"Your lessons are in {folder} (3 copied)." in text and "/lab/tree/00_start_here.ipynb?" in url
    assert get(url, "api/contents/00_start_here.ipynb")["content"]["cells"][0]["source"] == "# Start here"
    assert get(url, "api/contents/figures/deep/net.svg")["name"] == "net.svg"
    news = get(url, "lab/api/settings/@jupyterlab/apputils-extension:notification")["schema"]["properties"]
    assert (news["fetchNews"]["default"], news["checkForUpdates"]["default"]) == ("false", False)
    assert get(url, "lab/api/news") == {"news": []} and get(url, "lab/api/update") == {"notification": None}
    if os.name == "posix":
        (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)  # a terminal tells the whole group
        rest = process.communicate(timeout=60)[0]
        assert process.returncode == 0 and "Traceback" not in rest and "ended with code" not in rest
        with pytest.raises(OSError):
            get(url, "api")


def test_a_busy_port_is_one_sentence_that_names_a_free_one(lab, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = other.getsockname()[1]
        process = lab(tmp_path / "new", "--port", busy)
        text = process.communicate(timeout=60)[0]
    found = re.fullmatch(rf"Port {busy} is in use by another program; try --port (\d+)\.\n", text)
    assert found and process.returncode == 1
    server.check_port(int(found[1]))
    assert not (tmp_path / "new").exists()


def test_a_port_of_the_systems_is_not_ours(monkeypatch):
    def refuse(self, address):
        if address[1] < 1024:
            raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(server.socket, "socket", type("Socket", (socket.socket,), {"bind": refuse}))
    with pytest.raises(Problem, match=r"Port 80 is reserved by the system; try --port 8888\."):
        server.check_port(80)


def test_a_computer_without_ipv6_has_free_ports(monkeypatch):
    def absent(self, address):
        raise OSError(errno.EADDRNOTAVAIL, "no such address")

    monkeypatch.setattr(server.socket, "socket", type("Socket", (socket.socket,), {"bind": absent}))
    server.check_port(8888)


def test_a_missing_jupyterlab_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Problem, match="-m pip install jupyterlab"):
        server.check_ready()


def test_an_error_of_jupyterlabs_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "arguments", lambda *_: [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(Problem, match="JupyterLab ended with code 3"):
        server.serve(tmp_path)


def test_a_server_that_does_not_end_is_ended(monkeypatch):
    class Stubborn:
        asked = []

        def terminate(self):
            self.asked.append("terminate")

        def kill(self):
            self.asked.append("kill")

        def wait(self, seconds):
            if self.asked[-1:] != ["kill"]:
                raise subprocess.TimeoutExpired("server", seconds)
            return -9

    assert server._end(Stubborn()) == -9 and Stubborn.asked == ["terminate", "kill"]


def test_the_learners_own_settings_are_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", "my tabs")
    monkeypatch.delenv("JUPYTERLAB_SETTINGS_DIR", raising=False)
    found = server.environment()
    assert found["JUPYTER_CONFIG_PATH"].split(os.pathsep)[1:] == ["mine"]
    assert found["JUPYTERLAB_WORKSPACES_DIR"] == "my tabs" and "JUPYTERLAB_SETTINGS_DIR" not in found


def test_options_become_arguments(mine, tmp_path):
    found = server.arguments(mine, port=8901, browser=False, extra=["--x"])
    assert found[-1] == "--x" and {"--ServerApp.port=8901", "--ServerApp.open_browser=False"} <= set(found)
    assert "--LabApp.default_url=/lab" in server.arguments(tmp_path)
    assert "--LabApp.news_url=None" in server.arguments(tmp_path)
    assert not [each for each in server.arguments(mine) if "port=" in each or "open_browser" in each]
