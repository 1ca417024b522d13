"""Orders in every store against adjustments in Odoo: both sides agree in the end, nobody sold too much."""

import random
import threading
import time

import pytest
from driving import Store, wait_for

SELLER = {"items": 40, "orders": 0, "faulty_items": False, "latency_ms": 60}
pytestmark = [
    pytest.mark.parametrize("simulator", [SELLER], indirect=True),
    pytest.mark.parametrize("odoo_server", [2], indirect=True),
]

#: Seconds that orders and adjustments race for.
RACE = 45
#: A pull may be ten seconds old when a number is sent, and it takes some more until an order is seen by push
#: and an adjustment is sent, on a busy machine, too.
WINDOW = 15
PRODUCTS = 5
STOCK = 60
#: Seconds between two orders of one of two buyers.
FAST, SLOW = (0.1, 0.6), (1.0, 3.0)


@pytest.fixture(scope="module")
def store(odoo_server, shopee):
    """Connected and live, with what Shopee has in stock."""
    connected = Store(odoo_server.session(), shopee)
    connected.connect()
    connected.finish_first_sync()
    connected.wait_idle()
    connected.go_live()
    return connected


@pytest.fixture(scope="module")
def goods(store):
    """SKU -> product id, of products without variations that every store sells."""
    found = {}
    for item in store.shopee.state("items"):
        if len(item["models"]) > 1 or len(item["shops"]) < 3:
            continue
        if not all(row["status"] == "NORMAL" for row in item["shops"]):
            continue
        sku = item["models"][0]["sku"]
        products = store.session.search("product.product", [("default_code", "=", sku)])
        if len(products) == 1:
            found[sku] = products[0]
    assert len(found) >= 2 * PRODUCTS
    return found


