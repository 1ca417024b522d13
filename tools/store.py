"""Connect a store on a running Odoo, as a person does in the browser, and follow its first sync."""

import time
from datetime import datetime, timedelta, timezone
from urllib.parse import urljoin

import requests
from lxml import html

from tools.console import Trouble
from tools.rpc import Session

PARTNER_ID = "1000001"
PARTNER_KEY = "simulator-partner-key"
#: More pages than the way to Shopee and back has.
MOST_PAGES = 8
#: A job that waits for its turn comes back within seconds; one that waits longer waits for Shopee.
SOON = timedelta(seconds=30)
LIVE_JOBS = ["wait_dependencies", "pending", "enqueued", "started"]


def create_account(session: Session, simulator_url: str) -> int:
    """The Open Platform app of the simulator; returns the id of the account."""
    return session.create(
        "shopee.account",
        {
            "name": "Hanbit Cosmetics",
            "environment": "custom",
            "custom_host": simulator_url,
            "api_partner_id": PARTNER_ID,
            "partner_key": PARTNER_KEY,
        },
    )


def connect(session: Session, account_id: int) -> None:
    """Press Connect, consent on Shopee's page and come back.

    :raise Trouble: with what the page says when the way does not end in Odoo
    """
    address = session.call("shopee.account", "action_connect", [account_id])["url"]
    answer = session.http.get(urljoin(session.url, address), timeout=60)
    for _page in range(MOST_PAGES):
        if answer.url.startswith(f"{session.url}/"):
            break
        answer = _submit(session.http, answer)
    page = html.fromstring(answer.content)
    # Odoo's web client is one page without text of its own; everything else is a message to the user.
    if not answer.ok or "/odoo" not in answer.url:
        raise Trouble(f"the store was not connected: {_text(page)}")


def _submit(http: requests.Session, answer: requests.Response) -> requests.Response:
    """Fill in the form of a page as it is offered, with every box ticked, and press its first button."""
    page = html.fromstring(answer.content, base_url=answer.url)
    if not answer.ok or not page.forms:
        raise Trouble(f"Shopee's page cannot be used: {_text(page)}")
    form = page.forms[0]
    fields = [(name, value) for name, value in form.form_values() if name]
    for box in form.xpath(".//input[@type='checkbox'][not(@checked)][@name]"):
        fields.append((box.get("name"), box.get("value", "on")))
    button = form.xpath(".//button[@name][not(@type) or @type='submit'] | .//input[@type='submit'][@name]")
    if button:
        fields.append((button[0].get("name"), button[0].get("value", "")))
    target = urljoin(answer.url, form.get("action") or answer.url)
    if form.method.upper() == "GET":
        return http.get(target, params=fields, timeout=60)
    return http.post(target, data=fields, timeout=60)


def _text(page) -> str:
    body = page.find("body")
    text = " ".join((body if body is not None else page).text_content().split())
    return text[:300] or "the page is empty"


class FirstSync:
    """What the runs of a newly connected account say."""

    FIELDS = ["display_name", "kind", "state", "progress", "created", "skipped", "failed", "error"]

    def __init__(self, session: Session):
        self.session = session

    def runs(self) -> list[dict]:
        domain = [("trigger", "=", "connect")]
        return self.session.search_read("shopee.sync.run", domain, self.FIELDS, order="id")

    def is_read(self, runs: list[dict]) -> bool:
        """Whether the order history of every shop was read."""
        shops = self.session.search("shopee.shop", [])
        read = [run for run in runs if run["kind"] == "history" and run["state"] != "running"]
        return bool(shops) and len(read) >= len(shops) and all(run["state"] != "running" for run in runs)

    def jobs_left(self) -> int:
        soon = (datetime.now(timezone.utc) + SOON).strftime("%Y-%m-%d %H:%M:%S")
        due = ["|", ("eta", "=", False), ("eta", "<", soon)]
        return self.session.count("queue.job", [("state", "in", LIVE_JOBS), *due])

    def failures(self) -> list[str]:
        """One line for each run and job that did not work."""
        lines = [
            f"{run['display_name']}: {run['error'] or 'failed'}"
            for run in self.runs()
            if run["state"] == "failed"
        ]
        jobs = self.session.search_read("queue.job", [("state", "=", "failed")], ["name", "exc_message"])
        return lines + [f"{job['name']}: {job['exc_message']}" for job in jobs]

    def wait(self, timeout: float, on_progress=lambda line: None, check=lambda: None) -> None:
        """Wait until it is over.

        :param on_progress: called with a line whenever something has moved
        :param check: called all the time; may raise
        :raise Trouble: when time is over
        """
        deadline = time.monotonic() + timeout
        seen = {}
        while True:
            check()
            runs = self.runs()
            lines = {run["id"]: self.describe(run) for run in runs}
            jobs = self.jobs_left() if self.is_read(runs) else None
            if jobs:
                lines["jobs"] = f"Sales orders and labels, jobs left: {jobs}"
            for key, line in lines.items():
                if seen.get(key) != line:
                    seen[key] = line
                    on_progress(line)
            if jobs == 0:
                return
            if time.monotonic() > deadline:
                raise Trouble(f"the first sync is not over after {timeout:.0f} s")
            time.sleep(2)

    @staticmethod
    def describe(run: dict) -> str:
        state = f"{run['progress']} %" if run["state"] == "running" else run["state"]
        counts = [f"{run[name]} {name}" for name in ("created", "skipped", "failed") if run[name]]
        return f"{run['display_name']}: {state}{', ' if counts else ''}{', '.join(counts)}"


def add_opening_stock(session: Session) -> int:
    """Count in stock of every product that has none, reserve what waits for it; return how many products."""
    location = session.search_read("stock.warehouse", [], ["lot_stock_id"], limit=1)[0]["lot_stock_id"][0]
    domain = [("is_storable", "=", True), ("qty_available", "<=", 0)]
    products = session.search("product.product", domain)
    counted = [
        {"product_id": product, "location_id": location, "inventory_quantity": 60 + product % 7 * 20}
        for product in products
    ]
    if counted:
        quants = session.call("stock.quant", "create", counted, context={"inventory_mode": True})
        session.call("stock.quant", "action_apply_inventory", quants)
    waiting = session.search("stock.picking", [("state", "in", ["confirmed", "assigned"])])
    if waiting:
        session.call("stock.picking", "action_assign", waiting)
    return len(products)
