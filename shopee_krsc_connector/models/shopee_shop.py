from odoo import api, fields, models

from ..const import HISTORY_DAYS, SELLER_CENTRES
from ..lib.client import Principal

# What makes an order Ready to Ship, by the store or by the warehouse it leaves from
SHIP_TRIGGERS = [
    ("pick", "The order is picked (2 or 3 steps) or delivered (1 step)"),
    ("pack", "The order is packed (3 steps), picked (2 steps) or delivered (1 step)"),
    ("delivery", "The delivery is validated"),
    ("manual", "Somebody presses Ready to Ship"),
]


class ShopeeShop(models.Model):
    """A shop of one market: what the seller calls the store."""

    _name = "shopee.shop"
    _description = "Shopee Store"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin", "shopee.principal.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="Your nickname for the store; used wherever it is named.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    shop_id = fields.Char(string="Shop ID", required=True, readonly=True, copy=False)
    shopee_name = fields.Char(string="Name on Shopee", readonly=True)
    account_id = fields.Many2one("shopee.account", required=True, ondelete="restrict", index=True)
    merchant_id = fields.Many2one("shopee.merchant", ondelete="restrict", index=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Responsible", default=lambda self: self.env.user)
    state = fields.Selection(
        [
            ("connecting", "Connecting"),
            ("connected", "Connected"),
            ("attention", "Authorisation needed"),
        ],
        default="connecting",
        required=True,
        readonly=True,
        copy=False,
    )
    region = fields.Char(string="Market", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    orders_only = fields.Boolean(compute="_compute_orders_only", store=True)
    orders_only_reason = fields.Char(compute="_compute_orders_only_reason")
    connected_at = fields.Datetime(readonly=True, copy=False)
    authorised_until = fields.Datetime(readonly=True, copy=False)
    url = fields.Char(compute="_compute_url", string="Seller Centre")

    # Sales
    order_prefix = fields.Char(
        default="", help="Written before Shopee's order number in the name of the sales order."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        check_company=True,
        help="Customer of this store's orders. The recipient is kept on the Shopee order.",
    )
    pricelist_id = fields.Many2one("product.pricelist", check_company=True)
    team_id = fields.Many2one("crm.team", string="Sales team", check_company=True)
    fiscal_position_id = fields.Many2one("account.fiscal.position", check_company=True)
    total_policy = fields.Selection(
        [("line", "Add a line with the difference"), ("block", "Hold the order for a person")],
        string="When the total differs",
        default="line",
        required=True,
        help="What happens when the lines do not add up to the total that Shopee names.",
    )

    # Shipping
    ship_trigger = fields.Selection(
        SHIP_TRIGGERS,
        string="Ready to Ship when",
        default="pick",
        required=True,
    )
    ship_mode = fields.Selection(
        [("dropoff", "Drop-off"), ("pickup", "Pickup")],
        string="Preferred hand-over",
        default="dropoff",
        required=True,
        help="Used where Shopee leaves the choice.",
    )
    ship_wait_minutes = fields.Integer(
        string="Wait after ordering (minutes)",
        default=0,
        help="A buyer may cancel freely for about an hour. Ready to Ship waits until then.",
    )
    label_type = fields.Selection(
        [("THERMAL_AIR_WAYBILL", "Thermal"), ("NORMAL_AIR_WAYBILL", "A4")],
        default="THERMAL_AIR_WAYBILL",
        required=True,
    )

    # Sync
    sync_orders = fields.Boolean(default=True, help="Import orders by themselves.")
    history_days = fields.Integer(default=HISTORY_DAYS, help="Days of orders imported when connecting.")
    menu_id = fields.Many2one("ir.ui.menu", readonly=True, copy=False, ondelete="set null")

    _shop_uniq = models.Constraint("UNIQUE(shop_id)", "This shop is connected already.")

    @api.depends("merchant_id.orders_only")
    def _compute_orders_only(self):
        for shop in self:
            shop.orders_only = not shop.merchant_id or shop.merchant_id.orders_only

    @api.depends("orders_only", "merchant_id.orders_only_reason")
    @api.depends_context("lang")
    def _compute_orders_only_reason(self):
        for shop in self:
            if not shop.orders_only:
                shop.orders_only_reason = False
            elif shop.merchant_id:
                shop.orders_only_reason = shop.merchant_id.orders_only_reason
            else:
                shop.orders_only_reason = self.env._(
                    "The login did not grant a merchant, so products and stock cannot be managed; orders are "
                    "imported and shipped. Connect again with the main account and tick “Auth Merchant”."
                )

    @api.depends("region")
    def _compute_url(self):
        for shop in self:
            shop.url = SELLER_CENTRES.get(shop.region, False)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            for shop in self.filtered("menu_id"):
                shop.menu_id.sudo().name = shop.name
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_menu(self):
        self.menu_id.sudo().unlink()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _principal(self):
        return Principal("shop", self.shop_id)

    def _pricelist_for(self, currency):
        """Pricelist of an order in this currency: the store's own, or one made for a foreign currency.

        SIP affiliate orders come in another currency than the store sells in.
        """
        self.ensure_one()
        if not currency or self.pricelist_id.currency_id == currency:
            return self.pricelist_id
        pricelists = self.env["product.pricelist"].sudo()
        name = f"{self.name} ({currency.name})"
        found = pricelists.search(
            [
                ("name", "=", name),
                ("currency_id", "=", currency.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        return found or pricelists.create(
            {"name": name, "currency_id": currency.id, "company_id": self.company_id.id}
        )

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for a store."""
        if code == "currency_without_rate":
            self._check_currency_rate()
        else:
            self.account_id._retry_connection(shops=self)

    def _warehouses(self, location_ids=()):
        """Warehouses that may serve an order of this shop, best first."""
        self.ensure_one()
        warehouses = self.merchant_id._warehouses(location_ids)
        return warehouses or self.company_id._shopee_warehouses()[:1]

    @api.model
    def _connected(self):
        return self.search([("state", "=", "connected")])
