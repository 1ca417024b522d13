"""A connected Korean store to look at: `make demo`.

Starts PostgreSQL, the Shopee simulator and Odoo, connects the store on the first run, and keeps them running
until Ctrl-C. Whatever is killed, the next start works: locks belong to living processes, left-over ones
are ended, and a set-up that was interrupted is done again.
"""

import contextlib
import json
import signal
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tools import postgres, processes, store
from tools.console import Trouble, run_main, say
from tools.databases import Databases, digest
from tools.odoo_server import OdooServer
from tools.paths import ROOT, VENV_PYTHON, demo_folder
from tools.seller import LOGINS, RATES

DATABASE = "demo"
FIRST_SYNC_SECONDS = 900
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Settings:
    folder: Path
    odoo_port: int
    simulator_port: int

    @classmethod
    def from_environment(cls) -> "Settings":
        settings = cls(
            folder=demo_folder(),
            odoo_port=processes.port_from_environment("ODOO_PORT", 8069),
            simulator_port=processes.port_from_environment("SIMULATOR_PORT", 8099),
        )
        if settings.odoo_port == settings.simulator_port:
            raise Trouble(f"ODOO_PORT and SIMULATOR_PORT are both {settings.odoo_port}")
        return settings


def main() -> None:
    settings = Settings.from_environment()
    for number in ENDING_SIGNALS:
        signal.signal(number, _interrupt)
    busy = f"a demo is running in {settings.folder}: stop it, or set DEMO_DIR to another folder"
    with processes.exclusive(settings.folder / "demo.lock", busy), contextlib.ExitStack() as stack:
        demo = Demo(settings, stack)
        try:
            demo.start()
            demo.watch()
        finally:
            # The children are ended in order, whatever else is pressed.
            for number in ENDING_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            say("stopping")


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


