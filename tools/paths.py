"""Where things are: one place for every path the tools share."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON = "shopee_krsc_connector"
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
ODOO_ROOT = ROOT / ".odoo"
#: Where Debian's package puts the `odoo` package, below the extracted root.
DIST_PACKAGES = Path("usr/lib/python3/dist-packages")


def cache_folder() -> Path:
    """Folder for downloads that several checkouts of one user can share."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "shopee-krsc-connector"


def demo_folder() -> Path:
    """Folder of the databases, files and logs of demo, tests and bench."""
    folder = os.environ.get("DEMO_DIR")
    return Path(folder).expanduser().resolve() if folder else ROOT / ".demo"


def odoo_source() -> Path:
    """Folder that holds the `odoo` package: the user's checkout if ODOO_HOME names one."""
    home = os.environ.get("ODOO_HOME")
    return Path(home).expanduser().resolve() if home else ODOO_ROOT / DIST_PACKAGES


def addons() -> list[str]:
    """Names of the addons in this checkout: the connector and those that join it with further apps."""
    return sorted(manifest.parent.name for manifest in ROOT.glob("*/__manifest__.py"))
