"""A merchant that is live, with two listings in one store, and jobs that run when a test says so."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError
from odoo.addons.queue_job.job import Job

from ..lib.errors import AuthorisationLost
from ..models.shopee_principal_mixin import ShopeePrincipalMixin
from .common_catalogue import CatalogueCase

CREAM, SET = 1501, 1502  # items of the store
SET_S, SET_M = 50011, 50012  # variations of the second one


class PriceCase(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.lost = self.env["shopee.shop"]  # stores or merchants that Shopee does not let in

        @contextmanager
        def fake_api(record):
            if record._name == self.lost._name and record in self.lost:
                raise AuthorisationLost("no authorisation", code="not_authorised")
            yield self.client

        self.startPatcher(patch.object(ShopeePrincipalMixin, "_api", fake_api))
        self.add_global(1001, "SC-50")
        self.add_global(1002, tiers=[("Size", ["S", "M"])], models=[(11, "SS-20", (0,)), (12, "GP-1", (1,))])
        self.sync()
        self.merchant.stock_mode = "live"
        self.env["shopee.sync.switch"]._ensure(self.shop).write({"state": "sent", "price": False})
        self.client.answers.update(
            {
                "product/update_price": {"failure_list": [], "success_list": []},
                "product/get_item_promotion": {"success_list": []},
                "global_product/update_price": {},
                "global_product/set_sync_field": {},
            }
        )
        self.client.calls.clear()
        self.env = self.env(context={**self.env.context, "queue_job__no_delay": False})
        for name in ("merchant", "shop", "cream", "stick", "pouch"):
            setattr(self, name, getattr(self, name).with_env(self.env))
        self.small = self.variation(CREAM)
        self.set_s, self.set_m = self.variation(SET, SET_S), self.variation(SET, SET_M)

    def add_store(self, region="TW", currency="TWD"):
        """Another store of the merchant, with the cream on sale."""
        currency = self.env.ref(f"base.{currency}")
        currency.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 32.0, "company_id": self.company.id}
        )
        shop = self.shop.copy(
            {
                "name": f"Hanbit {region}",
                "shop_id": f"22000{len(region)}{ord(region[0])}",
                "region": region,
                "state": "connected",
                "currency_id": currency.id,
                "pricelist_id": self.env["product.pricelist"]
                .create({"name": f"Shopee {region}", "currency_id": currency.id})
                .id,
            }
        )
        shop.state = "connected"
        source = self.small.global_variation_id
        listing = self.env["shopee.item"].create(
            {
                "shop_id": shop.id,
                "item_id": "7701",
                "name": "Cream",
                "status": "NORMAL",
                "global_id": source.listing_id.id,
                "currency_id": currency.id,
            }
        )
        variation = self.env["shopee.item.variation"].create(
            {
                "listing_id": listing.id,
                "model_id": "",
                "sku": "SC-50",
                "product_id": self.cream.id,
                "state": "linked",
                "global_variation_id": source.id,
                "original_price": 500.0,
                "current_price": 500.0,
            }
        )
        variation._sync_price_rules()
        return shop, variation

    def preview(self, *variations):
        """The update that the button makes of these variations."""
        action = self.env["shopee.item.variation"].union(*variations).action_update_price()
        return self.env["shopee.price.update"].browse(action["res_id"])

    def line(self, update, variation):
        return update.line_ids.filtered(lambda line: line._variation() == variation)

    def send(self, update):
        update.action_send()
        self.run_jobs()

    def run_jobs(self, most=40):
        """Run what is enqueued, and what that enqueues; what asks for a retry stays."""
        tried = self.env["queue.job"]
        for _number in range(most):
            jobs = self.env["queue.job"].search([("state", "=", "pending")], order="id") - tried
            if not jobs:
                return
            tried |= jobs
            for uuid in jobs.mapped("uuid"):
                self.run_job(uuid)

    def run_job(self, uuid):
        """As the runner does, but for the rollback: jobs write nothing before the network is closed."""
        job = Job.load(self.env, uuid)
        try:
            job.perform()
        except RetryableJobError:
            return
        except FailedJobError as error:
            job.set_failed(exc_name="FailedJobError", exc_message=str(error))
            job.on_fail({"exc_name": "FailedJobError", "exc_message": str(error)})
        else:
            job.set_done()
        job.store()

    def sent_prices(self, path="product/update_price"):
        """dict model id -> price of all calls."""
        key = "model_id" if path.startswith("product/") else "global_model_id"
        return {
            row.get(key, 0): row["original_price"]
            for params in self.client.params(path)
            for row in params["price_list"]
        }
