"""Parcels bound to numbers of the first mile, and the numbers that are made for them."""

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError

from ..lib.errors import Rejected, Unavailable
from ..models.shopee_write_intent import LOCK_INTENT, _int32
from .common import Sequence
from .common_first_mile import BIND, GENERATE, NUMBER, FirstMileCase


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
        shipment = self.bind(package, declare_date="2099-11-26")
        [params] = self.client.params(GENERATE)
        self.assertEqual(params["declare_date"], "2099-11-26")
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

    def test_added_while_the_number_came(self):
        """The job of the number did not see the parcel, and there is none to wake for it."""
        first, second = self.parcels(2)
        self.wizard(first).action_bind()
        shipment = first.first_mile_id
        shipment._job_number()
        second.write({"first_mile_id": shipment.id, "first_mile_task": "bind"})
        for job in self.enqueued("_job_bind"):
            job.recordset._job_bind()
        self.assertEqual(second.first_mile_state, "asked")
        self.env["shopee.package"]._cron_sweep_first_mile()
        self.enqueued("_job_bind")[-1].recordset._job_bind()
        self.assertEqual(second.first_mile_state, "bound")

    def test_cancelled_before_it_was_bound(self):
        good, cancelled = packages = self.parcels(2)
        self.wizard(packages, method="dropoff", channel_id=self.cj.id, number="CJ123456").action_bind()
        cancelled.order_id.krsc_status = "CANCELLED"
        packages._job_bind()
        [params] = self.client.params(BIND)
        self.assertEqual([row["package_number"] for row in params["order_list"]], [good.package_number])
        self.assertFalse(cancelled.first_mile_id or cancelled.first_mile_task)
        self.assertEqual(good.first_mile_state, "bound")

    def test_more_under_a_courier_number_that_arrived(self):
        first, second = self.parcels(2)
        values = {"method": "dropoff", "channel_id": self.cj.id, "number": "CJ123456"}
        shipment = self.bind(first, **values)
        first.order_id.krsc_status = "SHIPPED"
        shipment._note_arrival()
        self.assertEqual(shipment.state, "done")
        self.bind(second, **values)
        self.assertEqual((shipment.state, shipment.package_ids), ("open", first | second))

    def test_number_of_a_pickup_is_no_couriers(self):
        first, second = self.parcels(2)
        self.bind(first)
        wizard = self.wizard(second, method="dropoff", channel_id=self.cj.id, number=NUMBER)
        with self.assertRaisesRegex(UserError, NUMBER):
            wizard.action_bind()

    def test_release(self):
        package = self.parcels()
        self.bind(package)
        package.action_first_mile_release()
        self.assertEqual(package.first_mile_state, "releasing")
        self.assertEqual(package._first_mile_refusal(), "It is being released.")
        package._job_release()
        [params] = self.client.params("first_mile/unbind_first_mile_tracking_number")
        self.assertEqual(params["first_mile_tracking_number"], NUMBER)
        self.assertEqual(package.first_mile_state, "unbound")
        self.assertFalse(package.first_mile_id)

    def test_dead_release_is_still_bound(self):
        package = self.parcels()
        self.bind(package)
        package.action_first_mile_release()
        self.env["shopee.package"]._cron_sweep_first_mile()
        self.assertEqual(package.first_mile_state, "bound")
        self.assertIn("did not release", package.first_mile_error)

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
        self.wizard(package, declare_date="2099-11-26").action_bind()
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

    def fail(self, shipment):
        self.client.answers[GENERATE] = Rejected("firstmile.max_number_limit", "20 a day")
        error = self.assertFails(FailedJobError, shipment._job_number)
        shipment._number_failed(exc_message=str(error))

    def test_without_a_number_the_parcels_can_travel_in_another_way(self):
        shipment = self.shipment()
        package = shipment.package_ids
        self.fail(shipment)
        self.assertEqual(package.first_mile_state, "failed")
        self.assertIn("20 a day", package.first_mile_error)
        self.bind(package, method="dropoff", channel_id=self.cj.id, number="CJ123456")
        self.assertEqual((package.first_mile_state, package.first_mile_id.name), ("bound", "CJ123456"))
        self.assertFalse(shipment.exists(), "nothing waits for its number")
        issues = [("code", "=", "first_mile_number"), ("state", "=", "open")]
        self.assertFalse(self.env["shopee.issue"].search(issues))

    def test_retry_of_a_number_binds_what_waits_for_it(self):
        shipment = self.shipment()
        self.fail(shipment)
        shipment.declare_date = "2020-01-01"  # was tried on another day
        shipment.action_retry()
        self.client.answers[GENERATE] = {"first_mile_tracking_number_list": [NUMBER]}
        shipment._job_number()
        shipment.package_ids._job_bind()
        self.assertEqual(shipment.package_ids.first_mile_state, "bound")
        self.assertGreater(self.client.params(GENERATE)[-1]["declare_date"], "2026-01-01")

    def test_dead_number_job_is_shown(self):
        shipment = self.shipment()
        self.env["shopee.package"]._cron_sweep_first_mile()
        self.assertEqual((shipment.state, shipment.package_ids.first_mile_state), ("failed", "failed"))
        self.assertIn("interrupted", shipment.error)

    def test_a_number_that_another_job_has_just_made_is_not_unused(self):
        """It has no parcels yet, and its transaction has not ended: only the intent knows it."""
        lost = self.shipment()
        self.client.answers[GENERATE] = Unavailable("no answer")
        self.assertFails(RetryableJobError, lost._job_number)
        other = self.shipment()
        self.client.answers[GENERATE] = {"first_mile_tracking_number_list": ["KRF7"]}
        other._job_number()
        other.write({"name": False, "state": "asked"})  # not committed
        self.client.answers["first_mile/get_tracking_number_list"] = {
            "first_mile_tracking_number_list": [
                {"first_mile_tracking_number": "KRF7", "status": "NOT_AVAILABLE"}
            ]
        }
        self.client.answers[GENERATE] = {"first_mile_tracking_number_list": ["KRF8"]}
        lost._job_number()
        self.assertEqual(lost.name, "KRF8")

    def test_numbers_of_a_day_are_made_one_after_the_other(self):
        shipment = self.shipment()
        day = _int32(f"first_mile_number:day:{self.company.id}:2099-11-26")
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_INTENT, day))
            self.assertFails(RetryableJobError, shipment._job_number)
            other.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_INTENT, day))
        self.assertFalse(self.client.count(GENERATE))
        shipment._job_number()
        self.assertEqual(shipment.name, NUMBER)
