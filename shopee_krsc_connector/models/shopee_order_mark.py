"""What buyers order, change and cancel moves Shopee's own stock and what Odoo holds back for them."""

from odoo import models


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _sold(self):
        """What the stock formula asks of this order; it changes with the order's numbers alone.

        :return: (status, ours to ship, {line id: pieces still to ship})
        """
        pieces = {line.id: line.active_quantity for line in self.line_ids}
        return self.krsc_status, self.ours_to_ship, pieces

    def _resolve_products(self):
        """A product that is found only later is held back from then on, even if its order is not built."""
        unknown = self.line_ids.filtered(lambda line: not line.product_id)
        result = super()._resolve_products()
        found = unknown.filtered(lambda line: line.product_id and not line.order_id._left_before_cutover())
        self.env["shopee.stock.mark"]._mark_products(found.product_id.ids)
        return result

    def _mark_sold(self, before):
        """Mark the products of those of these orders that sell something else than before.

        :param dict before: order -> ``_sold`` before it was read again; orders without are new
        """
        marks = self.env["shopee.stock.mark"]
        sold = self.filtered(
            lambda order: not order._left_before_cutover() and order._sold() != before.get(order)
        )
        for merchant, orders in sold.grouped("merchant_id").items():
            products = orders.line_ids.product_id | orders.line_ids.item_variation_id.product_id
            marks._mark_products(products.ids, moved=True, merchant=merchant)
