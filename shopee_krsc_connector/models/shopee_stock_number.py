"""How many pieces Shopee may sell of each linked variation: the facts of ``lib.stock``, read in bulk."""

from collections import defaultdict

from odoo import api, fields, models

from .. import const
from ..lib import stock
from .shopee_order import OPEN


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

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    def _stock_held(self, products):
        """What Shopee has sold of these products, others perhaps as well, and no transfer knows yet.

        :return: dict product -> {Shopee location that needs a number: quantity}
        """
        held = defaultdict(lambda: defaultdict(float))
        locations = self._stock_locations()
        for product, location, quantity in self._stock_held_lines():
            held[product][location if location in locations else locations[0]] += quantity
        return held

    def _stock_held_lines(self):
        """Open quantities of orders without stock move, of all merchants that draw on the same warehouses.

        What left before the stock's beginning never counts, also where nobody has told history apart yet.
        A cancelled transfer does not give back what the buyer still waits for.

        :return: list of (product, Shopee location or "", quantity)
        """
        for model, names in HELD_FIELDS.items():
            self.env[model].flush_model(names)
        self.env.cr.execute(
            HELD_QUERY,
            {
                "company": self.company_id.id,
                "merchants": self._stock_neighbours().ids,
                "shipped": list(const.STATUS_SHIPPED),
                "cancelled": list(const.STATUS_CANCELLED),
            },
        )
        products = self.env["product.product"]
        return [
            (products.browse(one), location, quantity) for one, location, quantity in self.env.cr.fetchall()
        ]

    def _stock_neighbours(self):
        """Merchants with a warehouse in common with this one, itself included."""
        lines = self.env["shopee.warehouse.mapping"].sudo()
        found = lines.search([("warehouse_id", "in", self._stock_mapping().warehouse_id.ids)])
        return found.merchant_id | self

    def _stock_ordered(self, variations):
        """Open pieces of these variations' own orders, which Shopee has among its reserved ones.

        :return: dict variation id -> {Shopee location: quantity}
        """
        for model, names in HELD_FIELDS.items():
            self.env[model].flush_model(names)
        self.env.cr.execute(
            ORDERED_QUERY,
            {
                "variations": variations.ids,
                "closed": [*const.STATUS_SHIPPED, *const.STATUS_CANCELLED],
            },
        )
        ordered = defaultdict(dict)
        for variation_id, location, quantity in self.env.cr.fetchall():
            ordered[variation_id][location] = quantity
        return ordered


HELD_FIELDS = {
    "shopee.order": [
        "company_id",
        "is_history",
        "krsc_status",
        "merchant_id",
        "ours_to_ship",
        "pickup_done_time",
        "sale_order_id",
        "shop_id",
        "sync_state",
        "update_time",
    ],
    "shopee.order.line": [
        "active_quantity",
        "item_id",
        "location_id",
        "model_id",
        "order_id",
        "product_id",
    ],
    "shopee.item": ["item_id", "shop_id"],
    "shopee.item.variation": ["global_variation_id", "listing_id", "model_id", "product_id"],
    "shopee.merchant": ["stock_cutover"],
    "stock.move": ["sale_line_id", "state"],
}

HELD_QUERY = f"""
    SELECT COALESCE(line.product_id, listed.product_id), COALESCE(line.location_id, ''),
           SUM(line.active_quantity)
      FROM shopee_order shopee
      JOIN shopee_shop shop ON shop.id = shopee.shop_id
 LEFT JOIN shopee_merchant merchant ON merchant.id = shopee.merchant_id
      JOIN shopee_order_line line ON line.order_id = shopee.id
 LEFT JOIN shopee_item item ON item.shop_id = shopee.shop_id AND item.item_id = line.item_id
 LEFT JOIN shopee_item_variation listed
        ON listed.listing_id = item.id AND listed.model_id = COALESCE(line.model_id, '')
     WHERE {OPEN}
       AND shopee.company_id = %(company)s
       AND (shopee.merchant_id IS NULL OR shopee.merchant_id = ANY(%(merchants)s))
       AND shopee.ours_to_ship AND NOT COALESCE(shopee.is_history, FALSE)
       AND shopee.krsc_status != ALL(%(cancelled)s)
       AND NOT (shopee.krsc_status = ANY(%(shipped)s)
                AND COALESCE(shopee.pickup_done_time, shopee.update_time)
                  < COALESCE(merchant.stock_cutover, shop.connected_at))
       AND line.active_quantity > 0
       AND COALESCE(line.product_id, listed.product_id) IS NOT NULL
       AND NOT EXISTS (
           SELECT FROM sale_order_line sold
             JOIN stock_move move ON move.sale_line_id = sold.id
            WHERE sold.order_id = shopee.sale_order_id
              AND (move.state != 'cancel' OR shopee.krsc_status = ANY(%(shipped)s)))
  GROUP BY 1, 2
"""

ORDERED_QUERY = f"""
    SELECT listed.global_variation_id, COALESCE(line.location_id, ''), SUM(line.active_quantity)
      FROM shopee_order shopee
      JOIN shopee_order_line line ON line.order_id = shopee.id
      JOIN shopee_item item ON item.shop_id = shopee.shop_id AND item.item_id = line.item_id
      JOIN shopee_item_variation listed
        ON listed.listing_id = item.id AND listed.model_id = COALESCE(line.model_id, '')
     WHERE {OPEN}
       AND listed.global_variation_id = ANY(%(variations)s)
       AND shopee.krsc_status != ALL(%(closed)s)
       AND shopee.ours_to_ship AND NOT COALESCE(shopee.is_history, FALSE)
       AND line.active_quantity > 0
  GROUP BY 1, 2
"""
