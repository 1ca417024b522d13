"""What end-to-end and fault tests share: Shopee's control API, and waiting for what jobs do."""

import time

import requests

from tools import store
from tools.rpc import Session

#: Generous, as the machine may be busy; a test that works never waits that long.
PATIENCE = 60
#: Clocks that belong to shipping; the others would ask Shopee for something at any time.
KEPT_CRONS = ("ir_cron_shopee_ship_marked", "ir_cron_shopee_fetch_labels")


def wait_for(condition, what: str, timeout: float = PATIENCE, pause: float = 0.25):
    """First true answer of `condition()`; fails with `what` when time is over."""
    deadline = time.monotonic() + timeout
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"not within {timeout} s: {what}"
        time.sleep(pause)
    return answer


class Shopee:
    """The simulator as a test drives it, over HTTP."""

    def __init__(self, url: str):
        self.url = url

    def state(self, part: str, **filters) -> list[dict]:
        return self._ask("GET", "state", params={"part": part, **filters})[part]

    def shops(self) -> list[dict]:
        return self.state("shops")

    def order(self, order_sn: str) -> dict:
        return self._ask("GET", f"orders/{order_sn}")

    def place(self, **values) -> dict:
        """A new paid order, unless `paid=False`."""
        return self._ask("POST", "orders", json=values)

    def act(self, order_sn: str, action: str, **values) -> dict:
        return self._ask("POST", f"orders/{order_sn}/{action}", json=values)

    def fault(self, endpoint: str, **values) -> dict:
        return self._ask("POST", "faults", json={"endpoint": endpoint, **values})

    def faults(self) -> list[dict]:
        """Faults that have not struck yet."""
        return self._ask("GET", "faults")

    def calls(self) -> dict[str, int]:
        """Calls received since `forget_calls`, per endpoint."""
        return self._ask("GET", "calls")["endpoints"]

    def call_log(self, endpoint: str) -> list[dict]:
        log = self._ask("GET", "calls", params={"detail": 1})["calls"]
        return [call for call in log if call["endpoint"] == endpoint]

    def forget_calls(self) -> None:
        self._ask("DELETE", "calls")

    def pushes(self) -> list[dict]:
        return self._ask("GET", "pushes")

    def push_url(self) -> str:
        return self._ask("POST", "pushes", json={})["url"]

    def repeat_push(self, number: int) -> None:
        self._ask("POST", "pushes", json={"repeat": number})

    def send_pushes_to(self, url: str) -> None:
        self._ask("POST", "pushes", json={"url": url})

    def expire_tokens(self) -> None:
        self._ask("POST", "tokens/expire", json={})

    def _ask(self, method: str, path: str, **options):
        answer = requests.request(method, f"{self.url}/_sim/{path}", timeout=30, **options)
        assert answer.ok, f"{method} {path}: {answer.text}"
        return answer.json()


