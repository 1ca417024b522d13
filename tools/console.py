"""What the tools say to a person: progress lines and one-line errors."""

import ctypes
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

START = time.monotonic()
#: How apt, uv, PostgreSQL and Python begin the line that says what went wrong.
ERROR_LINE = re.compile(r"(E|error|ERROR|FATAL|[\w.]*(Error|Exception|Violation)):|.*\bFATAL: ")
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class Trouble(Exception):
    """Something the user can understand and act on; its text is one line."""


def say(text: str) -> None:
    """Print a progress line with the seconds since the start."""
    print(f"[{time.monotonic() - START:6.1f} s] {text}", flush=True)


def run_main(main) -> None:
    """Run `main() -> int | None`; a `Trouble` becomes one line and exit code 1."""
    try:
        sys.exit(main() or 0)
    except Trouble as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def run_logged(command: list, log: Path, what: str, **options) -> None:
    """Run a command with its output appended to `log`; failure names `what` and the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    with log.open("ab") as output:
        start = output.tell()
        output.write(f"$ {' '.join(map(str, command))}\n".encode())
        output.flush()
        try:
            done = subprocess.run(
                command,
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent,  # noqa: PLW1509 (one call of the C library)
                **options,
            )
        except FileNotFoundError:
            raise Trouble(f"{what} failed: the command {command[0]!r} is not installed") from None
    if done.returncode:
        raise Trouble(f"{what} failed ({_reason(log, start)}); the whole output is in {log}")


def die_with_parent() -> None:
    """Run in a new child: it gets SIGTERM when its parent dies, however that happens."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _reason(log: Path, start: int) -> str:
    """The last line from `start` on that names an error, else the last line."""
    with log.open("rb") as output:
        output.seek(start)
        lines = [line.strip() for line in output.read().decode(errors="replace").splitlines()]
    errors = [line for line in lines if ERROR_LINE.match(line)]
    return (errors or [line for line in lines if line] or [""])[-1][:200]
