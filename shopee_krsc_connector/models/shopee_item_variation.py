from odoo import api, fields, models


class ShopeeItemVariation(models.Model):
    """Model of a store's item, or the item itself where it has none (``model_id`` is empty)."""

    _name = "shopee.item.variation"
    _description = "Shopee Store Variation"
    _inherit = ["shopee.catalogue.mixin"]
    _order = "listing_id, id"

    listing_id = fields.Many2one(
        "shopee.item",
        string="Store product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    shop_id = fields.Many2one(related="listing_id.shop_id", store=True, index=True)
    merchant_id = fields.Many2one(related="listing_id.merchant_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="listing_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="listing_id.currency_id")
    item_id = fields.Char(related="listing_id.item_id")
    global_variation_id = fields.Many2one(
        "shopee.global.variation", readonly=True, ondelete="set null", index="btree_not_null"
    )
    original_price = fields.Monetary(string="Price", readonly=True, help="Without promotion.")
    current_price = fields.Monetary(
        string="Buyer pays", readonly=True, help="The promotion's price while one is running."
    )
    available = fields.Integer(
        readonly=True, help="What buyers can order; shown as Shopee has it, never booked in Odoo."
    )
    reserved = fields.Integer(readonly=True, help="Promised to buyers or promotions.")
    seller_stock = fields.Integer(readonly=True, string="Stock of the seller")
    model_status = fields.Char(readonly=True)
    pricelist_item_id = fields.Many2one(
        "product.pricelist.item",
        string="Price rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _variation_uniq = models.Constraint(
        "UNIQUE(listing_id, model_id)", "This variation of the item is stored already."
    )

    def _after_link_by_hand(self):
        self._sync_price_rules()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _find_for_lines(self, shop, keys):
        """Variations of order lines.

        :param shop: ``shopee.shop``
        :param keys: ``(item_id, model_id)`` pairs, model_id ``""`` for an item without variations
        :return: dict key -> variation, without the keys that nobody knows
        """
        found = self.search(
            [("shop_id", "=", shop.id), ("listing_id.item_id", "in", [item_id for item_id, _m in keys])]
        )
        by_key = {(variation.item_id, variation.model_id): variation for variation in found}
        return {key: by_key[key] for key in keys if key in by_key}

    def _lists_own_issue(self, code):
        """What stops the global variation is listed there."""
        return code not in ("global_ignored", self.global_variation_id.reason_code)