class Store:
    """A Korean seller's Odoo that is connected to the simulator."""

    def __init__(self, session: Session, shopee: Shopee):
        self.session = session
        self.shopee = shopee
        self.account = 0

    def connect(self) -> None:
        """Connect as a person does, without waiting for what follows. No cron reads anything meanwhile."""
        domain = [("module", "=", "shopee_krsc_connector"), ("model", "=", "ir.cron")]
        crons = self.session.search_read(
            "ir.model.data", [*domain, ("name", "not in", KEPT_CRONS)], ["res_id"]
        )
        self.session.write("ir.cron", [cron["res_id"] for cron in crons], {"active": False})
        self.account = store.create_account(self.session, self.shopee.url)
        store.connect(self.session, self.account)

    def finish_first_sync(self, timeout: float = 120) -> None:
        sync = store.FirstSync(self.session)
        sync.wait(timeout)
        assert sync.failures() == []

    def go_live(self) -> None:
        """As a person does: look at the comparison, take Shopee's numbers as opening stock, go live."""
        for merchant in self.session.search("shopee.merchant", []):
            check = self.session.call("shopee.merchant", "action_stock_start", [merchant])["res_id"]
            self._wait_compared(check)
            self.session.call("shopee.stock.check", "action_take_opening", [check])
            self._wait_compared(check)
            self.session.call("shopee.stock.check", "action_go_live", [check])
        self.wait_idle()

    def _wait_compared(self, check: int) -> None:
        domain = [("id", "=", check), ("state", "=", "ready")]
        wait_for(lambda: self.session.count("shopee.stock.check", domain), "the stock was compared")

    def run_cron(self, name: str) -> None:
        cron = self.session.ref(f"shopee_krsc_connector.ir_cron_shopee_{name}")
        self.session.call("ir.cron", "method_direct_trigger", [cron])

    def sync_orders(self) -> None:
        """What the cron of every 30 minutes does."""
        self.run_cron("pull_orders")

    def live_jobs(self, *domain) -> int:
        return self.session.count("queue.job", [("state", "in", store.LIVE_JOBS), *domain])

    def wait_idle(self, timeout: float = PATIENCE) -> None:
        """Until no job is left, nor is one waiting for a later time."""
        wait_for(lambda: not self.live_jobs(), "the queue is empty", timeout)

    def failed_jobs(self) -> list[dict]:
        return self.session.search_read("queue.job", [("state", "=", "failed")], ["name", "exc_message"])

    def orders(self, *domain, fields=("order_sn", "krsc_status", "sync_state")) -> list[dict]:
        return self.session.search_read("shopee.order", list(domain), list(fields))

    def order(self, order_sn: str, *fields: str) -> dict:
        """The order, or {}; with the sales order, status and state unless fields are named."""
        names = fields or ("krsc_status", "sync_state", "sale_order_id", "update_time", "package_ids")
        found = self.session.search_read("shopee.order", [("order_sn", "=", order_sn)], list(names))
        assert len(found) <= 1, f"{order_sn} is there {len(found)} times"
        return found[0] if found else {}

    def wait_built(self, order_sn: str, status: str = "READY_TO_SHIP", timeout: float = PATIENCE) -> dict:
        """The order once it has its sales order and this status."""

        def is_built():
            order = self.order(order_sn)
            return order.get("sync_state") == "built" and order["krsc_status"] == status and order

        return wait_for(is_built, f"{order_sn} is built as {status}", timeout)

    def statuses(self) -> dict[str, str]:
        return {order["order_sn"]: order["krsc_status"] for order in self.orders()}

    def pickings(self, order_sn: str) -> list[dict]:
        """Transfers of an order, first one first."""
        domain = [("sale_id.shopee_order_id.order_sn", "=", order_sn)]
        names = ["name", "state", "carrier_tracking_ref", "picking_type_code", "move_ids"]
        return self.session.search_read("stock.picking", domain, names, order="id")

    def validate(self, picking_id: int, session: Session | None = None) -> None:
        """Validate a transfer in full, as the button does."""
        done = (session or self.session).call("stock.picking", "button_validate", [picking_id])
        assert done is True, done

    def packages(self, order_sn: str) -> list[dict]:
        names = ["package_number", "ship_state", "tracking_number", "label_state", "label_attachment_id"]
        domain = [("order_id.order_sn", "=", order_sn)]
        return self.session.search_read("shopee.package", domain, names)


def shopee_statuses(shopee: Shopee) -> dict[str, str]:
    """Status of every order that Shopee tells an application of."""
    return {order["order_sn"]: order["status"] for order in shopee.state("orders")}


def place(shopee: Shopee, shop_id: int, quantity: int = 1, **values) -> str:
    """Number of a new order of a product that has one SKU everywhere."""
    items = shopee.state("items")
    skus = [model["sku"] for item in items for model in item["models"]]
    for item in items:
        model = item["models"][0]
        here = any(row["shop_id"] == shop_id and row["status"] == "NORMAL" for row in item["shops"])
        known = item["global_item_id"] and model["sku"] and skus.count(model["sku"]) == 1
        if here and known and model["available"] > 10:
            basket = [{"sku": model["sku"], "quantity": quantity}]
            return shopee.place(shop_id=shop_id, items=basket, **values)["order_sn"]
    raise AssertionError("nothing to sell")
