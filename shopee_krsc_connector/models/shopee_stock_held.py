"""What buyers have ordered and no transfer knows yet, and what of Shopee's reserved pieces are orders."""

from collections import defaultdict

from odoo import models

from ..const import STATUS_CANCELLED, STATUS_SHIPPED
from .shopee_order import OPEN

READ_FIELDS = {
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

# What left before the stock's beginning never counts, also where nobody has told history apart yet. A
# cancelled transfer does not give back what the buyer still waits for.
HELD_QUERY = f"""
    SELECT COALESCE(line.product_id, listed.product_id), shopee.id, COALESCE(line.location_id, ''),
           line.active_quantity
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
  ORDER BY shopee.id
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


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _stock_held(self, products):
        """What Shopee has sold of these products, others perhaps as well, and no transfer knows yet.

        :return: dict product -> {Shopee location that needs a number: quantity}
        """
        held = defaultdict(lambda: defaultdict(float))
        locations = self._stock_locations()
        for product, _order, location, quantity in self._stock_held_lines():
            held[product][location if location in locations else locations[0]] += quantity
        return held

    def _stock_held_orders(self, products):
        """:return: dict product -> the orders that ``_stock_held`` counts for it"""
        orders = dict.fromkeys(products, self.env["shopee.order"])
        for product, order, _location, _quantity in self._stock_held_lines():
            if product in orders:
                orders[product] |= order
        return orders

    def _stock_held_lines(self):
        """Open quantities of orders without stock move, of all merchants that draw on the same warehouses.

        :return: list of (product, ``shopee.order``, Shopee location or "", quantity)
        """
        rows = self._stock_rows(
            HELD_QUERY,
            company=self.company_id.id,
            merchants=self._stock_neighbours().ids,
            shipped=list(STATUS_SHIPPED),
            cancelled=list(STATUS_CANCELLED),
        )
        product, order = self.env["product.product"].browse, self.env["shopee.order"].browse
        return [(product(row[0]), order(row[1]), row[2], row[3]) for row in rows]

    def _stock_neighbours(self):
        """Merchants with a warehouse in common with this one, itself included."""
        lines = self.env["shopee.warehouse.mapping"].sudo()
        found = lines.search([("warehouse_id", "in", self._stock_mapping().warehouse_id.ids)])
        return found.merchant_id | self

    def _stock_ordered(self, variations):
        """Open pieces of these variations' own orders, which Shopee has among its reserved ones.

        :return: dict variation id -> {Shopee location: quantity}
        """
        closed = [*STATUS_SHIPPED, *STATUS_CANCELLED]
        ordered = defaultdict(dict)
        for row in self._stock_rows(ORDERED_QUERY, variations=variations.ids, closed=closed):
            ordered[row[0]][row[1]] = row[2]
        return ordered

    def _stock_rows(self, query, **params):
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)
        self.env.cr.execute(query, params)
        return self.env.cr.fetchall()
