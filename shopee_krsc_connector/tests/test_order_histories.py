import json
import os

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.dto.order import Order
from ..lib.errors import Rejected
from ..models.shopee_order_cancel import ACTIVITY
from .common import ShopeeCase
from .common_histories import UNKNOWN, Reading, histories, readings

#: More histories, others each time: SHOPEE_HISTORIES=500
EXAMPLES = os.environ.get("SHOPEE_HISTORIES")
JOBS = ("_job_process", "_job_read", "_job_build")
ORDER_FIELDS = (
    "krsc_status",
    "oms_status",
    "seller_centre_label",
    "sync_state",
    "stock_condition",
    "is_history",
    "digest",
    "update_time",
    "pay_time",
    "ship_by_date",
    "pickup_done_time",
    "total_known",
    "total_amount",
    "note",
    "cancel_by",
    "buyer_cancel_reason",
    "stage",
)
PEOPLE = {
    "recipient_name": "name",
    "recipient_phone": "phone",
    "recipient_address": "full_address",
    "recipient_zip": "zipcode",
}


class RollBack(Exception):
    pass


@tagged("post_install", "-at_install")
class TestOrderHistories(ShopeeCase):
    """Whatever Odoo has seen of an order: in the end it stands as if only its last state had been read."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for product in cls.products:
            cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, 100)
        cls.payload = cls.order_payload(lines=[(cls.cream, 2, 10.0), (cls.stick, 1, 7.5), (cls.pouch, 2, 0)])
        for item in cls.payload["item_list"]:
            item["active_qty"] = item["model_quantity_purchased"]

    def setUp(self):
        super().setUp()
        trap = trap_jobs()
        self.jobs = trap.__enter__()
        self.addCleanup(trap.__exit__, None, None, None)
        self.client.answers["payment/get_escrow_detail_batch"] = Rejected("error_not_found", "", "")
        self.events = 0

    @settings(
        max_examples=int(EXAMPLES or 30),
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def test_every_history_ends_like_its_last_state(self, data):
        states = data.draw(histories(self.payload))
        seen = data.draw(readings(states))
        note(" > ".join(f"{state['order_status']}@{state['update_time']}" for state in states))
        note(" ".join(f"{one.index}x{one.pushes}" for one in seen))
        lived = self.outcome(states, seen)
        self.assertEqual(lived.pop("people"), self.people(states, seen))
        once = self.outcome(states, self.once(states, seen))
        del once["people"]
        self.assertEqual(lived, once)

    def once(self, states, seen):
        """The last state; before it, when it is a word that nobody knows, the last known one that was seen.

        Such a word changes nothing in Odoo, so what was known before it is what counts.
        """
        last = Reading(len(states) - 1, 0)
        if states[-1]["order_status"] != UNKNOWN:
            return [last]
        newest, known = -1, []
        for one in seen:
            if one.index > newest and states[one.index]["order_status"] != UNKNOWN:
                known = [one]
            newest = max(newest, one.index)
        return [*known, last]

    # ------------------------------------------------------------
    # PLAYING
    # ------------------------------------------------------------

    def outcome(self, states, seen):
        """What stands in Odoo after these readings; nothing of it stays."""
        try:
            with self.env.cr.savepoint():
                for one in seen:
                    self.read(states[one.index], one.pushes)
                found = self.stands()
                raise RollBack
        except RollBack:
            self.env.invalidate_all()
            return found

    def read(self, state, pushes):
        """The platform shows a state; Odoo comes to know by events or by its own asking."""
        self.client.answers["order/get_order_detail"] = {"order_list": [state]}
        for _push in range(pushes):
            self.events += 1
            event = {
                "code": 3,
                "shop_id": int(self.shop.shop_id),
                "timestamp": self.events,
                "data": {"ordersn": state["order_sn"], "status": state["order_status"]},
            }
            self.env["shopee.push.event"]._receive(self.account, event, json.dumps(event).encode())
        if not pushes:
            self.env["shopee.order"]._ensure_stubs(self.shop, [state["order_sn"]])._enqueue_read()
        while jobs := [job for job in self.jobs.enqueued_jobs if job.method_name in JOBS]:
            self.jobs.enqueued_jobs.clear()
            for job in jobs:
                job.perform()

    # ------------------------------------------------------------
    # LOOKING
    # ------------------------------------------------------------

    def stands(self):
        order = self.env["shopee.order"].search([("order_sn", "=", self.payload["order_sn"])])
        self.env.flush_all()
        self.env.invalidate_all()
        sale = order.sale_order_id
        is_dead = sale.state == "cancel"
        return {
            "order": {name: order[name] for name in ORDER_FIELDS},
            "lines": {line.line_key: (line.quantity, line.active_quantity) for line in order.line_ids},
            "parcels": {
                parcel.package_number: (
                    parcel.logistics_status,
                    parcel._is_askable(),
                )
                for parcel in order.package_ids
                if parcel.logistics_status != "LOGISTICS_INVALID"
            },
            "people": {name: order[name] for name in PEOPLE},
            "asked": len(order.activity_search([ACTIVITY])),
            "issues": sorted(self.issues(order)),
            "sale": (sale.state, sale.locked, sale.commitment_date),
            "goods": not is_dead and self.goods(sale),
            "total": not is_dead and sale.amount_total,
            "to_ship": self.to_ship(sale),
            "free": [product.free_qty for product in self.products],
        }

    def issues(self, order):
        domain = [("res_model", "=", order._name), ("res_id", "=", order.id), ("state", "=", "open")]
        return self.env["shopee.issue"].search(domain).mapped("code")

    def goods(self, sale):
        return {
            line.shopee_line_id.line_key: (line.product_id, line.product_uom_qty, line.price_unit)
            for line in sale.order_line
            if line.shopee_line_id
        }

    def to_ship(self, sale):
        """Product -> pieces that open transfers bring to the buyer."""
        moves = sale.picking_ids.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return {
            product: (sum(found.mapped("product_uom_qty")), set(found.mapped("state")))
            for product, found in moves.grouped("product_id").items()
            if sum(found.mapped("product_uom_qty"))
        }

    def people(self, states, seen):
        """The last value of each that was not masked, of what was not older than what Odoo had."""
        found, newest = dict.fromkeys(PEOPLE, False), None
        for one in seen:
            dto = Order.from_payload(states[one.index])
            if newest and dto.update_time < newest:
                continue
            newest = dto.update_time
            for name, source in PEOPLE.items():
                value = states[one.index]["recipient_address"][source]
                found[name] = found[name] if "*" in value else value
        return found
