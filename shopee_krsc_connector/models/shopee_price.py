"""Which price each store shall show: retail of the pricelist or typed in, selling price above all."""

from odoo import api, fields, models

from ..lib import price as prices
from .shopee_price_rate import can_convert, prices_of

PRICE_CODES = ("price_refused", "price_locked")


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    price_source = fields.Selection(
        [("odoo", "Set in Odoo for this store"), ("global", "Shopee computes them from the global price")],
        string="Prices",
        default="odoo",
        required=True,
        help="Prices set in Odoo are sent in the store's currency, and the store stops following the global "
        "price. The other way, Shopee converts the global price by its own rate and fees.",
    )

    def write(self, vals):
        """A store that is to follow the global price has its switch turned on; the other way it goes off
        with the first price."""
        following = self.filtered(lambda shop: shop.price_source != vals.get("price_source") == "global")
        result = super().write(vals)
        if following:
            switches = self.env["shopee.sync.switch"]._ensure(following)
            switches.write({"price": True})
            switches.action_send()
        return result


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    global_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Global prices",
        check_company=True,
        help="Pricelist of the global prices. Empty: the sales price of the product, converted into the "
        "merchant's currency.",
    )

    def _sends_prices(self):
        return self.stock_mode == "live"


class ShopeeItemVariation(models.Model):
    _inherit = "shopee.item.variation"

    own_retail_price = fields.Monetary(help="Typed in for this store alone; 0 follows the pricelist.")
    retail_price = fields.Monetary(
        compute="_compute_retail_price",
        inverse="_inverse_retail_price",
        help="From the store's pricelist until somebody types another one in; 0 goes back to the pricelist.",
    )
    selling_price = fields.Monetary(
        help="Above 0 this is the price on Shopee, and the retail price is ignored."
    )
    wanted_price = fields.Monetary(
        string="Price for Shopee",
        compute="_compute_wanted_price",
        help="Selling price where there is one, else retail price, with the decimals of the market.",
    )
    price_warning = fields.Char(string="Note", compute="_compute_price_warning")
    price_sent_at = fields.Datetime(string="Price last sent", readonly=True)
    market = fields.Char(related="shop_id.region", string="Market")
    price_source = fields.Selection(related="shop_id.price_source")

    _own_retail_price_range = models.Constraint(
        "CHECK(own_retail_price BETWEEN 0 AND 1000000000)",
        "A retail price is between 0 and 1,000,000,000.",
    )
    _selling_price_range = models.Constraint(
        "CHECK(selling_price BETWEEN 0 AND 1000000000)",
        "A selling price is between 0 and 1,000,000,000.",
    )

    @api.depends(
        "own_retail_price",
        "product_id.list_price",
        "shop_id.pricelist_id",
        "pricelist_item_id.fixed_price",
        "original_price",
        "global_variation_id.is_further",
    )
    def _compute_retail_price(self):
        found = self._retail_prices()
        for variation in self:
            variation.retail_price = found[variation][0]

    def _inverse_retail_price(self):
        for variation in self:
            variation.own_retail_price = variation.retail_price

    @api.depends("own_retail_price", "selling_price")
    def _compute_difference(self):
        return super()._compute_difference()

    @api.depends("retail_price", "selling_price", "shop_id.region")
    def _compute_wanted_price(self):
        for variation in self:
            price = variation.selling_price if variation.selling_price > 0 else variation.retail_price
            variation.wanted_price = prices.rounded(price, prices.decimals(variation.shop_id.region))

    @api.depends("wanted_price", "listing_id.variation_ids.wanted_price")
    @api.depends_context("lang")
    def _compute_price_warning(self):
        issues = self.env["shopee.issue"]
        found = self._retail_prices()
        for variation in self:
            notes = variation._price_notes(found[variation][1])
            variation.price_warning = " ".join(issues._texts(*note)[0] for note in notes) or False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_retail_from_pricelist(self):
        """Forget the retail prices typed in here."""
        self.own_retail_price = 0

    def action_update_price(self):
        """Show what would be sent for these variations."""
        return self.env["shopee.price.update"]._open_for(self._priced())

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _retail_prices(self):
        """Retail price of each variation, and why there is none.

        A further listing keeps the price it has: the pricelist's is that of the listing which manages
        the product.

        :return: dict variation -> (price, code of a note or "")
        """
        found, by_pricelist = {}, {}
        for variation in self:
            if variation.own_retail_price > 0:
                found[variation] = variation.own_retail_price, ""
            elif not variation.product_id:
                found[variation] = 0.0, ""
            elif variation.global_variation_id.is_further:
                found[variation] = variation.original_price, ""
            else:
                pricelist = variation.pricelist_item_id.pricelist_id or variation.shop_id.pricelist_id
                key = pricelist, variation.currency_id, variation.company_id
                by_pricelist.setdefault(key, []).append(variation)
        for key, variations in by_pricelist.items():
            part = self.browse([variation.id for variation in variations])
            known = prices_of(part.product_id, *key)
            found.update({variation: known[variation.product_id.id] for variation in part})
        return found

    def _price_notes(self, code):
        """What a person should know of the price for Shopee.

        :param str code: why there is no retail price
        :return: list of (code, params) of ``shopee.issue._texts``
        """
        region = self.shop_id.region
        digits = prices.decimals(region)
        price = self.selling_price if self.selling_price > 0 else self.retail_price
        notes = []
        if self.wanted_price <= 0 and not self.is_gone and self.product_id:
            notes.append((code or "price_none", {"currency": self.currency_id.name}))
        if self.selling_price > self.retail_price > 0:
            notes.append(("price_above_retail", {}))
        if not prices.fits(price, digits):
            notes.append(("price_rounded", {"market": region, "decimals": digits}))
        if not self.is_gone and self._is_too_far():
            notes.append(("price_spread_wide", {"limit": prices.spread_limit(region)}))
        return notes

    def _is_too_far(self):
        """Whether the price is one of those that are too far from the others of the item.

        Of the highest and the lowest it is the ones typed in, where there are any.
        """
        siblings = self.listing_id._listed_variations().filtered(lambda v: v.wanted_price > 0)
        wanted = siblings.mapped("wanted_price")
        if not prices.too_spread(wanted, self.shop_id.region):
            return False
        extremes = siblings.filtered(lambda v: v.wanted_price in (min(wanted), max(wanted)))
        typed = extremes.filtered(lambda v: v.selling_price > 0 or v.own_retail_price > 0)
        return self in (typed or extremes)

    def _pricelist_prices(self):
        """What the price on Shopee is compared with: what is typed in here comes before the pricelist."""
        found = super()._pricelist_prices()
        for variation in found:
            price = variation.selling_price or variation.own_retail_price or found[variation]
            found[variation] = prices.rounded(price, prices.decimals(variation.shop_id.region))
        return found

    def _is_priced_in_odoo(self):
        """Whether Odoo sends the price, so that a change in the Seller Centre is not taken over."""
        return self.merchant_id._sends_prices() and self.price_source == "odoo"

    def _converted_global_price(self, rated):
        """Global price in the store's currency at Odoo's rate; 0 where it cannot be converted.

        :param rated: currencies that have a rate
        """
        source = self.global_variation_id
        currency, own = source.currency_id, self.currency_id
        if not currency or not own or not can_convert(currency, own, rated):
            return 0.0
        return currency._convert(source.wanted_price, own, self.company_id, fields.Date.today())

    def _priced(self):
        """Those whose price Odoo can set: on sale and linked to a product."""
        return self.filtered(
            lambda v: v.state == "linked" and v.product_id and not v.is_gone and not v.listing_id.is_deleted
        )

    def _issue_retry(self, code):
        if code not in PRICE_CODES:
            return super()._issue_retry(code)
        return self.env["shopee.price.update"]._send_again(self)


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    wanted_price = fields.Monetary(
        string="Global price for Shopee",
        compute="_compute_wanted_price",
        help="Sales price of the product in the merchant's currency, or that of the merchant's pricelist.",
    )
    price_sent_at = fields.Datetime(string="Price last sent", readonly=True)

    @api.depends("product_id.list_price", "price", "is_further", "merchant_id.global_pricelist_id")
    def _compute_wanted_price(self):
        found = self._global_prices()
        for variation in self:
            variation.wanted_price = found[variation][0]

    def _global_prices(self):
        """:return: dict variation -> (price, code of a note or "")"""
        found = {}
        for (merchant, currency), variations in self.grouped(
            lambda v: (v.merchant_id, v.currency_id or v.merchant_id.currency_id)
        ).items():
            known = prices_of(
                variations.product_id, merchant.global_pricelist_id, currency, merchant.company_id
            )
            for variation in variations:
                if variation.is_further or not variation.product_id:
                    found[variation] = variation.price, ""
                else:
                    price, code = known[variation.product_id.id]
                    found[variation] = prices.rounded(price, currency.decimal_places), code
        return found

    def _price_notes(self, code):
        """:return: list of (code, params) of ``shopee.issue._texts``"""
        notes = []
        if self.wanted_price <= 0:
            notes.append((code or "price_none", {"currency": self.currency_id.name or ""}))
        if prices.too_spread(self.listing_id._listed_variations().mapped("wanted_price")):
            notes.append(("price_spread_wide", {"limit": prices.spread_limit()}))
        return notes

    def _is_priced_alike(self):
        """Whether Odoo has one price for variations that Shopee sells at several.

        So it is after the first sync, which takes the lowest for the sales price: nobody has set it.
        """
        siblings = self.listing_id._listed_variations().filtered("product_id")
        return len(set(siblings.mapped("wanted_price"))) == 1 < len(set(siblings.mapped("price")))

    def _priced(self):
        """Those whose price Odoo can set: on sale and linked to a product."""
        return self.filtered(
            lambda v: v.state == "linked" and v.product_id and not v.is_gone and not v.listing_id.vanished_at
        )

    def _issue_retry(self, code):
        if code not in PRICE_CODES:
            return super()._issue_retry(code)
        return self.env["shopee.price.update"]._send_again(self)
