"""Numbers of own carriers that are corrected after they were sent, or typed while they are being sent."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..lib.errors import Rejected
from .test_own_carrier import OwnCarrierCase

NUMBERS = "logistics/get_mass_tracking_number"


class SentNumberCase(OwnCarrierCase):
    def setUp(self):
        super().setUp()
        self.on_shopee = {}  # package number -> tracking number that Shopee shows
        self.client.answers[NUMBERS] = self.numbers_on_shopee
        self.client.answers["logistics/ship_order"] = self.take_number

    def take_number(self, package_number, non_integrated, **params):
        self.on_shopee[package_number] = non_integrated["tracking_number"]
        return self.take_one(package_number)

    def numbers_on_shopee(self, package_list, **params):
        return {
            "success_list": [
                {**row, "tracking_number": self.on_shopee.get(row["package_number"], "")}
                for row in package_list
            ]
        }

    def sent_order(self, number="EB1KR"):
        """An order whose number Shopee was told; its tracking number is not read back yet."""
        order = self.ready_orders()
        self.delivery(order).carrier_tracking_ref = number
        order.action_ready_to_ship()
        order.package_ids._job_ship()
        return order

    def read_number(self, order):
        order.package_ids.poll_at = "2026-01-01 00:00:00"
        self.shop._job_fetch_labels()


@tagged("post_install", "-at_install")
class TestSentNumber(SentNumberCase):
    def test_correction_is_told_where_the_order_is_looked_at(self):
        order = self.sent_order()
        self.read_number(order)
        self.assertFalse(self.issues(order.package_ids))
        delivery = self.delivery(order)
        self.assertNotIn("EB", delivery.shopee_next_step)
        delivery.carrier_tracking_ref = "EB2KR"
        self.run_marked()
        issue = self.issues(order.package_ids)
        self.assertEqual(issue.code, "own_number_differs")
        for text in ("EB1KR", "EB2KR", delivery.name):
            self.assertIn(text, issue.message)
            self.assertIn(text, delivery.shopee_next_step)
        self.assertEqual(order.next_step_level, "todo")
        self.assertEqual(len(self.numbers_sent()), 1, "Shopee would refuse a second one")

    def test_correction_before_the_number_was_read_back_is_not_overwritten(self):
        order = self.sent_order()
        self.delivery(order).carrier_tracking_ref = "EB2KR"
        self.run_marked()
        self.assertEqual(self.issues(order.package_ids).code, "own_number_differs")
        self.read_number(order)
        self.assertEqual(self.delivery(order).carrier_tracking_ref, "EB2KR")
        self.assertTrue(self.issues(order.package_ids))

    def test_shopee_need_not_repeat_the_number(self):
        order = self.sent_order()
        self.on_shopee.clear()
        self.read_number(order)
        self.shop._job_fetch_labels()
        package = order.package_ids
        self.assertEqual(package.tracking_number, "EB1KR")
        self.assertEqual((package.label_state, package.poll_at), ("none", False))
        self.assertTrue(self.enqueued("_job_read"), "it is shipped from now on")

    def test_taken_back_in_odoo(self):
        order = self.sent_order()
        self.read_number(order)
        self.delivery(order).carrier_tracking_ref = "EB2KR"
        self.run_marked()
        self.delivery(order).carrier_tracking_ref = "eb-1 kr"
        self.run_marked()
        self.assertFalse(self.issues(order.package_ids))
        self.assertNotIn("EB", order.next_step)

    def test_corrected_in_the_seller_centre(self):
        order = self.sent_order()
        self.read_number(order)
        self.delivery(order).carrier_tracking_ref = "EB2KR"
        self.run_marked()
        self.on_shopee[order.package_ids.package_number] = "EB2KR"
        self.issues(order.package_ids).action_retry()
        [job] = self.enqueued("_job_own_number")
        job.recordset._job_own_number()
        self.assertEqual(order.package_ids.tracking_number, "EB2KR")
        self.assertFalse(self.issues(order.package_ids))

    def test_delivery_made_after_the_number_was_sent_gets_it(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.read_channel()
        order = self.ready_orders()
        wizard = self.env["shopee.own.number"].browse(order.action_ready_to_ship()["res_id"])
        wizard.line_ids.number = "EB6KR"
        wizard.action_send()
        order.package_ids._job_ship()
        self.read_number(order)
        self.pick(self.delivery(order), 2)
        self.validate(self.delivery(order))
        leaving = self.delivery(order).filtered(lambda picking: picking._shopee_leaves())
        self.assertEqual(leaving.carrier_tracking_ref, "EB6KR")
        self.assertFalse(self.issues(order.package_ids))

    def test_shown_as_shipped_while_the_goods_are_here(self):
        order = self.sent_order()
        order.krsc_status = "SHIPPED"
        delivery = self.delivery(order)
        self.assertIn("EB1KR", delivery.shopee_next_step)
        self.assertIn(f"validate {delivery.name}", delivery.shopee_next_step)
        self.pick(delivery, 2)
        self.validate(delivery)
        self.assertNotIn("validate", order.next_step)

    def test_typed_while_the_job_asks_shopee(self):
        """The person saw a parcel that is being arranged, the job saw a delivery without a number."""
        order = self.ready_orders()
        order.action_ready_to_ship()
        package = order.package_ids
        self.run_marked()
        package._job_ship()
        self.assertEqual(package.ship_state, "failed")
        # Written by a transaction that began before the job ended: nothing wakes the job of the store for it
        self.env.cr.execute(
            "UPDATE stock_picking SET carrier_tracking_ref = 'EB9KR' WHERE id = %s", [self.delivery(order).id]
        )
        self.delivery(order).invalidate_recordset()
        self.run_marked()
        self.assertEqual(package.ship_state, "asked")

    def test_typed_before_anybody_knows_that_it_goes_with_an_own_carrier(self):
        """The parcel is being arranged; the first answer of Shopee tells that it needs a number."""
        order = self.ready_orders()
        order.action_ready_to_ship()
        package = order.package_ids
        self.assertFalse(package.own_carrier)
        self.delivery(order).carrier_tracking_ref = "EB9KR"
        self.env.cr.flush()
        self.assertIn(self.delivery(order), self.env["shopee.ship.mark"].search([]).picking_id)

    def test_a_refused_number_is_sent_again_once_it_is_corrected(self):
        order = self.ready_orders()
        self.delivery(order).carrier_tracking_ref = "EB1"
        order.action_ready_to_ship()
        package = order.package_ids
        self.client.answers["logistics/ship_order"] = lambda **params: Rejected(
            "logistics.error_traceno_required", "Wrong number"
        )
        self.read_channel()
        package._job_ship()
        self.assertEqual(package.ship_failure["code"], "ship_refused")
        self.delivery(order).carrier_tracking_ref = "EB1KR"
        self.run_marked()
        self.assertEqual(package.ship_state, "asked")


@tagged("post_install", "-at_install")
class TestOwnCarrierTour(HttpCase, SentNumberCase):
    registry_test_mode = False  # ShipCase enters it

    def test_asked_for_sent_and_corrected(self):
        """By somebody with no more rights than a warehouse needs."""
        new_test_user(self.env, "tour_own", groups="base.group_user,stock.group_stock_user")
        self.read_channel()
        self.shop.ship_trigger = "manual"
        order = self.ready_orders()
        delivery = self.delivery(order)
        action = self.env.ref("stock.action_picking_tree_all").id
        url = f"/odoo/action-{action}/{delivery.id}"
        self.start_tour(url, "shopee_own_number_asked", login="tour_own")
        package = order.package_ids
        self.assertEqual((delivery.carrier_tracking_ref, package.ship_state), ("EB123456789KR", "asked"))
        package._job_ship()
        self.assertEqual(self.numbers_sent(), [{"tracking_number": "EB123456789KR"}])
        self.read_number(order)
        payload = self.order_payload([(self.cream, 2, 10.0)], order_sn=order.order_sn, order_status="SHIPPED")
        self.read_orders(payload)
        self.start_tour(url, "shopee_own_number_corrected", login="tour_own")
        self.assertEqual(delivery.carrier_tracking_ref, "EB987654321KR")
        self.run_marked()
        self.assertEqual(self.issues(package).code, "own_number_differs")
