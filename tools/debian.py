"""Get Debian packages without root: a private apt state that checks the archive's signature."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tools.console import Trouble, run_logged, say
from tools.paths import BUILD, cache_folder

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LOG = BUILD / "debian.log"
SUITES = ("sid", "bookworm")
#: Releases by which a line of the machine's apt configuration is known as Debian's own archive.
RELEASES = re.compile(
    r"^(bookworm|trixie|forky|duke|sid|(old){0,2}stable|testing|unstable)(-updates|-backports)?$"
)


def fetch(packages: list[str]) -> list[Path]:
    """Download `name` (from sid) or `name/suite` packages; return the .deb files.

    Files of an earlier run are used when their checksums still hold.
    """
    recipe = hashlib.sha256(" ".join(packages).encode()).hexdigest()[:16]
    folder = _debs_folder() / recipe
    found = _cached(folder)
    if found:
        return found
    for tool in ("apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            raise Trouble(
                f"{tool} is not on this machine, so Odoo 19 cannot be downloaded from Debian: "
                "set ODOO_HOME to an Odoo 19 checkout"
            )
    return _download(packages, folder)


def extract(debs: list[Path], target: Path) -> None:
    """Unpack packages into one root folder."""
    target.mkdir(parents=True, exist_ok=True)
    for deb in debs:
        run_logged(["dpkg-deb", "-x", deb, target], LOG, f"unpacking {deb.name}")


def _debs_folder() -> Path:
    folder = cache_folder() / "debs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return BUILD / "debs"
    return folder if os.access(folder, os.W_OK) else BUILD / "debs"


def _cached(folder: Path) -> list[Path]:
    """The files of a finished download whose checksums still hold, else an empty list."""
    try:
        sums = json.loads((folder / "sha256.json").read_text())
        debs = [folder / name for name in sums]
        return debs if all(_sha256(deb) == sums[deb.name] for deb in debs) else []
    except (OSError, ValueError):
        return []


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _download(packages: list[str], folder: Path) -> list[Path]:
    partial = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    options = _private_state(partial)
    say(f"reading Debian's package lists ({', '.join(SUITES)})")
    run_logged(["apt-get", "update", "--error-on=any", *options], LOG, "reading Debian's package lists")
    say(f"downloading {len(packages)} Debian packages")
    debs = partial / "debs"
    debs.mkdir()
    wanted = [name if "/" in name else f"{name}/{SUITES[0]}" for name in packages]
    run_logged(
        ["apt-get", "download", *options, *wanted],
        LOG,
        "downloading Odoo 19 from Debian",
        cwd=debs,
    )
    sums = {deb.name: _sha256(deb) for deb in sorted(debs.iterdir())}
    (debs / "sha256.json").write_text(json.dumps(sums, indent=1))
    shutil.rmtree(folder, ignore_errors=True)
    debs.rename(folder)
    shutil.rmtree(partial, ignore_errors=True)
    return _cached(folder)


def _private_state(folder: Path) -> list[str]:
    """Make an apt state of our own below `folder`; return the options that select it."""
    if not KEYRING.exists():
        raise Trouble(
            f"{KEYRING} is missing, so Debian's signature cannot be checked: "
            "install debian-archive-keyring or set ODOO_HOME to an Odoo 19 checkout"
        )
    for name in ("sources", "lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    (folder / "sources" / "debian.sources").write_text(
        f"Types: deb\nURIs: {_mirror()}\nSuites: {' '.join(SUITES)}\nComponents: main\nSigned-By: {KEYRING}\n"
    )
    settings = {
        "Dir::Etc::SourceList": "/dev/null",
        "Dir::Etc::SourceParts": folder / "sources",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def _mirror() -> str:
    """The Debian mirror that this machine's own apt configuration names."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)"],
        capture_output=True,
        text=True,
    )
    for line in listed.stdout.splitlines():
        uri, release, component = (line.split() + ["", "", ""])[:3]
        if component == "main" and RELEASES.match(release):
            return uri
    raise Trouble(
        "apt's configuration names no Debian mirror, so Odoo 19 cannot be downloaded: "
        "set ODOO_HOME to an Odoo 19 checkout"
    )
