"""How many pieces Shopee may sell of each linked variation: the facts of ``lib.stock``, read in bulk."""

from odoo import api, fields, models

from .. import const
from ..lib import stock


class ProductTemplate(models.Model):
    _inherit = "product.template"

    shopee_stock_buffer = fields.Integer(
        string="Keep back from Shopee",
        help="Pieces that Shopee may not sell. 0: as many as the merchant keeps back.",
    )

    _shopee_stock_buffer_positive = models.Constraint(
        "CHECK(shopee_stock_buffer >= 0)", "Pieces kept back cannot be fewer than none."
    )


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    stock_buffer = fields.Integer(
        string="Keep back",
        help="Pieces of each product that Shopee may not sell: what is sold while a change is on its way to "
        "Shopee comes out of them. A product may have its own number.",
    )

    _stock_buffer_positive = models.Constraint(
        "CHECK(stock_buffer >= 0)", "Pieces kept back cannot be fewer than none."
    )

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    def _stock_numbers(self, variations):
        """What to send for these global variations of this merchant, in few queries however many there are.

        :return: dict variation -> ``lib.stock.StockNumber``
        """
        self.ensure_one()
        variations = variations.sudo()
        linked = variations.filtered(lambda one: one.product_id and not one.is_gone)
        pools = self._stock_pools(linked.product_id)
        ordered = self._stock_ordered(linked)
        numbers = {}
        for variation in variations:
            pool = pools.get(variation.product_id, {})
            facts = stock.StockFacts(
                **{**pool, "locations": self._stock_locations(variation)},
                ordered=ordered.get(variation.id, {}),
                share=variation.stock_share,
                reserved=variation.reserved,
            )
            skip = not variation.product_id and stock.NOT_LINKED or variation.is_gone and stock.GONE
            if skip:
                facts = stock.StockFacts(skip=skip)
            numbers[variation.with_env(self.env)] = stock.number(
                facts, includes_reserved=const.STOCK_WRITE_INCLUDES_RESERVED
            )
        return numbers

    def _free_stocks(self, products):
        """What a listing of these products starts with.

        :return: dict product -> list of [Shopee location or "", pieces]
        """
        if not self:
            return {product: [] for product in products}
        numbers = {
            product: stock.number(stock.StockFacts(**facts), includes_reserved=False)
            for product, facts in self._stock_pools(products).items()
        }
        return {
            product: [list(one) for one in numbers[product].by_location]
            or [[location, 0] for location in self._stock_locations()]
            for product in products
        }

    def _stock_pools(self, products):
        """What all variations of a product share.

        :return: dict product -> keyword arguments of ``StockFacts``
        """
        places = self._stock_places(products)
        held = self._stock_held(products)
        counted = self._stock_counted(products)
        return {
            product: {
                "places": tuple(places[product]),
                "locations": self._stock_locations(),
                "held": held.get(product, {}),
                "buffer": product.sudo().product_tmpl_id.shopee_stock_buffer or self.stock_buffer,
                "skip": "" if product in counted else stock.NOT_COUNTED,
            }
            for product in products
        }

    # ------------------------------------------------------------
    # WAREHOUSES
    # ------------------------------------------------------------

    def _stock_mapping(self):
        """The mapping; a warehouse that serves two locations counts for the first."""
        seen = self.env["stock.warehouse"]
        lines = self.env["shopee.warehouse.mapping"]
        for line in self.sudo().warehouse_ids:
            if line.warehouse_id not in seen:
                seen |= line.warehouse_id
                lines |= line
        return lines

    def _stock_locations(self, variation=None):
        """Shopee locations that need a number: those of the mapping, and a former one until it was sent 0."""
        mapped = [line.location_id or "" for line in self.sudo().warehouse_ids]
        sent = variation.sent_stocks or () if variation else ()
        former = [location for location, pieces in sent if location and pieces]
        return tuple(dict.fromkeys(mapped + former)) or ("",)

    def _stock_places(self, products):
        """:return: dict product -> list of ``lib.stock.Place``, in the order of the mapping"""
        places = {product: [] for product in products}
        for line in self._stock_mapping():
            here = (
                products.sudo().with_company(self.company_id).with_context(warehouse_id=line.warehouse_id.id)
            )
            figures = self._stock_figures(here)
            for product in products:
                place = stock.Place(line.location_id or "", line.warehouse_id.id, *figures[product])
                places[product].append(place)
        return places

    @api.model
    def _stock_figures(self, products):
        """:return: dict product -> (on hand, free, on hand less what is to go out), as its context counts"""
        return {
            product: (product.qty_available, product.free_qty, product.qty_available - product.outgoing_qty)
            for product in products
        }

    def _stock_counted(self, products):
        """Those of these products that Odoo keeps stock of."""
        return products.filtered("is_storable")
