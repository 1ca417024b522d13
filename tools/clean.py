"""Remove what demo, tests and bench have made: `make clean`. Needs nothing but Python."""

import contextlib
import fcntl
import os
import shutil
import signal
import time
from pathlib import Path

from tools.console import Trouble, run_main
from tools.paths import BUILD, ROOT, demo_folder

CACHES = (".ruff_cache", ".pytest_cache", ".hypothesis")


def main() -> None:
    folder = demo_folder()
    for lock in (folder / "demo.lock", folder / "postgres" / "users.lock"):
        check_unused(lock)
    stop_postgres(folder / "postgres" / "data")
    for path in (folder, BUILD, *(ROOT / name for name in CACHES)):
        if path.exists():
            print(f"removing {path}")
            shutil.rmtree(path)


def check_unused(lock: Path) -> None:
    """Raise a Trouble when a running tool holds the lock."""
    if not lock.exists():
        return
    with lock.open("a") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"a demo or a test run uses {lock.parent}: stop it first") from None


def stop_postgres(data: Path) -> None:
    """End a server that a killed run has left on this data."""
    with contextlib.suppress(OSError, ValueError):
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        while os.readlink(f"/proc/{pid}/cwd") == str(data):
            os.kill(pid, signal.SIGINT)
            time.sleep(0.5)


if __name__ == "__main__":
    run_main(main)
