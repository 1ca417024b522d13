"""Prices that would be sent, beside those that Shopee has: looked at, ticked and sent, or only compared."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .shopee_price import has_conversion

KEPT_DAYS = 14  # comparisons; what was sent stays


class ShopeePriceUpdate(models.Model):
    _name = "shopee.price.update"
    _description = "Shopee Price Update"
    _inherit = ["shopee.job.mixin"]
    _order = "id desc"
    _rec_name = "scope"

    kind = fields.Selection(
        [("update", "Update"), ("drift", "Comparison")], default="update", required=True, readonly=True
    )
    scope = fields.Char(string="Of", readonly=True, help="Product, store or selection it was made for.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    is_asked = fields.Boolean(readonly=True, help="Somebody has confirmed it.")
    line_ids = fields.One2many("shopee.price.line", "update_id", string="Prices")
    state = fields.Selection(
        [
            ("reading", "Reading Shopee"),
            ("ready", "To confirm"),
            ("sending", "Being sent"),
            ("done", "Done"),
            ("same", "Nothing to change"),
        ],
        compute="_compute_state",
    )
    is_running = fields.Boolean(compute="_compute_state")
    progress = fields.Float(compute="_compute_state")
    differing_count = fields.Integer(compute="_compute_state", string="Different")
    same_count = fields.Integer(compute="_compute_state", string="Unchanged")
    sent_count = fields.Integer(compute="_compute_state", string="Sent")
    refused_count = fields.Integer(compute="_compute_state", string="Refused")
    waiting_merchant_ids = fields.Many2many(
        "shopee.merchant", compute="_compute_waiting_merchant_ids", string="Not live yet"
    )

    @api.depends("line_ids.outcome", "is_asked")
    def _compute_state(self):
        """Made from the lines: jobs of several stores end at once, each sees its own lines only."""
        counts = {}
        for update, outcome, count in self.env["shopee.price.line"]._read_group(
            [("update_id", "in", self.ids)], ["update_id", "outcome"], ["__count"]
        ):
            counts.setdefault(update.id, {})[outcome] = count
        for update in self:
            found = counts.get(update.id, {})
            pending = found.get("reading", 0) + found.get("waiting", 0)
            update.state = update._state_of(found)
            update.is_running = bool(pending)
            update.progress = 100 * (1 - pending / (sum(found.values()) or 1))
            update.differing_count = found.get("ready", 0)
            update.same_count = found.get("same", 0)
            update.sent_count = found.get("sent", 0)
            update.refused_count = sum(found.get(key, 0) for key in ("refused", "locked", "skipped"))

    def _state_of(self, counts):
        if counts.get("reading"):
            return "reading"
        if counts.get("waiting"):
            return "sending"
        if self.is_asked:
            return "done"
        return "ready" if counts.get("ready") else "same"

    @api.depends("line_ids.outcome", "line_ids.merchant_id.stock_mode")
    def _compute_waiting_merchant_ids(self):
        rows = self.env["shopee.price.line"]._read_group(
            [("update_id", "in", self.ids), ("outcome", "=", "ready")],
            ["update_id"],
            ["merchant_id:recordset"],
        )
        found = dict(rows)
        for update in self:
            merchants = found.get(update, self.env["shopee.merchant"])
            update.waiting_merchant_ids = merchants.filtered(lambda merchant: not merchant._sends_prices())

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Send the ticked prices to Shopee.

        Two clicks write the same row, so one of them finds the update asked for already.

        :raise UserError: nothing is ticked, or a merchant is not live
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "ready":
            return
        update = self.sudo()
        chosen = update.line_ids.filtered(lambda line: line.outcome == "ready" and line.is_chosen)
        if not chosen:
            raise UserError(self.env._("Tick at least one price to send."))
        chosen.merchant_id._check_sends_prices()
        update.is_asked = True
        chosen._ask()

    def action_go_live(self):
        """Open what going live does, for the first merchant that is not live."""
        self.ensure_one()
        return self.waiting_merchant_ids[:1].action_stock_start()

    def action_read(self):
        """Compare again with what Shopee has now."""
        self.ensure_one()
        self.check_access("write")
        if not self.is_running:
            self.sudo().is_asked = False
            self.sudo().line_ids._read()

    def action_tick_all(self):
        self.line_ids.filtered(lambda line: line.outcome == "ready").is_chosen = True

    def action_untick_all(self):
        self.line_ids.is_chosen = False

    def action_view_lines(self):
        """All prices as a list of its own, to search, group and export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shopee_krsc_connector.shopee_price_line_action"
        )
        return {**action, "display_name": self.scope, "domain": [("update_id", "=", self.id)]}

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_compare_prices(self):
        """Compare the prices of every merchant that is live with those on Shopee."""
        merchants = self.env["shopee.merchant"].search([("stock_mode", "=", "live")])
        for merchant in merchants:
            merchant.shop_ids._compare_prices()

    @api.autovacuum
    def _gc_comparisons(self):
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [("kind", "=", "drift"), ("is_asked", "=", False), ("create_date", "<", before)]
        self.search(domain, limit=100).unlink()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _open_for(self, variations, globals_=None, scope=None):
        """Make the preview and open it.

        :param variations: ``shopee.item.variation``
        :param globals_: ``shopee.global.variation``; None: those that the stores of ``variations`` follow
        :param str scope: what it is for; None names the products
        :raise UserError: Odoo can set none of these prices
        """
        following = variations.filtered(lambda v: v.price_source == "global")
        if globals_ is None:
            globals_ = following.global_variation_id._priced()
        updates = self._make("update", variations - following, globals_, scope)
        if not updates:
            raise UserError(
                self.env._(
                    "None of this is on sale on Shopee and linked to a product, so there is no price to send."
                )
            )
        return updates._action_open()

    @api.model
    def _make(self, kind, variations, globals_, scope=None):
        """:return: one update per company"""
        updates = self.browse()
        for company in variations.company_id | globals_.company_id:
            own = variations.filtered(lambda v, c=company: v.company_id == c)
            own_globals = globals_.filtered(lambda v, c=company: v.company_id == c)
            update = self.sudo().create(
                {
                    "kind": kind,
                    "company_id": company.id,
                    "user_id": self.env.user.id,
                    "scope": scope or self._scope_of(own.product_id | own_globals.product_id),
                }
            )
            self.env["shopee.price.line"].sudo().create(
                update._prepare_global_lines(own_globals) + update._prepare_store_lines(own)
            )
            updates |= update
        return updates.sudo(False)

    @api.model
    def _scope_of(self, products):
        templates = products.product_tmpl_id
        if len(templates) == 1:
            return templates.display_name
        return self.env._("%(count)s products", count=len(templates))

    @api.model
    def _send_again(self, variations):
        """Retry of an issue: send the price of these variations as it is in Odoo now.

        :raise UserError: the merchant is not live
        """
        variations.merchant_id._check_sends_prices()
        none = {name: self.env[name] for name in ("shopee.item.variation", "shopee.global.variation")}
        none[variations._name] = variations
        updates = self._make("update", none["shopee.item.variation"], none["shopee.global.variation"]).sudo()
        for update in updates:
            lines = update.line_ids.filtered(lambda line: line.outcome in ("ready", "same"))
            update.is_asked = True
            lines._ask()
        return updates

    def _prepare_store_lines(self, variations, on_shopee=None):
        """:param dict on_shopee: variation -> price there, instead of what the last sync has read"""
        lines, on_shopee = [], on_shopee or {}
        retail = variations._retail_prices()
        for variation in variations:
            vals = {
                "variation_id": variation.id,
                "shop_id": variation.shop_id.id,
                "old_price": on_shopee.get(variation, variation.original_price),
                "new_price": variation.wanted_price,
            }
            if variation.price_source == "global":
                vals["new_price"] = variation._converted_global_price()
            notes = variation._price_notes(retail[variation][1])
            lines.append(self._prepare_line_vals(variation, variation.currency_id, vals, notes))
        return lines

    def _prepare_global_lines(self, variations, on_shopee=None):
        """:param dict on_shopee: as of ``_prepare_store_lines``"""
        lines, on_shopee = [], on_shopee or {}
        wanted = variations._global_prices()
        for variation in variations:
            vals = {
                "global_variation_id": variation.id,
                "old_price": on_shopee.get(variation, variation.price),
                "new_price": wanted[variation][0],
            }
            currency = variation.currency_id or variation.merchant_id.currency_id
            notes = variation._price_notes(wanted[variation][1])
            lines.append(self._prepare_line_vals(variation, currency, vals, notes))
        return lines

    def _prepare_line_vals(self, variation, currency, vals, notes):
        company = self.company_id
        own = company.currency_id
        rate = 0.0
        if currency and has_conversion(own, currency, company):
            rate = currency._get_conversion_rate(currency, own, company)
        return {
            **vals,
            **self.env["shopee.price.line"]._verdict(vals["old_price"], vals["new_price"], variation, notes),
            "update_id": self.id,
            "merchant_id": variation.merchant_id.id,
            "product_id": variation.product_id.id,
            "currency_id": currency.id,
            "rate": rate,
        }

    def _action_open(self):
        action = {"type": "ir.actions.act_window", "res_model": self._name, "view_mode": "form"}
        if len(self) == 1:
            return {
                **action,
                "name": self.env._("Update Price"),
                "res_id": self.id,
                "views": [(False, "form")],
            }
        return {
            **action,
            "name": self.env._("Price Updates"),
            "view_mode": "list,form",
            "domain": [("id", "in", self.ids)],
        }


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _check_sends_prices(self):
        """:raise UserError: one of them is not live"""
        waiting = self.filtered(lambda merchant: not merchant._sends_prices())
        if waiting:
            raise UserError(
                self.env._(
                    "Prices are sent once %(merchants)s is live. Go live first: it shows what would change "
                    "on Shopee before anything is sent.",
                    merchants=", ".join(waiting.mapped("display_name")),
                )
            )


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    def action_update_price(self):
        """Show what would be sent for all products of these stores."""
        variations = self.env["shopee.item.variation"].search([("shop_id", "in", self.ids)])._priced()
        return self.env["shopee.price.update"]._open_for(variations, scope=", ".join(self.mapped("name")))

    def action_compare_prices(self):
        """Read the prices of these stores back and open the comparison."""
        updates = self._compare_prices()
        if not updates:
            raise UserError(
                self.env._("No product of this store is linked yet, so there is nothing to compare.")
            )
        return updates._action_open()

    def action_view_prices(self):
        return self._open_action("shopee_price_action")

    def _compare_prices(self):
        """:return: updates of the kind drift, being read"""
        shops = self.filtered(lambda shop: shop.state == "connected" and not shop.orders_only)
        variations = self.env["shopee.item.variation"].search([("shop_id", "in", shops.ids)])._priced()
        scope = ", ".join(shops.mapped("name"))
        updates = self.env["shopee.price.update"]._make(
            "drift", variations, self.env["shopee.global.variation"], scope
        )
        updates.sudo().line_ids._read()
        return updates
