import json
import os
from collections import Counter

from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.dto.order import Order
from ..lib.errors import Rejected
from ..models.shopee_order_cancel import ACTIVITY
from .common import ShopeeCase
from .common_histories import STATUSES, Reading, distilled, histories, readings

#: More histories of each status, others each time: SHOPEE_HISTORIES=50
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


#: What the table of statuses makes of Shopee's word, without a parcel that did not arrive
WORDS = {
    "UNPAID": "MP_Unpaid",
    "PENDING": "MP_Pending",
    "INVOICE_PENDING": "MP_Pending",
    "PROCESSED": "Ready to Ship",
    "SHIPPED": "In_Transit",
    "TO_CONFIRM_RECEIVE": "In_Transit",
    "COMPLETED": "Complete",
    "TO_RETURN": "Return_Initiated",
    "CANCELLED": "Cancel",
    "IN_CANCEL": "Cancel_in_Process",
}
#: The same by what is reserved, while the order is to be shipped
STOCK_WORDS = {"none": "New", "part": "Partial", "full": "RFP", "packed": "Packed"}
TROUBLES = {
    "LOGISTICS_LOST": "Lost_in_transit",
    "LOGISTICS_DELIVERY_FAILED": "Failed_delivery_initiated",
}


class RollBack(Exception):
    pass


@tagged("post_install", "-at_install")
class TestOrderHistories(ShopeeCase):
    """Whatever Odoo has seen of an order: in the end it stands as if only its last state had been read, and
    where people did something meanwhile, as if only the state before that had been read, too."""

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
        self.known = Counter()

    def test_every_history_ends_like_its_last_state(self):
        """Also with transfers that were validated and requests that were answered on the way."""
        for goal in STATUSES:
            with self.subTest(goal=goal):
                self.histories_towards(goal)
        self.assertFalse(set(STATUSES) - self.known.keys(), "statuses that no history has shown")
        for event in ("validated", "refused", "answered", "parcels", "cancelled part", "taken back", "older"):
            self.assertTrue(self.known[event], event)

    def histories_towards(self, goal):
        @settings(
            max_examples=int(EXAMPLES or 4),
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def play(data):
            states = data.draw(histories(self.payload, goal))
            seen = data.draw(readings(states))
            self.steps = data.draw(st.sampled_from(("ship_only", "pick_ship")))
            note(" > ".join(f"{state['order_status']}@{state['update_time']}" for state in states))
            note(" ".join(f"{one.index}x{one.pushes}" if isinstance(one, Reading) else one for one in seen))
            self.compare(states, seen)

        # The same histories each time, others for each status
        (play if EXAMPLES else seed(goal)(play))()

    def compare(self, states, seen):
        lived = self.outcome(states, seen)
        self.assertEqual(lived.pop("people"), self.people(states, seen))
        self.assertEqual(lived["order"]["sync_state"], "built", lived["issues"])
        self.assertIn(lived["order"]["oms_status"], self.words(states[-1], lived))
        once = self.outcome(states, distilled(states, seen))
        del once["people"]
        self.assertEqual(lived, once)

    def words(self, state, lived):
        """OMS statuses that are right for the last state, found without the table."""
        status = state["order_status"]
        troubles = {TROUBLES.get(parcel["logistics_status"]) for parcel in state["package_list"]} - {None}
        if troubles and status != "IN_CANCEL":
            return troubles
        if status in ("READY_TO_SHIP", "RETRY_SHIP"):
            return {STOCK_WORDS[lived["order"]["stock_condition"]]}
        return {WORDS.get(status, status)}

    # ------------------------------------------------------------
    # PLAYING
    # ------------------------------------------------------------

    def outcome(self, states, seen):
        """What stands in Odoo after these readings; nothing of it stays."""
        try:
            with self.env.cr.savepoint():
                if self.warehouse.delivery_steps != self.steps:
                    self.warehouse.delivery_steps = self.steps
                newest = -1
                for one in seen:
                    if not isinstance(one, Reading):
                        self.act(one)
                        continue
                    self.known["older"] += one.index < newest
                    newest = max(newest, one.index)
                    self.read(states[one.index], one.pushes)
                found = self.stands()
                raise RollBack
        except RollBack:
            self.env.invalidate_all()
            return found

    def read(self, state, pushes):
        """The platform shows a state; Odoo comes to know by events or by its own asking."""
        self.known[state["order_status"]] += 1
        self.known["parcels"] += len(state["package_list"]) > 1
        self.known["cancelled part"] += any(
            item["active_qty"] < item["model_quantity_purchased"] for item in state["item_list"]
        )
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
        is_live = state["order_status"] != "CANCELLED"
        self.known["taken back"] += is_live and any(self.order().picking_ids.mapped("return_id"))

    def act(self, act):
        """A person validates what is reserved, or answers the buyer; what is refused changes nothing."""
        order = self.order()
        self.env.flush_all()  # what was read was another transaction
        if act == "validate":
            for picking in order.picking_ids:
                if picking.state == "assigned" and not picking.return_id:
                    self.validate(picking)
        elif act != "wait" and order.can_answer:
            self.known["answered"] += 1
            answer = order.action_accept_cancel if act == "accept" else order.action_refuse_cancel
            answer()
        self.env.flush_all()

    def validate(self, picking):
        try:
            with self.env.cr.savepoint():
                picking.move_ids.picked = True
                picking.with_context(skip_sms=True).button_validate()
            self.known["validated"] += 1
        except UserError:
            self.env.invalidate_all()
            self.known["refused"] += 1

    def order(self):
        return self.env["shopee.order"].search([("order_sn", "=", self.payload["order_sn"])])

    # ------------------------------------------------------------
    # LOOKING
    # ------------------------------------------------------------

    def stands(self):
        order = self.order()
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
            "issues": sorted(self.issues(order).mapped("code")),
            "sale": (sale.state, sale.locked, sale.commitment_date),
            "goods": not is_dead and self.goods(sale),
            "total": not is_dead and sale.amount_total,
            "to_ship": self.to_ship(sale),
            "free": [product.free_qty for product in self.products],
        }

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
            if not isinstance(one, Reading):
                continue
            dto = Order.from_payload(states[one.index])
            if newest and dto.update_time < newest:
                continue
            newest = dto.update_time
            for name, source in PEOPLE.items():
                value = states[one.index]["recipient_address"][source]
                found[name] = found[name] if "*" in value else value
        return found
