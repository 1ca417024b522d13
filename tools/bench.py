"""Measure throughput: `make bench`.

Runs the measurements that the files `tests/bench/bench_*.py` register with `@bench`, each file in a process
of its own on a fresh copy of the template `ready`; writes `build/bench.json` and prints a table. Arguments
choose files: `python -m tools.bench orders` runs `bench_orders.py`.
"""

import argparse
import contextlib
import json
import os
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tools import postgres, processes
from tools.console import Trouble, run_logged, run_main, say
from tools.databases import Databases
from tools.odoo_server import OdooServer, environment
from tools.paths import BUILD, ROOT, VENV_PYTHON, demo_folder

FOLDER = ROOT / "tests" / "bench"
RESULT = BUILD / "bench.json"
LOG = BUILD / "bench.log"
COLUMNS = ("value", "unit", "baseline", "baseline_value", "ratio")
BENCHES: list[Callable] = []


def bench(function: Callable) -> Callable:
    """Register a measurement: `function(context: Context) -> list of rows`, see `row`."""
    BENCHES.append(function)
    return function


def row(name: str, value: float, unit: str, baseline: str = "", baseline_value: float | None = None) -> dict:
    """One line of the result.

    :param baseline: what the value is compared with, in words
    :param baseline_value: its value in the same unit; the ratio is value / baseline_value
    """
    ratio = value / baseline_value if baseline_value else None
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": None if baseline_value is None else round(baseline_value, 3),
        "ratio": None if ratio is None else round(ratio, 3),
    }


class Context:
    """What a measurement works with: an Odoo registry in this process, and a simulator in another one."""

    def __init__(self, registry):
        self.registry = registry

    @contextlib.contextmanager
    def env(self, **context):
        """Environment of the superuser on a cursor of its own, committed at the end."""
        from odoo import SUPERUSER_ID, api

        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, context)

    @contextlib.contextmanager
    def simulator(self, **options):
        """A simulator as its own process; gives its URL.

        :param options: options of `python -m simulator`: items, orders, seed, latency_ms, ...
        """
        port = processes.free_port()
        arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        command = [VENV_PYTHON, "-m", "simulator", f"--port={port}", *arguments]
        process = processes.spawn(command, LOG, cwd=ROOT)
        url = f"http://127.0.0.1:{port}"
        try:
            processes.wait_until(lambda: _answers(f"{url}/_sim/calls"), process, 120, "the simulator", LOG)
            yield url
        finally:
            processes.stop(process)

    @contextlib.contextmanager
    def server(self, workers: int = 2, channels: str = "root:2"):
        """A real Odoo with queue_job on the database of this measurement, for what happens by itself."""
        from odoo.tools import config

        connection = postgres.Connection(
            config["db_host"], int(config["db_port"]), config["db_user"], config["db_password"] or ""
        )
        name, data_dir = self.registry.db_name, Path(config["data_dir"])
        folder = BUILD / "bench"
        with OdooServer(
            connection, name, folder, data_dir, workers=workers, channels=channels, log_level="warn"
        ) as server:
            yield server


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except OSError:
        return False


@contextlib.contextmanager
def stopwatch():
    """Gives a list; its first item is the seconds that the block took."""
    result = []
    started = time.perf_counter()
    yield result
    result.append(time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.split("\n", 1)[0])
    parser.add_argument("names", nargs="*", help="bench files to run, without bench_ and .py (all)")
    names = parser.parse_args().names
    files = [FOLDER / f"bench_{name}.py" for name in names] or sorted(FOLDER.glob("bench_*.py"))
    for file in files:
        if not file.exists():
            raise Trouble(f"there is no bench {file}")
    rows = []
    with postgres.running(demo_folder() / "postgres") as connection:
        databases = Databases(connection, demo_folder())
        template = databases.template("ready")
        for file in files:
            say(f"measuring {file.stem.removeprefix('bench_')}")
            rows += run_file(databases, template, file)
    write(rows)
    print(table(rows), flush=True)


def run_file(databases: Databases, template: str, file: Path) -> list[dict]:
    """Run one bench file in a process of its own; return its rows."""
    output = BUILD / f"{file.stem}.json"
    output.unlink(missing_ok=True)
    with databases.temporary(template, f"shopee_bench_{os.getpid()}") as name:
        command = [VENV_PYTHON, "-m", "tools.bench_worker", databases.config(name), name, file, output]
        run_logged(command, LOG, f"measuring {file.stem}", cwd=ROOT, env=environment())
    return json.loads(output.read_text())


def write(rows: list[dict]) -> None:
    """Write the result file; rows of earlier runs that were not measured again stay."""
    known = {}
    with contextlib.suppress(OSError, ValueError):
        known = json.loads(RESULT.read_text())
    known.update({line["name"]: {column: line[column] for column in COLUMNS} for line in rows})
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")


def table(rows: list[dict]) -> str:
    lines = [["name", *COLUMNS]]
    lines += [["" if line[c] is None else str(line[c]) for c in ("name", *COLUMNS)] for line in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return "\n".join(texts)


if __name__ == "__main__":
    run_main(main)
