"""What all tests share: a store of their own, and no network."""

import ipaddress
import os
import socket
import tempfile

import pytest

# Set while pytest starts, so that notebooks and subprocesses inherit it: no test may touch a learner's attempts.
os.environ["DLCOURSE_DATA"] = tempfile.mkdtemp(prefix="dlcourse-test-")
os.environ["MPLBACKEND"] = "agg"


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
