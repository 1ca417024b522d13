"""The first-mile desk: which parcels stand on it, how they are bound, and what the hub says."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError

from ..lib.dto.first_mile import FirstMileChannel
from ..lib.errors import Rejected, Unavailable
from .common import Sequence
from .common_ship import ShipCase, pdf

NUMBER = "KRF260110000000000001"
BIND = "first_mile/bind_first_mile_tracking_number"
GENERATE = "first_mile/generate_first_mile_tracking_number"


class FirstMileCase(ShipCase):
    def setUp(self):
        super().setUp()
        channels = self.env["shopee.first.mile.channel"].create(
            [
                {
                    "company_id": self.company.id,
                    "channel_id": channel_id,
                    "name": name,
                    "method": method,
                }
                for channel_id, name, method in [
                    ("813", "Shopee pickup", "pickup"),
                    ("814", "CJ Logistics", "dropoff"),
                    ("815", "Hanjin Express", "dropoff"),
                ]
            ]
        )
        self.pickup, self.cj, self.hanjin = channels
        self.client.answers.update(
            {
                GENERATE: {"first_mile_tracking_number_list": [NUMBER]},
                BIND: self.bind_all,
                "first_mile/unbind_first_mile_tracking_number": self.bind_all,
                "first_mile/get_waybill": (pdf("waybill"), "application/pdf"),
            }
        )

    def bind_all(self, order_list, **params):
        return {"order_list": [{**row, "fail_error": "", "fail_message": ""} for row in order_list]}

    def refuse(self, error, message=""):
        """All parcels of the call are refused."""

        def answer(order_list, **params):
            refused = Rejected("firstmile.batch_api_all_failed", "all failed")
            rows = [{**row, "fail_error": error, "fail_message": message} for row in order_list]
            refused.payload = {"order_list": rows}
            return refused

        return answer

    def parcels(self, count=1):
        """Parcels that are arranged and have their label."""
        packages = self.ready_orders(count).package_ids
        packages.write({"ship_state": "arranged", "logistics_status": "LOGISTICS_REQUEST_CREATED"})
        packages.order_id.krsc_status = "PROCESSED"
        packages.label_state = "ready"
        return packages

    def wizard(self, packages, **values):
        action = packages.action_first_mile_bind()
        wizard = self.env["shopee.first.mile.bind"].browse(action["res_id"])
        wizard.write(values)
        return wizard

    def bind(self, packages, **values):
        """Bind as a person and the jobs do; the shipment."""
        shipment = self.env["shopee.first.mile"].browse(
            self.wizard(packages, **values).action_bind()["res_id"]
        )
        if not shipment.name:
            shipment._job_number()
        packages._job_bind()
        return shipment


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
        self.assertIn(str(shipment.waybill_id.id), action["url"])
        shipment.waybill_id.with_user(user).check_access("read")


@tagged("post_install", "-at_install")
class TestFirstMileBind(FirstMileCase):
    def test_courier(self):
        packages = self.parcels(2)
        self.shop.write({"transit_warehouse_id": "KRW1", "transit_warehouse_type": "1"})
        shipment = self.bind(packages, method="dropoff", channel_id=self.cj.id, number="6890 1234 5678")
        [params] = self.client.params(BIND)
        self.assertEqual(params["first_mile_tracking_number"], "689012345678")
        self.assertEqual(params["shipment_method"], "dropoff")
        self.assertEqual(params["logistics_channel_id"], 814)
        self.assertEqual((params["region"], params["warehouse_id"]), ("kr", "KRW1"))
        self.assertEqual(params["warehouse_type"], 1)
        self.assertEqual(
            params["order_list"],
            [{"order_sn": p.order_id.order_sn, "package_number": p.package_number} for p in packages],
        )
        self.assertEqual(set(packages.mapped("first_mile_state")), {"bound"})
        self.assertEqual((shipment.bound_count, shipment.state), (2, "open"))
        self.assertFalse(self.client.count(GENERATE))

    def test_number_of_a_courier_is_checked(self):
        package = self.parcels()
        for number in ("123", "no spaces!", ""):
            wizard = self.wizard(package, method="dropoff", channel_id=self.cj.id, number=number)
            with self.assertRaisesRegex(UserError, "6 to 40"):
                wizard.action_bind()
        self.assertFalse(package.first_mile_id)

    def test_pickup_has_its_number_made(self):
        package = self.parcels()
        shipment = self.bind(package, declare_date="2026-11-26")
        [params] = self.client.params(GENERATE)
        self.assertEqual(params["declare_date"], "2026-11-26")
        self.assertEqual((shipment.name, package.first_mile_tracking_number), (NUMBER, NUMBER))
        self.assertEqual(self.client.params(BIND)[0]["logistics_channel_id"], 813)

    def test_brought_by_ourselves(self):
        package = self.parcels()
        self.bind(package, method="self_deliver")
        [params] = self.client.params(BIND)
        self.assertEqual((params["shipment_method"], params["logistics_channel_id"]), ("self_deliver", 0))

    def test_fifty_a_call(self):
        packages = self.parcels(51)
        shipment = self.env["shopee.first.mile"].create(
            {"name": NUMBER, "company_id": self.company.id, "method": "pickup", "channel_id": self.pickup.id}
        )
        packages._ask_bind(shipment)
        for job in self.enqueued("_job_bind"):
            job.recordset._job_bind()
        calls = self.client.params(BIND)
        self.assertEqual(sorted(len(params["order_list"]) for params in calls), [1, 50])
        self.assertEqual(set(packages.mapped("first_mile_state")), {"bound"})

    def test_stores_share_a_number_in_calls_of_their_own(self):
        other = self.shop.copy({"shop_id": "220000124", "first_mile_hub": "SG"})
        packages = self.parcels(2)
        packages[1].order_id.shop_id = other
        self.wizard(packages, method="dropoff", channel_id=self.cj.id, number="CJ123456").action_bind()
        self.assertEqual(len(self.enqueued("_job_bind")), 2)
        self.assertEqual(len(packages.first_mile_id), 1)

    def test_more_parcels_are_added_to_a_shipment(self):
        first, second = self.parcels(2)
        shipment = self.bind(first)
        self.bind(second, first_mile_id=shipment.id)
        self.assertEqual(self.client.count(GENERATE), 1)
        self.assertEqual(shipment.package_ids, first | second)

    def test_same_courier_number_is_the_same_shipment(self):
        first, second = self.parcels(2)
        values = {"method": "dropoff", "channel_id": self.cj.id, "number": "CJ123456"}
        self.assertEqual(self.bind(first, **values), self.bind(second, **values))

    def test_refused_parcel_says_why_and_can_be_bound_again(self):
        package = self.parcels()
        self.client.answers[BIND] = Sequence(
            [self.refuse("firstmile.business_error", "Print the label first."), self.bind_all]
        )
        self.bind(package)
        self.assertEqual(package.first_mile_state, "failed")
        self.assertIn("Print the label first.", package.first_mile_error)
        self.assertEqual(self.issues(package).code, "first_mile_refused")
        self.assertFalse(package.first_mile_id)
        self.bind(package)
        self.assertEqual(package.first_mile_state, "bound")
        self.assertFalse(self.issues(package))

    def test_lost_answer_is_read_back(self):
        package = self.parcels()
        self.client.answers[BIND] = Sequence(
            [Unavailable("no answer"), self.refuse("firstmile.package_has_bind")]
        )
        row = {"package_number": package.package_number, "first_mile_tracking_number": NUMBER}
        self.client.answers["logistics/get_mass_tracking_number"] = {"success_list": [row]}
        self.wizard(package).action_bind()
        package.first_mile_id._job_number()
        self.assertFails(RetryableJobError, package._job_bind)
        package._job_bind()
        self.assertEqual(package.first_mile_state, "bound")
        self.assertFalse(self.issues(package))

    def test_bound_elsewhere_shows_where(self):
        package = self.parcels()
        self.client.answers[BIND] = self.refuse("firstmile.package_has_bind")
        row = {"package_number": package.package_number, "first_mile_tracking_number": "HANJIN777"}
        self.client.answers["logistics/get_mass_tracking_number"] = {"success_list": [row]}
        self.bind(package)
        self.assertEqual(package.first_mile_id.name, "HANJIN777")
        self.assertEqual(package.first_mile_state, "bound")

    def test_refused_as_a_whole(self):
        package = self.parcels()
        self.client.answers[BIND] = Rejected("firstmile.area_not_support", "wrong area")
        self.wizard(package).action_bind()
        package.first_mile_id._job_number()
        error = self.assertFails(FailedJobError, package._job_bind)
        package._bind_failed(exc_message=str(error))
        self.assertEqual(package.first_mile_state, "failed")
        self.assertIn("wrong area", package.first_mile_error)

    def test_dead_job_is_shown(self):
        package = self.parcels()
        self.wizard(package, method="dropoff", channel_id=self.cj.id, number="CJ123456").action_bind()
        self.env["shopee.package"]._cron_sweep_first_mile()
        self.assertEqual(package.first_mile_state, "failed")
        self.assertEqual(self.issues(package).code, "first_mile_stopped")

    def test_release(self):
        package = self.parcels()
        self.bind(package)
        package.action_first_mile_release()
        self.assertEqual(package.first_mile_state, "asked")
        package._job_release()
        [params] = self.client.params("first_mile/unbind_first_mile_tracking_number")
        self.assertEqual(params["first_mile_tracking_number"], NUMBER)
        self.assertEqual(package.first_mile_state, "unbound")
        self.assertFalse(package.first_mile_id)

    def test_release_refused_stays_bound(self):
        package = self.parcels()
        self.bind(package)
        self.client.answers["first_mile/unbind_first_mile_tracking_number"] = self.refuse(
            "firstmile.business_error", "Picked up."
        )
        package.action_first_mile_release()
        package._job_release()
        self.assertEqual(package.first_mile_state, "bound")
        self.assertIn("Picked up.", package.first_mile_error)


@tagged("post_install", "-at_install")
class TestFirstMileNumber(FirstMileCase):
    def shipment(self):
        package = self.parcels()
        self.wizard(package, declare_date="2026-11-26").action_bind()
        return package.first_mile_id

    def test_lost_answer_takes_the_unused_number(self):
        shipment = self.shipment()
        self.client.answers[GENERATE] = Unavailable("no answer")
        self.assertFails(RetryableJobError, shipment._job_number)
        self.env["shopee.first.mile"].create({"name": "KRF9", "company_id": self.company.id})
        self.client.answers["first_mile/get_tracking_number_list"] = {
            "first_mile_tracking_number_list": [
                {"first_mile_tracking_number": "KRF8", "status": "ORDER_RECEIVED"},
                {"first_mile_tracking_number": "KRF9", "status": "NOT_AVAILABLE"},
                {"first_mile_tracking_number": NUMBER, "status": "NOT_AVAILABLE"},
            ]
        }
        shipment._job_number()
        self.assertEqual(shipment.name, NUMBER)
        self.assertEqual(self.client.count(GENERATE), 1)

    def test_job_that_ran_but_could_not_commit(self):
        shipment = self.shipment()
        shipment._job_number()
        shipment.write({"name": False, "state": "asked"})
        shipment._job_number()
        self.assertEqual(shipment.name, NUMBER)
        self.assertEqual(self.client.count(GENERATE), 1)

    def test_no_number_says_so_and_is_asked_for_again(self):
        shipment = self.shipment()
        self.client.answers[GENERATE] = Sequence(
            [
                Rejected("firstmile.max_number_limit", "20 a day"),
                {"first_mile_tracking_number_list": [NUMBER]},
            ]
        )
        error = self.assertFails(FailedJobError, shipment._job_number)
        shipment._number_failed(exc_message=str(error))
        self.assertEqual(shipment.state, "failed")
        self.assertIn("20 a day", shipment.error)
        self.assertEqual(self.issues(shipment).code, "first_mile_number")
        shipment.action_retry()
        shipment._job_number()
        self.assertEqual((shipment.name, shipment.state), (NUMBER, "open"))
        self.assertFalse(self.issues(shipment))

    def test_waybill_is_read_after_binding_and_printed(self):
        package = self.parcels()
        shipment = self.bind(package)
        self.assertEqual(len(self.enqueued("_job_waybill")), 1)
        shipment._job_waybill()
        self.assertEqual(shipment.waybill_id.mimetype, "application/pdf")
        self.assertEqual(shipment.action_print_waybill()["type"], "ir.actions.act_url")

    def test_waybill_that_is_no_pdf(self):
        shipment = self.bind(self.parcels())
        self.client.answers["first_mile/get_waybill"] = (b"<html>busy</html>", "text/html")
        shipment._job_waybill()
        self.assertFalse(shipment.waybill_id)
        self.assertIn("PDF", shipment.error)


@tagged("post_install", "-at_install")
class TestFirstMileRefresh(FirstMileCase):
    def test_jobs_of_two_stores_store_the_channels_at_once(self):
        channels = self.env["shopee.first.mile.channel"]
        dto = FirstMileChannel(channel_id="813", name="Shopee pickup", method="pickup")
        with (
            patch.object(type(channels), "search", return_value=channels),
            self.assertRaises(RetryableJobError),
        ):
            channels._apply(self.company, [dto])
        channels._apply(self.company, [dto])
        self.assertEqual(self.pickup.name, "Shopee pickup")

    def refresh(self, unbound=(), numbers=(), arrived=(), status="ORDER_RECEIVED"):
        self.client.answers.update(
            {
                "first_mile/get_channel_list": {
                    "logistics_channel_list": [
                        {
                            "logistics_channel_id": 816,
                            "logistics_channel_name": "Lotte",
                            "shipment_method": "dropoff",
                        },
                        {"logistics_channel_id": 900, "shipment_method": "drone"},
                    ]
                },
                "first_mile/get_unbind_order_list": {
                    "order_list": [{"package_number": package.package_number} for package in unbound]
                },
                "logistics/get_mass_tracking_number": {
                    "success_list": [
                        {"package_number": package.package_number, "first_mile_tracking_number": number}
                        for package, number in numbers
                    ]
                },
                "first_mile/get_detail": {
                    "status": status,
                    "order_list": [
                        {"package_number": package.package_number, "arrived_transit_warehouse": True}
                        for package in arrived
                    ],
                },
            }
        )
        self.shop._job_refresh_first_mile()

    def test_bound_in_the_seller_centre(self):
        bound, waiting = self.parcels(2)
        self.refresh(unbound=waiting, numbers=[(bound, "CJ777777")])
        self.assertEqual((bound.first_mile_state, bound.first_mile_id.name), ("bound", "CJ777777"))
        self.assertEqual(waiting.first_mile_state, "unbound")

    def test_released_in_the_seller_centre(self):
        package = self.parcels()
        self.bind(package)
        self.refresh(unbound=package)
        self.assertEqual(package.first_mile_state, "unbound")

    def test_the_hub_has_it(self):
        first, second = packages = self.parcels(2)
        shipment = self.bind(packages)
        self.refresh(arrived=first, status="PICKED_UP")
        self.assertEqual(packages.mapped("first_mile_state"), ["scanned", "bound"])
        self.assertEqual((shipment.state, shipment.status), ("open", "PICKED_UP"))
        self.refresh(arrived=packages, status="DELIVERED")
        self.assertEqual((shipment.state, shipment.scanned_count), ("done", 2))

    def test_scans_that_the_import_of_orders_brings(self):
        package = self.parcels()
        shipment = self.bind(package)
        package.order_id.krsc_status = "SHIPPED"
        self.env["shopee.shop"]._cron_refresh_first_mile()
        self.assertEqual(shipment.state, "done")

    def test_cron_asks_for_stores_with_parcels_only(self):
        self.env["shopee.shop"]._cron_refresh_first_mile()
        self.assertFalse(self.enqueued("_job_refresh_first_mile"))
        self.parcels()
        self.env["shopee.shop"]._cron_refresh_first_mile()
        self.assertEqual(len(self.enqueued("_job_refresh_first_mile")), 1)

    def test_store_without_a_first_mile(self):
        package = self.parcels()
        self.client.answers["first_mile/get_channel_list"] = Rejected(
            "firstmile.shipment_pre_declare_permission", "no permission"
        )
        self.shop._job_refresh_first_mile()
        self.assertEqual(package.first_mile_state, "unbound")
        self.assertTrue(self.cj.active)

    def test_carriers_follow_shopee(self):
        self.refresh()
        channels = self.env["shopee.first.mile.channel"].search([])
        self.assertEqual(channels.mapped("channel_id"), ["816"])
        self.assertFalse(self.cj.active)
