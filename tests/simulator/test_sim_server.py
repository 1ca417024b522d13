"""The server itself: connections, many callers, size, command line."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests
from sdk import Sdk

from simulator import Config, Simulator, running

ROOT = Path(__file__).resolve().parents[2]


def test_connection_stays_open(sim):
    host, port = sim.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request("GET", "/_sim/clock")
    answer = connection.getresponse()
    answer.read()
    first = connection.sock
    assert answer.version == 11 and answer.getheader("Connection") != "close"
    for method, path, body in (
        ("POST", "/_sim/clock", b"{}"),
        ("POST", "/api/v2/order/set_note?x=1", b"x" * 100000),
        ("GET", "/_img/kr-00001a", None),
        ("GET", "/nothing", None),
    ):
        connection.request(method, path, body)
        connection.getresponse().read()
        assert connection.sock is first
    connection.close()


def test_no_part_of_an_answer_is_held_back(sim):
    with requests.Session() as session:
        session.get(f"{sim.url}/_sim/clock", timeout=5)
        (connection,) = sim._server.connections
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_warm_call_takes_milliseconds(sdk):
    def once():
        started = time.perf_counter()
        sdk.shop("shop/get_shop_info")
        return time.perf_counter() - started

    once()
    assert sorted(once() for _n in range(15))[7] < 0.04  # what a delayed acknowledgement alone would take


def test_slow_call_does_not_hold_up_the_others(sim, sdk):
    sdk.control("POST", "faults", endpoint="shop/get_profile", delay=1.0)
    thread = threading.Thread(target=lambda: sdk.shop("shop/get_profile"))
    thread.start()
    time.sleep(0.1)
    other = Sdk(sim.url)
    other.pairs, other.shop_ids = sdk.pairs, sdk.shop_ids
    started = time.monotonic()
    assert other.shop("shop/get_shop_info")["error"] == ""
    assert time.monotonic() - started < 0.6
    thread.join()


def test_stopped_simulator_answers_nobody(sim):
    session = requests.Session()
    assert session.get(f"{sim.url}/_sim/clock", timeout=5).ok
    sim.stop()
    with pytest.raises(requests.ConnectionError):
        session.get(f"{sim.url}/_sim/clock", timeout=2)
    with running(Config(items=0, orders=0, port=sim.config.port)) as again:
        assert again.url == sim.url
        assert requests.get(f"{again.url}/_sim/clock", timeout=5).ok


def test_busy_port_is_an_error_of_the_caller(sim):
    with pytest.raises(OSError, match="in use"):
        Simulator(Config(items=0, orders=0, port=sim.config.port))


def test_thousands_of_items_and_orders_page_fast():
    """A page costs its own length, wherever it is."""
    with running(Config(items=6000, orders=6000)) as simulator:
        sdk = Sdk(simulator.url)
        sdk.login(simulator.authorise())
        now = int(time.time())
        window = {"time_range_field": "update_time", "time_from": now - 15 * 86400, "time_to": now}
        sdk.good("order/get_order_list", params={**window, "page_size": 100})
        listing = {"page_size": 100, "item_status": ["NORMAL", "UNLIST"]}
        sdk.good("product/get_item_list", params={**listing, "offset": 0})
        started = time.perf_counter()
        for offset in range(0, 5000, 500):
            sdk.good("product/get_item_list", params={**listing, "offset": offset})
            sdk.good("order/get_order_list", params={**window, "page_size": 100})
        assert (time.perf_counter() - started) / 20 < 0.15


def test_twenty_thousand_items_are_at_hand():
    """Starting, looking for an item, changing one and reading on: no step goes through them all at length."""
    started = time.perf_counter()
    with running(Config(items=20000, orders=0)) as simulator:
        assert time.perf_counter() - started < 8
        sdk = Sdk(simulator.url)
        sdk.login(simulator.authorise())
        listing = {"page_size": 50}
        first = sdk.good("global_product/get_global_item_list", kind="merchant", params=listing)
        numbers = [row["global_item_id"] for row in first["global_item_list"]][:11]

        def median(work):
            """Of an item each, so that a moment in which the machine is busy does not count."""
            seconds = []
            for number in numbers:
                started = time.perf_counter()
                work(number)
                seconds.append(time.perf_counter() - started)
            return sorted(seconds)[len(seconds) // 2]

        def look(number):
            page = requests.get(f"{simulator.url}/items", params={"q": f"renamed {number}"}, timeout=10)
            assert f"/items/{number}" in page.text

        def update(number):
            body = {"global_item_id": number, "weight": 0.3}
            assert sdk.merchant("global_product/update_global_item", json=body)["error"] == ""

        assert median(lambda number: sdk.control("POST", f"items/{number}", name=f"Renamed {number}")) < 0.1
        assert median(update) < 0.1
        assert median(look) < 0.5


def run(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_line(number):
    with run("--port", "0", "--items", "6", "--orders", "7", "--seed", "5", "--shops", "SG") as process:
        try:
            url = process.stdout.readline().split()[-1]
            state = Sdk(url).control("GET", "state")
            assert (len(state["items"]), len(state["orders"]), len(state["shops"])) == (6, 7, 1)
        finally:
            process.send_signal(number)
        assert process.wait(timeout=10) == 0


def test_command_line_says_that_the_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with run("--port", str(taken.getsockname()[1]), "--items", "0", "--orders", "0") as process:
            assert process.wait(timeout=10) == 1
            message = process.stderr.read()
    assert "cannot be used" in message and "Traceback" not in message
