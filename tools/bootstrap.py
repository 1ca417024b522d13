"""Make `.venv` and `.odoo`: everything the other tools need, from the system's Python alone.

Run with `python3 -m tools.bootstrap`. A second run finds the stamps of the first one and does
nothing; an interrupted run is resumed; two runs at once wait for each other.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path

from tools import debian
from tools.console import Trouble, run_logged, run_main, say
from tools.paths import BUILD, DIST_PACKAGES, ODOO_ROOT, ROOT, VENV, VENV_PYTHON, odoo_source

PYTHON_RANGE = ((3, 10), (3, 13))
LOG = BUILD / "bootstrap.log"
CONSTRAINTS = ROOT / "tools" / "constraints.txt"
#: Add-ons from PyPI: their metadata asks for a PyPI package `odoo`, so without dependencies.
ADDONS = ROOT / "tools" / "requirements-addons.txt"
REQUIREMENTS = [
    ROOT / "requirements.txt",
    ROOT / "tools" / "requirements-odoo.txt",
    ROOT / "tools" / "requirements-test.txt",
    ROOT / "tools" / "requirements-lint.txt",
]
#: Odoo's Debian package links to jQuery and fonts of these; Font Awesome 4 is in no later release.
ODOO_PACKAGES = [
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-inconsolata",
    "fonts-font-awesome/bookworm",
]
#: Debian leaves this file out (blur of video calls); each browser page would log an error.
MISSING_SCRIPT = Path("odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js")


def main() -> None:
    check_python()
    check_odoo_home()
    with _locked():
        prepare_venv()
        prepare_odoo()


def check_python() -> None:
    lowest, highest = PYTHON_RANGE
    if not lowest <= sys.version_info[:2] <= highest:
        raise Trouble(
            f"Python {lowest[0]}.{lowest[1]} to {highest[0]}.{highest[1]} is needed, this is "
            f"{sys.version.split()[0]}: name another one with `make PYTHON=python3.12 ...`"
        )


def check_odoo_home() -> None:
    """Raise a Trouble when ODOO_HOME names something else than an Odoo 19 checkout."""
    if os.environ.get("ODOO_HOME"):
        _check_version(odoo_source(), "ODOO_HOME")


@contextlib.contextmanager
def _locked():
    """Hold the lock of this checkout's set-up; wait for another run that holds it."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "bootstrap.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this checkout")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(*parts) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _is_stamped(folder: Path, digest: str) -> bool:
    with contextlib.suppress(OSError):
        return (folder / ".stamp").read_text() == digest
    return False


def prepare_venv() -> None:
    """Make or update the virtual environment; its stamp covers Python and all requirements."""
    files = [*REQUIREMENTS, ADDONS, CONSTRAINTS]
    digest = _digest(sys.version_info[:2], VENV, odoo_source(), *(path.read_text() for path in files))
    if _is_stamped(VENV, digest):
        return
    if not _is_usable_venv():
        _make_venv()
    (VENV / ".stamp").unlink(missing_ok=True)
    say("installing Python packages")
    uv = [VENV / "bin" / "uv", "pip", "install", "--python", VENV_PYTHON, "-c", CONSTRAINTS]
    options = {"env": {**os.environ, "UV_LINK_MODE": "copy"}}
    wanted = [part for path in REQUIREMENTS for part in ("-r", path)]
    run_logged([*uv, *wanted], LOG, "installing Python packages", **options)
    run_logged([*uv, "--no-deps", "-r", ADDONS], LOG, "installing add-ons", **options)
    (_site_packages() / "odoo.pth").write_text(f"{odoo_source()}\n")
    (VENV / ".stamp").write_text(digest)


def _is_usable_venv() -> bool:
    """Whether a finished environment of this Python is there (an unfinished one has no stamp)."""
    return (VENV / ".stamp").exists() and (VENV / "bin" / "uv").exists() and _site_packages().exists()


def _site_packages() -> Path:
    return VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"


def _make_venv() -> None:
    say(f"making the virtual environment with Python {sys.version.split()[0]}")
    if importlib.util.find_spec("venv") is None:
        raise Trouble("this Python has no module venv: install python3-venv")
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV]
    run_logged(command, LOG, "making the virtual environment")
    if importlib.util.find_spec("ensurepip"):
        run_logged([VENV_PYTHON, "-m", "ensurepip"], LOG, "installing pip")
        pip = [VENV_PYTHON, "-m", "pip"]
    else:
        pip = [VENV_PYTHON, _pip_wheel() / "pip"]
    command = [*pip, "install", "--quiet", "-c", CONSTRAINTS, "uv"]
    run_logged(command, LOG, "installing the package installer uv")


def _pip_wheel() -> Path:
    """pip itself, for a Debian machine without python3-venv (which carries it there)."""
    folder = BUILD / "pip"
    debian.extract(debian.fetch(["python3-pip-whl"]), folder)
    return next((folder / "usr" / "share" / "python-wheels").glob("pip-*.whl"))


def prepare_odoo() -> None:
    """Extract Odoo 19 into `.odoo`, unless ODOO_HOME names another one."""
    if os.environ.get("ODOO_HOME"):
        return
    digest = _digest(*ODOO_PACKAGES, MISSING_SCRIPT)
    if _is_stamped(ODOO_ROOT, digest):
        return
    say("getting Odoo 19")
    partial = ODOO_ROOT.with_name(".odoo.partial")
    shutil.rmtree(partial, ignore_errors=True)
    debian.extract(debian.fetch(ODOO_PACKAGES), partial)
    source = partial / DIST_PACKAGES
    _check_version(source, "the downloaded package")
    script = source / MISSING_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("/* Placeholder: this library is not part of Debian's Odoo. */\n")
    (partial / ".stamp").write_text(digest)
    shutil.rmtree(ODOO_ROOT, ignore_errors=True)
    partial.rename(ODOO_ROOT)


def _check_version(source: Path, name: str) -> None:
    release = source / "odoo" / "release.py"
    if not release.exists():
        raise Trouble(f"{name} ({source}) holds no Odoo: {release} is missing")
    version = re.search(r"^version_info = \((\d+), *(\d+)", release.read_text(), re.MULTILINE)
    if not version or version.groups() != ("19", "0"):
        found = ".".join(version.groups()) if version else "unknown"
        raise Trouble(f"{name} ({source}) is Odoo {found}, this add-on needs 19.0")


if __name__ == "__main__":
    run_main(main)
