"""What the simulator tells about how it is used, and how slow it can be."""

import threading
import time

import pytest
import requests
from sdk import Sdk
from stocked import plain_item, sell, shop_row, summary, varied_item, write

from simulator import Config, Simulator


@pytest.fixture
def item(sdk):
    return plain_item(sdk)


def at_once(sdk, sim, count, name="shop/get_shop_info"):
    """The same call by so many callers, each with a connection of its own."""

    def call():
        other = Sdk(sim.url)
        other.pairs, other.shop_ids, other.merchant_id = sdk.pairs, sdk.shop_ids, sdk.merchant_id
        for _n in range(2):
            other.good(name)
        other.session.close()

    threads = [threading.Thread(target=call) for _n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("sim", [{"latency_ms": 150}], indirect=True)
def test_calls_in_flight_and_connections_are_counted(sdk, sim):
    sdk.good("shop/get_shop_info")
    sdk.control("DELETE", "calls")
    started = time.monotonic()
    at_once(sdk, sim, 4)
    assert 0.3 <= time.monotonic() - started < 0.9  # one after the other they take 1.2
    sdk.good("shop/get_profile")
    calls = sdk.control("GET", "calls")
    assert calls["endpoints"] == {"shop/get_profile": 1, "shop/get_shop_info": 8}
    assert calls["max_in_flight"] == {"*": 4, "shop/get_profile": 1, "shop/get_shop_info": 4}
    assert calls["connections"] == 4  # the own one was open before, the control API does not count


def test_counting_starts_anew(sdk, sim):
    sdk.control("DELETE", "calls")
    assert sdk.control("GET", "calls") == {
        "total": 0,
        "endpoints": {},
        "max_in_flight": {},
        "connections": 0,
    }
    at_once(sdk, sim, 1)
    assert sdk.control("GET", "calls")["max_in_flight"] == {"*": 1, "shop/get_shop_info": 1}


def test_a_dropped_call_is_in_flight_no_more(sdk):
    sdk.control("POST", "faults", endpoint="shop/get_shop_info", drop=True)
    with pytest.raises(requests.ConnectionError):
        sdk.shop("shop/get_shop_info")
    sdk.control("DELETE", "calls")
    sdk.good("shop/get_shop_info")
    assert sdk.control("GET", "calls")["max_in_flight"]["*"] == 1


def test_every_number_written_is_logged(sdk, item):
    varied = varied_item(sdk)
    model = varied["models"][1]["global_model_id"]
    before = time.time()
    assert write(sdk, item, 12) == ""
    assert write(sdk, varied, 7, global_model_id=model) == ""
    assert write(sdk, item, -1) != ""
    first, second = sdk.control("GET", "stock_log")
    assert before <= first["at"] <= second["at"] <= time.time()
    assert {key: value for key, value in first.items() if key != "at"} == {
        "n": 1,
        "global_item_id": item["global_item_id"],
        "global_model_id": 0,
        "location_id": "KRZ",
        "stock": 12,
        "available_after": 12,
    }
    assert (second["n"], second["global_model_id"], second["stock"]) == (2, model, 7)
    assert sdk.control("GET", "stock_log?since=1") == [second]
    assert sdk.control("GET", "stock_log?since=2") == []


def test_what_is_available_afterwards_is_logged_where_orders_count(sdk, item):
    sdk.control("POST", "settings", stock_write_includes_reserved=True)
    write(sdk, item, 12)
    sell(sdk, item, 2)
    write(sdk, item, 11)
    assert [row["available_after"] for row in sdk.control("GET", "stock_log")] == [12, 9]


def test_the_log_ends_with_its_process_but_counts_on(tmp_path):
    settings = {"items": 4, "orders": 0}
    state = tmp_path / "simulator.state"
    for expected in (1, 2):
        simulator = Simulator(Config(**settings), state).start()
        sdk = Sdk(simulator.url)
        sdk.login(simulator.authorise())
        write(sdk, plain_item(sdk), 5)
        assert [row["n"] for row in sdk.control("GET", "stock_log")] == [expected]
        simulator.stop()


# ------------------------------------------------------------
# SPREAD
# ------------------------------------------------------------


@pytest.mark.parametrize("sim", [{"stock_spread_delay": 60}], indirect=True)
def test_shops_show_a_number_some_time_after_it_was_written(sdk, item):
    sdk.control("POST", f"items/{item['global_item_id']}", stock=50)
    write(sdk, item, 20)
    assert summary(sdk, item) == (50, 0)
    assert shop_row(sdk, item)["stock_info_v2"]["seller_stock"][0]["stock"] == 50
    sdk.control("POST", "clock", advance=30)
    write(sdk, item, 5)
    order = sell(sdk, item, 4)  # more than there is, but the shop did not know
    sell(sdk, item, 4)
    assert summary(sdk, item) == (42, 8)
    sdk.control("POST", "clock", advance=31)
    assert summary(sdk, item) == (12, 8)
    sdk.control("POST", "clock", advance=30)
    assert summary(sdk, item) == (-3, 8)
    sdk.control("POST", f"orders/{order['order_sn']}/cancel")
    assert summary(sdk, item) == (1, 4)


# ------------------------------------------------------------
# SETTINGS
# ------------------------------------------------------------


def test_settings_of_a_running_simulator(sdk, sim):
    assert sdk.control("GET", "settings")["latency_ms"] == 0
    assert sdk.control("POST", "settings", latency_ms=100)["latency_ms"] == 100
    started = time.monotonic()
    sdk.good("shop/get_shop_info")
    assert time.monotonic() - started >= 0.1


@pytest.mark.parametrize(
    "values", [{"items": 3}, {"port": 1}, {"latency_ms": "slow"}, {"stock_floor": "cellar"}]
)
def test_settings_that_are_refused(sdk, values):
    answer = sdk.session.post(f"{sdk.url}/_sim/settings", json=values)
    assert answer.status_code == 400
    assert sdk.control("GET", "settings")["stock_floor"] == "promotions"
