"""An Odoo process with queue_job, for demo, tests and bench."""

import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from tools import processes
from tools.console import Trouble, run_logged
from tools.paths import ROOT, VENV_PYTHON
from tools.postgres import Connection
from tools.rpc import Session

SERVER_WIDE_MODULES = "base,web,queue_job"


def write_config(path: Path, connection: Connection, database: str, data_dir: Path, **settings) -> Path:
    """Write an Odoo configuration that listens on 127.0.0.1 only; `settings` extend or replace it.

    A setting `channels` becomes queue_job's.
    """
    channels = settings.pop("channels", "root:2")
    options = {
        "addons_path": ROOT,
        "data_dir": data_dir,
        "db_host": connection.host,
        "db_port": connection.port,
        "db_user": connection.user,
        **({"db_password": connection.password} if connection.password else {}),
        "db_name": database,
        "dbfilter": f"^{database}$",
        "http_interface": "127.0.0.1",
        "list_db": False,
        "server_wide_modules": SERVER_WIDE_MODULES,
        "workers": 0,
        "max_cron_threads": 1,
        **settings,
    }
    lines = [f"{name} = {value}" for name, value in options.items()]
    text = "\n".join(["[options]", *lines, "", "[queue_job]", f"channels = {channels}", ""])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
    return path


def run_once(config: Path, log: Path, what: str, *arguments) -> None:
    """Run Odoo until it has installed, updated or imported something; a Trouble when it failed."""
    command = [VENV_PYTHON, "-m", "odoo", "-c", config, "--no-http", "--stop-after-init", *arguments]
    run_logged(command, log, what, cwd=ROOT, env=environment())


def environment() -> dict:
    """Environment of an Odoo process: what would change its database or its configuration is left out."""
    dropped = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "ODOO_RC", "OPENERP_SERVER")
    return {name: value for name, value in os.environ.items() if name not in dropped}


class OdooServer:
    """One Odoo server on one database.

    Everything it needs on disk (configuration, log) is below `folder`. `workers=0` is one process
    with threads; otherwise processes, as in production.
    """

    def __init__(self, connection: Connection, database: str, folder: Path, data_dir: Path, **options):
        self.connection = connection
        self.database = database
        self.folder = folder
        self.data_dir = data_dir
        self.port = options.pop("port", None) or processes.free_port()
        self.workers = options.pop("workers", 0)
        self.settings = options
        self.log = folder / "odoo.log"
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        config = write_config(
            self.folder / "odoo.conf",
            self.connection,
            self.database,
            self.data_dir,
            http_port=self.port,
            gevent_port=processes.free_port(),
            workers=self.workers,
            **self.settings,
        )
        command = [VENV_PYTHON, ROOT / "tools" / "odoo_bin.py", "-c", config]
        self.process = processes.spawn(command, self.log, cwd=ROOT, env=environment())

    def wait(self, timeout: float = 120) -> None:
        processes.wait_until(self.answers, self.process, timeout, "Odoo", self.log)

    def answers(self) -> bool:
        """Whether the server can serve a page of its database."""
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=60) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            raise Trouble(f"Odoo answers {error.code} on its login page: see {self.log}") from None
        except OSError:
            return False

    def session(self, login: str = "admin") -> Session:
        """Logged-in session; the password is the login, as `tools.prepare` makes them."""
        return Session(self.url, self.database, login)

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process)

    def kill(self) -> None:
        """SIGKILL the server and its workers, as a crash of the machine would."""
        self.process.kill()
        processes.kill_session(self.process.pid)
        self.process.wait()

    def __enter__(self):
        self.start()
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exc_info):
        self.stop()
