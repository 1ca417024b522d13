"""Template databases, built once and copied, and the copies.

Layers, each a copy of the one it stands on: `deps` (the modules the addon depends on), `addon` (the addon
installed, for its own tests), `kits` (with Manufacturing and the addon that joins both, for the tests of
that one) and `ready` (a Korean seller's company, logins and languages, for demo, end-to-end tests and
bench). The name of a template ends in a digest of all it was made from:
a changed source makes another template, and the outdated one is dropped.
"""

import contextlib
import hashlib
import shutil
from datetime import date
from pathlib import Path

from psycopg2 import sql

from tools import processes
from tools.bootstrap import ADDONS as ADDON_REQUIREMENTS
from tools.console import run_logged, say
from tools.odoo_server import run_once, write_config
from tools.paths import ADDON, BUILD, ROOT, VENV, VENV_PYTHON, addons, odoo_source
from tools.postgres import Connection

DEPENDENCIES = ["sale_management", "sale_stock", "stock_delivery", "queue_job"]
#: Layer -> the one it stands on.
LAYERS = {"deps": None, "addon": "deps", "kits": "addon", "ready": "addon"}
#: Files of an addon that do not end up in a database.
IGNORED = ("__pycache__", "tests", "readme")
PREPARATION = [ROOT / "tools" / "prepare.py", ROOT / "tools" / "seller.py"]
LOG = BUILD / "databases.log"


class Databases:
    """The databases of one PostgreSQL server whose files are below `folder`."""

    def __init__(self, connection: Connection, folder: Path):
        self.connection = connection
        self.data_dir = folder / "odoo"
        self.folder = folder

    def template(self, layer: str) -> str:
        """Name of the up-to-date template of a layer, built if need be."""
        with processes.exclusive(self.folder / "templates.lock"):
            return self._ensure(layer)

    def copy(self, source: str, target: str) -> None:
        """Make `target` a copy of `source`, replacing an older `target`."""
        self.drop(target)
        self._execute("CREATE DATABASE {} TEMPLATE {}", target, source)
        # Files of the filestore are never changed in place, so links are enough.
        if self.filestore(source).exists():
            shutil.copytree(self.filestore(source), self.filestore(target), copy_function=_link)

    def drop(self, database: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        shutil.rmtree(self.filestore(database), ignore_errors=True)

    def exists(self, database: str) -> bool:
        """Whether the database is there together with its files."""
        return self.is_taken(database) and self.filestore(database).exists()

    def is_taken(self, database: str) -> bool:
        """Whether the server has a database of this name, ours or not."""
        return bool(self.connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]))

    def filestore(self, database: str) -> Path:
        return self.data_dir / "filestore" / database

    @contextlib.contextmanager
    def temporary(self, source: str, name: str):
        """A copy of `source` while the block runs; gives its name."""
        self.copy(source, name)
        try:
            yield name
        finally:
            self.drop(name)

    # ------------------------------------------------------------
    # TEMPLATES
    # ------------------------------------------------------------

    def _ensure(self, layer: str) -> str:
        name = f"{self._prefix(layer)}{digest(layer)}"
        if self.exists(name):
            return name
        source = self._ensure(LAYERS[layer]) if LAYERS[layer] else None
        building = f"{self._prefix(layer)}building"
        if source:
            self.copy(source, building)
        else:
            self.drop(building)
            self._execute("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", building)
        getattr(self, f"_build_{layer}")(building)
        self._drop_outdated(layer)
        self.filestore(building).mkdir(parents=True, exist_ok=True)
        self.filestore(building).rename(self.filestore(name))
        self._execute("ALTER DATABASE {} RENAME TO {}", building, name)
        return name

    def _prefix(self, layer: str) -> str:
        """Names differ by folder and checkout: several may share one server."""
        place = hashlib.sha256(f"{ROOT}\n{self.folder}".encode()).hexdigest()[:6]
        return f"shopee_{place}_{layer}_"

    def _drop_outdated(self, layer: str) -> None:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s"
        prefix = self._prefix(layer)
        for (name,) in self.connection.execute(query, [prefix, f"{prefix}building"]):
            self.drop(name)
        for left in self.filestore("").glob(f"{prefix}*"):
            if left.name != f"{prefix}building":
                shutil.rmtree(left)

    def _build_deps(self, database: str) -> None:
        say("installing Odoo's Sales, Inventory and the job queue (about a minute)")
        self._odoo(database, "installing Odoo's modules", "-i", ",".join(DEPENDENCIES))

    def _build_addon(self, database: str) -> None:
        say("installing the addon")
        self._odoo(database, "installing the addon", "-i", ADDON)

    def _build_kits(self, database: str) -> None:
        say("installing Manufacturing and what joins it with the addon")
        self._odoo(database, "installing Manufacturing", "-i", ",".join(addons()))

    def _build_ready(self, database: str) -> None:
        say("preparing company, logins and languages")
        self._odoo(database, "installing the Korean chart of accounts", "-i", "l10n_kr")
        config = self.config(database)
        command = [VENV_PYTHON, "-m", "tools.prepare", config, database]
        run_logged(command, LOG, "preparing company, logins and languages", cwd=ROOT)

    def _odoo(self, database: str, what: str, *arguments) -> None:
        run_once(self.config(database), LOG, what, *arguments)

    def update(self, database: str) -> None:
        """Bring a database to the sources of the addon, and of those on top of it that are installed."""
        self._odoo(database, "updating the addon", "-u", ADDON)

    def config(self, database: str) -> Path:
        """Configuration file for commands that run on a database without serving it."""
        path = self.folder / "commands" / f"{database}.conf"
        return write_config(path, self.connection, database, self.data_dir, max_cron_threads=0)

    def _execute(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        self.connection.execute(query)


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def digest(layer: str) -> str:
    """Digest of everything a template of this layer is made from."""
    content = hashlib.sha256()
    version = odoo_source() / "odoo" / "release.py"
    for path in (version, ADDON_REQUIREMENTS, VENV / ".stamp"):
        content.update(path.read_bytes() if path.exists() else b"")
    if layer != "deps":
        for path in _addon_files(addons() if layer == "kits" else [ADDON]):
            content.update(f"{path.relative_to(ROOT)}\n".encode())
            content.update(path.read_bytes())
    if layer == "ready":
        for path in PREPARATION:
            content.update(path.read_bytes())
        # Its currency rates are of the day it was made, and old ones count for nothing.
        content.update(date.today().strftime("%G week %V").encode())
    return content.hexdigest()[:16]


def _addon_files(names: list[str]) -> list[Path]:
    files = (path for name in names for path in (ROOT / name).rglob("*") if path.is_file())
    return sorted(path for path in files if not set(path.relative_to(ROOT).parts).intersection(IGNORED))
