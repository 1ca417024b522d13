"""What Shopee and the hub say: carriers, hubs, what is bound elsewhere and what is scanned."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.dto.first_mile import FirstMileChannel
from ..lib.errors import Rejected
from .common_first_mile import BIND, FirstMileCase


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

    def refresh(self, unbound=(), numbers=(), arrived=(), status="ORDER_RECEIVED", warehouses=()):
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
                "first_mile/get_transit_warehouse_list": {"transit_warehouse_list": list(warehouses)},
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
        for job in self.enqueued("_job_read_scans"):
            job.recordset._job_read_scans(*job.args)

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
        self.assertEqual((shipment.state, shipment.status_text), ("open", "Collected"))
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
        wizard = self.wizard(package, method="dropoff", channel_id=False, number="CJ123456")
        with self.assertRaisesRegex(UserError, "Hanbit SG.*no permission"):
            wizard.action_bind()
        self.refresh(unbound=package)
        self.assertFalse(self.shop.first_mile_refusal)

    def test_carriers_are_read_when_the_first_parcel_is_arranged(self):
        self.env["shopee.first.mile.channel"].search([]).unlink()
        order = self.ready_orders()
        order.action_ready_to_ship()
        self.assertFalse(self.enqueued("_job_refresh_first_mile"))
        order.package_ids._job_ship()
        [job] = self.enqueued("_job_refresh_first_mile")
        self.assertEqual(job.recordset, self.shop)

    def test_carriers_that_came_while_the_window_was_open(self):
        self.env["shopee.first.mile.channel"].search([]).unlink()
        wizard = self.wizard(self.parcels())
        with self.assertRaisesRegex(UserError, "try again in a moment"):
            wizard.action_bind()
        pickup = FirstMileChannel(channel_id="813", name="Shopee pickup", method="pickup")
        self.env["shopee.first.mile.channel"]._apply(self.company, [pickup])
        shipment = self.env["shopee.first.mile"].browse(wizard.action_bind()["res_id"])
        self.assertEqual(shipment.channel_id.name, "Shopee pickup")

    def test_the_only_transit_warehouse_is_taken(self):
        one = {"warehouse_id": "KRW1", "warehouse_name_en": "Incheon", "warehouse_type": 1}
        self.refresh(warehouses=[one])
        self.assertEqual((self.shop.transit_warehouse_id, self.shop.transit_warehouse_type), ("KRW1", "1"))
        package = self.parcels()
        self.bind(package, method="dropoff", channel_id=self.cj.id, number="CJ123456")
        [params] = self.client.params(BIND)
        self.assertEqual((params["warehouse_id"], params["warehouse_type"]), ("KRW1", 1))

    def test_of_several_transit_warehouses_a_person_chooses(self):
        names = {"KRW1": "Incheon", "KRW2": "Gimpo"}
        self.refresh(
            warehouses=[{"warehouse_id": number, "warehouse_name_en": name} for number, name in names.items()]
        )
        self.assertFalse(self.shop.transit_warehouse_id)
        self.assertEqual(self.shop.transit_warehouse_names, "KRW1 (Incheon), KRW2 (Gimpo)")
        self.shop.transit_warehouse_id = "KRW2"
        self.refresh(warehouses=[{"warehouse_id": "KRW1", "warehouse_name_en": "Incheon"}])
        self.assertEqual(self.shop.transit_warehouse_id, "KRW2", "typed by a person")

    def test_transit_warehouses_that_shopee_does_not_tell(self):
        package = self.parcels()
        self.client.answers["first_mile/get_transit_warehouse_list"] = Rejected("error_param", "CN only")
        bound = {"package_number": package.package_number, "first_mile_tracking_number": "CJ777777"}
        self.client.answers.update(
            {
                "first_mile/get_channel_list": {"logistics_channel_list": []},
                "first_mile/get_unbind_order_list": {"order_list": []},
                "logistics/get_mass_tracking_number": {"success_list": [bound]},
            }
        )
        self.shop._job_refresh_first_mile()
        self.assertEqual(package.first_mile_state, "bound", "the rest is read all the same")
        self.assertFalse(self.shop.first_mile_refusal)

    def test_bound_before_the_label_came(self):
        """The number of the hub came with that of the parcel, so nobody was told of the shipment."""
        package = self.parcels()
        package.first_mile_tracking_number = "KRF777"
        self.assertFalse(package.first_mile_id)
        self.refresh()
        self.assertEqual(package.first_mile_id.name, "KRF777")

    def test_parcels_are_added_to_what_the_seller_centre_bound(self):
        bound, more = self.parcels(2)
        self.refresh(numbers=[(bound, "CJ777777")], unbound=more)
        shipment = bound.first_mile_id
        self.assertNotIn(shipment, self.to_add_to(more), "nobody knows yet how it travels")
        detail = {"shipment_method": "dropoff", "logistics_channel_id": 814, "declare_date": "2026-11-20"}
        self.client.answers["first_mile/get_detail"] = detail
        self.shop._job_read_scans(shipment.ids)
        self.assertEqual((shipment.method, shipment.channel_id), ("dropoff", self.cj))
        self.assertIn(shipment, self.to_add_to(more))
        self.bind(more, first_mile_id=shipment.id)
        [params] = self.client.params(BIND)
        self.assertEqual((params["shipment_method"], params["logistics_channel_id"]), ("dropoff", 814))

    def to_add_to(self, packages):
        """Shipments that the window offers for these parcels."""
        wizard = self.wizard(packages)
        domain = wizard.fields_get(["first_mile_id"])["first_mile_id"]["domain"]
        values = {"hub": wizard.hub, "company_id": wizard.company_id.id}
        return self.env["shopee.first.mile"].search(safe_eval(domain, values))

    def test_a_collected_pickup_takes_no_more(self):
        first, second = self.parcels(2)
        shipment = self.bind(first)
        self.assertIn(shipment, self.to_add_to(second))
        self.refresh(unbound=second, status="PICKED_UP")
        self.assertNotIn(shipment, self.to_add_to(second))

    def test_one_number_that_cannot_be_read_stops_no_other(self):
        first, second = packages = self.parcels(2)
        self.bind(first, method="dropoff", channel_id=self.cj.id, number="CJ111111")
        self.bind(second, method="dropoff", channel_id=self.cj.id, number="CJ222222")

        def detail(first_mile_tracking_number, **params):
            if first_mile_tracking_number == "CJ111111":
                return Rejected("error_not_found", "unknown")
            row = {"package_number": second.package_number, "arrived_transit_warehouse": True}
            return {"status": "DELIVERED", "order_list": [row]}

        self.client.answers["first_mile/get_detail"] = detail
        self.shop._job_read_scans(packages.first_mile_id.ids)
        self.assertEqual(packages.mapped("first_mile_state"), ["bound", "scanned"])

    def test_numbers_are_read_fifty_a_job(self):
        packages = self.parcels(51)
        for number, package in enumerate(packages):
            package._link_number(f"CJ{number:06}")
        self.refresh()
        self.assertEqual(sorted(len(job.args[0]) for job in self.enqueued("_job_read_scans")), [1, 50])

    def test_a_cancelled_parcel_is_not_waited_for(self):
        first, second = packages = self.parcels(2)
        shipment = self.bind(packages)
        first.order_id.krsc_status = "SHIPPED"
        second.order_id.krsc_status = "CANCELLED"
        self.env["shopee.shop"]._cron_refresh_first_mile()
        self.assertEqual(shipment.state, "done")

    def test_nothing_is_to_solve_once_the_hub_has_it(self):
        package = self.parcels()
        self.client.answers[BIND] = self.refuse("firstmile.business_error", "Print the label first.")
        self.bind(package)
        self.env["shopee.shop"]._cron_refresh_first_mile()
        self.assertTrue(self.issues(package))
        package.order_id.krsc_status = "SHIPPED"
        self.env["shopee.shop"]._cron_refresh_first_mile()
        self.assertFalse(self.issues(package))

    def test_two_stores_find_the_same_number_at_once(self):
        package = self.parcels()
        shipments = self.env["shopee.first.mile"]
        shipments.create({"name": "CJ777777", "company_id": self.company.id})
        with (
            patch.object(type(shipments), "_find", return_value=shipments),
            self.assertRaises(RetryableJobError),
        ):
            package._link_number("CJ777777")

    def test_carriers_follow_shopee(self):
        self.refresh()
        channels = self.env["shopee.first.mile.channel"].search([])
        self.assertEqual(channels.mapped("channel_id"), ["816"])
        self.assertFalse(self.cj.active)
