"""Run every linter: `make lint`. All of them run; one that complains makes the command fail."""

import subprocess
import time

from tools.console import run_main, say
from tools.odoo_server import environment
from tools.paths import ROOT, VENV, addons

BIN = VENV / "bin"


def main() -> int:
    failed = []
    for name, commands in linters().items():
        contents = [run(name, command) for command in commands]
        if not all(contents):
            failed.append(name)
    print(f"linters that complain: {', '.join(failed)}" if failed else "no linter complains", flush=True)
    return 1 if failed else 0


def linters() -> dict[str, list[list]]:
    """Commands of each linter."""
    modules = addons()
    return {
        "ruff": [[BIN / "ruff", "check", "--no-cache", "."]],
        "pylint-odoo": [[BIN / "pylint", "--rcfile=.pylintrc", *modules]],
        "oca-checks-odoo-module": [[BIN / "oca-checks-odoo-module", ROOT / name] for name in modules],
        "oca-checks-po": [[BIN / "oca-checks-po", *files] for name in modules if (files := _po_files(name))],
    }


def _po_files(addon: str) -> list:
    return sorted([*(ROOT / addon / "i18n").glob("*.po"), *(ROOT / addon / "i18n").glob("*.pot")])


def run(name: str, command: list) -> bool:
    """Run one command with its output on the terminal; tell whether it was content."""
    started = time.monotonic()
    env = {**environment(), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(list(map(str, command)), cwd=ROOT, stdin=subprocess.DEVNULL, env=env)
    say(f"{name}: {'complains' if done.returncode else 'ok'} ({time.monotonic() - started:.1f} s)")
    return not done.returncode


if __name__ == "__main__":
    run_main(main)
