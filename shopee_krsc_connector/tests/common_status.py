"""What the tests of statuses and returns share: orders driven by their real events."""

from contextlib import contextmanager

from ..const import CHANNEL_PUSH
from ..lib.dto.returns import Return
from .common import ShopeeCase


class StatusCase(ShopeeCase):
    _next_return = 0

    # ------------------------------------------------------------
    # EVENTS on Shopee
    # ------------------------------------------------------------

    def new_order(self, stock=2, **changes):
        """Order of two creams, read while so many of them are in stock."""
        if stock:
            self.add_stock(self.cream, stock)
        self.payload = self.order_payload(lines=[(self.cream, 2, 10.0)], **changes)
        return self.read_orders(self.payload)

    def change_order(self, status, package_status=None, **changes):
        """Shopee changes the order that ``new_order`` made last, and it is read again."""
        self.env.flush_all()  # what happened before was another transaction
        self.payload = {
            **self.payload,
            "order_status": status,
            "update_time": self.payload["update_time"] + 60,
            **changes,
        }
        if package_status:
            [package] = self.payload["package_list"]
            self.payload["package_list"] = [{**package, "logistics_status": package_status}]
        return self.read_orders(self.payload)

    def delivered_order(self, status="COMPLETED"):
        """Order whose goods left by a validated delivery, shipped and received."""
        order = self.new_order()
        self.validate(order.sale_order_id.picking_ids)
        return self.change_order(status, "LOGISTICS_DELIVERY_DONE")

    def return_payload(self, order, status="REQUESTED", quantity=1, **changes):
        """One return as returns/get_return_detail answers it."""
        StatusCase._next_return += 1
        line = order.line_ids[0]
        return {
            "return_sn": f"2601200KRRET{StatusCase._next_return:04}",
            "order_sn": order.order_sn,
            "status": status,
            "reason": "DAMAGED",
            "text_reason": "The lid is broken",
            "refund_amount": 10.0 * quantity,
            "amount_before_discount": 12.0 * quantity,
            "currency": "SGD",
            "create_time": 1768500000,
            "update_time": 1768500100,
            "due_date": 1768700000,
            "needs_logistics": True,
            "return_solution": 0,
            "return_refund_type": "RRAOC",
            "validation_type": "seller_validation",
            "tracking_number": "RT0001",
            "reverse_logistics_status": "LOGISTICS_PICKUP_DONE",
            "negotiation": {"negotiation_status": "PENDING_RESPOND"},
            "item": [
                {
                    "item_id": int(line.item_id),
                    "model_id": 0,
                    "name": line.name,
                    "amount": quantity,
                    "item_price": 10.0,
                    "item_sku": line.sku,
                    "variation_sku": "",
                    "refund_amount": 10.0 * quantity,
                }
            ],
            **changes,
        }

    def read_returns(self, *payloads):
        dtos = [Return.from_payload(payload) for payload in payloads]
        created, changed, unchanged = self.env["shopee.return"]._upsert(self.shop, dtos)
        return (created | changed | unchanged).sorted("id")

    # ------------------------------------------------------------
    # EVENTS in Odoo
    # ------------------------------------------------------------

    def validate(self, pickings):
        for picking in pickings:
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            picking.move_ids.picked = True
            self.assertIs(picking.with_context(skip_sms=True).button_validate(), True)

    def jobs_of(self, trap, method):
        """Trapped jobs of this method, whatever records they are about."""
        return [job for job in trap.enqueued_jobs if job.method_name == method]

    @contextmanager
    def sends_nothing(self):
        """Nothing goes to Shopee inside the block, neither at once nor by a job."""
        jobs, marks = self.env["queue.job"].sudo(), self.env["shopee.ship.mark"].sudo()
        calls, before, marked = len(self.client.calls), jobs.search([]), marks.search([])
        yield
        self.env.cr.flush()
        self.assertEqual(self.client.calls[calls:], [])
        self.assertFalse((jobs.search([]) - before).mapped("name"))
        self.assertFalse(marks.search([]) - marked)

    @contextmanager
    def sends_nothing_but_reading(self):
        """As ``sends_nothing``, for an event that Shopee reports: jobs that read are all it may start."""
        jobs = self.env["queue.job"].sudo()
        calls, before = len(self.client.calls), jobs.search([])
        yield
        self.env.flush_all()
        self.assertEqual(self.client.calls[calls:], [])
        pushes = (jobs.search([]) - before).filtered(lambda job: job.channel == CHANNEL_PUSH)
        self.assertFalse(pushes.mapped("name"))
