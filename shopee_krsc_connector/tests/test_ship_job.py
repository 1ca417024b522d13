"""The job that arranges parcels: what it sends, and that it never sends twice."""

from datetime import timedelta

from odoo import fields
from odoo.sql_db import db_connect
from odoo.tests import tagged

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError

from ..lib.errors import BadPayload, RateLimited, Rejected, Unavailable
from ..models.shopee_write_intent import LOCK_INTENT, _int32
from .common import Sequence
from .common_ship import ShipCase


@tagged("post_install", "-at_install")
class TestShipJob(ShipCase):
    def ask(self, count=1, **changes):
        orders = self.ready_orders(count, **changes)
        orders.action_ready_to_ship()
        return orders.package_ids

    def intents(self, packages):
        intents = self.env["shopee.write.intent"]
        intents.invalidate_model()
        return intents.search([("key", "in", packages._intent_keys())], order="id")

    # ------------------------------------------------------------
    # WHAT IS SENT
    # ------------------------------------------------------------

    def test_single(self):
        package = self.ask()
        package._job_ship()
        [params] = self.client.params("logistics/ship_order")
        self.assertEqual(params["dropoff"], {})
        self.assertNotIn("pickup", {k for k, v in params.items() if v is not None})
        self.assertEqual(params["order_sn"], package.order_id.order_sn)
        self.assertEqual(package.ship_state, "arranged")
        self.assertEqual(package.label_state, "number")
        self.assertEqual(self.intents(package).mapped("state"), ["done"])
        self.assertEqual(len(self.enqueued("_job_fetch_labels")), 1)

    def test_pickup_takes_the_nearest_slot(self):
        self.shop.ship_mode = "pickup"
        package = self.ask()
        package._job_ship()
        [params] = self.client.params("logistics/ship_order")
        self.assertEqual(params["pickup"], {"address_id": 710002, "pickup_time_id": "1768050000_3"})
        self.assertFalse(params.get("dropoff"))

    def test_preferred_way_closed(self):
        self.shop.ship_mode = "pickup"
        self.client.answers["logistics/get_shipping_parameter"] = self.parameter_payload(dropoff=[])
        package = self.ask()
        package._job_ship()
        self.assertEqual(self.client.params("logistics/ship_order")[0]["dropoff"], {})

    def test_branch_and_slug(self):
        payload = self.parameter_payload(dropoff=["branch_id", "sender_real_name", "slug"])
        payload["dropoff"] = {
            "branch_list": [{"branch_id": 5501}, {"branch_id": 5502}],
            "slug_list": [{"slug": "SEVEN", "slug_name": "7-Eleven"}],
        }
        self.client.answers["logistics/get_shipping_parameter"] = payload
        package = self.ask()
        package._job_ship()
        self.assertEqual(
            self.client.params("logistics/ship_order")[0]["dropoff"],
            {"branch_id": 5501, "sender_real_name": self.shop.user_id.name, "slug": "SEVEN"},
        )

    def test_own_carrier_is_refused(self):
        self.client.answers["logistics/get_shipping_parameter"] = self.parameter_payload(
            non_integrated=["tracking_no"]
        )
        package = self.ask()
        package._job_ship()
        self.assertEqual(package.ship_state, "failed")
        self.assertEqual(self.issues(package).code, "ship_own_carrier")
        self.assertFalse(self.sent())
        self.assertFalse(self.intents(package))

    def test_no_slot_left(self):
        payload = self.parameter_payload(pickup=["address_id", "pickup_time_id"])
        payload["pickup"]["address_list"][0]["time_slot_list"] = None
        payload["pickup"]["address_list"][1]["time_slot_list"] = []
        self.client.answers["logistics/get_shipping_parameter"] = payload
        package = self.ask()
        package._job_ship()
        self.assertEqual(self.issues(package).code, "ship_no_slot")

    def test_mass(self):
        packages = self.ask(3)
        packages.location_id = "KRZ"
        packages._job_ship()
        [params] = self.client.params("logistics/mass_ship_order")
        self.assertEqual(params["logistics_channel_id"], 28016)
        self.assertEqual(params["product_location_id"], "KRZ")
        self.assertEqual(params["dropoff"], {})
        self.assertEqual(set(packages.mapped("ship_state")), {"arranged"})
        self.assertEqual(self.client.count("logistics/ship_order"), 0)
        self.assertEqual(len(self.client.calls), 2, "one call to learn, one to ship")

    def test_mass_partial_failure(self):
        packages = self.ask(3)
        good, bad, silent = packages

        def answer(package_list, **params):
            self.arranged.add(good.package_number)
            return {
                "success_list": [{"package_number": good.package_number}],
                "fail_list": [{"package_number": bad.package_number, "fail_reason": "stock insufficient"}],
            }

        self.client.answers["logistics/mass_ship_order"] = answer
        before = len(self.enqueued("_job_ship"))
        packages._job_ship()
        self.assertEqual(packages.mapped("ship_state"), ["arranged", "failed", "asked"])
        self.assertIn("stock insufficient", bad.ship_error)
        self.assertEqual(self.issues(packages).res_id, bad.id)
        self.assertEqual(self.intents(silent).state, "open", "its answer is not known")
        self.assertEqual(len(self.enqueued("_job_ship")), before + 1)
        # the job that follows reads before it sends
        self.arranged.add(silent.package_number)
        silent._job_ship()
        self.assertEqual(silent.ship_state, "arranged")
        self.assertEqual(self.sent().count(silent.package_number), 1)

    def test_mass_parameter_refused_goes_one_by_one(self):
        packages = self.ask(2)
        self.client.answers["logistics/get_mass_shipping_parameter"] = Rejected("error_param", "no mass")
        packages._job_ship()
        self.assertEqual(self.client.count("logistics/ship_order"), 2)
        self.assertEqual(set(packages.mapped("ship_state")), {"arranged"})

    def test_mass_call_refused_as_a_whole_goes_one_by_one(self):
        packages = self.ask(2)
        good, bad = packages

        def answer(package_number, **params):
            if package_number == bad.package_number:
                return Rejected("logistics.block_buyer_name", "The buyer's name is blocked")
            return self.take_one(package_number)

        self.client.answers["logistics/mass_ship_order"] = Rejected("error_param", "no mass")
        self.client.answers["logistics/ship_order"] = answer
        packages._job_ship()
        self.assertEqual(packages.mapped("ship_state"), ["arranged", "failed"])
        self.assertIn("name is blocked", bad.ship_error)

    # ------------------------------------------------------------
    # AT MOST ONCE
    # ------------------------------------------------------------

    def test_intent_is_open_during_the_call(self):
        package = self.ask()
        seen = []

        def answer(**params):
            seen.extend(self.intents(package).mapped("state"))
            return {}

        self.client.answers["logistics/ship_order"] = answer
        package._job_ship()
        self.assertEqual(seen, ["open"])

    def test_lost_answer_after_the_effect(self):
        package = self.ask()

        def lost(package_number, **params):
            self.arranged.add(package_number)
            return Unavailable("read timed out")

        self.client.answers["logistics/ship_order"] = lost
        self.assertFails(RetryableJobError, package._job_ship)
        self.assertEqual(package.ship_state, "asked")
        self.assertEqual(self.intents(package).state, "open")
        package._job_ship()  # queue_job tries again
        self.assertEqual(self.client.count("logistics/ship_order"), 1)
        self.assertEqual(package.ship_state, "arranged")
        self.assertEqual(self.intents(package).state, "done")

    def test_lost_request_before_the_effect(self):
        package = self.ask()
        self.client.answers["logistics/ship_order"] = Sequence(
            [Unavailable("connection refused"), self.take_one]
        )
        self.assertFails(RetryableJobError, package._job_ship)
        package._job_ship()
        self.assertEqual(self.client.count("order/get_package_detail"), 1)
        self.assertEqual(self.client.count("logistics/ship_order"), 2)
        self.assertEqual(package.ship_state, "arranged")
        self.assertEqual(self.intents(package).mapped("state"), ["done"])

    def test_job_that_ran_but_could_not_commit(self):
        package = self.ask()
        package._job_ship()
        # the conflict rolls back what the job wrote, not what Shopee and the intent know
        package.write({"ship_state": "asked", "label_state": "none"})
        package._job_ship()
        self.assertEqual(self.client.count("logistics/ship_order"), 1)
        self.assertEqual(package.ship_state, "arranged")

    def test_answer_not_understood_stays_open(self):
        package = self.ask()
        self.client.answers["logistics/ship_order"] = BadPayload("not JSON")
        self.assertFails(FailedJobError, package._job_ship)
        self.assertEqual(self.intents(package).state, "open")
        package._ship_failed(exc_message="not JSON")
        self.assertEqual(package.ship_state, "failed")
        issue = self.issues(package)
        self.assertEqual(issue.code, "ship_stopped")
        self.arranged.add(package.package_number)
        issue.action_retry()
        self.assertEqual(package.ship_state, "asked")
        package._job_ship()
        self.assertEqual(package.ship_state, "arranged")
        self.assertEqual(self.client.count("logistics/ship_order"), 1)
        self.assertEqual(self.issues(package, "solved"), issue)

    def test_refused_may_be_sent_again(self):
        package = self.ask()
        self.client.answers["logistics/ship_order"] = Sequence(
            [Rejected("logistics.error_address", "address not supported"), self.take_one]
        )
        package._job_ship()
        self.assertEqual(package.ship_state, "failed")
        self.assertIn("address not supported", package.ship_error)
        self.assertIn("address not supported", self.issues(package).message)
        self.assertEqual(self.intents(package).state, "refused")
        package._issue_retry("ship_refused")
        package._job_ship()
        self.assertEqual(package.ship_state, "arranged")
        self.assertFalse(self.issues(package))

    def test_refusal_because_somebody_else_was_faster(self):
        package = self.ask()
        self.arranged.add(package.package_number)
        self.client.answers["logistics/ship_order"] = Rejected("logistics.package_already_shipped", "no")
        package._job_ship()
        self.assertEqual(package.ship_state, "arranged")
        self.assertFalse(self.issues(package))

    def test_rate_limit_is_a_refusal(self):
        package = self.ask()
        self.client.answers["logistics/ship_order"] = RateLimited(30)
        self.assertFails(RetryableJobError, package._job_ship)
        self.assertEqual(self.intents(package).state, "refused")

    def test_doubled_job_sends_nothing(self):
        package = self.ask()
        package._job_ship()
        package._job_ship()
        self.assertEqual(self.client.count("logistics/ship_order"), 1)

    def test_two_jobs_at_once(self):
        """The second finds the lock of the first taken and comes back later."""
        package = self.ask()
        number = _int32(f"ship:{package._intent_key()}")
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_INTENT, number))
            error = self.assertFails(RetryableJobError, package._job_ship)
            other.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_INTENT, number))
        self.assertTrue(error.ignore_retry)
        self.assertFalse(self.sent())
        package._job_ship()
        self.assertEqual(len(self.sent()), 1)

    # ------------------------------------------------------------
    # CANCELLED WHILE WAITING
    # ------------------------------------------------------------

    def test_cancelled_while_waiting(self):
        packages = self.ask(3)
        kept, asking, cancelled = packages
        statuses = {
            kept.order_id.order_sn: "READY_TO_SHIP",
            asking.order_id.order_sn: "IN_CANCEL",
            cancelled.order_id.order_sn: "CANCELLED",
        }
        self.client.answers["order/get_order_detail"] = lambda **params: {
            "order_list": [
                self.order_payload(order_sn=order_sn, order_status=status)
                for order_sn, status in statuses.items()
            ]
        }
        reads = len(self.enqueued("_job_read"))
        packages._job_ship(True)
        self.assertEqual(packages.mapped("ship_state"), ["arranged", "open", "open"])
        self.assertEqual(self.sent(), [kept.package_number])
        self.assertFalse(self.issues(packages))
        self.assertEqual(len(self.enqueued("_job_read")), reads + 1)

    def test_cancel_known_to_odoo(self):
        package = self.ask()
        package.order_id.krsc_status = "IN_CANCEL"
        package._job_ship()
        self.assertFalse(self.client.calls)
        self.assertEqual(package.ship_state, "open")

    # ------------------------------------------------------------
    # SWEEP
    # ------------------------------------------------------------

    def test_sweep_shows_dead_jobs(self):
        dead, living, young = self.ask(3)
        past = fields.Datetime.now() - timedelta(hours=1)
        (dead | living).write({"ship_asked_at": past})
        dead.ship_job_key, living.ship_job_key = "shopee:ship:dead", "shopee:ship:living"
        queue = self.env["queue.job"].with_context(_job_edit_sentinel=self.env["queue.job"].EDIT_SENTINEL)
        common = {"model_name": "shopee.package", "method_name": "_job_ship", "user_id": self.env.uid}
        queue.create(
            [
                {**common, "uuid": "u1", "identity_key": "shopee:ship:dead", "state": "failed"},
                {**common, "uuid": "u2", "identity_key": "shopee:ship:living", "state": "pending"},
            ]
        )
        self.env["shopee.package"]._cron_sweep_asked()
        self.assertEqual(dead.ship_state, "failed")
        self.assertEqual(self.issues(dead).code, "ship_dead")
        self.assertEqual((living | young).mapped("ship_state"), ["asked", "asked"])

    def test_arranged_in_the_seller_centre(self):
        order = self.ready_orders()
        package = order.package_ids
        package.write({"logistics_status": "LOGISTICS_REQUEST_CREATED"})
        order.krsc_status = "PROCESSED"
        self.assertEqual(package.ship_state, "arranged")
        order._request_labels()
        self.assertEqual(package.label_state, "number")
        self.assertEqual(len(self.enqueued("_job_fetch_labels")), 1)
