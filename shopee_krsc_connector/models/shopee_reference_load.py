"""When and which reference data is read from Shopee: cron, buttons, first use."""

from datetime import timedelta

from odoo import api, fields, models

from ..const import CHANNEL_PULL
from ..lib.api import global_product

REFRESH_AFTER = timedelta(days=7)
# A job that died leaves "being read" behind; after this long the details are asked for again
ASK_AGAIN_AFTER = timedelta(hours=1)


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    # ------------------------------------------------------------
    # ACTIONS AND CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh_reference(self):
        """Daily: refresh what is a week old, and read what products have come to use since."""
        for merchant in self._with_catalogue():
            if merchant._is_authorised():
                merchant._refresh_due()

    def action_load_reference(self):
        """Read categories, the details of those in use, and logistics channels again."""
        self.check_access("read")
        return self._notify_reference(self._refresh_reference("manual"))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _refresh_due(self):
        last = self.env["shopee.sync.run"]._catalogue_watermark("reference", self)
        if not last or last < fields.Datetime.now() - REFRESH_AFTER:
            return self._refresh_reference("cron")
        unread = self.env["shopee.category"]._in_use(self).filtered(lambda c: c.details_state != "loaded")
        return unread._ensure_details("cron")

    def _refresh_reference(self, trigger="cron"):
        """Read the tree, then the details of the categories in use and the channels of the stores.

        :return: the runs that were started; a merchant whose last run is still busy is left out
        """
        runs = self.env["shopee.sync.run"]
        for merchant in self.sudo().filtered(lambda one: not one.orders_only):
            if runs._is_listing("reference", merchant):
                continue
            run = runs._start("reference", merchant, trigger, (False, fields.Datetime.now()))
            run._enqueue_reference("_job_reference_tree", name="tree")
            runs |= run
        return runs

    def _ensure_categories(self):
        """Read the tree of the merchants that have none.

        :return: the runs that were started
        """
        found = (
            self.env["shopee.category"].sudo()._read_group([("merchant_id", "in", self.ids)], ["merchant_id"])
        )
        known = self.browse().union(*(merchant.with_env(self.env) for (merchant,) in found))
        return (self - known)._refresh_reference("manual")

    def _retry_run(self, run):
        """Start a run of the same kind again."""
        if run.kind == "reference":
            return self._refresh_reference("manual")
        return super()._retry_run(run)

    def _notify_reference(self, runs):
        if runs:
            kind, message = (
                "info",
                self.env._("Categories and logistics channels are being read from Shopee."),
            )
        else:
            kind, message = "warning", self.env._("They are being read already, or nothing can be read here.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": message},
        }


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    logistics_channel_ids = fields.One2many(
        "shopee.logistics.channel", "shop_id", string="Logistics channels"
    )

    def _ensure_channels(self):
        """Read the logistics channels of the stores that have none.

        :return: the runs that were started
        """
        runs = self.env["shopee.sync.run"]
        channels = self.env["shopee.logistics.channel"].sudo().with_context(active_test=False)
        known = {shop.id for (shop,) in channels._read_group([("shop_id", "in", self.ids)], ["shop_id"])}
        missing = self.sudo().filtered(
            lambda s: s.id not in known and s.state == "connected" and s.merchant_id
        )
        for merchant, shops in missing.grouped("merchant_id").items():
            if runs._is_running("reference", merchant):
                continue
            run = runs._start("reference", merchant, "manual")
            run._report(planned=run._enqueue_channels(shops), is_last=True)
            runs |= run
        return runs


class ShopeeCategory(models.Model):
    _inherit = "shopee.category"

    def action_load_details(self):
        """Read the details of these categories again."""
        self.merchant_id.check_access("read")
        runs = self.sudo()._load_details("manual")
        return self.merchant_id._notify_reference(runs)

    def action_open_brands(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Brands of %s", self.name),
            "res_model": "shopee.brand",
            "view_mode": "list",
            "domain": [
                ("merchant_id", "=", self.merchant_id.id),
                ("category_id", "=", self.category_id),
                ("shop_id", "=", False),
            ],
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _ensure_details(self, trigger="manual"):
        """Have the details of these categories read by a job where they are not known.

        :return: the runs that were started
        """
        late = fields.Datetime.now() - ASK_AGAIN_AFTER
        return (
            self.sudo()
            .filtered(
                lambda c: (
                    c.details_state in ("none", "failed")
                    or (c.details_state == "loading" and c.details_asked_at < late)
                )
            )
            ._load_details(trigger)
        )

    def _load_details(self, trigger):
        """:return: the runs that were started"""
        runs = self.env["shopee.sync.run"]
        for merchant, categories in self.filtered("active").grouped("merchant_id").items():
            run = runs._start("reference", merchant, trigger)
            unknown = categories.filtered(lambda c: c.details_state != "loaded")
            unknown.write({"details_state": "loading", "details_asked_at": fields.Datetime.now()})
            run._report(planned=run._enqueue_details(categories), is_last=True)
            runs |= run
        return runs

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _in_use(self, merchant):
        """Categories of the merchant's products, and those whose details somebody has asked for."""
        used = self.env["shopee.global.item"]._read_group(
            [("merchant_id", "=", merchant.id), ("category_id", "!=", False)], ["category_id"]
        )
        return self.search(
            [
                ("merchant_id", "=", merchant.id),
                ("is_leaf", "=", True),
                "|",
                ("details_state", "!=", "none"),
                ("category_id", "in", [category_id for (category_id,) in used]),
            ]
        )


class ShopeeSyncRun(models.Model):
    _inherit = "shopee.sync.run"

    def _listing_ended(self):
        """What the first products of a new connection need to know is read without waiting a day."""
        result = super()._listing_ended()
        if self.kind == "catalogue" and self.trigger == "connect":
            self.env.ref("shopee_krsc_connector.ir_cron_shopee_refresh_reference").sudo()._trigger()
        return result

    def _enqueue_reference(self, method, *args, name):
        """Enqueue a job of this run; nobody waits for what was not asked for by hand."""
        return self._enqueue(
            method,
            *args,
            channel=CHANNEL_PULL,
            priority=5 if self.trigger == "manual" else 30,
            key=f"shopee:run:{self.id}:{name}",
            description=self.env._("Shopee: read %s", self.display_name),
        )

    def _enqueue_details(self, categories):
        """:return: number of jobs"""
        batch = global_product.CATEGORY_BATCH
        parts = [categories[start : start + batch] for start in range(0, len(categories), batch)]
        for part in parts:
            self._enqueue_reference("_job_reference_details", part.ids, name=f"details:{part.ids[0]}")
        return len(parts)

    def _enqueue_channels(self, shops):
        """:return: number of jobs"""
        for shop in shops:
            self._enqueue_reference("_job_reference_channels", shop.id, name=f"channels:{shop.id}")
        return len(shops)
