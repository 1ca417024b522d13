"""What stops the demo from starting is told in one line, before anything was changed."""

import socket
import subprocess
import sys

import pytest

from tools import processes
from tools.odoo_server import environment
from tools.paths import ROOT


@pytest.fixture
def start(tmp_path):
    """Start the demo in an empty folder, with settings, as `make demo` does."""

    def run(**settings):
        env = {**environment(), "DEMO_DIR": str(tmp_path), **settings}
        command = [sys.executable, "-m", "tools.demo"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env, timeout=60)

    return run


def test_a_busy_port_is_named_with_its_setting(start, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        free = str(processes.free_port())
        for busy, other in (("ODOO_PORT", "SIMULATOR_PORT"), ("SIMULATOR_PORT", "ODOO_PORT")):
            done = start(**{busy: port, other: free})
            assert done.returncode == 1
            assert done.stderr.startswith(f"error: port {port} cannot be used")
            assert busy in done.stderr
            assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ODOO_PORT": "8069x"}, "error: ODOO_PORT is '8069x': a port is a number from 1 to 65535"),
        ({"ODOO_PORT": "81", "SIMULATOR_PORT": "81"}, "error: ODOO_PORT and SIMULATOR_PORT are both 81"),
    ],
)
def test_a_wrong_setting_is_named(start, settings, message):
    done = start(**settings)
    assert (done.returncode, done.stderr.strip()) == (1, message)


def test_a_second_demo_in_one_folder_is_refused(start, tmp_path):
    with processes.exclusive(tmp_path / "demo.lock"):
        done = start()
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: a demo is running in {tmp_path}")
    assert len(done.stderr.splitlines()) == 1


def test_a_server_that_cannot_be_reached_is_named(start):
    ports = {"ODOO_PORT": str(processes.free_port()), "SIMULATOR_PORT": str(processes.free_port())}
    done = start(PGHOST="127.0.0.1", PGPORT="1", **ports)
    assert done.returncode == 1
    assert done.stderr.startswith("error: PostgreSQL on 127.0.0.1:1 cannot be reached")
    assert len(done.stderr.splitlines()) == 1
