"""A lost answer or a kill between any two steps leads neither to a second item nor to a lost one."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.dto.listing import UploadedImage
from ..lib.errors import BadPayload, Rejected
from ..models.shopee_write_intent import LOCK_INTENT, _int32
from .common_listing import Killed, ListingCase

CREATE = "global_product/add_global_item"
TIERS = "global_product/init_tier_variation"
PUBLISH = "global_product/create_publish_task"


@tagged("post_install", "-at_install")
class TestListingResume(ListingCase):
    def run_later(self, *kinds):
        """As time goes by: the queue tries again, and intents grow old."""
        for kind in kinds:
            self.run_jobs(most=3)
            self.later(kind)
        self.run_jobs()

    # ------------------------------------------------------------
    # LOST ANSWERS
    # ------------------------------------------------------------

    def test_lost_answer_of_the_item(self):
        listing = self.start(self.cream)
        self.lose_answer(CREATE)
        self.run_jobs()
        self.assertListed(listing)
        self.assertEqual(self.client.count(CREATE), 1)

    def test_lost_answer_and_the_sku_is_changed(self):
        listing = self.start(self.cream)
        self.lose_answer(CREATE)
        self.run_jobs(most=2)
        self.assertEqual(listing.state, "creating")
        listing._fail("listing_dead", {})
        self.cream.default_code = "SC-51"
        listing.action_retry()
        self.run_later("list")
        self.assertListed(listing)
        self.assertEqual(self.client.count(CREATE), 1)
        self.assertEqual(listing.global_item_id.variation_ids.product_id, self.cream)

    def test_sheet_whose_item_may_exist_is_kept(self):
        """A new sheet would not know of it and make a second item."""
        listing = self.start(self.cream)
        self.lose_answer(CREATE)
        self.run_jobs(most=2)
        listing._fail("listing_dead", {})
        with self.assertRaisesRegex(UserError, "Retry"):
            listing.unlink()
        self.client.answers[CREATE] = Rejected("error_param", "No.")
        self.globals.clear()
        listing.action_retry()
        self.run_later("list")
        self.assertEqual(listing.state, "failed")
        listing.unlink()

    def test_lost_answer_and_the_item_turns_up_late(self):
        listing = self.start(self.cream)
        self.lose_answer(CREATE)
        known = self.client.answers["global_product/get_global_item_list"]
        hidden = {"global_item_list": [], "has_next_page": False, "offset": ""}
        self.client.answers["global_product/get_global_item_list"] = hidden
        self.run_jobs(most=5)
        self.assertEqual(self.client.count(CREATE), 1)
        self.assertEqual(listing.state, "creating")
        self.client.answers["global_product/get_global_item_list"] = known
        self.run_jobs()
        self.assertListed(listing)
        self.assertEqual(self.client.count(CREATE), 1)

    def test_lost_request_of_the_item(self):
        listing = self.start(self.cream)
        self.lose_request(CREATE)
        self.run_jobs(most=3)
        self.assertEqual(self.client.count(CREATE), 1)
        self.run_later("list")
        self.assertListed(listing)
        self.assertEqual(self.client.count(CREATE), 2)

    def test_answer_not_understood(self):
        listing = self.start(self.cream)
        answer = self.client.answers[CREATE]

        def garbled(**body):
            answer(**body)
            self.client.answers[CREATE] = answer
            return BadPayload("no id")

        self.client.answers[CREATE] = garbled
        self.run_jobs()
        self.assertListed(listing)

    def test_an_older_item_of_the_same_sku_is_not_adopted(self):
        self.add_global(2100009999, sku="SC-50", publish=False, create_time=1760000000)
        self.globals[2100009999]["update_time"] = 4102444800
        listing = self.start(self.cream)
        self.lose_answer(CREATE)
        self.run_jobs()
        self.assertNotEqual(listing.global_item_ref, "2100009999")
        self.assertEqual(self.client.count(CREATE), 1)

    def test_several_candidates_are_for_a_person(self):
        listing = self.start(self.cream)
        self.lose_answer(CREATE)
        self.run_jobs("_job_upload")
        body = {}
        answer = self.client.answers[CREATE]

        def twice(**params):
            body.update(params)
            return answer(**params)

        self.client.answers[CREATE] = twice
        self.run_jobs("_job_create", most=1)
        self._answer_add(**body)
        self.run_jobs("_job_create")
        self.assertEqual(listing.state, "failed")
        self.assertEqual(listing.failure["code"], "listing_several")
        self.assertEqual(self.client.count(CREATE), 1)
        self.globals.pop(max(self.globals))
        listing.action_retry()
        self.run_jobs()
        self.assertListed(listing)

    def test_lost_answer_of_the_variations(self):
        listing = self.start(self.group)
        self.lose_answer(TIERS)
        self.run_jobs()
        self.assertListed(listing)
        self.assertEqual(self.client.count(TIERS), 1)

    def test_lost_request_of_the_variations(self):
        listing = self.start(self.group)
        self.lose_request(TIERS)
        self.run_later("list_tiers")
        self.assertListed(listing)
        self.assertEqual(self.client.count(TIERS), 2)

    def test_lost_answer_of_publishing(self):
        listing = self.start(self.cream)
        self.lose_answer(PUBLISH)
        self.run_jobs()
        self.assertListed(listing)
        self.assertEqual(self.client.count(PUBLISH), 1)

    def test_lost_request_of_publishing(self):
        listing = self.start(self.cream)
        self.lose_request(PUBLISH)
        self.run_jobs(most=8)
        self.assertEqual(self.client.count(PUBLISH), 1)
        self.run_later("publish")
        self.assertListed(listing)
        self.assertEqual(self.client.count(PUBLISH), 2)

    def test_killed_after_a_lost_task_was_found(self):
        """The intent is settled without a task; the next try looks at the store again."""
        listing = self.start(self.cream)
        self.lose_answer(PUBLISH)
        self.run_jobs(most=4)
        line = listing.shop_line_ids
        channels = line._read_channels()
        found = line._ensure_task(channels)
        self.assertTrue(found[0])
        self.assertEqual(line._ensure_task(channels), found)
        self.run_jobs()
        self.assertListed(listing)
        self.assertEqual(self.client.count(PUBLISH), 1)

    def test_task_that_shopee_has_forgotten(self):
        listing = self.start(self.cream)
        answer = self.client.answers["global_product/get_publish_task_result"]
        forgotten = Rejected("error_cannot_get_publish_result", "The task is not found.")
        self.client.answers["global_product/get_publish_task_result"] = forgotten
        published = dict(self.published)
        self.publish_failure = "lost"  # the task makes nothing
        self.run_jobs()
        self.assertEqual(self.published, published)
        self.assertEqual(listing.shop_line_ids.state, "failed")
        self.publish_failure = ""
        self.client.answers["global_product/get_publish_task_result"] = answer
        listing.action_retry()
        self.run_jobs()
        self.assertListed(listing)

    def test_lost_answer_of_the_pictures(self):
        listing = self.start(self.cream)
        self.lose_answer("media_space/upload_image")
        self.run_jobs()
        self.assertListed(listing)

    # ------------------------------------------------------------
    # KILLED BETWEEN STEPS
    # ------------------------------------------------------------

    def assertSurvivesKill(self, product, model, method):
        """The process dies once when ``method`` is about to write what it has learnt."""
        original = getattr(self.registry[model], method)
        left = [1]

        def dying(records, *args, **kwargs):
            if left[0]:
                left[0] -= 1
                raise Killed
            return original(records, *args, **kwargs)

        with patch.object(self.registry[model], method, dying):
            listing = self.start(product)
            self.run_jobs()
        self.assertFalse(left[0], "the kill did not happen")
        self.assertListed(listing)
        self.assertEqual(self.client.count(CREATE), 1)
        self.assertEqual(self.client.count(PUBLISH), 1)
        self.assertLessEqual(self.client.count(TIERS), 1)

    def test_killed_after_the_item(self):
        """Shopee and the intent know the item, the listing does not."""
        self.assertSurvivesKill(self.cream, "shopee.listing", "_keep_global_ref")

    def test_killed_after_the_item_of_a_group(self):
        self.assertSurvivesKill(self.group, "shopee.listing", "_keep_global_ref")

    def test_killed_after_the_variations(self):
        self.assertSurvivesKill(self.group, "shopee.listing", "_read_global")

    def test_killed_before_the_link(self):
        self.assertSurvivesKill(self.group, "shopee.listing", "_bind_global")

    def test_killed_after_the_publish_task(self):
        self.assertSurvivesKill(self.cream, "shopee.listing.shop", "_processing")

    def test_killed_after_the_result(self):
        self.assertSurvivesKill(self.cream, "shopee.listing.shop", "_published")

    def test_killed_during_the_call(self):
        listing = self.start(self.cream)
        answer = self.client.answers[CREATE]

        def die(**body):
            answer(**body)
            self.client.answers[CREATE] = answer
            raise Killed

        self.client.answers[CREATE] = die
        self.run_jobs()
        self.assertListed(listing)
        self.assertEqual(self.client.count(CREATE), 1)

    # ------------------------------------------------------------
    # AT ONCE
    # ------------------------------------------------------------

    def test_picture_that_two_listings_send_at_once(self):
        """The job whose row comes second is tried again, and finds the picture known."""
        uploads = self.env["shopee.listing.upload"]
        image = UploadedImage(image_id="kr-1", url="", error="")
        uploads._store(self.account, {"abc": image})
        with patch.object(self.env.registry["shopee.listing.upload"], "_known", lambda *args: {}):
            with self.assertRaises(RetryableJobError), self.env.cr.savepoint():
                uploads._store(self.account, {"abc": image})

    def test_two_jobs_at_once(self):
        listing = self.start(self.cream)
        self.run_jobs("_job_upload")
        number = _int32(f"list:{listing._intent_key()}")
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_INTENT, number))
            self.run_jobs("_job_create", most=1)
            other.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_INTENT, number))
        self.assertFalse(self.client.count(CREATE))
        self.run_jobs()
        self.assertListed(listing)
        self.assertEqual(self.client.count(CREATE), 1)

    def test_job_that_comes_twice(self):
        listing = self.start(self.cream)
        self.run_jobs("_job_upload")
        listing._job_create()
        listing._job_create()
        self.assertEqual(self.client.count(CREATE), 1)
        self.assertEqual(len(self.jobs("_job_variations")), 1)
