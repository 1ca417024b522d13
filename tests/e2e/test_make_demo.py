"""`make demo` from an empty folder: the store is connected, and no kill blocks the next start."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

from tools import processes
from tools.paths import ROOT
from tools.postgres import EmbeddedServer
from tools.rpc import Session
from tools.seller import LOGINS, RATES

FIRST_START_SECONDS = 900
#: On a machine that does nothing else.
LATER_START_SECONDS = 20


class Demo:
    """A demo in a folder of its own, started and ended several times."""

    def __init__(self, folder):
        self.folder = folder
        self.odoo_port, self.simulator_port = processes.free_port(), processes.free_port()
        self.output = folder / "output.txt"
        self.process = None

    def environment(self):
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        settings = {
            "DEMO_DIR": str(self.folder),
            "ODOO_PORT": str(self.odoo_port),
            "SIMULATOR_PORT": str(self.simulator_port),
            "PYTHONFAULTHANDLER": "1",
        }
        return {**ours, **settings}

    def start(self, timeout):
        """Start it and wait for its last line; return the seconds it took."""
        started = time.monotonic()
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.demo"],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        while "\nREADY" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            if time.monotonic() > started + timeout:
                self.process.send_signal(signal.SIGABRT)
                self.process.wait()
                pytest.fail(f"not ready after {timeout} s; it was here:\n{self.output.read_text()}")
            time.sleep(0.1)
        return time.monotonic() - started

    def start_again(self):
        """Start it once more, in the time that a later start may take on a machine as busy as this one."""
        seconds = self.start(300)
        assert seconds < LATER_START_SECONDS * max(1, os.getloadavg()[0] / os.cpu_count())

    def children(self):
        """Processes of simulator and Odoo, in this order."""
        ledger = json.loads((self.folder / "processes.json").read_text())
        return [psutil.Process(pid) for pid, _created in ledger]

    def last_lines(self):
        return self.output.read_text().splitlines()[-2:]

    def session(self, login):
        return Session(f"http://localhost:{self.odoo_port}", "demo", login)

    def orders_on_shopee(self):
        url = f"http://127.0.0.1:{self.simulator_port}/_sim/state?part=orders&limit=10000"
        with urllib.request.urlopen(url, timeout=60) as answer:
            return {order["order_sn"] for order in json.load(answer)["orders"]}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    demo = Demo(tmp_path_factory.mktemp("demo"))
    try:
        demo.start(FIRST_START_SECONDS)
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.process.send_signal(signal.SIGINT)
            demo.process.wait(60)
        EmbeddedServer(demo.folder / "postgres").stop()


def test_the_last_line_names_address_and_logins(demo):
    expected = (
        rf"READY http://localhost:{demo.odoo_port} \(database demo; admin/admin, seller/seller, "
        r"warehouse/warehouse, accountant/accountant\)"
    )
    assert re.fullmatch(expected, demo.last_lines()[-1])


@pytest.mark.parametrize("login", ["admin", *LOGINS])
def test_everybody_can_log_in_and_see_what_is_theirs(demo, login):
    session = demo.session(login)
    model = "stock.picking" if login == "warehouse" else "sale.order"
    assert session.count(model, []) > 0


def test_the_store_is_connected_and_read(demo):
    session = demo.session("admin")
    shops = session.search_read("shopee.shop", [], ["state", "region"])
    assert {(shop["state"], shop["region"]) for shop in shops} == {
        ("connected", "SG"),
        ("connected", "TW"),
        ("connected", "MY"),
    }
    orders = session.search_read("shopee.order", [], ["order_sn"])
    assert {order["order_sn"] for order in orders} == demo.orders_on_shopee()
    assert session.count("sale.order", [("state", "=", "sale")]) > 100
    assert session.count("stock.picking", [("state", "=", "assigned")]) > 10


def test_the_company_is_korean(demo):
    session = demo.session("admin")
    company = session.search_read("res.company", [], ["currency_id", "country_code"])[0]
    assert (company["currency_id"][1], company["country_code"]) == ("KRW", "KR")
    assert session.count("res.lang", [("code", "=", "ko_KR")]) == 1
    rated = session.search_read("res.currency", [("rate_ids", "!=", False)], ["name"])
    assert {currency["name"] for currency in rated} >= set(RATES)
    missing_rates = [("code", "=", "currency_without_rate"), ("state", "=", "open")]
    assert session.count("shopee.issue", missing_rates) == 0


def test_everything_listens_on_this_machine_only(demo):
    family = [demo.process, *demo.children()]
    listening = [
        connection.laddr
        for process in family
        for connection in psutil.Process(process.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert {demo.odoo_port, demo.simulator_port} <= {address.port for address in listening}


@pytest.mark.parametrize("victim", ["Odoo", "the simulator", "PostgreSQL"])
def test_a_killed_server_ends_the_demo_and_does_not_block_the_next_start(demo, victim):
    server = psutil.Process(EmbeddedServer(demo.folder / "postgres").pid())
    simulator, odoo = demo.children()
    orders = demo.orders_on_shopee()
    {"Odoo": odoo, "the simulator": simulator, "PostgreSQL": server}[victim].kill()
    assert demo.process.wait(60) == 1
    assert demo.last_lines()[-1].startswith(f"error: {victim} ")
    assert not processes.wait_gone([server, simulator, odoo], 1)
    demo.start_again()
    assert demo.orders_on_shopee() == orders
    assert demo.session("seller").count("sale.order", []) > 0


def test_a_killed_demo_does_not_block_the_next_start(demo):
    demo.process.kill()
    demo.process.wait()
    demo.start_again()


def test_a_second_demo_of_the_folder_is_refused(demo):
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo"],
        cwd=ROOT,
        env=demo.environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "a demo is running" in done.stderr


def test_ctrl_c_ends_every_process(demo):
    server = psutil.Process(EmbeddedServer(demo.folder / "postgres").pid())
    children = demo.children()
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0
    assert not processes.wait_gone([server, *children], 1)
