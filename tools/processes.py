"""Child processes that end with their parent and leave nothing behind."""

import contextlib
import fcntl
import json
import os
import socket
import subprocess
import time
from pathlib import Path

import psutil

from tools.console import Trouble, die_with_parent


def spawn(command: list, log: Path, **options) -> subprocess.Popen:
    """Start a command in a session of its own, its output appended to `log`.

    It gets SIGTERM when this process dies, however that happens. Ctrl-C does not reach it: whoever
    started it stops its children one after the other.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (one call of the C library)
            **options,
        )


def stop(process: subprocess.Popen, timeout: float = 20) -> None:
    """End a spawned process and everything it started: first politely, then for certain."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout)
    kill_session(process.pid)
    process.wait()


def kill_session(session: int) -> None:
    """SIGKILL every process of a session that `spawn` made, and wait until they are gone."""
    members = [process for process in psutil.process_iter() if _session_of(process) == session]
    for process in members:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_gone(members, timeout=10)


def wait_gone(members: list[psutil.Process], timeout: float) -> list[psutil.Process]:
    """Wait until the processes have ended; return those that have not.

    A process that has ended and was not collected by its parent (not every container's first process
    does that) counts as ended, and our own children are left for their `Popen` to collect.
    """
    deadline = time.monotonic() + timeout
    while (alive := [process for process in members if is_alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


def is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error, OSError):
        if not process.is_running():
            return False
        # The first thread may have ended while another one still holds files and ports.
        return process.status() != psutil.STATUS_ZOMBIE or len(os.listdir(f"/proc/{process.pid}/task")) > 1
    return False


def _session_of(process: psutil.Process) -> int | None:
    with contextlib.suppress(OSError):
        return os.getsid(process.pid)
    return None


class Ledger:
    """The spawned processes of a folder, on disk: what a killed run has left is ended by the next."""

    def __init__(self, path: Path):
        self.path = path

    def add(self, process: subprocess.Popen) -> None:
        entries = [*self._read(), [process.pid, psutil.Process(process.pid).create_time()]]
        self._write(entries)

    def sweep(self) -> int:
        """End what earlier runs left; return how many sessions had a living process."""
        swept = 0
        for pid, created in self._read():
            if self._is_ours(pid, created):
                swept += 1
                kill_session(pid)
        self.path.unlink(missing_ok=True)
        return swept

    @staticmethod
    def _is_ours(pid: int, created: float) -> bool:
        """Whether the session still belongs to the recorded process and not to a later namesake."""
        members = [process for process in psutil.process_iter() if _session_of(process) == pid]
        with contextlib.suppress(psutil.NoSuchProcess):
            if abs(psutil.Process(pid).create_time() - created) >= 1:
                return False
        return any(map(is_alive, members))

    def _read(self) -> list:
        try:
            return [(int(pid), float(created)) for pid, created in json.loads(self.path.read_text())]
        except (OSError, ValueError, TypeError):
            return []

    def _write(self, entries: list) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps(entries))
        partial.replace(self.path)


@contextlib.contextmanager
def exclusive(path: Path, busy: str | None = None):
    """Hold a lock file; wait for another holder, or with `busy` raise that text as a Trouble.

    The kernel drops the lock with its holder, so a killed run never blocks the next one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0))
        except BlockingIOError:
            raise Trouble(busy) from None
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_port(port: int, variable: str, patience: float = 2) -> None:
    """Raise a Trouble when something listens on a port that we were asked to use.

    A process that is ending gets some seconds for it.
    """
    deadline = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return
            except OSError as error:
                reason = error.strerror
        if time.monotonic() > deadline:
            raise Trouble(f"port {port} cannot be used ({reason}): set {variable} to another one")
        time.sleep(0.1)


def port_from_environment(variable: str, default: int) -> int:
    value = os.environ.get(variable) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise Trouble(f"{variable} is {value!r}: a port is a number from 1 to 65535")
    return int(value)


def wait_until(is_ready, process: subprocess.Popen, timeout: float, what: str, log: Path) -> None:
    """Wait until `is_ready()` is true; a Trouble when the process ends or time is over."""
    deadline = time.monotonic() + timeout
    while not is_ready():
        if process.poll() is not None:
            raise Trouble(f"{what} has ended with code {process.returncode}: see {log}")
        if time.monotonic() > deadline:
            raise Trouble(f"{what} is not ready after {timeout:.0f} s: see {log}")
        time.sleep(0.1)
