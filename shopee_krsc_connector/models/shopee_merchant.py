from odoo import api, fields, models
from odoo.fields import Domain

from ..const import MERCHANT_REGION
from ..lib.client import Principal


class ShopeeMerchant(models.Model):
    """KRSC merchant: owner of the global items and of their stock."""

    _name = "shopee.merchant"
    _description = "Shopee Merchant"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin", "shopee.principal.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    merchant_id = fields.Char(string="Merchant ID", required=True, readonly=True, copy=False)
    account_id = fields.Many2one("shopee.account", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="account_id.user_id")
    region = fields.Char(readonly=True, help="Country of the merchant, as Shopee names it.")
    currency_id = fields.Many2one("res.currency", readonly=True)
    is_upgraded = fields.Boolean(
        string="Global products", readonly=True, help="The merchant is on Shopee's global-product system."
    )
    orders_only = fields.Boolean(compute="_compute_orders_only", store=True)
    orders_only_reason = fields.Char(compute="_compute_orders_only_reason")
    authorised_until = fields.Datetime(readonly=True)
    stock_mode = fields.Selection(
        [("draft", "Off"), ("preview", "Preview"), ("live", "Live")],
        string="Stock and price pushing",
        default="draft",
        required=True,
        readonly=True,
        help="Connecting sends nothing to Shopee. Stock and prices go out only when this is live.",
    )
    stock_cutover = fields.Datetime(
        string="Stock starts at",
        required=True,
        default=fields.Datetime.now,
        help="An order picked up by the carrier before this moment left the stock before Odoo counted it: "
        "it is imported as history, without stock moves.",
    )
    shop_ids = fields.One2many("shopee.shop", "merchant_id")
    warehouse_ids = fields.One2many(
        "shopee.warehouse.mapping",
        "merchant_id",
        string="Warehouses",
        help="Which warehouses hold the stock of each Shopee location, in the order in which an order looks "
        "for a warehouse that can serve it whole.",
    )
    ask_warehouse = fields.Boolean(compute="_compute_ask_warehouse")

    _merchant_uniq = models.Constraint("UNIQUE(merchant_id)", "This merchant is connected already.")

    @api.depends("region", "is_upgraded")
    def _compute_orders_only(self):
        for merchant in self:
            merchant.orders_only = bool(merchant.region) and (
                merchant.region != MERCHANT_REGION or not merchant.is_upgraded
            )

    @api.depends("orders_only")
    @api.depends_context("lang")
    def _compute_orders_only_reason(self):
        for merchant in self:
            reason = False
            if merchant.orders_only and merchant.region != MERCHANT_REGION:
                reason = self.env._(
                    "This merchant's country is %(region)s. Products, stock and prices work for Korean "
                    "merchants only; orders are imported and shipped.",
                    region=merchant.region,
                )
            elif merchant.orders_only:
                reason = self.env._(
                    "Shopee has not moved this merchant to global products yet. Orders are imported and "
                    "shipped; ask Shopee for the upgrade to manage products and stock."
                )
            merchant.orders_only_reason = reason

    def _compute_ask_warehouse(self):
        for merchant in self:
            merchant.ask_warehouse = len(merchant.company_id._shopee_warehouses()) > 1

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _prepare_merchant_vals(self, info):
        """:param info: ``MerchantInfo``"""
        currency = self.env["res.currency"].with_context(active_test=False)
        return {
            "name": info.name or self.merchant_id,
            "region": info.region,
            "is_upgraded": info.is_upgraded,
            "authorised_until": info.expire_time,
            "currency_id": currency.search([("name", "=", info.currency)], limit=1).id,
        }

    def _ensure_warehouses(self, locations):
        """Give every Shopee location the first warehouse, and ask where the company has several.

        :param list locations: ids of Shopee's locations; empty for an ordinary merchant
        """
        self.ensure_one()
        if self.warehouse_ids:
            return
        warehouses = self.company_id._shopee_warehouses()
        self.env["shopee.warehouse.mapping"].create(
            [
                {"merchant_id": self.id, "location_id": location, "warehouse_id": warehouses[0].id}
                for location in locations or [""]
                if warehouses
            ]
        )
        if len(warehouses) > 1:
            params = {"warehouse": warehouses[0].name}
            self.env["shopee.issue"]._raise_issues("choose_warehouses", "connection", {self: params})

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _principal(self):
        return Principal("merchant", self.merchant_id)

    def _warehouses(self, location_ids=()):
        """Warehouses in which an order of these Shopee locations may be served, best first.

        :param location_ids: Shopee location ids named by the order's lines; empty means any
        """
        lines = self.warehouse_ids
        named = lines.filtered(lambda line: line.location_id in location_ids)
        return (named or lines).warehouse_id

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for a merchant: read again what is connected."""
        if code == "choose_warehouses":  # somebody has looked and agrees
            self.env["shopee.issue"]._solve(self, [code])
        else:
            self.account_id._retry_connection(merchants=self)

    @api.model
    def _with_catalogue(self):
        return self.search(Domain("orders_only", "=", False))
