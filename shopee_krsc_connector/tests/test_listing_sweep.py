"""Listings end, whatever becomes of their jobs."""

from odoo.tests import tagged

from .common_listing import ListingCase


@tagged("post_install", "-at_install")
class TestListingSweep(ListingCase):
    def test_end_is_looked_at_after_the_stores_are_committed(self):
        """Stores that end at the same time do not see each other's end."""
        listing = self.start(self.cream)
        self.run_jobs(
            "_job_upload", "_job_create", "_job_variations", "_job_publish", "_job_poll", "_job_bind"
        )
        self.assertEqual(listing.shop_line_ids.state, "done")
        self.assertEqual(listing.state, "publishing")
        self.run_jobs("_job_finish")
        self.assertListed(listing)

    def test_sweep_ends_what_nobody_ended(self):
        listing = self.start(self.cream)
        self.run_jobs(
            "_job_upload", "_job_create", "_job_variations", "_job_publish", "_job_poll", "_job_bind"
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE shopee_listing SET write_date = write_date - interval '1 hour'")
        self.env["shopee.listing"]._cron_sweep_listings()
        self.assertListed(listing)

    def test_sweep_leaves_stores_that_wait_for_their_listing(self):
        listing = self.start(self.cream)
        self.env.flush_all()
        self.env.cr.execute("UPDATE shopee_listing SET write_date = write_date - interval '1 hour'")
        self.env.cr.execute("UPDATE shopee_listing_shop SET write_date = write_date - interval '1 hour'")
        self.env.invalidate_all()
        self.env["shopee.listing"]._cron_sweep_listings()
        self.assertEqual(listing.shop_line_ids.state, "asked")
        self.run_jobs()
        self.assertListed(listing)

    def test_sweep_ends_suggestions_that_nobody_makes(self):
        listing = self.draft(self.cream)
        listing._ask_suggestions()
        self.env.flush_all()
        self.env.cr.execute("UPDATE shopee_listing SET write_date = write_date - interval '1 hour'")
        listing.invalidate_recordset()
        self.env["shopee.listing"]._cron_sweep_listings()
        self.assertTrue(listing.is_waiting)
        self.jobs("_job_suggest").unlink()
        self.env["shopee.listing"]._cron_sweep_listings()
        self.assertFalse(listing.is_waiting)

    def test_sweep_shows_dead_jobs(self):
        listing = self.start(self.cream)
        self.jobs("_job_upload").write({"state": "cancelled"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE shopee_listing SET write_date = write_date - interval '1 hour'")
        listing.invalidate_recordset()
        self.env["shopee.listing"]._cron_sweep_listings()
        self.assertEqual(listing.state, "failed")
        self.assertEqual(listing.failure["code"], "listing_dead")
        self.issues("listing_dead").action_retry()
        self.run_jobs()
        self.assertListed(listing)
