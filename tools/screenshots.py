"""Take the pictures of the README from a running demo: `python -m tools.screenshots`."""

import os
import time

from playwright.sync_api import sync_playwright

from tools import chromium
from tools.console import Trouble, run_main, say
from tools.paths import ROOT
from tools.rpc import Session

FOLDER = ROOT / "docs" / "screenshots"
URL = f"http://localhost:{os.environ.get('ODOO_PORT', '8069')}"
SIZE = {"width": 1280, "height": 720}
#: Milliseconds in which charts and pictures come to rest.
SETTLE = 2500
#: Seconds in which Shopee's stock of all products is read.
READING = 60


def main() -> None:
    if not chromium.find():
        raise Trouble("there is no Chromium on this machine")
    pages = addresses(Session(URL, "demo", "admin"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        page = browser.new_context(viewport=SIZE, locale="en-US").new_page()
        page.goto(f"{URL}/web/login")
        page.fill("input[name=login]", "admin")
        page.fill("input[name=password]", "admin")
        page.click("button[type=submit]")
        page.wait_for_url("**/odoo**")
        for name, address in pages.items():
            page.goto(URL + address)
            page.wait_for_timeout(SETTLE)
            page.screenshot(path=FOLDER / f"{name}.png")
            say(f"docs/screenshots/{name}.png")
        browser.close()


def addresses(session: Session) -> dict[str, str]:
    """Name of the picture -> address of the page."""
    labelled = session.search_read(
        "shopee.package", [("label_state", "=", "ready")], ["sale_order_id"], limit=200
    )
    orders = [package["sale_order_id"][0] for package in labelled if package["sale_order_id"]]
    transfers = session.search(
        "stock.picking", [("sale_id", "in", orders), ("state", "=", "assigned")], limit=1
    )
    if not transfers:
        raise Trouble("no order of the demo waits with its label: make one Ready to Ship first")
    module = "shopee_krsc_connector"
    return {
        "dashboard": f"/odoo/action-{module}.shopee_shop_action",
        "orders": f"/odoo/action-{module}.shopee_order_action",
        "to-ship": f"/odoo/action-{module}.shopee_order_to_ship_action",
        "transfer": f"/odoo/action-stock.action_picking_tree_all/{transfers[0]}",
        "going-live": f"/odoo/action-{module}.shopee_stock_check_action/{comparison(session)}",
    }


def comparison(session: Session) -> int:
    """The finished comparison that a merchant of the demo sees before going live; nothing is sent."""
    merchants = session.search("shopee.merchant", [("stock_mode", "!=", "live")], limit=1)
    if not merchants:
        raise Trouble("the merchant of the demo is live already")
    check = session.call("shopee.merchant", "action_stock_start", merchants)["res_id"]
    deadline = time.monotonic() + READING
    while time.monotonic() < deadline:
        if session.count("shopee.stock.check", [("id", "=", check), ("state", "=", "ready")]):
            return check
        time.sleep(1)
    raise Trouble("the stock of the demo's products could not be read")


if __name__ == "__main__":
    run_main(main)
