"""Starting JupyterLab on the learner's folder: calm, offline, and without touching the learner's own settings."""

import contextlib
import errno
import importlib.util
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from dlcourse.lab.problem import Problem

START_PAGE = "00_start_here.ipynb"
_CONFIG = Path(__file__).with_name("config")
# No news, no look for updates, no list of extensions from the network; a first Ctrl-C ends the server.
_QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--ServerApp.answer_yes=True",
    "--ServerApp.log_level=WARN",
    "--LabApp.log_level=WARN",
)


def serve(folder, port=None, browser=True, extra=()):
    """Run JupyterLab until it is ended.

    Args:
        folder: the learner's folder, with the lessons in it.
        port: the port to use; by default JupyterLab looks for one.
        browser: False leaves the browser closed and only prints the address.
        extra: more arguments for JupyterLab.

    Raises:
        Problem: JupyterLab ended with an error.
    """
    ended_by_us, code = _run(arguments(folder, port, browser, extra), folder)
    if code and not ended_by_us:
        raise Problem(f"JupyterLab ended with code {code}; the lines above say why.")


def check_ready(port=None):
    """See that JupyterLab is there, and the port free; raises a Problem otherwise."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise Problem(f"JupyterLab is not installed; install it with `{sys.executable} -m pip install jupyterlab`.")
    if port is not None:
        check_port(port)


def arguments(folder, port=None, browser=True, extra=()):
    """The command line that starts JupyterLab."""
    page = f"/lab/tree/{START_PAGE}" if (folder / START_PAGE).exists() else "/lab"
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", f"--LabApp.default_url={page}"]
    command += _QUIET
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        command.append("--ServerApp.open_browser=False")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container; elsewhere nobody works as root by accident
        command.append("--ServerApp.allow_root=True")
    return [*command, *extra]


def environment():
    """Our defaults come before the system's and after the learner's own settings; the open tabs are the course's."""
    from dlcourse.grading.attempt import data_folder

    paths = [str(_CONFIG), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return {
        "JUPYTERLAB_WORKSPACES_DIR": str(data_folder() / "workspaces"),
        "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel of this installation, not one of the same name elsewhere
        **os.environ,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(paths),
    }


def check_port(port):
    """See that nobody listens on a port.

    Raises:
        Problem: it is taken, or not ours to use; the sentence names a free one.
    """
    refusal = _refusal(port)
    if refusal:
        free = next((each for each in [*range(port + 1, port + 50), *range(8888, 9888)] if not _refusal(each)), None)
        raise Problem(f"Port {port} is {refusal}; {f'try --port {free}' if free else 'leave --port out'}.")


def _refusal(port):
    """Why a port can't be had, or None. Each address that ``localhost`` means is taken for a moment."""
    if not 0 < port < 65536:
        return "not a port"
    for family, address in _localhost(port):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as server:
                if os.name == "posix":  # a port that was closed a moment ago is free, as it is for JupyterLab
                    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                server.bind(address)
        except PermissionError:
            return "reserved by the system"
        except OSError as error:
            if error.errno == errno.EADDRINUSE:  # other errors: no such address here, IPv6 switched off
                return "in use by another program"
    return None


def _localhost(port):
    try:
        return {(each[0], each[4]) for each in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM)}
    except OSError:
        return {(socket.AF_INET, ("127.0.0.1", port))}


def _run(command, folder):
    """Run a server until it ends or is ended; returns whether we were asked to end it, and its exit code."""
    server = subprocess.Popen(command, cwd=folder, env=environment())

    def end(number, frame):
        server.terminate()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        return False, server.wait()
    except KeyboardInterrupt:
        return True, _end(server)
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(server):
    """Wait for a server that Ctrl-C (which reaches it too) or we have asked to end, and insist after a while."""
    for ask in (lambda: None, server.terminate, server.kill):
        ask()
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            return server.wait(5)
    return 1
