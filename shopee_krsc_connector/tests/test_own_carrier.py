"""Parcels that go with a carrier of the seller: their number is sent, or asked for first."""

from odoo.tests import Form, new_test_user, tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.dto.reference import Channel
from ..lib.errors import Unavailable
from .common_ship import ShipCase

OWN = {"non_integrated": ["tracking_no"]}


class OwnCarrierCase(ShipCase):
    def setUp(self):
        super().setUp()
        self.client.answers["logistics/get_shipping_parameter"] = self.parameter_payload(**OWN)
        self.client.answers["logistics/get_mass_shipping_parameter"] = self.parameter_payload(**OWN)

    def read_channel(self, **changes):
        """The store's channel as logistics/get_channel_list names it."""
        payload = {
            "logistics_channel_id": 28016,
            "logistics_channel_name": "Seller's own carrier",
            "enabled": True,
            "logistics_capability": {"seller_logistics": True},
            **changes,
        }
        channels = self.env["shopee.logistics.channel"]
        channels._apply(self.shop, [Channel.from_payload(payload)])
        return channels.search([("shop_id", "=", self.shop.id)])

    def delivery(self, order):
        return order.sale_order_id.picking_ids

    def numbers_sent(self):
        return [params["non_integrated"] for params in self.client.params("logistics/ship_order")]


