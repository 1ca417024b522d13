"""Children end with their parent, and what a killed run leaves does not block the next one."""

import os
import signal
import socket
import subprocess
import sys
import time
from threading import Timer

import psutil
import pytest

from tools import processes
from tools.console import Trouble
from tools.paths import ROOT

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def wait_gone(pid):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def child(tmp_path):
    process = processes.spawn(SLEEP, tmp_path / "log")
    yield process
    process.kill()
    process.wait()


def test_a_busy_port_is_named_with_its_variable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"port {port} .*ODOO_PORT"):
            processes.check_port(port, "ODOO_PORT")
    processes.check_port(port, "ODOO_PORT")


def test_a_port_that_is_being_freed_is_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        Timer(0.3, taken.close).start()
        processes.check_port(port, "ODOO_PORT", patience=10)


@pytest.mark.parametrize("value", ["abc", "0", "70000", "-1"])
def test_a_wrong_port_is_refused(monkeypatch, value):
    monkeypatch.setenv("ODOO_PORT", value)
    with pytest.raises(Trouble, match="ODOO_PORT"):
        processes.port_from_environment("ODOO_PORT", 8069)


def test_stop_ends_what_the_child_started(tmp_path):
    script = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:]); print(child.pid, flush=True); child.wait()"
    )
    log = tmp_path / "log"
    parent = processes.spawn([sys.executable, "-c", script, *SLEEP], log)
    processes.wait_until(lambda: log.read_text().strip(), parent, 10, "child", log)
    grandchild = int(log.read_text())
    processes.stop(parent)
    assert wait_gone(grandchild)


def test_children_end_when_their_parent_is_killed(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from tools import processes;"
        "p = processes.spawn(sys.argv[2:], Path(sys.argv[1])); print(p.pid, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "log"), *SLEEP]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
    assert wait_gone(child)


def test_the_ledger_ends_what_a_killed_run_left(tmp_path, child):
    processes.Ledger(tmp_path / "ledger.json").add(child)
    assert processes.Ledger(tmp_path / "ledger.json").sweep() == 1
    assert child.wait(5) == -signal.SIGKILL
    assert processes.Ledger(tmp_path / "ledger.json").sweep() == 0


def test_the_ledger_leaves_a_later_process_with_the_same_number_alone(tmp_path, child):
    (tmp_path / "ledger.json").write_text(f"[[{child.pid}, 12345.0]]")
    assert processes.Ledger(tmp_path / "ledger.json").sweep() == 0
    assert child.poll() is None


@pytest.mark.parametrize("content", ["", "{}", "[[1", '[["a", 2]]'])
def test_a_damaged_ledger_is_empty(tmp_path, content):
    (tmp_path / "ledger.json").write_text(content)
    assert processes.Ledger(tmp_path / "ledger.json").sweep() == 0


def test_a_lock_ends_with_its_holder(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from tools import processes\n"
        "with processes.exclusive(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    )
    lock = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(lock)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Trouble, match="already"), processes.exclusive(lock, busy="already running"):
            pass
        holder.kill()
    with processes.exclusive(lock, busy="already running"):
        pass


def test_waiting_for_a_process_that_ended_names_its_log(tmp_path):
    log = tmp_path / "log"
    process = processes.spawn([sys.executable, "-c", "raise SystemExit(7)"], log)
    with pytest.raises(Trouble, match=f"code 7: see {log}"):
        processes.wait_until(lambda: False, process, 10, "it", log)
