"""A promotion sets pieces aside at Shopee: Odoo reads how many, and looks at the number again."""

from odoo.tests import tagged

from odoo.addons.queue_job.exception import FailedJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.errors import Rejected
from .common_stock_number import NumberCase


@tagged("post_install", "-at_install")
class TestStockReserved(NumberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.variation = cls.list_product(cls.cream)
        cls.item = cls.variation.listing_id

    def receive(self, **data):
        """The job that an event of Shopee's leads to, if any."""
        payload = {"code": 8, "shop_id": int(self.shop.shop_id), "timestamp": 1768000000, "data": data}
        event = self.env["shopee.push.event"]._receive(self.account, payload, str(payload).encode())
        event.body = str(payload).replace("'", '"')
        with trap_jobs() as trap:
            event._job_process()
        return event, [job for job in trap.enqueued_jobs if job.method_name == "_job_read_reserved"]

    def shopee_reserves(self, pieces):
        item = {
            "global_item_id": int(self.item.global_item_id),
            "global_item_name": "Cream",
            "has_model": False,
            "stock_info": [{"stock_type": 2, "stock_location_id": "", "reserved_stock": pieces}],
            "stock_info_v2": {"summary_info": {"total_reserved_stock": pieces}},
        }
        self.client.answers["global_product/get_global_item_info"] = {"global_item_list": [item]}

    def test_event_of_a_promotion_has_the_item_read(self):
        event, jobs = self.receive(item_id=9000000000 + self.cream.id, promotion_id=7)
        self.assertEqual(event.state, "done")
        self.assertEqual(jobs[0].recordset, self.item)
        event, jobs = self.receive(item_id=4711)
        self.assertEqual((event.state, jobs), ("ignored", []))

    def test_event_of_an_order_has_the_order_read(self):
        _event, jobs = self.receive(item_id=9000000000 + self.cream.id, ordersn="260110NEWORDER")
        self.assertFalse(jobs)
        self.assertTrue(self.env["shopee.order"].search([("order_sn", "=", "260110NEWORDER")]))

    def test_what_is_read_marks_the_product_once(self):
        self.shopee_reserves(6)
        self.assertEqual(self.marked(self.item._job_read_reserved), {self.cream: False})
        self.assertEqual(self.variation.reserved, 6)
        self.assertEqual(self.marked(self.item._job_read_reserved), {})

    def test_item_that_cannot_be_read_is_left_to_the_sender(self):
        self.client.answers["global_product/get_global_item_info"] = Rejected("error_param", "no such item")
        with self.assertRaisesRegex(FailedJobError, "no such item"):
            self.item._job_read_reserved()
        self.assertEqual(self.marked(self.item._read_reserved_failed), {self.cream: False})
