"""A simulator that is started again goes on where it stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from simulator import Config, Simulator, snapshot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def state(tmp_path):
    return tmp_path / "simulator.state"


def started(state, **settings):
    return Simulator(Config(**{"items": 4, "orders": 12, "tracking_delay": 0.3, **settings}), state).start()


def facts(simulator):
    answer = requests.get(f"{simulator.url}/_sim/state?limit=1000", timeout=10).json()
    return {order["order_sn"]: order["status"] for order in answer["orders"]}, answer["shops"]


def place(simulator):
    return requests.post(f"{simulator.url}/_sim/orders", json={}, timeout=10).json()["order_sn"]


def act(simulator, order_sn, action):
    answer = requests.post(f"{simulator.url}/_sim/orders/{order_sn}/{action}", json={}, timeout=10)
    assert answer.ok, answer.text


def test_orders_shops_and_tokens_are_kept(state):
    first = started(state)
    first.authorise()
    order_sn = place(first)
    before = facts(first)
    first.stop()
    second = started(state)
    assert facts(second) == before
    assert order_sn in before[0]
    assert second.world.tokens.granted == first.world.tokens.granted
    assert place(second) not in before[0]
    second.stop()


def test_work_that_was_due_later_is_done_after_the_restart(state):
    first = started(state, tracking_delay=0.5)
    order_sn = place(first)
    act(first, order_sn, "arrange")
    first.stop()
    assert first.world.orders[order_sn].status == "READY_TO_SHIP"
    second = started(state)
    deadline = time.monotonic() + 10
    while second.world.orders[order_sn].status != "PROCESSED" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert second.world.orders[order_sn].package.tracking
    second.stop()


def test_other_settings_begin_a_new_world(state):
    first = started(state)
    order_sn = place(first)
    first.stop()
    second = started(state, seed=2)
    assert order_sn not in second.world.orders
    second.stop()


def test_delays_and_port_may_change(state):
    first = started(state)
    order_sn = place(first)
    first.stop()
    second = started(state, labels_delay=9.0, push_url="http://localhost:1/push")
    assert order_sn in second.world.orders
    assert second.world.config.labels_delay == 9.0
    assert second.world.tokens._config is second.config
    assert second.world.pushes.url == "http://localhost:1/push"
    second.stop()


def test_a_file_of_other_code_is_not_read(state, monkeypatch):
    first = started(state)
    first.stop()
    state.write_bytes(b"x" * 32 + state.read_bytes()[32:])
    assert snapshot.load(first.config, state) is None


def test_a_killed_simulator_has_kept_its_state(state):
    command = [sys.executable, "-m", "simulator", "--port=0", "--items=4", "--orders=12", f"--state={state}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().split()[-1]
        assert requests.post(f"{url}/_sim/orders", json={}, timeout=10).ok
        orders = requests.get(f"{url}/_sim/state?limit=1000", timeout=10).json()["orders"]
        placed = time.time()
        while not state.exists() or state.stat().st_mtime < placed:
            assert time.time() < placed + 10
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
    config = Config(items=4, orders=12, port=0)
    assert {order["order_sn"] for order in orders} == set(snapshot.load(config, state).orders)
