"""The first-mile desk: which parcels stand on it, and how they are bound."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common_first_mile import NUMBER, FirstMileCase


@tagged("post_install", "-at_install")
class TestFirstMileDesk(FirstMileCase):
    def test_a_parcel_comes_when_it_is_arranged_and_leaves_with_the_scan(self):
        package = self.ready_orders().package_ids
        self.assertFalse(package.first_mile_state)
        package.ship_state = "arranged"
        self.assertEqual(package.first_mile_state, "unbound")
        package.first_mile_tracking_number = NUMBER
        self.assertEqual(package.first_mile_state, "bound")
        package.order_id.krsc_status = "SHIPPED"
        self.assertEqual(package.first_mile_state, "scanned")

    def test_who_never_stands_on_it(self):
        own, foreign, cancelled = self.parcels(3)
        own.own_carrier = True
        foreign.order_id.ours_to_ship = False
        cancelled.order_id.krsc_status = "CANCELLED"
        self.assertEqual(set((own | foreign | cancelled).mapped("first_mile_state")), {False})

    def test_not_of_a_merchant_elsewhere(self):
        package = self.parcels()
        self.merchant.region = "CN"
        self.assertFalse(package.first_mile_state)

    def test_stores_have_the_hub_of_their_market(self):
        package = self.parcels()
        self.assertEqual(package.first_mile_hub, "SG")
        self.shop.first_mile_hub = "Incheon 2"
        self.assertEqual(package.first_mile_hub, "Incheon 2")

    def test_parcels_are_seen_without_opening_hub_and_state(self):
        packages = self.parcels(2)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shopee_krsc_connector.shopee_first_mile_package_action"
        )
        desk = self.env["shopee.package"].with_context(**safe_eval(action["context"]))
        result = desk.web_read_group(
            [("id", "in", packages.ids)],
            ["first_mile_hub", "first_mile_state"],
            auto_unfold=True,
            unfold_read_specification={"package_number": {}},
        )
        shown = [
            (hub["first_mile_hub"], state["first_mile_state"], record["id"])
            for hub in result["groups"]
            for state in hub["__groups"]["groups"]
            for record in state["__records"]
        ]
        self.assertCountEqual(shown, [("SG", "unbound", package.id) for package in packages])

    def test_parcels_of_two_hubs_are_not_bound_together(self):
        other = self.shop.copy({"shop_id": "220000124", "first_mile_hub": "TW"})
        packages = self.parcels(2)
        packages[1].order_id.shop_id = other
        with self.assertRaisesRegex(UserError, "SG, TW"):
            packages.action_first_mile_bind()

    def test_what_cannot_be_bound_is_left_out_with_the_reason(self):
        good, unlabelled = self.parcels(2)
        unlabelled.label_state = "requested"
        wizard = self.wizard(good | unlabelled)
        self.assertEqual(wizard.package_ids, good)
        self.assertIn(unlabelled.order_id.order_sn, wizard.left_out)
        with self.assertRaisesRegex(UserError, "label"):
            unlabelled.action_first_mile_bind()

    def test_the_rest_of_what_is_left_out_is_counted(self):
        packages = self.parcels(7)
        packages.label_state = "requested"
        with self.assertRaisesRegex(UserError, "and 2 more"):
            packages.action_first_mile_bind()

    def test_a_label_that_failed_may_be_printed_elsewhere(self):
        package = self.parcels()
        package.label_state = "failed"
        self.bind(package, method="self_deliver")
        self.assertEqual(package.first_mile_state, "bound")

    def test_warehouse_users_work_at_the_desk(self):
        package = self.parcels()
        user = new_test_user(self.env, "desk", groups="stock.group_stock_user")
        action = package.with_user(user).action_first_mile_bind()
        wizard = self.env["shopee.first.mile.bind"].with_user(user).browse(action["res_id"])
        with Form(wizard) as form:
            form.method = "dropoff"
            form.channel_id = self.cj
            form.number = "6890-1234-5678"
        wizard.action_bind()
        self.assertEqual(package.first_mile_state, "asked")
        package._job_bind()
        shipment = package.first_mile_id
        shipment._job_waybill()
        action = shipment.with_user(user).action_print_waybill()
        self.assertIn(str(shipment.id), action["url"])

    def test_another_company_is_not_reached(self):
        """Neither its shipments nor its parcels, by a call as by the screen."""
        shipment = self.env["shopee.first.mile"].create(
            {"company_id": self.env["res.company"].create({"name": "Other"}).id, "state": "failed"}
        )
        user = new_test_user(self.env, "desk", groups="stock.group_stock_user")
        for call in ("action_retry", "action_print_waybill"):
            with self.assertRaises(AccessError):
                getattr(shipment.with_user(user), call)()
        wizard = self.wizard(self.parcels().with_user(user))
        with self.assertRaises(AccessError):
            wizard.with_user(user).write({"first_mile_id": shipment.id})
            wizard.with_user(user).action_bind()

    def test_a_shipment_leads_to_one_hub(self):
        package = self.parcels()
        shipment = self.bind(package, method="dropoff", channel_id=self.cj.id, number="CJ123456")
        self.shop.first_mile_hub = "Incheon 2"
        other = self.parcels()
        wizard = self.wizard(other, method="dropoff", channel_id=self.cj.id, number="CJ123456")
        with self.assertRaisesRegex(UserError, "CJ123456.*SG.*Incheon 2"):
            wizard.action_bind()
        self.assertEqual(shipment.package_ids, package)

    def test_a_day_that_has_passed_is_refused_at_once(self):
        package = self.parcels()
        with self.assertRaisesRegex(UserError, "day"):
            self.wizard(package, declare_date="2020-01-01").action_bind()
        self.assertEqual(package.first_mile_state, "unbound")
