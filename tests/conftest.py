"""What all tests share: a store of their own, no network, and a running JupyterLab for those that ask."""

import contextlib
import ipaddress
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

# Set while pytest starts, so that notebooks and subprocesses inherit it: no test may touch a learner's attempts.
os.environ["DLCOURSE_DATA"] = tempfile.mkdtemp(prefix="dlcourse-test-")
os.environ["MPLBACKEND"] = "agg"
START_SECONDS = 90


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """A connection that would leave this machine fails, also where there is a network."""
    connect = socket.socket.connect

    def local_only(self, address):
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise OSError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(autouse=True)
def same_numbers_each_time():
    """Initial weights and dropout are drawn alike in every run, whichever tests ran before."""
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(20)


class Lab:
    """A JupyterLab that ``dlcourse lab`` has started."""

    token = "test"

    def __init__(self, process, port):
        self.process, self.port = process, port

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def get(self, path):
        """The JSON of one of the server's own pages."""
        with urllib.request.urlopen(self.url(path), timeout=10) as answer:
            return json.load(answer)

    def wait(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, urllib.error.URLError):
                return self.get("api/status")
            time.sleep(0.2)
        raise AssertionError(f"JupyterLab did not start: {self.process.poll()}")


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextlib.contextmanager
def running(folder, *options, **environment):
    port = free_port()
    options = [f"--IdentityProvider.token={Lab.token}", *options]
    command = [sys.executable, "-m", "dlcourse.cli", "lab", folder, "--no-browser", "--port", str(port), "--", *options]
    private = {
        f"JUPYTER_{name}_DIR": str(Path(folder).parent / "jupyter" / name) for name in ("CONFIG", "DATA", "RUNTIME")
    }
    private["DLCOURSE_DATA"] = str(Path(folder).parent / "data")
    with open(Path(folder).parent / "server.log", "w") as log:
        environment = {**os.environ, **private, **environment}
        process = subprocess.Popen(command, cwd=Path(folder).parent, env=environment, stdout=log, stderr=log)
        try:
            lab = Lab(process, port)
            lab.wait()
            yield lab
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def jupyterlab():
    """A context manager: ``with jupyterlab(folder) as lab`` runs ``dlcourse lab folder`` meanwhile."""
    return running