class Demo:
    """The processes of a demo; `stack` ends them in the reverse order of their start."""

    def __init__(self, settings: Settings, stack: contextlib.ExitStack):
        self.settings = settings
        self.stack = stack
        self.folder = settings.folder
        self.ledger = processes.Ledger(self.folder / "processes.json")
        self.children = {}

    def start(self) -> None:
        if self.ledger.sweep():
            say("ended what a killed demo had left running")
        processes.check_port(self.settings.odoo_port, "ODOO_PORT")
        processes.check_port(self.settings.simulator_port, "SIMULATOR_PORT")
        self.connection = self.stack.enter_context(postgres.running(self.folder / "postgres"))
        say("PostgreSQL runs")
        self.databases = Databases(self.connection, self.folder)
        is_known = self.databases.exists(DATABASE) and self._read_state().get("connected", False)
        self._start_simulator(anew=not is_known)
        if is_known and not self._is_authorised():
            say("the simulator begins anew, and the store with it")
            is_known = False
        self._prepare_database(anew=not is_known)
        self._start_odoo()
        if not is_known:
            self._connect_store()
            self._write_state(connected=True)
        logins = ", ".join(f"{login}/{login}" for login in ["admin", *LOGINS])
        say(f"the simulator's pages for buyer, hub and Shopee: {self.simulator_url}")
        print(f"READY {self.odoo.url} (database {DATABASE}; {logins})", flush=True)

    def watch(self) -> None:
        """Return on Ctrl-C; a Trouble when one of the processes ends by itself."""
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                self._check_children()
                time.sleep(1)

    def _check_children(self) -> None:
        self.connection.execute("SELECT 1")
        for name, (process, log) in self.children.items():
            if process.poll() is not None:
                raise Trouble(f"{name} has ended with code {process.returncode}: see {log}")

    def _spawned(self, name: str, process, log: Path) -> None:
        self.ledger.add(process)
        self.children[name] = (process, log)
        self.stack.callback(processes.stop, process)

    # ------------------------------------------------------------
    # DATABASE
    # ------------------------------------------------------------

    def _prepare_database(self, anew: bool) -> None:
        """Make the database, or bring it up to date."""
        if not self.databases.exists(DATABASE) and self.databases.is_taken(DATABASE):
            raise Trouble(
                f"the server has a database {DATABASE} that was not made in {self.folder}: "
                "drop it or use another server"
            )
        if anew:
            self._write_state(connected=False)
            self.databases.copy(self.databases.template("ready"), DATABASE)
        elif self._read_state().get("digest") != digest("addon"):
            say("updating the addon")
            self.databases.update(DATABASE)
            self._write_state(connected=True)
        self._refresh_database()

    def _refresh_database(self) -> None:
        """What depends on this start: addresses with their ports, and rates of this month."""
        statements = {
            "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'": [self.odoo_url],
            """INSERT INTO ir_config_parameter (key, value)
               VALUES ('shopee_krsc_connector.picture_hosts', %s) ON CONFLICT (key) DO NOTHING
            """: ["127.0.0.1"],  # the simulator serves pictures that an Excel file may name
            "UPDATE shopee_account SET custom_host = %s WHERE custom_host LIKE 'http://127.0.0.1:%%'": [
                self.simulator_url
            ],
            """INSERT INTO res_currency_rate (name, currency_id, company_id, rate)
               SELECT CURRENT_DATE, currency.id, company.id, 1 / %s::numeric
                 FROM res_currency currency, res_company company
                WHERE currency.name = %s AND NOT EXISTS (
                      SELECT 1 FROM res_currency_rate rate
                       WHERE rate.currency_id = currency.id AND rate.name > CURRENT_DATE - 7)
            """: None,
        }
        for statement, parameters in statements.items():
            for values in [parameters] if parameters else [[won, name] for name, won in RATES.items()]:
                self.connection.execute(statement, values, database=DATABASE)

    def _read_state(self) -> dict:
        try:
            return json.loads((self.folder / "demo.json").read_text())
        except (OSError, ValueError):
            return {}

    def _write_state(self, connected: bool) -> None:
        state = {"connected": connected, "digest": digest("addon")}
        (self.folder / "demo.json").write_text(json.dumps(state))

    # ------------------------------------------------------------
    # SERVERS
    # ------------------------------------------------------------

    @property
    def odoo_url(self) -> str:
        return f"http://localhost:{self.settings.odoo_port}"

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.simulator_port}"

    def _start_simulator(self, anew: bool) -> None:
        log = self.folder / "simulator.log"
        state = self.folder / "simulator.state"
        if anew:
            state.unlink(missing_ok=True)
        port = self.settings.simulator_port
        command = [VENV_PYTHON, "-m", "simulator", "--port", port, "--state", state]
        process = processes.spawn(command, log, cwd=ROOT)
        self._spawned("the simulator", process, log)
        processes.wait_until(self._simulator_answers, process, 60, "the simulator", log)
        say("the Shopee simulator runs")

    def _simulator_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.simulator_url}/_sim/calls", timeout=10):
                return True
        except OSError:
            return False

    def _is_authorised(self) -> bool:
        """Whether the simulator still knows the store that Odoo is connected to."""
        with urllib.request.urlopen(f"{self.simulator_url}/_sim/state?part=shops", timeout=30) as answer:
            return any(shop["authorised"] for shop in json.load(answer)["shops"])

    def _start_odoo(self) -> None:
        # One process with threads: it serves the web client's live connection as well, for which worker
        # processes would need a proxy in front of them.
        self.odoo = OdooServer(
            self.connection,
            DATABASE,
            self.folder,
            self.databases.data_dir,
            port=self.settings.odoo_port,
            limit_time_real=1200,
            limit_time_cpu=1200,
        )
        self.odoo.start()
        self._spawned("Odoo", self.odoo.process, self.odoo.log)
        self.odoo.wait(300)
        say("Odoo runs, with its job queue")

    def _connect_store(self) -> None:
        session = self.odoo.session()
        account = store.create_account(session, self.simulator_url)
        store.connect(session, account)
        say("the store is connected; the first sync has begun")
        sync = store.FirstSync(session)
        sync.wait(FIRST_SYNC_SECONDS, on_progress=lambda line: say(f"  {line}"), check=self._check_children)
        if failures := sync.failures():
            raise Trouble(f"the first sync failed: {failures[0]} (see {self.odoo.log})")
        session.call("shopee.account", "action_register_push", [account])
        say(f"counted in opening stock of {store.add_opening_stock(session)} products")


if __name__ == "__main__":
    run_main(main)
