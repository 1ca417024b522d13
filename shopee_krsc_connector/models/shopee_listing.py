from odoo import api, fields, models
from odoo.exceptions import UserError

RUNNING = ("uploading", "creating", "variations", "publishing")
# Progress of a listing whose stores are not reached yet, in percent
PROGRESS = {"uploading": 10, "creating": 25, "variations": 40, "publishing": 55}
STEPS = [
    ("category", "Category"),
    ("attributes", "Attributes"),
    ("texts", "Texts"),
    ("pictures", "Pictures"),
    ("parcel", "Weight and size"),
    ("prices", "Stores and prices"),
    ("check", "Check"),
]


class ShopeeListing(models.Model):
    """What a product is on Shopee, as Odoo would send it: one sheet per product and merchant.

    A draft is filled in step by step. Listing it creates the global item and brings it into the stores, in
    jobs that can each be repeated (``shopee_listing_steps``).
    """

    _name = "shopee.listing"
    _description = "Shopee Listing"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "id desc"
    _rec_name = "product_tmpl_id"

    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", required=True, readonly=True, index=True, ondelete="cascade"
    )
    merchant_id = fields.Many2one(
        "shopee.merchant", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="merchant_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Responsible", readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("uploading", "Sending pictures"),
            ("creating", "Creating the global product"),
            ("variations", "Variations"),
            ("publishing", "Publishing"),
            ("done", "Listed"),
            ("failed", "Failed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    step = fields.Selection(STEPS, default="category", required=True, copy=False)
    is_editable = fields.Boolean(compute="_compute_is_editable")
    progress = fields.Float(compute="_compute_progress")
    is_waiting = fields.Boolean(compute="_compute_is_waiting")
    has_new_shops = fields.Boolean(compute="_compute_has_new_shops")

    # Global product
    is_group = fields.Boolean(compute="_compute_is_group")
    sku = fields.Char(
        string="Parent SKU", help="Of the product as a whole; its variations have SKUs of their own."
    )
    category_id = fields.Many2one("shopee.category", domain="[('is_leaf', '=', True)]", ondelete="set null")
    suggestion_ids = fields.Many2many("shopee.category", string="Suggested by Shopee", readonly=True)
    suggestion_order = fields.Json(readonly=True, help="Ids of the suggestions, best first.")
    suggestion_state = fields.Selection(
        [("asked", "Asked"), ("done", "Answered"), ("failed", "Not answered")], readonly=True, copy=False
    )
    category_ref = fields.Char(related="category_id.category_id")
    brand_id = fields.Many2one("shopee.brand", ondelete="set null", help="Empty: no brand.")
    name = fields.Char(string="Name on Shopee", help="In English or Simplified Chinese.")
    name_origin = fields.Char(help="Name of the product when it was taken over.")
    description = fields.Text(help="In English or Simplified Chinese.")
    description_origin = fields.Text(help="Description of the product when it was taken over.")
    condition = fields.Selection([("NEW", "New"), ("USED", "Used")], default="NEW", required=True)
    days_to_ship = fields.Integer(string="Days to ship", default=2)
    weight = fields.Float(string="Weight (kg)", digits="Stock Weight", help="Of the packed parcel.")
    length = fields.Integer(string="Length (cm)")
    width = fields.Integer(string="Width (cm)")
    height = fields.Integer(string="Height (cm)")
    currency_id = fields.Many2one(related="merchant_id.currency_id")

    attribute_ids = fields.One2many("shopee.listing.attribute", "listing_id", string="Attributes")
    picture_ids = fields.One2many("shopee.listing.picture", "listing_id", string="Pictures")
    variation_ids = fields.One2many("shopee.listing.variation", "listing_id", string="Variations")
    shop_line_ids = fields.One2many("shopee.listing.shop", "listing_id", string="Stores")
    price_ids = fields.One2many("shopee.listing.price", "listing_id", string="Prices in the stores")

    # Outcome
    global_item_ref = fields.Char(string="Global item ID", readonly=True, copy=False)
    global_item_id = fields.Many2one(
        "shopee.global.item", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    created_at = fields.Datetime(readonly=True, copy=False)
    sent_skus = fields.Json(
        readonly=True,
        copy=False,
        help="SKUs it was sent with; an item whose id was lost has one of them.",
    )
    has_variations = fields.Boolean(readonly=True, copy=False, help="Shopee has the variations.")
    failure = fields.Json(readonly=True, copy=False)
    failure_message = fields.Char(compute="_compute_failure_message")
    failure_advice = fields.Char(compute="_compute_failure_message")
    job_key = fields.Char(readonly=True, copy=False)
    attempt = fields.Integer(readonly=True, copy=False, help="Grows when a deleted product is listed anew.")

    _product_merchant_uniq = models.Constraint(
        "UNIQUE(product_tmpl_id, merchant_id)", "This product has a listing of this merchant already."
    )

    @api.depends("state")
    def _compute_is_editable(self):
        for listing in self:
            listing.is_editable = listing.state in ("draft", "failed", "done")

    @api.depends("state", "shop_line_ids.state")
    def _compute_progress(self):
        for listing in self:
            start = PROGRESS.get(listing.state, 0.0)
            if listing.state == "done":
                start = 100.0
            elif listing.state == "publishing" and listing.shop_line_ids:
                ended = listing.shop_line_ids.filtered(lambda line: line.state in ("done", "failed"))
                start += (100.0 - start) * len(ended) / len(listing.shop_line_ids)
            listing.progress = start

    @api.depends("state", "suggestion_state")
    def _compute_is_waiting(self):
        for listing in self:
            asked = listing.state == "draft" and listing.suggestion_state == "asked"
            listing.is_waiting = listing.state in RUNNING or asked

    @api.depends("shop_line_ids.state")
    def _compute_has_new_shops(self):
        for listing in self:
            listing.has_new_shops = "draft" in listing.shop_line_ids.mapped("state")

    @api.depends("product_tmpl_id.product_variant_ids")
    def _compute_is_group(self):
        for listing in self:
            listing.is_group = len(listing.product_tmpl_id.product_variant_ids) > 1

    @api.depends("failure")
    @api.depends_context("lang")
    def _compute_failure_message(self):
        for listing in self:
            failure = listing.failure or {}
            texts = listing.env["shopee.issue"]._texts(failure.get("code", ""), failure.get("params", {}))
            listing.failure_message, listing.failure_advice = texts if failure else (False, False)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(listing.state in RUNNING for listing in self):
            raise UserError(
                self.env._("This product is being listed on Shopee right now. Wait until it has ended.")
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_next(self):
        self._move_step(1)

    def action_back(self):
        self._move_step(-1)

    def _move_step(self, by):
        self.ensure_one()
        keys = [key for key, _label in STEPS]
        at = keys.index(self.step) + by
        self.step = keys[max(0, min(at, len(keys) - 1))]

    def action_open_product(self):
        self.ensure_one()
        return self.product_tmpl_id.get_formview_action()

    def action_refill(self):
        """Take prices, stock, pictures and untouched texts from the product again."""
        self._check_editable()
        self.check_access("write")
        self.sudo()._fill()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _check_editable(self):
        """:raise UserError: it is being sent right now"""
        running = self.filtered(lambda listing: listing.state in RUNNING)
        if running:
            raise UserError(
                self.env._(
                    "“%(product)s” is being listed on Shopee right now. Wait until it has ended.",
                    product=running[0].product_tmpl_id.display_name,
                )
            )

    def _intent_key(self):
        return f"{self.merchant_id.merchant_id}:{self.id}:{self.attempt}"

    def _dimension_sides(self):
        return (self.length, self.width, self.height)
