"""Run every test and add up what happened: `make test`.

Four parts: `pure` (library, contract, simulator and tools, without a database), `odoo` (the addon's own
tests, in a database copied from the template), `kits` (those of the addon for Manufacturing, in a database
that has it) and `system` (real Odoo, simulator and browser). Arguments choose parts:
`python -m tools.testrun pure odoo`. A skipped test fails the run unless it lacks a browser that this machine
does not have.
"""

import argparse
import os
import subprocess
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from tools import chromium, postgres
from tools.console import Trouble, run_main, say
from tools.databases import Databases
from tools.odoo_server import environment
from tools.paths import ADDON, BUILD, ROOT, VENV_PYTHON, addons, demo_folder

REPORTS = BUILD / "tests"
FOLDERS = {
    "pure": ["tests/unit", "tests/contract", "tests/simulator", "tests/tools"],
    "odoo": [f"{ADDON}/tests"],
    "kits": [f"{name}/tests" for name in addons() if name != ADDON],
    "system": ["tests/e2e", "tests/faults"],
}
#: Templates of the parts that run inside Odoo.
LAYERS_OF = {"odoo": "addon", "kits": "kits"}
#: What our own browser fixture and Odoo say when there is no browser.
BROWSER_REASONS = ("no browser", "Chrome executable not found", "chrome")
NO_TESTS_COLLECTED = 5


@dataclass
class Result:
    """Outcome of one part; `problems` are lines that name what did not pass."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    problems: list[str] = field(default_factory=list)

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make test", description=__doc__.split("\n", 1)[0])
    parser.add_argument("parts", nargs="*", choices=[[], *FOLDERS], help="parts to run (all)")
    parts = parser.parse_args().parts or list(FOLDERS)
    browser = chromium.ensure()
    if not browser:
        say(f"there is no browser: browser tests are skipped; {chromium.ADVICE} to run them")
    results = run_parts(parts, has_browser=bool(browser))
    return report(results, has_browser=bool(browser))


def run_parts(parts: list[str], has_browser: bool) -> list[Result]:
    results = []
    if "pure" in parts:
        results.append(run_pytest("pure", ["-p", "no:odoo"], has_browser))
    if not {"odoo", "kits", "system"}.intersection(parts):
        return results
    with postgres.running(demo_folder() / "postgres") as connection:
        databases = Databases(connection, demo_folder())
        runs = {"odoo": partial(_run_odoo, "odoo"), "kits": partial(_run_odoo, "kits"), "system": _run_system}
        for name, run in runs.items():
            if name in parts:
                results.append(_guarded(name, run, databases, has_browser))
    return results


def _guarded(name: str, run, *arguments) -> Result:
    """What cannot even start counts as failed, and the other parts run."""
    try:
        return run(*arguments)
    except Trouble as error:
        say(f"part {name}: {error}")
        return Result(name, failed=1, problems=[f"{name}: {error}"])


def _run_system(databases: Databases, has_browser: bool) -> Result:
    databases.template("ready")
    return run_pytest("system", ["-p", "no:odoo"], has_browser)


def _run_odoo(part: str, databases: Databases, has_browser: bool) -> Result:
    template = databases.template(LAYERS_OF[part])
    with databases.temporary(template, f"shopee_test_{os.getpid()}") as name:
        options = [f"--odoo-config={databases.config(name)}", "--odoo-http", "--odoo-log-level=warn"]
        return run_pytest(part, options, has_browser, env=environment())


def run_pytest(name: str, options: list[str], has_browser: bool, **process) -> Result:
    """Run the tests of one part; its output goes to the terminal."""
    folders = [folder for folder in FOLDERS[name] if has_tests(ROOT / folder)]
    if not folders:
        say(f"part {name}: there are no tests")
        return Result(name)
    say(f"part {name}: {' '.join(folders)}")
    REPORTS.mkdir(parents=True, exist_ok=True)
    junit = REPORTS / f"{name}.xml"
    junit.unlink(missing_ok=True)
    command = [VENV_PYTHON, "-m", "pytest", *options, f"--junitxml={junit}", *folders]
    started = time.monotonic()
    done = subprocess.run(list(map(str, command)), cwd=ROOT, stdin=subprocess.DEVNULL, **process)
    result = read_report(name, junit, has_browser)
    result.seconds = time.monotonic() - started
    if done.returncode and not result.failed:
        reason = "collected no test" if done.returncode == NO_TESTS_COLLECTED else "did not finish"
        result.failed += 1
        result.problems.append(f"{name}: pytest {reason} (exit code {done.returncode})")
    return result


def has_tests(folder: Path) -> bool:
    return any(folder.rglob("test_*.py"))


def read_report(name: str, junit: Path, has_browser: bool) -> Result:
    """Count a junit report; a test is failed once, whatever else went wrong around it."""
    result = Result(name)
    if not junit.exists():
        return result
    for case in ElementTree.parse(junit).getroot().iter("testcase"):
        title = f"{case.get('classname')}::{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
            result.problems.append(f"failed: {title}")
        elif skipped is None:
            result.passed += 1
        elif is_expected_skip(skipped.get("message") or "", has_browser):
            result.skipped += 1
            result.problems.append(f"skipped, no browser: {title}")
        else:
            result.failed += 1
            result.problems.append(f"skipped without need: {title} ({skipped.get('message')})")
    return result


def is_expected_skip(reason: str, has_browser: bool) -> bool:
    return not has_browser and any(text in reason for text in BROWSER_REASONS)


def report(results: list[Result], has_browser: bool) -> int:
    """Print the sums; return the exit code."""
    print()
    for result in results:
        print("\n".join(result.problems), end="\n" if result.problems else "")
    for result in results:
        print(f"{result.name:8} {result.seconds:6.0f} s  {result.line()}")
    if not has_browser:
        print(f"Browser tests were skipped: {chromium.ADVICE} to run them.")
    total = Result("total")
    for result in results:
        total.passed += result.passed
        total.failed += result.failed
        total.skipped += result.skipped
    print(total.line(), flush=True)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    run_main(main)
