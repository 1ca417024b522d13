"""Draft, preview, live: how stock starts to go to Shopee, and the buttons that compare it later."""

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..words import ago


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    stock_mend = fields.Boolean(
        string="Mend differences",
        help="What the nightly check finds to differ is sent again. Otherwise it is only reported.",
    )
    stock_clean_at = fields.Datetime(
        string="Last clean",
        readonly=True,
        copy=False,
        help="When all products on Shopee were last seen to have the stock of Odoo.",
    )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_stock_start(self):
        """Show, per product, what Shopee has, what Odoo has and what would be sent. Sends nothing.

        :raise UserError: the merchant cannot go live, and what is missing
        """
        self.ensure_one()
        self.check_access("read")
        merchant = self.sudo()
        if merchant.stock_mode == "live":
            return self.action_check_stock()
        merchant._check_stock_ready()
        variations = merchant._variations_to_check()
        if not variations:
            raise UserError(
                self.env._("Shopee's products have not been read yet. Press Sync Products first.")
            )
        merchant.stock_mode = "preview"
        checks = self.env["shopee.stock.check"]._make("start", variations, merchant.name, is_whole=True)
        return checks._action_open()

    def action_sync_stock(self):
        """Compare all products, to send what differs."""
        variations = self._variations_to_check().filtered("product_id")
        return self.env["shopee.stock.check"]._open_for(variations, ", ".join(self.mapped("name")))

    def action_check_stock(self):
        """Compare all products with Shopee now, what differs twice."""
        self.check_access("read")
        return self.sudo()._check_stock()._action_open()

    def action_view_checks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shopee_krsc_connector.shopee_stock_check_action"
        )
        return {**action, "domain": [("merchant_id", "=", self.id)]}

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_check_stock(self):
        """Compare the stock of every merchant that is live with Shopee's."""
        merchants = self.search([("stock_mode", "=", "live"), ("orders_only", "=", False)])
        running = self.env["shopee.stock.check"].search(
            [("kind", "=", "drift"), ("state", "=", "reading"), ("merchant_id", "in", merchants.ids)]
        )
        (merchants - running.merchant_id)._check_stock()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_stock(self):
        """:return: checks of the kind drift, being read"""
        checks = self.env["shopee.stock.check"]
        variations = self._variations_to_check().filtered("product_id")
        for merchant, own in variations.grouped("merchant_id").items():
            checks |= checks._make("drift", own, merchant.name, is_whole=True)
        return checks

    def _check_stock_ready(self):
        """:raise UserError: stock of this merchant cannot be sent"""
        if self.orders_only:
            raise UserError(self.orders_only_reason)
        if not self._stock_mapping():
            raise RedirectWarning(
                self.env._(
                    "No warehouse holds the stock of %(merchant)s, so Shopee would be told 0 for everything. "
                    "Choose the warehouses first.",
                    merchant=self.name,
                ),
                self.action_map_warehouses(),
                self.env._("Choose warehouses"),
            )

    def _check_sends_stock(self):
        """:raise UserError: one of these merchants is not live"""
        waiting = self.filtered(lambda merchant: not merchant._is_stock_live())
        if waiting:
            raise UserError(
                self.env._(
                    "Stock is sent once %(merchants)s is live. Go live first: it shows what would change on "
                    "Shopee before anything is sent.",
                    merchants=", ".join(waiting.mapped("name")),
                )
            )

    def _variations_to_check(self):
        domain = [("merchant_id", "in", self.ids), ("is_gone", "=", False)]
        return self.env["shopee.global.variation"].sudo().search(domain).sudo(False)

    def _issue_retry(self, code):
        """Compare again what has drifted."""
        if code == "stock_drift":
            self.sudo()._check_stock()
            return
        super()._issue_retry(code)