class Race:
    """What happened to each SKU: orders by the moment they were placed, stock levels by their commit."""

    def __init__(self, store, goods):
        self.store = store
        self.goods = goods
        self.session = store.session
        warehouses = self.session.search_read("stock.warehouse", [], ["lot_stock_id"], limit=1)
        self.location = warehouses[0]["lot_stock_id"][0]
        self.levels = {sku: [] for sku in goods}
        self.orders = {sku: [] for sku in goods}
        self.over = threading.Event()
        self.errors = []
        self.began = time.monotonic()

    def count(self, sku, quantity):
        """An inventory: so many pieces are on hand, sold ones included until they leave."""
        vals = {
            "product_id": self.goods[sku],
            "location_id": self.location,
            "inventory_quantity": quantity,
        }
        quants = self.session.call("stock.quant", "create", [vals], context={"inventory_mode": True})
        self.session.call("stock.quant", "action_apply_inventory", quants)
        self.levels[sku].append((time.monotonic(), quantity))

    def place_orders(self, seed, pace):
        chance, shops = random.Random(seed), self.store.shopee.shops()
        while not self.over.wait(chance.uniform(*pace)):
            sku, quantity = chance.choice(list(self.goods)), chance.randint(1, 3)
            basket = [{"sku": sku, "quantity": quantity}]
            shop_id = chance.choice(shops)["shop_id"]
            at = time.monotonic()
            try:
                self.store.shopee.place(shop_id=shop_id, items=basket, paid=chance.random() < 0.7)
            except AssertionError:  # not enough left
                continue
            self.orders[sku].append((at, quantity))

    def run(self, work, pace):
        """Let the orders of two buyers race against ``work`` until that has ended."""
        placing = [
            threading.Thread(target=self._watched, args=(self.place_orders, seed, pace)) for seed in (1, 2)
        ]
        for thread in placing:
            thread.start()
        self._watched(work)
        self.over.set()
        for thread in placing:
            thread.join()
        assert not self.errors

    def _watched(self, work, *args):
        try:
            work(*args)
        except BaseException as error:
            self.errors.append(error)

    # ------------------------------------------------------------
    # WHAT MUST HOLD
    # ------------------------------------------------------------

    def settle(self):
        """Everything that was placed is in Odoo, and everything that is marked was sent."""
        self.store.sync_orders()
        wait_for(lambda: self.store.statuses().keys() >= self._numbers(), "all orders are in Odoo")
        self.store.wait_idle(120)
        count = self.session.count
        wait_for(lambda: not count("shopee.order", [("sync_state", "!=", "built")]), "all orders are built")
        self.wait_sent()

    def wait_sent(self):
        def is_equal():
            return self.at_shopee() == self.in_odoo()

        wait_for(is_equal, f"both sides are equal: {self.at_shopee()} at Shopee, {self.in_odoo()} in Odoo")

    def _numbers(self):
        return {order["order_sn"] for order in self.store.shopee.state("orders")}

    def at_shopee(self):
        models = [item["models"][0] for item in self.store.shopee.state("items")]
        return {model["sku"]: model["available"] for model in models if model["sku"] in self.goods}

    def in_odoo(self):
        """On hand less what is sold: Odoo's own quantities, not those that the sender computed."""
        sold = {sku: sum(quantity for _at, quantity in orders) for sku, orders in self.orders.items()}
        on_hand = {sku: levels[-1][1] for sku, levels in self.levels.items()}
        return {sku: max(on_hand[sku] - sold[sku] - self.buffer(), 0) for sku in self.goods}

    def buffer(self):
        return self.session.search_read("shopee.merchant", [], ["stock_buffer"])[0]["stock_buffer"]

    def oversold(self):
        """SKU -> pieces sold beyond what is there."""
        sold = {sku: sum(quantity for _at, quantity in orders) for sku, orders in self.orders.items()}
        missing = {sku: sold[sku] - self.levels[sku][-1][1] for sku in self.goods}
        return {sku: pieces for sku, pieces in missing.items() if pieces > 0}

    def orders_outside_the_window(self):
        """Orders beyond any stock level of the seconds before them, what was sold meanwhile apart."""
        wrong = []
        for sku, orders in self.orders.items():
            for at, quantity in orders:
                sold = sum(pieces for moment, pieces in orders if moment < at - WINDOW)
                before = [level for moment, level in self.levels[sku] if moment <= at - WINDOW]
                around = [level for moment, level in self.levels[sku] if at - WINDOW < moment <= at + 1]
                if sold + quantity > max(before[-1:] + around):
                    wrong.append((sku, at - self.began, quantity, sold, before[-1:] + around))
        return wrong


def test_adjustments_race_against_orders(store, goods):
    """Stock goes up and down while it is sold; sold too much only within seconds of a loss."""
    goods = dict(list(goods.items())[:PRODUCTS])
    race = Race(store, goods)
    for sku in goods:
        race.count(sku, STOCK)
    race.wait_sent()

    def adjust():
        chance, ends = random.Random(7), time.monotonic() + RACE
        while time.monotonic() < ends:
            sku = chance.choice(list(goods))
            race.count(sku, max(0, race.levels[sku][-1][1] + chance.randint(-12, 8)))
            time.sleep(chance.uniform(0.2, 0.8))

    race.run(adjust, FAST)
    race.settle()
    assert sum(map(len, race.orders.values())) > 20
    assert race.orders_outside_the_window() == []


def test_nothing_is_oversold_where_the_buffer_covers_the_window(store, goods):
    """Losses of one piece a product at a time, and a buffer for what one window loses and sells."""
    goods = dict(list(goods.items())[-PRODUCTS:])
    race = Race(store, goods)
    merchants = store.session.search("shopee.merchant", [])
    store.session.write("shopee.merchant", merchants, {"stock_buffer": 12})
    for sku in goods:
        race.count(sku, STOCK)
    race.wait_sent()

    def lose():
        for number in range(RACE):
            sku = list(goods)[number % PRODUCTS]
            race.count(sku, race.levels[sku][-1][1] - 1)
            time.sleep(1)

    race.run(lose, SLOW)
    race.settle()
    assert race.oversold() == {}