@tagged("post_install", "-at_install")
class TestOwnNumber(OwnCarrierCase):
    def test_number_of_the_delivery_is_sent(self):
        order = self.ready_orders()
        self.delivery(order).carrier_tracking_ref = "EB123456789KR"
        order.action_ready_to_ship()
        order.package_ids._job_ship()
        self.assertEqual(self.numbers_sent(), [{"tracking_number": "EB123456789KR"}])
        self.assertEqual(order.package_ids.ship_state, "arranged")
        self.assertTrue(order.package_ids.own_carrier)

    def test_without_a_number_it_asks_first(self):
        self.read_channel()
        order = self.ready_orders()
        action = order.action_ready_to_ship()
        self.assertEqual(action["res_model"], "shopee.own.number")
        self.assertEqual(order.package_ids.ship_state, "open")
        self.assertFalse(self.enqueued("_job_ship"))
        wizard = self.env["shopee.own.number"].browse(action["res_id"])
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.number = " EB1KR "
        wizard.action_send()
        self.assertEqual(self.delivery(order).carrier_tracking_ref, "EB1KR")
        order.package_ids._job_ship()
        self.assertEqual(self.numbers_sent(), [{"tracking_number": "EB1KR"}])

    def test_only_those_without_a_number_are_asked_about(self):
        self.read_channel()
        first, second = self.ready_orders(2)
        self.delivery(first).carrier_tracking_ref = "EB1KR"
        action = (first | second).action_ready_to_ship()
        wizard = self.env["shopee.own.number"].browse(action["res_id"])
        self.assertEqual(wizard.line_ids.package_id, second.package_ids)
        self.assertEqual(first.package_ids.ship_state, "asked")

    def test_question_and_window_tell_the_result_of_each_order(self):
        self.read_channel()
        user = new_test_user(self.env, "picker_bulk", groups="stock.group_stock_user")
        asked, lacking = self.ready_orders(2)
        self.delivery(asked).carrier_tracking_ref = "EB1KR"
        self.delivery(lacking).do_unreserve()
        unpaid = self.read_orders(self.order_payload(order_status="UNPAID"))
        action = (asked | lacking | unpaid).with_user(user).action_ready_to_ship()
        wizard = self.env["shopee.own.number"].with_user(user).browse(action["res_id"])
        results = {line.order_id: (line.state, line.result) for line in wizard.other_line_ids}
        self.assertEqual(set(results), {asked, unpaid}, "the others")
        self.assertEqual((results[asked][0], results[unpaid][0]), ("asked", "refused"))
        self.assertIn("UNPAID", results[unpaid][1])
        later = wizard.action_later()
        window = self.env["shopee.ship.bulk"].with_user(user).browse(later["res_id"])
        [row] = window.line_ids.filtered(lambda line: line.order_id == lacking)
        self.assertEqual(row.state, "refused")
        self.assertIn("own carrier", row.result)
        again = self.env["shopee.own.number"].with_user(user).browse(window.action_retry()["res_id"])
        self.assertEqual(again.line_ids.package_id, lacking.package_ids)
        again.line_ids.number = "EB2KR"
        self.assertEqual(again.action_send()["res_id"], window.id)
        self.assertEqual((window.asked_count, window.refused_count), (2, 1))

    def test_a_number_that_comes_later_is_sent_then(self):
        order = self.ready_orders()
        order.action_ready_to_ship()
        package = order.package_ids
        package._job_ship()
        self.assertEqual(self.issues(package).code, "ship_own_carrier")
        self.assertEqual(order.next_step_level, "todo")
        self.assertIn(self.delivery(order).name, order.next_step)
        self.delivery(order).carrier_tracking_ref = "EB2KR"
        self.run_marked()
        self.assertEqual(package.ship_state, "asked")
        self.assertFalse(self.issues(package))
        package._job_ship()
        self.assertEqual(self.numbers_sent(), [{"tracking_number": "EB2KR"}])

    def test_left_empty_in_the_wizard_waits(self):
        self.read_channel()
        order = self.ready_orders()
        self.env["shopee.own.number"].browse(order.action_ready_to_ship()["res_id"]).action_send()
        order.package_ids._job_ship()
        self.assertEqual(order.package_ids.ship_state, "failed")
        self.delivery(order).carrier_tracking_ref = "EB3KR"
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_a_number_alone_asks_for_nothing(self):
        """By hand means by hand: a number typed in advance waits for the button."""
        self.read_channel()
        self.shop.ship_trigger = "manual"
        order = self.ready_orders()
        self.delivery(order).carrier_tracking_ref = "EB4KR"
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open")

    def test_validated_before_the_number(self):
        self.read_channel()
        order = self.ready_orders()
        delivery = self.delivery(order)
        self.pick(delivery, 2)
        self.validate(delivery)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open", "nothing to send yet")
        self.assertIn(delivery.name, order.next_step)
        delivery.carrier_tracking_ref = "EB5KR"
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_number_kept_until_there_is_a_delivery(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.read_channel()
        order = self.ready_orders()
        wizard = self.env["shopee.own.number"].browse(order.action_ready_to_ship()["res_id"])
        wizard.line_ids.number = "EB6KR"
        wizard.action_send()
        self.assertEqual(order.package_ids._own_number(), "EB6KR")
        self.pick(self.delivery(order), 2)
        self.validate(self.delivery(order))
        leaving = self.delivery(order).filtered(lambda picking: picking._shopee_leaves())
        self.assertEqual(leaving.carrier_tracking_ref, "EB6KR")

    def test_warehouse_user_names_the_number(self):
        self.read_channel()
        order = self.ready_orders()
        user = new_test_user(self.env, "picker_own", groups="stock.group_stock_user")
        action = self.delivery(order).with_user(user).action_shopee_ready_to_ship()
        wizard = self.env["shopee.own.number"].with_user(user).browse(action["res_id"])
        wizard.line_ids.number = "EB7KR"
        wizard.action_send()
        self.assertEqual(order.package_ids.ship_state, "asked")
        self.assertEqual(self.delivery(order).carrier_tracking_ref, "EB7KR")

    def test_parcels_of_a_split_order(self):
        payload = self.order_payload([(self.cream, 2, 10.0)])
        [first] = payload["package_list"]
        payload["package_list"].append({**first, "package_number": f"{first['package_number']}B"})
        self.add_stock(self.cream, 2)
        order = self.read_orders(payload)
        self.delivery(order).carrier_tracking_ref = "EB8KR, EB9KR"
        self.assertEqual([one._own_number() for one in order.package_ids], ["EB8KR", "EB9KR"])
        self.delivery(order).carrier_tracking_ref = "EB8KR"
        self.assertEqual([one._own_number() for one in order.package_ids], ["", ""])


@tagged("post_install", "-at_install")
class TestOwnCarrierJob(OwnCarrierCase):
    def test_mass(self):
        orders = self.ready_orders(3)
        for number, order in enumerate(orders[:2]):
            self.delivery(order).carrier_tracking_ref = f"EB{number}KR"
        orders.action_ready_to_ship()
        packages = orders.package_ids
        packages._job_ship()
        [params] = self.client.params("logistics/mass_ship_order")
        self.assertEqual(
            params["non_integrated"]["tracking_number"],
            [
                {"package_number": package.package_number, "tracking_number": number}
                for package, number in zip(packages[:2], ["EB0KR", "EB1KR"], strict=True)
            ],
        )
        self.assertEqual(packages.mapped("ship_state"), ["arranged", "arranged", "failed"])
        self.assertEqual(self.issues(packages).res_id, packages[2].id)

    def test_lost_answer_is_read_back(self):
        order = self.ready_orders()
        self.delivery(order).carrier_tracking_ref = "EB1KR"
        order.action_ready_to_ship()
        package = order.package_ids

        def lost(package_number, **params):
            self.arranged.add(package_number)
            return Unavailable("no answer")

        self.client.answers["logistics/ship_order"] = lost
        self.assertFails(RetryableJobError, package._job_ship)
        package._job_ship()
        self.assertEqual(len(self.sent()), 1)
        self.assertEqual(package.ship_state, "arranged")

    def test_no_label_is_asked_for(self):
        self.read_channel()
        order = self.ready_orders()
        self.delivery(order).carrier_tracking_ref = "EB1KR"
        self.assertIn("number of your carrier", order.action_ready_to_ship()["params"]["message"])
        package = order.package_ids
        package._job_ship()
        self.client.answers["logistics/get_mass_tracking_number"] = {
            "success_list": [{"package_number": package.package_number, "tracking_number": "EB1KR"}]
        }
        package.poll_at = "2026-01-01 00:00:00"
        self.shop._job_fetch_labels()
        self.shop._job_fetch_labels()
        self.assertEqual(package.tracking_number, "EB1KR")
        self.assertEqual(package.label_state, "none")
        self.assertFalse(self.client.count("logistics/create_shipping_document"))

    def test_shopee_knows_better_than_the_channel(self):
        self.read_channel()
        self.client.answers["logistics/get_shipping_parameter"] = self.parameter_payload(dropoff=[])
        order = self.ready_orders()
        self.assertTrue(order.package_ids.own_carrier)
        self.env["shopee.own.number"].browse(order.action_ready_to_ship()["res_id"]).action_send()
        order.package_ids._job_ship()
        self.assertEqual(self.client.params("logistics/ship_order")[0]["dropoff"], {})
        self.assertFalse(order.package_ids.own_carrier)


@tagged("post_install", "-at_install")
class TestDeliveryMethod(OwnCarrierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls.env["product.product"].create({"name": "EMS", "type": "service"})
        cls.ems = cls.env["delivery.carrier"].create(
            {
                "name": "EMS",
                "product_id": product.id,
                "delivery_type": "fixed",
                "fixed_price": 5.0,
                "invoice_policy": "real",
            }
        )

    def test_written_on_the_deliveries(self):
        self.read_channel().carrier_id = self.ems
        order = self.ready_orders()
        self.assertEqual(order.sale_order_id.carrier_id, self.ems)
        self.assertEqual(self.delivery(order).carrier_id, self.ems)

    def test_chosen_later(self):
        order = self.ready_orders()
        self.read_channel().carrier_id = self.ems
        self.assertEqual(self.delivery(order).carrier_id, self.ems)
        self.assertTrue(order.package_ids.own_carrier)

    def test_a_corrected_mapping_replaces_the_former_one(self):
        channel = self.read_channel()
        channel.carrier_id = self.ems
        mapped, chosen = self.ready_orders(2)
        self.delivery(chosen).carrier_id = by_hand = self.ems.copy({"name": "By hand"})
        channel.carrier_id = courier = self.ems.copy({"name": "K-Packet"})
        self.assertEqual(
            (self.delivery(mapped).carrier_id, mapped.sale_order_id.carrier_id), (courier, courier)
        )
        self.assertEqual(self.delivery(chosen).carrier_id, by_hand)

    def test_other_channel_keeps_its_own(self):
        self.read_channel(logistics_channel_id=99).carrier_id = self.ems
        order = self.ready_orders()
        self.assertFalse(self.delivery(order).carrier_id)

    def test_number_of_the_carrier_goes_to_shopee(self):
        """A method that makes shipments: validating the delivery makes the number, and the number is sent."""
        self.read_channel().carrier_id = self.ems
        order = self.ready_orders()
        answer = [{"exact_price": 7.0, "tracking_number": "EMS42KR"}]
        self.patch(type(self.ems), "send_shipping", lambda carrier, pickings: answer)
        self.pick(self.delivery(order), 2)
        total = order.sale_order_id.amount_total
        self.validate(self.delivery(order))
        self.assertEqual(self.delivery(order).carrier_tracking_ref, "EMS42KR")
        self.assertEqual(order.sale_order_id.amount_total, total, "the buyer pays what Shopee says")
        self.run_marked()
        order.package_ids._job_ship()
        self.assertEqual(self.numbers_sent(), [{"tracking_number": "EMS42KR"}])

    def test_no_carrier_is_called_for_shopees_parcels(self):
        channel = self.read_channel(logistics_capability={"seller_logistics": False})
        channel.carrier_id = self.ems
        order = self.ready_orders()

        def called(carrier, pickings):
            raise AssertionError("Shopee collects this parcel")

        self.patch(type(self.ems), "send_shipping", called)
        self.pick(self.delivery(order), 2)
        self.validate(self.delivery(order))
        self.assertEqual(self.delivery(order).state, "done")

    def test_manager_maps_and_user_reads(self):
        channel = self.read_channel()
        manager = new_test_user(self.env, "mapper", groups="shopee_krsc_connector.group_shopee_manager")
        channel.with_user(manager).carrier_id = self.ems
        self.assertEqual(channel.carrier_id, self.ems)