class ShopeeStockCheck(models.Model):
    _inherit = "shopee.stock.check"

    def action_start(self):
        """Open what going live does."""
        self.ensure_one()
        return self.merchant_id.action_stock_start()

    def action_go_live(self):
        """Odoo is right: from now on its stock goes to Shopee.

        :raise UserError: the comparison is not there, or is not the merchant's last one
        """
        self.ensure_one()
        merchant = self.merchant_id
        merchant.check_access("write")
        if merchant.stock_mode == "live":
            return
        if self.kind != "start" or self.state != "ready":
            raise UserError(self.env._("Look at the comparison first: it is not complete yet."))
        check = self.sudo()
        merchant = check.merchant_id
        merchant._check_stock_ready()
        merchant.stock_mode = "live"
        same = check.line_ids.filtered(lambda line: line.result == "same" or not line.is_different)
        for line in same.filtered(lambda one: one.locations and not one.variation_id.sent_stocks):
            # Shopee has them already: only what changes from now on is sent
            wanted = [[place, here] for place, _there, here in line.locations]
            line.variation_id.write({"sent_stocks": wanted, "sent_stock": line.to_send})
        different = check.line_ids.filtered("is_different")
        if different:
            different._ask()
        else:
            check.write({"state": "done", "asked_at": fields.Datetime.now()})
        merchant._mark_all_stock()

    @api.model
    def _open_for(self, variations, scope):
        """Compare these variations, and open the comparison.

        :param variations: ``shopee.global.variation``
        :raise UserError: none of them can be sent
        """
        variations = variations.filtered(lambda one: not one.is_gone and not one.merchant_id.orders_only)
        if not variations:
            raise UserError(
                self.env._("None of this is on Shopee and linked to a product, so there is no stock to send.")
            )
        return self._make("sync", variations, scope)._action_open()


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    stock_summary = fields.Json(
        compute="_compute_stock_summary", compute_sudo=True, help="Mode, and when it was last clean."
    )

    @api.depends("merchant_id.stock_mode", "merchant_id.stock_clean_at")
    @api.depends_context("lang")
    def _compute_stock_summary(self):
        modes = dict(self.env["shopee.merchant"]._fields["stock_mode"]._description_selection(self.env))
        for shop in self:
            merchant = shop.merchant_id
            if not merchant or merchant.orders_only:
                shop.stock_summary = False
                continue
            clean = merchant.stock_clean_at
            shop.stock_summary = {
                "mode": merchant.stock_mode,
                "label": modes[merchant.stock_mode],
                "clean": ago(self.env, clean) if clean else "",
            }

    def action_sync_stock(self):
        """Compare the stock of all products on sale in these stores, to send what differs."""
        items = self.env["shopee.item.variation"].search(
            [("shop_id", "in", self.ids), ("is_gone", "=", False), ("global_variation_id", "!=", False)]
        )
        variations = items.global_variation_id.filtered("product_id")
        return self.env["shopee.stock.check"]._open_for(variations, ", ".join(self.mapped("name")))

    def action_stock_start(self):
        return self.merchant_id.action_stock_start()

    def action_view_stock_checks(self):
        return self.merchant_id.action_view_checks()


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    def action_sync_stock(self):
        """Compare the stock of these products, to send what differs."""
        variations = self.env["shopee.global.variation"].search([("listing_id", "in", self.ids)])
        return variations._action_sync_stock(self.env._("%s products", len(self)))


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    def _action_sync_stock(self, several):
        """:param str several: what they are called where they are not one product"""
        templates = self.product_id.product_tmpl_id
        scope = templates.display_name if len(templates) == 1 else several
        return self.env["shopee.stock.check"]._open_for(self, scope)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_shopee_sync_stock(self):
        """Compare the stock of these products with Shopee's, to send what differs."""
        return self.product_variant_ids.action_shopee_sync_stock()


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_shopee_sync_stock(self):
        """Compare the stock of these variants with Shopee's, to send what differs."""
        variations = self.env["shopee.global.variation"].search([("product_id", "in", self.ids)])
        count = len(self.product_tmpl_id)
        return variations._action_sync_stock(self.env._("%s products", count))
